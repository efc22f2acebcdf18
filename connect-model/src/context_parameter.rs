//! Context parameters: the `{…}` in a module's URL that the host fills in.
//!
//! A parameter that the host does not know arrives empty, without an error anywhere ("Context
//! parameters" in the documentation of each product), so a slip is worth finding early.

use crate::fact::{Confidence, Unknown};
use crate::module_kind::ModuleKind;
use crate::product::Product;
use crate::tables::{CONTEXT_PARAMETERS, named};

/// One context parameter of one product, or one family of them.
#[derive(Debug, PartialEq, Eq)]
pub struct ContextParameter {
    /// The name, such as `issue.key`; for a family a picture of it, such as `user.*`.
    pub name: &'static str,
    /// The product that fills it in.
    pub product: Product,
    /// Which names the row is about.
    pub rule: Rule,
    /// Where it is filled in, in words.
    pub available: &'static str,
    /// The kinds of module in which it is filled in; empty where no kind says so.
    pub kinds: &'static [&'static str],
    /// The platform advises against it.
    pub deprecated: bool,
    /// The parameter that it gives way to, if it is deprecated and one is named.
    pub instead: Option<&'static str>,
    /// The kinds of module in which it is as good as ever though it is deprecated.
    pub current_in: &'static [&'static str],
    /// The scope it needs (Bitbucket only, in Bitbucket's words).
    pub scope: Option<&'static str>,
    /// How sure the row is.
    pub confidence: Confidence,
    /// What else is worth knowing, or empty.
    pub note: &'static str,
}

/// Which names a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Only its own.
    Exact,
    /// `ac.<name>`: what stands before the picture, then letters, digits, `_` and `-`.
    Identifier,
    /// `user.*`: everything below.
    Below,
    /// `condition.<name>`, with or without `(key=value,…)`: the answer of a condition.
    Condition,
    /// The identifier of a macro's parameter: any name, in a macro's URL only.
    MacroParameter,
}

impl ContextParameter {
    /// Whether the row is about this name. Rows about macro parameters say no: whether a name is
    /// one depends on the module (see [`check_context_parameter_of`]).
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
}

/// `name` or `name(key=value,…)`, where the name is made of lower-case letters, `_` and `.`.
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
/// [`Unknown`], with the nearest names, when no row is about it.
///
/// ```
/// use connect_model::check_context_parameter;
/// assert!(check_context_parameter("issue.key").is_ok());
/// assert!(check_context_parameter("condition.user_is_admin").is_ok());
/// assert_eq!(check_context_parameter("issueKey").unwrap_err().nearest, ["issue.key"]);
/// ```
pub fn check_context_parameter(name: &str) -> Result<&'static ContextParameter, Unknown> {
    check(name, &Product::ALL)
}

/// Checks the name of a context parameter in the URL of a module of `kind`.
///
/// `products` are those that the module is for, where something says so, such as its location or
/// event; empty means all that know the kind. Named rows of every product are known everywhere;
/// families such as Bitbucket's `issue.*` only where the module can be for that product, or else
/// no slip in `issue.kye` would ever be found.
///
/// # Errors
/// [`Unknown`], with the nearest names, when no row is about it. Never for a macro: each of its
/// parameters is a context parameter of its URL, and some are stored without being declared.
pub fn check_context_parameter_of(
    kind: &ModuleKind,
    products: &[Product],
    name: &str,
) -> Result<&'static ContextParameter, Unknown> {
    let products = if products.is_empty() {
        kind.products
    } else {
        products
    };
    check(name, products).or_else(|unknown| {
        let own = CONTEXT_PARAMETERS
            .iter()
            .find(|row| row.rule == Rule::MacroParameter);
        own.filter(|_| kind.is_macro()).ok_or(unknown)
    })
}

fn check(name: &str, products: &[Product]) -> Result<&'static ContextParameter, Unknown> {
    let exact = named(&CONTEXT_PARAMETERS, name, |row| row.name);
    if let Some(row) = exact.iter().find(|row| row.rule == Rule::Exact) {
        return Ok(row);
    }
    let here = |row: &ContextParameter| products.iter().any(|product| product.meets(row.product));
    if let Some(row) = CONTEXT_PARAMETERS
        .iter()
        .find(|row| row.matches(name) && here(row))
    {
        return Ok(row);
    }
    let known = CONTEXT_PARAMETERS
        .iter()
        .filter(|row| row.rule == Rule::Exact);
    Err(Unknown::new(
        "context parameter",
        name,
        known.map(|row| row.name),
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // A test that unwraps `None` has failed, and says where.
    use super::*;
    use crate::module_kind::module_kind;

    fn of(kind: &str, products: &[Product], name: &str) -> Result<&'static str, Vec<&'static str>> {
        let kind = module_kind(kind).unwrap();
        check_context_parameter_of(kind, products, name)
            .map(|row| row.name)
            .map_err(|unknown| unknown.nearest)
    }

    #[test]
    fn every_exact_row_is_known_to_every_kind() {
        for row in context_parameters()
            .iter()
            .filter(|row| row.rule == Rule::Exact)
        {
            assert_eq!(check_context_parameter(row.name).unwrap().name, row.name);
            for kind in crate::module_kinds() {
                assert!(check_context_parameter_of(kind, &[], row.name).is_ok());
            }
        }
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

    #[test]
    fn a_family_of_one_product_hides_no_slip_in_another() {
        assert_eq!(
            of("webPanels", &[Product::Jira], "issue.kye"),
            Err(vec!["issue.key"])
        );
        assert_eq!(
            of("webPanels", &[Product::JiraSoftware], "issue.kye"),
            Err(vec!["issue.key"])
        );
        assert_eq!(of("generalPages", &[], "issue.kye"), Err(vec!["issue.key"]));
        assert_eq!(
            of("webPanels", &[Product::Bitbucket], "issue.title"),
            Ok("issue.*")
        );
        assert_eq!(of("webPanels", &[], "issue.title"), Ok("issue.*"));
    }

    #[test]
    fn macros_have_parameters_of_their_own() {
        assert_eq!(
            of("dynamicContentMacros", &[], "prefLabel"),
            Ok("<macro parameter identifier>")
        );
        assert_eq!(
            of("staticContentMacros", &[], "uuid"),
            Ok("<macro parameter identifier>")
        );
        assert_eq!(of("dynamicContentMacros", &[], "page.id"), Ok("page.id"));
        assert!(of("contentBylineItems", &[], "uuid").is_err());
    }

    #[test]
    fn other_writing_is_understood() {
        for name in [
            "issueKey",
            "issue_key",
            "issue-key",
            "Issue.Key",
            "issuekey",
        ] {
            assert_eq!(
                of("generalPages", &[], name),
                Err(vec!["issue.key"]),
                "{name}"
            );
        }
    }
}
