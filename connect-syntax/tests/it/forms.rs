//! Objects that the platform takes in one of several forms: what each form takes and needs.
use connect_syntax::{Annotated, Attribute};

fn messages(attribute: &str, args: &str, item: &str) -> Vec<String> {
    let item: Annotated = syn::parse_str(item).unwrap();
    let declared = Attribute::named(attribute)
        .expect("the attribute exists")
        .declare(args.parse().unwrap(), &item);
    let faults = declared.err().into_iter().flatten();
    faults.map(|one| one.to_string()).collect()
}

fn control(control: &str) -> Vec<String> {
    let args = format!("property_panel = {{ url = \"/panel\", controls = [{{ {control} }}] }}");
    let item = "/// Greeting\nasync fn greeting() {}";
    let found = messages("dynamic_content_macro", &args, item);
    // The other kind has the same forms, in another order.
    let other = messages("static_content_macro", &args, item);
    assert_eq!(other.len(), found.len(), "{other:?}");
    found
}

fn error_message(message: &str) -> Vec<String> {
    let args = format!("expression = \"true\", error_message = {message}");
    messages("jira_workflow_validator", &args, "/// Votes\nstruct Votes;")
}

const TOGGLE: &str =
    "type = togglebutton, key = \"a\", label = \"A\", macro_parameter_value = \"a\"";

#[test]
fn each_form_is_right_with_what_it_requires() {
    for right in [
        "type = text, key = \"a\", macro_parameter = \"a\"",
        "type = button, key = \"a\", label = \"A\"",
        "type = \"button\", key = \"a\", label = { value = \"A\", i18n = \"a\" }",
        "type = group, controls = [{ type = button, key = \"a\", label = \"A\" }]",
        &format!("type = togglegroup, macro_parameter = \"a\", controls = [{{ {TOGGLE} }}]"),
        "type = unlisted(\"slider\"), label = \"A\", macro_parameter = \"a\"",
    ] {
        assert!(control(right).is_empty(), "{right}: {:?}", control(right));
    }
    for right in [
        "{ value = \"No\" }",
        "{ i18n = \"no\", value = \"No\" }",
        "{ expression = \"'No'\" }",
    ] {
        assert!(error_message(right).is_empty(), "{right}");
    }
}

#[test]
fn a_word_determines_what_is_allowed_and_what_is_needed() {
    assert_eq!(
        control("type = text, label = \"A\", key = \"a\""),
        [
            "`controls` of type `text` has no `label`\nhelp: it belongs to `button`",
            "`controls` of type `text` needs `macro_parameter`\nhelp: write `macro_parameter = \"…\"`",
        ]
    );
    assert_eq!(
        control("type = group, macroParameter = \"a\", controls = [{ type = togglebutton, key = \"a\", label = \"A\" }]")
            .into_iter()
            .map(|found| found.lines().next().unwrap_or_default().to_owned())
            .collect::<Vec<_>>(),
        [
            "`controls` of type `togglebutton` needs `macro_parameter_value`",
            "`controls` of type `group` has no `macro_parameter`",
        ]
    );
}

#[test]
fn without_a_word_of_the_table_there_is_one_error() {
    assert_eq!(
        control("key = \"a\""),
        ["`controls` needs `type`\nhelp: write `type = button`"]
    );
    assert_eq!(control("type = buton, key = \"a\"").len(), 1);
    assert_eq!(
        control("type = text, key = \"a\", macro_paramter = \"a\""),
        ["unknown field `macro_paramter` of `controls`\nhelp: did you mean `macro_parameter`?"]
    );
}

#[test]
fn without_words_the_members_say_which_form_it_is() {
    assert_eq!(
        error_message("{}"),
        ["`error_message` must be one of these\n\
          help: write `{ expression = \"…\" }`\n\
          help: or `{ value = \"…\" }`"]
    );
    assert_eq!(
        error_message("{ expression = \"'No'\", value = \"No\", i18n = \"no\" }"),
        ["`error_message` takes `expression` or `value`, not both\nhelp: remove one of the two"]
    );
    assert_eq!(
        error_message("{ i18n = \"no\", expression = \"'No'\" }"),
        ["`error_message` with `expression` has no `i18n`\nhelp: it belongs to `value`"]
    );
    assert_eq!(
        error_message("{ i18n = \"no\" }"),
        ["`error_message` needs `value`\nhelp: write `value = \"…\"`"]
    );
    assert_eq!(
        error_message("{ valeu = \"No\" }"),
        ["unknown field `valeu` of `error_message`\nhelp: did you mean `value`?"]
    );
}
