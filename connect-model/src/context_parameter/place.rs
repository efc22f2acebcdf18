//! Checking a context parameter in context: in a module of a given kind, for given products.

use std::fmt;

use super::{CONTEXT_PARAMETERS, ContextParameter, Rule, exact};
use crate::fact::{Confidence, Unknown, joined, suggestion};
use crate::module_kind::{ModuleKind, module_kind};
use crate::nearest::nearest;
use crate::product::Product;

/// Kinds that can be opened from anywhere, with the parameters of that place: every parameter can
/// be valid in them.
const OPENED_ANYWHERE: [&str; 1] = ["dialogs"];

/// Checks the name of a context parameter in the URL of a module of `kind`.
///
/// `products` are those that the module is for, if known from its location, its event or the like; empty
/// means all that have the kind. A name is valid if any row for it is: one for a product that the module
/// can be for, available in modules of the kind. An unverified row is valid everywhere.
///
/// Bitbucket's families, such as `issue.*`, only count if the module is known to be Bitbucket's;
/// otherwise no typo such as `issue.kye` would ever be found.
///
/// # Errors
/// [`Unbound`], with the nearest names that are valid here. Never for a macro: each of its
/// parameters is a context parameter of its URL, and some are stored without being declared.
pub fn check_context_parameter_of(
    kind: &ModuleKind,
    products: &[Product],
    name: &str,
) -> Result<&'static ContextParameter, Unbound> {
    let place = Place { kind, products };
    let mut rows = exact(name);
    rows.clone()
        .find(|row| place.binds(row))
        .or_else(|| place.family(name, rows.clone().next().is_some()))
        .ok_or_else(|| match rows.next() {
            None => Unbound::Unknown(Unknown {
                what: "context parameter".to_owned(),
                name: name.to_owned(),
                nearest: nearest(name, place.right().map(|row| row.name)),
            }),
            Some(_) => Unbound::Elsewhere(place.elsewhere(name)),
        })
}

/// Whether the host leaves a context parameter empty when it opens a page from its administration, where
/// it shows nothing that the parameter could be about. A link of the app's own may lead to the page from
/// somewhere else, and provide a value.
///
/// The tables list the views in which each parameter is available. Those of a version or a component are
/// available on administration pages themselves, which may be the project's; Bitbucket's pages are all
/// below a repository or a workspace.
///
/// ```
/// use connect_model::context_parameter::is_empty_in_administration;
/// use connect_model::{Product, module_kind};
///
/// let page = module_kind("adminPages").unwrap();
/// let empty = |name| is_empty_in_administration(page, &[Product::Jira], name);
/// assert!(empty("issue.key") && empty("project.id"));
/// assert!(!empty("version.id") && !empty("ac.tab"));
/// assert!(!is_empty_in_administration(page, &[Product::Bitbucket], "repository.uuid"));
/// ```
#[must_use]
pub fn is_empty_in_administration(kind: &ModuleKind, products: &[Product], name: &str) -> bool {
    const OF_ADMINISTRATION: [&str; 1] = ["adminPages"];
    const ADMINISTERED: [&str; 2] = ["component.id", "version.id"];
    let mut rows = exact(name).filter(|row| row.is_of(products)).peekable();
    OF_ADMINISTRATION.contains(&kind.name)
        && rows.peek().is_some()
        && rows.all(|row| {
            row.product != Product::Bitbucket
                && row.confidence != Confidence::Unverified
                && !ADMINISTERED.contains(&row.name)
        })
}

/// A context parameter that the host leaves empty where it is used.
#[derive(Clone, Debug, PartialEq)]
pub enum Unbound {
    /// The name is not listed.
    Unknown(Unknown),
    /// The name is valid somewhere else.
    Elsewhere(Elsewhere),
}

/// A context parameter that is valid somewhere else.
#[derive(Clone, Debug, PartialEq)]
pub struct Elsewhere {
    /// The name as it was written.
    pub name: String,
    /// The name, in messages, of a module of the kind that uses it: `web panel`.
    pub label: &'static str,
    /// Where it is valid.
    pub bound: Bound,
    /// The nearest names that are valid here: at most three, empty if none is plausible.
    pub nearest: Vec<&'static str>,
}

