//! Module kinds: what can be in a descriptor's `modules`, and with which properties.

use crate::fact::{Confidence, Unknown};
use crate::generated::module_kinds::{ATTRIBUTES, MODULE_KINDS};
use crate::generated::named;
use crate::product::Product;

/// One kind of module, such as `webPanels`, merged over the products that have it.
#[derive(Debug, PartialEq, Eq)]
pub struct ModuleKind {
    /// The key in the descriptor's `modules`: `webPanels`.
    pub name: &'static str,
    /// The attribute that declares it: `web_panel`.
    pub attribute: &'static str,
    /// What a message calls one module of the kind: `web panel`.
    pub label: &'static str,
    /// The products that know the kind.
    pub products: &'static [Product],
    /// Whether a descriptor has one module of the kind or a list.
    pub shape: Shape,
    /// What an app annotates to declare one.
    pub item: Item,
    /// How the host calls the app for it.
    pub invocation: Invocation,
    /// The path to the URL of the annotated function, member by member: `["target", "url"]`.
    /// Empty for kinds that the host never calls.
    pub url_at: &'static [&'static str],
    /// The properties, sorted by name.
    pub properties: &'static [Property],
    /// How sure the kind is.
    pub confidence: Confidence,
    /// The current platform no longer lists the kind.
    pub deprecated: bool,
    /// What else is worth knowing, or empty.
    pub note: &'static str,
}

/// Whether a kind's key holds one module or a list of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `"configurePage": { … }`
    One,
    /// `"webPanels": [ … ]`
    Many,
}

/// What an app annotates to declare a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// An `async fn`: the host calls the app. A unit struct where the URL is not the app's own.
    Function,
    /// A unit struct: the module is only data.
    Struct,
}

/// How the host calls the app for a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invocation {
    /// A user's browser opens it in an iframe (`GET`, with a token in the query).
    Iframe,
    /// The host itself calls it (`POST`).
    Callback,
    /// The host itself calls it and shows what it answers (`GET`, or `POST` for macros that ask for it).
    Fetch,
    /// The host never calls the app for it.
    None,
}

/// One property of a module kind, or one member of an object among its properties.
#[derive(Debug, PartialEq, Eq)]
pub struct Property {
    /// The name in the descriptor: `excludeBody`.
    pub name: &'static str,
    /// The name as an argument of the attribute: `exclude_body`.
    pub argument: &'static str,
    /// What it holds.
    pub ty: Type,
    /// Whether it is required.
    pub required: bool,
    /// What the host assumes without it, as in JSON (strings without quotes).
    pub default: Option<&'static str>,
    /// The greatest length, in characters.
    pub max_length: Option<u32>,
    /// A regular expression in JavaScript's dialect, as the platform's schema gives it.
    pub pattern: Option<&'static str>,
    /// The products that know the property; empty for a member of an object: those of its owner.
    pub products: &'static [Product],
    /// The forms that it belongs to, where the object around it has several: see
    /// [`form`](crate::form). Empty for all other members, and for properties of a kind.
    pub forms: &'static [Form],
    /// How sure the row is.
    pub confidence: Confidence,
}

impl Property {
    /// Whether an argument of that name sets it: the host's spelling will do as well.
    #[must_use]
    pub fn is_written(&self, name: &str) -> bool {
        self.argument == name || self.name == name
    }

    /// The member's part in a form; `None` if it does not belong to the form.
    #[must_use]
    pub fn form(&self, name: &str) -> Option<&'static Form> {
        self.forms.iter().find(|form| form.name == name)
    }
}

/// A form of an object, as a member that belongs to it knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// The word that [`discriminator`](crate::form::discriminator) holds in this form; without one, the descriptor name of the
    /// member that only this form has.
    pub name: &'static str,
    /// Whether the form requires the member.
    pub required: bool,
}

/// What a property holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// Hours, in steps of a half: see [`half_hours`](crate::half_hours).
    HalfHours,
    /// `true` or `false`.
    Boolean,
    /// `{ "value": …, "i18n": … }`; in real descriptors also a plain string.
    I18n,
    /// A URL, relative to the app's base URL or absolute.
    Url,
    /// A location: see [`check_location`](crate::check_location).
    Location,
    /// The name of a webhook event: see [`check_event`](crate::check_event).
    Event,
    /// Names with text, free of rules.
    Map,
    /// A list of conditions.
    Conditions,
    /// The key of another module of the app, of one of these kinds.
    Key(&'static [&'static str]),
    /// One of these words. The host takes all of a word in upper case as well.
    Enum(&'static [&'static str]),
    /// An object with these members.
    Object(&'static [Property]),
    /// A list.
    Array(&'static Type),
    /// Anything: the platform's schema leaves it open.
    Any,
}

/// The longest text that a translatable property holds, in characters ("i18n Property").
pub const TEXT_LIMIT: u32 = 1500;

/// The longest key of a translation, in characters ("i18n Property").
pub const I18N_KEY_LIMIT: u32 = 300;

/// All kinds, sorted by name.
pub fn module_kinds() -> &'static [ModuleKind] {
    &MODULE_KINDS
}

/// The kind of a descriptor key.
///
/// ```
/// let kind = connect_model::module_kind("webPanels").unwrap();
/// assert_eq!(kind.label, "web panel");
/// assert!(kind.property("location").unwrap().required);
/// ```
pub fn module_kind(name: &str) -> Option<&'static ModuleKind> {
    named(&MODULE_KINDS, name, |kind| kind.name).first()
}

