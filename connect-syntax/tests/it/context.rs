//! Context parameters: what is refused, what is warned about, and the way out.
use connect_syntax::{Annotated, Attribute, Declared};

fn declare(attribute: &str, args: &str, parameters: &str) -> syn::Result<Declared> {
    let item: Annotated =
        syn::parse_str(&format!("/// Votes\nasync fn votes({parameters}) {{}}")).unwrap();
    Attribute::named(attribute)
        .expect("the attribute exists")
        .declare(args.parse().unwrap(), &item)
}

fn messages(attribute: &str, args: &str, parameters: &str) -> Vec<String> {
    let faults = declare(attribute, args, parameters).unwrap_err();
    faults.into_iter().map(|one| one.to_string()).collect()
}

fn notes(attribute: &str, args: &str, parameters: &str) -> Vec<String> {
    let declared = declare(attribute, args, parameters).unwrap();
    let notes = declared.deprecations.into_iter().map(|one| one.note);
    notes.collect()
}

#[test]
fn a_name_of_a_structs_pages_is_expected_in_an_iframe() {
    let found = messages(
        "general_page",
        "",
        r#"#[context("validator.id")] id: String"#,
    );
    assert_eq!(
        found,
        [
            "context parameter \"validator.id\" is bound in Jira workflow validators only, \
          not in general pages\n\
          help: take it in an `#[iframe]` that `#[jira_workflow_validator]` names\n\
          help: if the host fills it in here, write `#[context(unlisted(\"validator.id\"))]`"
        ]
    );
}

#[test]
fn a_slip_is_answered_with_names_that_are_valid_here() {
    let found = messages(
        "content_byline_item",
        "",
        r#"#[context("comment.id")] id: String"#,
    );
    assert_eq!(
        found,
        [
            "context parameter \"comment.id\" is one of Jira's, and this content byline item is for \
          Confluence\n\
          help: did you mean \"content.id\"?\n\
          help: if the host fills it in here, write `#[context(unlisted(\"comment.id\"))]`"
        ]
    );
}

#[test]
fn a_name_in_the_url_and_in_an_argument_is_one_fault() {
    let url = r#"url = "/votes?key={issueKey}""#;
    let found = messages("general_page", url, r#"#[context("issueKey")] key: String"#);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(messages("general_page", url, "").len(), 1);
}

#[test]
fn an_unlisted_name_is_accepted() {
    let url = r#"url = "/votes?m={macro.id}", location = "system.header/left""#;
    let vouched =
        r#"#[context(unlisted("macro.id"))] id: String, #[context(unlisted("a"))] a: String"#;
    let declared = declare("general_page", url, vouched).unwrap();
    let names: Vec<_> = declared.unlisted.iter().map(|one| &*one.name).collect();
    assert_eq!(names, ["macro.id", "a"]);
}

#[test]
fn nothing_is_out_of_place_where_the_host_fills_nothing_in() {
    let cacheable = r#"url = "/votes?m={macro.id}", cacheable = true, public = true"#;
    assert!(declare("general_page", cacheable, "").is_ok());
}

#[test]
fn a_page_that_modules_name_takes_the_names_of_all() {
    for name in ["issue.key", "content.id", "macro.id", "validator.id"] {
        let parameter = format!("#[context({name:?})] it: String");
        assert!(declare("iframe", "", &parameter).is_ok(), "{name}");
    }
}

#[test]
fn a_deprecated_name_is_a_warning_once() {
    let expected = ["context parameter `page.id` is deprecated: use `content.id`"];
    let parameter = r#"#[context("page.id")] id: String"#;
    assert_eq!(notes("content_byline_item", "", parameter), expected);
    let url = r#"url = "/votes?id={page.id}""#;
    assert_eq!(notes("content_byline_item", url, parameter), expected);
    assert_eq!(notes("content_byline_item", url, ""), expected);
    // Macros still use it, and an iframe may be a macro's.
    for attribute in ["iframe", "static_content_macro"] {
        assert!(notes(attribute, "", parameter).is_empty(), "{attribute}");
    }
    let who = r#"#[context("user.key")] who: String"#;
    assert_eq!(
        notes("iframe", "", who),
        ["context parameter `user.key` is deprecated"]
    );
}

#[test]
fn a_macro_may_store_what_it_does_not_declare_but_slips_are_reported() {
    let parameters =
        r#"name = "Votes", parameters = [{ identifier = "prefLabel", name = "L", type = string }]"#;
    let take = |name: &str| format!("#[context({name:?})] it: Option<String>");
    for right in ["prefLabel", "uuid", "page.id", "macro.id"] {
        assert!(declare("dynamic_content_macro", parameters, &take(right)).is_ok());
    }
    assert_eq!(
        messages("dynamic_content_macro", parameters, &take("prefLable")),
        ["this macro does not declare parameter \"prefLable\"\n\
             help: did you mean \"prefLabel\"?\n\
             help: if the macro stores it without declaring it, \
             write `#[context(unlisted(\"prefLable\"))]`"]
    );
    let in_url = format!("url = \"/votes?label={{preflabel}}\", {parameters}");
    assert_eq!(messages("dynamic_content_macro", &in_url, "").len(), 1);
    let vouched = r#"#[context(unlisted("prefLable"))] it: Option<String>"#;
    assert!(declare("dynamic_content_macro", parameters, vouched).is_ok());
}