/// Where a context parameter is valid.
#[derive(Clone, Debug, PartialEq)]
pub enum Bound {
    /// In products other than the module's.
    For {
        /// The products that have it.
        theirs: Vec<Product>,
        /// The products that the module can be for.
        ours: Vec<Product>,
    },
    /// In modules of these kinds.
    In(Vec<&'static ModuleKind>),
    /// In modules that are about an entity: an issue, a project, a page.
    AboutSomething,
}

impl Unbound {
    /// `did you mean "a" or "b"?`, if there is a similar name.
    pub fn suggestion(&self) -> Option<String> {
        match self {
            Self::Unknown(unknown) => unknown.suggestion(),
            Self::Elsewhere(it) => suggestion(&it.nearest),
        }
    }
}

/// Displays the error: `context parameter "…" is one of Jira's, and …`.
impl fmt::Display for Unbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(unknown) => unknown.fmt(f),
            Self::Elsewhere(it) => it.fmt(f),
        }
    }
}

impl fmt::Display for Elsewhere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, label) = (&self.name, self.label);
        match &self.bound {
            Bound::For { theirs, ours } => write!(
                f,
                "context parameter {name:?} is one of {}'s, and this {label} is for {}",
                hosts(theirs, "and"),
                hosts(ours, "or")
            ),
            Bound::AboutSomething => write!(
                f,
                "context parameter {name:?} is about what the host shows, and a {label} is about \
                 the whole site"
            ),
            Bound::In(kinds) => {
                let labels: Vec<String> = kinds
                    .iter()
                    .map(|kind| format!("{}s", kind.label))
                    .collect();
                write!(
                    f,
                    "context parameter {name:?} is bound in {} only, not in {label}s",
                    joined(&labels, "and")
                )
            }
        }
    }
}

impl std::error::Error for Unbound {}

/// `Jira or Confluence`: the hosts of an app for any of these products.
fn hosts(products: &[Product], word: &str) -> String {
    let mut hosts: Vec<&str> = Vec::new();
    for product in products {
        let title = product.host().title();
        if !hosts.contains(&title) {
            hosts.push(title);
        }
    }
    joined(&hosts, word)
}

/// Where a parameter is used.
struct Place<'a> {
    kind: &'a ModuleKind,
    products: &'a [Product],
}

impl Place<'_> {
    /// The products that the module can be for.
    fn products(&self) -> &[Product] {
        match self.products {
            [] => self.kind.products,
            other => other,
        }
    }

    fn binds(&self, row: &ContextParameter) -> bool {
        row.confidence == Confidence::Unverified
            || !self.is_about_the_site()
                && row.is_of(self.products())
                && (row.kinds.is_empty()
                    || row.kinds.contains(&self.kind.name)
                    || OPENED_ANYWHERE.contains(&self.kind.name))
    }

    /// Whether the host opens the module from its list of apps, where it shows nothing that a
    /// parameter could be about.
    fn is_about_the_site(&self) -> bool {
        ["configurePage", "postInstallPage"].contains(&self.kind.name)
    }

    /// The family that a name belongs to here. Names of conditions and of the page itself that have
    /// their own row do not count: `condition.id` is not a condition.
    fn family(&self, name: &str, is_listed: bool) -> Option<&'static ContextParameter> {
        let own = |row: &ContextParameter| self.products.is_empty() && self.is_another_s(row);
        CONTEXT_PARAMETERS.iter().find(|row| match row.rule {
            Rule::Exact => false,
            Rule::MacroParameter => self.kind.is_macro(),
            Rule::Below => row.matches(name) && row.is_of(self.products()) && !own(row),
            Rule::Identifier | Rule::Condition => !is_listed && row.matches(name),
        })
    }

    /// Whether the row is Bitbucket's, and the kind also exists in another product.
    fn is_another_s(&self, row: &ContextParameter) -> bool {
        let bitbucket = |product: &Product| *product == Product::Bitbucket;
        bitbucket(&row.product) && !self.kind.products.iter().all(bitbucket)
    }

    /// The rows that are valid here.
    fn right(&self) -> impl Iterator<Item = &'static ContextParameter> {
        CONTEXT_PARAMETERS
            .iter()
            .filter(|row| row.rule == Rule::Exact && self.binds(row))
    }

    fn elsewhere(&self, name: &str) -> Elsewhere {
        let mut kinds: Vec<&str> = exact(name)
            .filter(|row| row.is_of(self.products()))
            .flat_map(|row| row.kinds)
            .copied()
            .collect();
        kinds.dedup();
        let bound = if self.is_about_the_site() {
            Bound::AboutSomething
        } else if kinds.is_empty() {
            Bound::For {
                theirs: exact(name).map(|row| row.product).collect(),
                ours: self.products().to_vec(),
            }
        } else {
            Bound::In(kinds.into_iter().filter_map(module_kind).collect())
        };
        // A new name should not suggest a deprecated one.
        let current = self.right().filter(|row| !row.deprecated);
        Elsewhere {
            name: name.to_owned(),
            label: self.kind.label,
            bound,
            nearest: nearest(name, current.map(|row| row.name)),
        }
    }
}

#[cfg(test)]
mod tests;
