//! What is said of conditions.

use super::list;

pub(crate) const UNLISTED_CONDITION: &str = "`unlisted` takes the condition's name as the host spells it, then its parameters by name\n\
     help: write `unlisted(\"…\")` or `unlisted(\"…\", name = \"…\")`";

pub(crate) const REMOTE_TAKES_ONE: &str = "`remote` takes one item, the condition that the app answers itself\n\
     help: write `remote(beta)` with `#[condition] async fn beta() -> bool`";

pub(crate) fn condition_takes_named(condition: &str, parameter: &str) -> String {
    format!(
        "the parameters of condition `{condition}` have names\n\
         help: write `{condition}({parameter} = \"…\")`"
    )
}

pub(crate) fn missing_parameter(condition: &str, parameter: &str) -> String {
    format!(
        "condition `{condition}` needs `{parameter}`\n\
         help: write `{condition}({parameter} = \"…\")`"
    )
}

pub(crate) fn unknown_parameter(
    condition: &str,
    name: &str,
    nearest: &[&str],
    all: &[&str],
) -> String {
    let help = match nearest {
        [] if all.is_empty() => format!("write `{condition}` alone"),
        [] => format!("it takes {}", list(all)),
        nearest => format!("did you mean {}?", list(nearest)),
    };
    format!("unknown parameter `{name}` of condition `{condition}`\nhelp: {help}")
}

pub(crate) fn condition_of_other_product(condition: &str, theirs: &str, ours: &str) -> String {
    format!(
        "condition `{condition}` is one of {theirs}'s, and this module is for {ours}\n\
         help: if the host knows it there, write `unlisted({condition:?})`"
    )
}
