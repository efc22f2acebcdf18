//! Context parameters: the `{…}` placeholders in a module's URL that the host fills in.
//!
//! A parameter that the host does not know is replaced with nothing, without an error anywhere
//! ("Context parameters" in the documentation of each product), so it is worth finding typos early.

use crate::fact::{Confidence, Unknown};
use crate::generated::context_parameters::CONTEXT_PARAMETERS;
use crate::generated::named;
use crate::module_kind::ModuleKind;
use crate::product::Product;

mod place;

pub use place::{
    Bound, Elsewhere, Unbound, check_context_parameter_of, is_empty_in_administration,
};

/// The names that hosts add to the query of each URL that they open or call ("Context parameters",
/// "Licensing", "Capability sets" in the documentation).
const ADDED_BY_HOSTS: [&str; 7] = ["capSet", "cp", "cv", "jwt", "lic", "xdm_c", "xdm_e"];

/// Whether the host adds a name to the query of a module's URL. A URL that already contains it would have it twice: if
/// two licences differ, neither counts, and if there are two tokens, neither is accepted.
///
/// ```
/// assert!(connect_model::context_parameter::is_added_by_host("lic"));
/// assert!(!connect_model::context_parameter::is_added_by_host("licence"));
/// ```
#[must_use]
pub fn is_added_by_host(name: &str) -> bool {
    ADDED_BY_HOSTS.contains(&name)
}

/// A context parameter of a product, or a family of them.
#[derive(Debug, PartialEq, Eq)]
pub struct ContextParameter {
    /// The name, such as `issue.key`; for a family, its pattern, such as `user.*`.
    pub name: &'static str,
    /// The product that fills it in.
    pub product: Product,
    /// Which names the row applies to.
    pub rule: Rule,
    /// Where it is available, in words.
    pub available: &'static str,
    /// The module kinds in which it is available; empty if that does not depend on the kind.
    pub kinds: &'static [&'static str],
    /// Whether the platform advises against it.
    pub deprecated: bool,
    /// The replacement, if it is deprecated and one is named.
    pub instead: Option<&'static str>,
    /// The module kinds in which it is not deprecated, although it is elsewhere.
    pub current_in: &'static [&'static str],
    /// The scope that it needs (Bitbucket only, in Bitbucket's vocabulary).
    pub scope: Option<&'static str>,
    /// The confidence of the row.
    pub confidence: Confidence,
    /// Further notes, or empty.
    pub note: &'static str,
}

/// Which names a row applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Exactly its own name.
    Exact,
    /// `ac.<name>`: the text before the placeholder, then letters, digits, `_` and `-`.
    Identifier,
    /// `user.*`: every name with this prefix.
    Below,
    /// `condition.<name>`, with or without `(key=value,…)`: the result of a condition.
    Condition,
    /// The identifier of a macro's parameter: any name, only in a macro's URL.
    MacroParameter,
}

impl ContextParameter {
    /// Whether the row applies to this name. Never for rows about macro parameters: whether a name
    /// is one depends on the module (see [`check_context_parameter_of`]).
    pub fn matches(&self, name: &str) -> bool {
        match self.rule {
            Rule::Exact => name == self.name,
            Rule::Identifier => {
                let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
                let prefix = self.name.split('<').next().unwrap_or_default();
                name.strip_prefix(prefix)
                    .is_some_and(|rest| !rest.is_empty() && rest.chars().all(letters))
            }
            Rule::Below => {
                let prefix = self.name.trim_end_matches('*');
                name.strip_prefix(prefix)
                    .is_some_and(|rest| !rest.is_empty())
            }
            Rule::Condition => name.strip_prefix("condition.").is_some_and(is_condition),
            Rule::MacroParameter => false,
        }
    }

    /// The deprecation warning for use in a module of `kind`, or where no kind is known; `None` if
    /// it is current there.
    ///
    /// ```
    /// use connect_model::{check_context_parameter, module_kind};
    /// let mode = check_context_parameter("board.mode").unwrap();
    /// assert_eq!(
    ///     mode.deprecation(module_kind("webPanels")).unwrap(),
    ///     "context parameter `board.mode` is deprecated: use `board.screen`"
    /// );
    /// ```
    pub fn deprecation(&self, kind: Option<&ModuleKind>) -> Option<String> {
        // A use without a kind may be for one in which the parameter is current.
        let current = match kind {
            Some(kind) => self.current_in.contains(&kind.name),
            None => !self.current_in.is_empty(),
        };
        (self.deprecated && !current).then(|| {
            let instead = self.instead.map(|instead| format!(": use `{instead}`"));
            format!(
                "context parameter `{}` is deprecated{}",
                self.name,
                instead.unwrap_or_default()
            )
        })
    }

