//! Objects that the platform accepts in one of several forms.
//!
//! Such an object has the members of all forms, and each member lists those that it belongs to. Forms
//! are distinguished by the value of one member, such as a control's `type`, or by a member that only
//! one of them has.

use crate::module_kind::{Property, Type};

pub use crate::module_kind::Form;

/// The names of all forms of an object; empty if it has only one.
///
/// ```
/// use connect_model::module_kind::Type;
/// use connect_model::{form, module_kind};
///
/// let message = module_kind("jiraWorkflowValidators").unwrap().property("errorMessage").unwrap();
/// let Type::Object(members) = message.ty else { unreachable!() };
/// assert_eq!(form::names(members), ["expression", "value"]);
/// ```
#[must_use]
pub fn names(members: &[Property]) -> Vec<&'static str> {
    let mut names = Vec::new();
    // The member that belongs to the most forms determines their order.
    let mut by_count: Vec<&Property> = members.iter().collect();
    by_count.sort_by_key(|member| std::cmp::Reverse(member.forms.len()));
    for form in by_count.iter().flat_map(|member| member.forms) {
        if !names.contains(&form.name) {
            names.push(form.name);
        }
    }
    names
}

/// The member whose value determines an object's form; `None` if the form follows from which
/// members are present.
#[must_use]
pub fn discriminator(members: &[Property]) -> Option<&Property> {
    members.iter().find(|member| match member.ty {
        Type::Enum(words) if !member.forms.is_empty() => {
            member.forms.iter().all(|form| words.contains(&form.name))
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::module_kinds;

    /// Every object in the tables that has forms.
    fn objects() -> Vec<&'static [Property]> {
        fn walk(ty: &Type, found: &mut Vec<&'static [Property]>) {
            match ty {
                Type::Array(items) => walk(items, found),
                Type::Object(members) => {
                    found.push(members);
                    for member in *members {
                        walk(&member.ty, found);
                    }
                }
                _ => {}
            }
        }
        let mut found = Vec::new();
        for property in module_kinds().iter().flat_map(|kind| kind.properties) {
            walk(&property.ty, &mut found);
        }
        found.retain(|members| !names(members).is_empty());
        found
    }

    #[test]
    fn each_form_can_be_told_from_what_is_written() {
        let objects = objects();
        assert!(!objects.is_empty());
        for members in objects {
            assert!(members.iter().all(|member| !member.forms.is_empty()));
            let names = names(members);
            assert!(names.len() > 1, "{names:?}");
            if let Some(word) = discriminator(members) {
                assert!(
                    word.required && word.forms.len() == names.len(),
                    "{names:?}"
                );
                continue;
            }
            for name in names {
                let own = members.iter().find(|member| member.name == name).unwrap();
                assert_eq!(
                    own.forms,
                    [Form {
                        name,
                        required: true
                    }]
                );
            }
        }
    }

    #[test]
    fn what_all_forms_require_is_required() {
        for members in objects() {
            let all = names(members).len();
            for member in members {
                let everywhere = member.forms.iter().filter(|form| form.required).count();
                assert_eq!(member.required, everywhere == all, "{}", member.name);
            }
        }
    }

    #[test]
    fn alternatives_that_nothing_distinguishes_have_no_forms() {
        // The options of a target, and where a background script runs.
        for member in ["size", "shouldReloadOnRefresh"] {
            for members in objects() {
                assert!(members.iter().all(|it| it.name != member), "{member}");
            }
        }
    }
}
