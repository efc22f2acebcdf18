//! Module kinds: what a descriptor's `modules` can contain, and with which properties.

use crate::fact::{Confidence, Unknown};
use crate::generated::module_kinds::{ATTRIBUTES, MODULE_KINDS};
use crate::generated::named;
use crate::product::Product;

/// A module kind, such as `webPanels`, merged over the products that have it.
#[derive(Debug, PartialEq, Eq)]
pub struct ModuleKind {
    /// The key in the descriptor's `modules`: `webPanels`.
    pub name: &'static str,
    /// The attribute that declares it: `web_panel`.
    pub attribute: &'static str,
    /// The name, in messages, of a module of the kind: `web panel`.
    pub label: &'static str,
    /// The products that have the kind.
    pub products: &'static [Product],
    /// Whether a descriptor has one module of the kind or a list.
    pub shape: Shape,
    /// The item that an app annotates to declare one.
    pub item: Item,
    /// How the host calls the app for it.
    pub invocation: Invocation,
    /// The path to the URL of the annotated function, as member names: `["target", "url"]`. Empty
    /// for kinds that the host never calls.
    pub url_at: &'static [&'static str],
    /// The properties, sorted by name.
    pub properties: &'static [Property],
    /// The confidence of the kind.
    pub confidence: Confidence,
    /// Whether the current platform no longer lists the kind.
    pub deprecated: bool,
    /// Further notes, or empty.
    pub note: &'static str,
}

/// Whether a kind's key has one module or a list of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `"configurePage": { … }`
    One,
    /// `"webPanels": [ … ]`
    Many,
}

/// The item that an app annotates to declare a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// An `async fn`: the host calls the app. A unit struct if the URL is not the app's own.
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
    /// The host itself calls it and shows the response (`GET`, or `POST` for macros that request it).
    Fetch,
    /// The host never calls the app for it.
    None,
}

/// A property of a module kind, or a member of an object among its properties.
#[derive(Debug, PartialEq, Eq)]
pub struct Property {
    /// The name in the descriptor: `excludeBody`.
    pub name: &'static str,
    /// The name as an argument of the attribute: `exclude_body`.
    pub argument: &'static str,
    /// The type of its value.
    pub ty: Type,
    /// Whether it is required.
    pub required: bool,
    /// The default that the host assumes, as in JSON (strings without quotes).
    pub default: Option<&'static str>,
    /// The maximum length, in characters.
    pub max_length: Option<u32>,
    /// A regular expression in JavaScript syntax, from the platform's schema.
    pub pattern: Option<&'static str>,
    /// The products that have the property; empty for a member of an object, which has those of its
    /// owner.
    pub products: &'static [Product],
    /// The forms that it belongs to, if the object around it has several: see
    /// [`form`](crate::form). Empty for all other members, and for properties of a kind.
    pub forms: &'static [Form],
    /// The confidence of the row.
    pub confidence: Confidence,
}

impl Property {
    /// Whether an argument with this name sets it: the host's spelling is accepted as well.
    #[must_use]
    pub fn is_written(&self, name: &str) -> bool {
        self.argument == name || self.name == name
    }

    /// The member's role in a form; `None` if it does not belong to the form.
    #[must_use]
    pub fn form(&self, name: &str) -> Option<&'static Form> {
        self.forms.iter().find(|form| form.name == name)
    }
}

/// A form of an object, in relation to a member that belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// The value of [`discriminator`](crate::form::discriminator) in this form; without a discriminator, the descriptor
    /// name of the member that only this form has.
    pub name: &'static str,
    /// Whether the form requires the member.
    pub required: bool,
}

/// The type of a property's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// Text.
    String,
    /// An integer.
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
    /// An object with arbitrary names and string values.
    Map,
    /// A list of conditions.
    Conditions,
    /// The key of another of the app's modules, of one of these kinds.
    Key(&'static [&'static str]),
    /// One of these words. The host also accepts each in upper case.
    Enum(&'static [&'static str]),
    /// An object with these members.
    Object(&'static [Property]),
    /// A list.
    Array(&'static Type),
    /// Anything: the platform's schema leaves it open.
    Any,
}

/// The maximum length of a translatable property, in characters ("i18n Property").
pub const TEXT_LIMIT: u32 = 1500;

/// The maximum length of a translation key, in characters ("i18n Property").
pub const I18N_KEY_LIMIT: u32 = 300;

/// All kinds, sorted by name.
pub fn module_kinds() -> &'static [ModuleKind] {
    &MODULE_KINDS
}

/// The kind with this descriptor key.
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

/// The kind with this descriptor key, or the nearest ones.
///
/// # Errors
/// [`Unknown`] if no row has the name.
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
    /// The property with this descriptor name: `excludeBody`.
    pub fn property(&self, name: &str) -> Option<&'static Property> {
        self.properties
            .iter()
            .find(|property| property.name == name)
    }

    /// The property with this argument name: `exclude_body`.
    pub fn argument(&self, argument: &str) -> Option<&'static Property> {
        self.properties
            .iter()
            .find(|property| property.argument == argument)
    }

    /// The property with this argument name, or the nearest arguments of the kind.
    ///
    /// # Errors
    /// [`Unknown`] if the kind has no such property.
    pub fn check_argument(&self, argument: &str) -> Result<&'static Property, Unknown> {
        self.argument(argument).ok_or_else(|| {
            let known = self.properties.iter().map(|property| property.argument);
            Unknown::new(format!("{} argument", self.label), argument, known)
        })
    }

    /// Whether modules of the kind have a key. Webhooks have none.
    pub fn has_key(&self) -> bool {
        self.property("key").is_some()
    }

    /// Whether modules of the kind are macros, whose parameters are also context parameters.
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
