//! What a web item's link can open ("Web item": a target has a type, and options that belong to
//! it).

use crate::generated::targets::TARGETS;

/// A type of target. A dialog that the app declares as a module is not listed: its target has the
/// type `dialogmodule`, and the dialog's key as its only option.
#[derive(Debug, PartialEq, Eq)]
pub struct Target {
    /// The type in the descriptor: `inlinedialog`.
    pub name: &'static str,
    /// The type as an argument's value: `inline_dialog`.
    pub argument: &'static str,
    /// The options that belong to it, by their descriptor names.
    pub options: &'static [&'static str],
}

/// All targets, sorted by name.
///
/// ```
/// let dialog = connect_model::target::targets().iter().find(|it| it.name == "dialog").unwrap();
/// assert!(dialog.options.contains(&"chrome"));
/// ```
pub fn targets() -> &'static [Target] {
    &TARGETS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::module_kind::Type;

    #[test]
    fn targets_are_sorted_and_their_options_are_those_of_a_web_item() {
        assert!(targets().is_sorted_by_key(|it| it.name));
        let kind = crate::module_kind("webItems").unwrap();
        let member = |ty, name: &str| match ty {
            Type::Object(members) => members.iter().find(|it| it.name == name).unwrap().ty,
            _ => unreachable!("`{name}` must be in an object"),
        };
        let target = kind.property("target").unwrap().ty;
        let Type::Enum(types) = member(target, "type") else {
            unreachable!("a target's type is one of a few words")
        };
        let Type::Object(options) = member(target, "options") else {
            unreachable!("a target's options are an object")
        };
        for target in targets() {
            assert!(types.contains(&target.name), "{}", target.name);
            for option in target.options {
                assert!(options.iter().any(|it| it.name == *option), "{option}");
            }
        }
        for option in options.iter().filter(|it| it.name != "key") {
            let taken = targets().iter().any(|it| it.options.contains(&option.name));
            assert!(taken, "{}", option.name);
        }
    }
}
