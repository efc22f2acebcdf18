//! Conditions, which decide whether the host shows a module.

use crate::fact::{Confidence, Unknown};
use crate::generated::conditions::CONDITIONS;
use crate::generated::named;
use crate::product::Product;

/// A condition of a product.
#[derive(Debug, PartialEq, Eq)]
pub struct Condition {
    /// The name in a module's `conditions`: `user_is_logged_in`.
    pub name: &'static str,
    /// The product that supports it.
    pub product: Product,
    /// Its parameters.
    pub parameters: &'static [ConditionParameter],
    /// The entities whose properties it reads, if it reads one: `issue`, or with the product if it
    /// differs by product, `jira:issue`.
    pub entities: &'static [&'static str],
    /// Whether a URL may use it as `{condition.<name>}`.
    pub in_url: bool,
    /// Whether it needs no context, so that it works for every module.
    pub context_free: bool,
    /// The confidence of the row.
    pub confidence: Confidence,
    /// Further notes, or empty.
    pub note: &'static str,
}

/// A parameter of a condition.
#[derive(Debug, PartialEq, Eq)]
pub struct ConditionParameter {
    /// The name in `params`: `propertyKey`.
    pub name: &'static str,
    /// The name as an argument: `property_key`.
    pub argument: &'static str,
    /// Whether it is required.
    pub required: bool,
    /// The allowed values, if they are a closed list.
    pub values: &'static [&'static str],
}

/// How a valid condition is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConditionUse {
    /// The facts list it.
    Listed(&'static Condition),
    /// A path or URL: the app itself decides.
    Remote,
}

/// All conditions, sorted by name, then product.
pub fn conditions() -> &'static [Condition] {
    &CONDITIONS
}

/// The rows with this name, one per product.
pub fn condition(name: &str) -> &'static [Condition] {
    named(&CONDITIONS, name, |row| row.name)
}

/// Checks the name of a condition.
///
/// # Errors
/// [`Unknown`], with the nearest names, if it is not listed and is not a path.
///
/// ```
/// use connect_model::{ConditionUse, check_condition};
/// assert!(matches!(check_condition("user_is_logged_in"), Ok(ConditionUse::Listed(_))));
/// assert_eq!(check_condition("/conditions/beta"), Ok(ConditionUse::Remote));
/// assert_eq!(check_condition("userIsLoggedIn").unwrap_err().nearest, ["user_is_logged_in"]);
/// ```
pub fn check_condition(name: &str) -> Result<ConditionUse, Unknown> {
    if let Some(row) = condition(name).first() {
        return Ok(ConditionUse::Listed(row));
    }
    if name.starts_with('/') || name.contains("://") {
        return Ok(ConditionUse::Remote);
    }
    Err(Unknown::new(
        "condition",
        name,
        CONDITIONS.iter().map(|row| row.name),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_known() {
        for row in conditions() {
            assert!(matches!(
                check_condition(row.name),
                Ok(ConditionUse::Listed(_))
            ));
        }
    }

    #[test]
    fn parameters_are_typed() {
        let rows = condition("can_use_application");
        let parameter = rows.first().unwrap().parameters.first().unwrap();
        assert!(parameter.required);
        assert_eq!(
            parameter.values,
            ["jira-core", "jira-servicedesk", "jira-software"]
        );
        let optional = condition("entity_property_equal_to").first().unwrap();
        assert!(
            optional
                .parameters
                .iter()
                .any(|it| it.name == "objectName" && !it.required)
        );
    }

    #[test]
    fn an_unknown_condition_names_the_nearest() {
        let unknown = check_condition("user_is_loged_in").unwrap_err();
        assert_eq!(
            unknown.to_string(),
            r#"unknown condition "user_is_loged_in""#
        );
        assert_eq!(unknown.nearest, ["user_is_logged_in"]);
    }
}