/// The kind that an attribute declares.
///
/// ```
/// let kind = connect_model::module_kind_of_attribute("webhook").unwrap();
/// assert_eq!(kind.name, "webhooks");
/// ```
pub fn module_kind_of_attribute(attribute: &str) -> Option<&'static ModuleKind> {
    let (_, position) = named(&ATTRIBUTES, attribute, |row| row.0).first()?;
    MODULE_KINDS.get(*position)
}

/// The attributes of all kinds, sorted.
pub fn attributes() -> impl Iterator<Item = &'static str> {
    ATTRIBUTES.iter().map(|(attribute, _)| *attribute)
}

/// The kind of a descriptor key, or the nearest ones.
///
/// # Errors
/// [`Unknown`] when no row has the name.
pub fn check_module_kind(name: &str) -> Result<&'static ModuleKind, Unknown> {
    module_kind(name).ok_or_else(|| {
        Unknown::new(
            "module kind",
            name,
            MODULE_KINDS.iter().map(|kind| kind.name),
        )
    })
}

impl ModuleKind {
    /// The property of a descriptor name: `excludeBody`.
    pub fn property(&self, name: &str) -> Option<&'static Property> {
        self.properties
            .iter()
            .find(|property| property.name == name)
    }

    /// The property of an argument name: `exclude_body`.
    pub fn argument(&self, argument: &str) -> Option<&'static Property> {
        self.properties
            .iter()
            .find(|property| property.argument == argument)
    }

    /// The property of an argument, or the nearest arguments of the kind.
    ///
    /// # Errors
    /// [`Unknown`] when the kind has no such property.
    pub fn check_argument(&self, argument: &str) -> Result<&'static Property, Unknown> {
        self.argument(argument).ok_or_else(|| {
            let known = self.properties.iter().map(|property| property.argument);
            Unknown::new(format!("{} argument", self.label), argument, known)
        })
    }

    /// Whether the host knows modules of the kind by a key of their own. Webhooks have none.
    pub fn has_key(&self) -> bool {
        self.property("key").is_some()
    }

    /// Whether modules of the kind are macros, whose parameters are context parameters too.
    pub fn is_macro(&self) -> bool {
        matches!(self.name, "dynamicContentMacros" | "staticContentMacros")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_found_by_name_and_by_attribute() {
        for kind in module_kinds() {
            assert_eq!(module_kind(kind.name), Some(kind));
            assert_eq!(module_kind_of_attribute(kind.attribute), Some(kind));
        }
        assert_eq!(module_kind("webpanels"), None);
        assert_eq!(module_kind_of_attribute("web_sections"), None);
    }

    #[test]
    fn each_kind_that_the_host_calls_says_where_its_url_is() {
        for kind in module_kinds() {
            let called = kind.invocation != Invocation::None;
            assert_eq!(called, kind.item == Item::Function, "{}", kind.name);
            assert_eq!(called, !kind.url_at.is_empty(), "{}", kind.name);
            let mut properties = kind.properties;
            for name in kind.url_at {
                let property = properties.iter().find(|it| it.name == *name).unwrap();
                if let Type::Object(members) = property.ty {
                    properties = members;
                } else {
                    assert_eq!(property.ty, Type::Url, "{}", kind.name);
                }
            }
        }
    }

    #[test]
    fn one_kind_holds_the_rows_of_all_its_products() {
        let kind = module_kind("webPanels").unwrap();
        assert_eq!(
            kind.products,
            [Product::Jira, Product::Confluence, Product::Bitbucket]
        );
        assert_eq!(
            kind.property("layout").unwrap().products,
            [Product::Jira, Product::Confluence]
        );
        assert_eq!(kind.property("key").unwrap().max_length, Some(100));
        let rows: usize = module_kinds().iter().map(|kind| kind.products.len()).sum();
        assert_eq!(rows, 88, "kinds by product");
    }

    #[test]
    fn shapes_items_and_urls_are_distinguished() {
        assert_eq!(module_kind("configurePage").unwrap().shape, Shape::One);
        assert_eq!(
            module_kind("webhooks").unwrap().invocation,
            Invocation::Callback
        );
        assert_eq!(module_kind("webSections").unwrap().item, Item::Struct);
        let glance = module_kind("jiraIssueGlances").unwrap();
        assert_eq!(
            (glance.invocation, glance.url_at),
            (Invocation::Iframe, &["target", "url"][..])
        );
        assert!(module_kind("profilePages").unwrap().deprecated);
    }

    #[test]
    fn nested_types_are_whole() {
        let Type::Object(target) = module_kind("webItems")
            .unwrap()
            .property("target")
            .unwrap()
            .ty
        else {
            unreachable!("a target is an object")
        };
        let options = target
            .iter()
            .find(|property| property.name == "options")
            .unwrap();
        assert!(matches!(options.ty, Type::Object(members) if members.len() == 14));
    }

    #[test]
    fn an_unknown_argument_names_the_nearest() {
        let unknown = module_kind("webhooks")
            .unwrap()
            .check_argument("exclude_bodi")
            .unwrap_err();
        assert_eq!(
            unknown.to_string(),
            "unknown webhook argument \"exclude_bodi\""
        );
        assert_eq!(unknown.nearest, ["exclude_body"]);
    }
}
