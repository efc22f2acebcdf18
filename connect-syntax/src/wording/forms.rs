//! What is said of objects that the platform takes in one of several forms.

use connect_model::Property;

use super::{example, list};

/// `` `controls` of type `text` ``: an object by the word that says its form.
pub(crate) fn of_word(object: &Property, word: &Property, form: &str) -> String {
    format!("`{}` of {} `{form}`", object.argument, word.argument)
}

/// `` `error_message` with `value` ``: an object by the member that shows its form.
pub(crate) fn of_member(object: &Property, member: &Property) -> String {
    format!("`{}` with `{}`", object.argument, member.argument)
}

/// Something that other forms have.
pub(crate) fn other_form(owner: &str, what: &str, takers: &[&str]) -> String {
    let help = if takers.is_empty() {
        "remove it".to_owned()
    } else {
        format!("it belongs to {}", list(takers))
    };
    format!("{owner} has no {what}\nhelp: {help}")
}

pub(crate) fn several_forms(object: &Property, choices: &[&str]) -> String {
    format!(
        "`{}` has {}, not both\nhelp: remove one of the two",
        object.argument,
        list(choices)
    )
}

pub(crate) fn no_form(object: &Property, choices: &[&Property]) -> String {
    let choices: Vec<String> = choices
        .iter()
        .map(|choice| format!("`{{ {} = {} }}`", choice.argument, example(choice)))
        .collect();
    format!(
        "`{}` is one of these\nhelp: write {}",
        object.argument,
        choices.join("\nhelp: or ")
    )
}