    /// Whether the row's product meets one of these.
    fn is_of(&self, products: &[Product]) -> bool {
        products.iter().any(|product| product.meets(self.product))
    }
}

/// `name` or `name(key=value,…)`, where the name consists of lower-case letters, `_` and `.`.
fn is_condition(text: &str) -> bool {
    let (name, arguments) = match text.split_once('(') {
        Some((name, rest)) => (name, rest.strip_suffix(')')),
        None => (text, Some("")),
    };
    let letters = |c: char| c.is_ascii_lowercase() || matches!(c, '_' | '.');
    !name.is_empty() && name.chars().all(letters) && arguments.is_some_and(|it| !it.contains(')'))
}

/// All context parameters, sorted by name, then product.
pub fn context_parameters() -> &'static [ContextParameter] {
    &CONTEXT_PARAMETERS
}

/// Checks the name of a context parameter, for a module of any kind and product.
///
/// # Errors
/// [`Unknown`], with the nearest names, if no row applies to it.
///
/// ```
/// use connect_model::check_context_parameter;
/// assert!(check_context_parameter("issue.key").is_ok());
/// assert!(check_context_parameter("condition.user_is_admin").is_ok());
/// assert_eq!(check_context_parameter("issueKey").unwrap_err().nearest, ["issue.key"]);
/// ```
pub fn check_context_parameter(name: &str) -> Result<&'static ContextParameter, Unknown> {
    let row = exact(name)
        .next()
        .or_else(|| CONTEXT_PARAMETERS.iter().find(|row| row.matches(name)));
    row.ok_or_else(|| {
        let known = CONTEXT_PARAMETERS
            .iter()
            .filter(|row| row.rule == Rule::Exact);
        Unknown::new("context parameter", name, known.map(|row| row.name))
    })
}

/// The rows with exactly this name: one for each product that has it.
fn exact(name: &str) -> impl Iterator<Item = &'static ContextParameter> + Clone {
    named(&CONTEXT_PARAMETERS, name, |row| row.name)
        .iter()
        .filter(|row| row.rule == Rule::Exact)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::module_kind::module_kind;

    #[test]
    fn every_exact_row_is_known() {
        for row in context_parameters()
            .iter()
            .filter(|row| row.rule == Rule::Exact)
        {
            assert_eq!(check_context_parameter(row.name).unwrap().name, row.name);
        }
    }

    #[test]
    fn a_deprecated_name_says_what_to_use_unless_it_is_current_there() {
        let says = |name: &str, kind: Option<&str>| {
            let kind = kind.map(|kind| module_kind(kind).unwrap());
            check_context_parameter(name).unwrap().deprecation(kind)
        };
        assert_eq!(
            says("page.id", Some("generalPages")).unwrap(),
            "context parameter `page.id` is deprecated: use `content.id`"
        );
        assert_eq!(says("page.id", Some("staticContentMacros")), None);
        // An iframe may be a macro's editor.
        assert_eq!(says("page.id", None), None);
        assert_eq!(
            says("user.key", Some("staticContentMacros")).unwrap(),
            "context parameter `user.key` is deprecated"
        );
        assert_eq!(says("content.id", Some("generalPages")), None);
    }

    #[test]
    fn names_of_the_page_itself_match_by_rule() {
        assert_eq!(
            check_context_parameter("ac.tab-2").unwrap().name,
            "ac.<name>"
        );
        for name in ["ac.", "ac", "ac.a.b", "ac.a b", "xac.a"] {
            assert!(check_context_parameter(name).is_err(), "{name}");
        }
    }

    #[test]
    fn conditions_match_by_rule_and_the_workflow_rows_stay_themselves() {
        assert_eq!(
            check_context_parameter("condition.user_is_admin")
                .unwrap()
                .rule,
            Rule::Condition
        );
        let with = "condition.has_project_permission(permission=BROWSE_PROJECTS)";
        assert_eq!(check_context_parameter(with).unwrap().rule, Rule::Condition);
        assert_eq!(
            check_context_parameter("condition.id").unwrap().rule,
            Rule::Exact
        );
        for name in [
            "condition.",
            "condition.A",
            "condition.a(b",
            "condition.a(b)c",
            "condition.(a)",
        ] {
            assert!(check_context_parameter(name).is_err(), "{name}");
        }
    }

    #[test]
    fn families_match_below_their_prefix() {
        assert_eq!(
            check_context_parameter("repository.full_name")
                .unwrap()
                .name,
            "repository.*"
        );
        assert!(check_context_parameter("repository.").is_err());
        for row in context_parameters()
            .iter()
            .filter(|row| row.rule == Rule::Below)
        {
            let name = row.name.replace('*', "frob");
            assert_eq!(
                check_context_parameter(&name).unwrap().rule,
                Rule::Below,
                "{name}"
            );
        }
    }
}
