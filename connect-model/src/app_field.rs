//! The top-level fields of a descriptor ("App descriptor" in the documentation of Jira and
//! Confluence): which ones an app writes, which ones are written for it, and the form of their
//! addresses.

use crate::generated::app_fields as generated;
use crate::guard::LICENSED;
use crate::module_kind::Property;

/// The fields that an app writes, as arguments of `app!`.
///
/// ```
/// let names: Vec<_> = connect_model::app_fields().iter().map(|field| field.name).collect();
/// assert!(names.contains(&"regionBaseUrls"));
/// assert!(!names.contains(&"baseUrl"));
/// ```
pub fn app_fields() -> &'static [Property] {
    &generated::FIELDS
}

/// A field that is not an argument of `app!`, because it is generated.
#[derive(Debug, PartialEq, Eq)]
pub struct WrittenForYou {
    /// The name in the descriptor: `baseUrl`.
    pub name: &'static str,
    /// The name as an argument: `base_url`.
    pub argument: &'static str,
    /// What generates it.
    pub by: &'static str,
}

/// The required form of an address in `app!`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Address {
    /// An absolute URL.
    Whole,
    /// An absolute URL, or one that starts with [`BASE_URL`].
    Linked,
    /// An absolute `https` URL.
    Https,
    /// A path relative to the app's base URL.
    Below,
}

/// A field that contains an address.
#[derive(Debug, PartialEq, Eq)]
pub struct Addressed {
    /// The path to it, as field names; `*` is each member of a map.
    pub at: &'static [&'static str],
    /// Its required form.
    pub is: Address,
}

/// The platform's API migrations that every app of the framework has adopted and declares, because
/// the runtime accepts nothing older ("Signed install callback", "Context JWTs", "GDPR API
/// migration").
pub const MIGRATIONS: &[&str] = &generated::MIGRATIONS;

/// The fields that are generated.
pub const WRITTEN_FOR_YOU: &[WrittenForYou] = &generated::WRITTEN_FOR_YOU;

/// The fields that contain addresses.
pub const ADDRESSES: &[Addressed] = &generated::ADDRESSES;

/// The placeholder for the base URL in an emitted descriptor: only the running app knows its own.
pub const BASE_URL: &str = "{{localBaseUrl}}";

/// The field of `app!` that sets the number of descriptors.
pub const DESCRIPTORS: &str = "descriptors";

/// The value of [`DESCRIPTORS`] for one descriptor per product.
pub const PER_PRODUCT: &str = "per_product";

/// The field of `app!`, and the argument of an item, about Forge.
pub const FORGE: &str = "forge";

/// The fields of `app!` that are not part of its descriptor.
pub const NOT_IN_DESCRIPTOR: [&str; 3] = [DESCRIPTORS, FORGE, LICENSED];

/// A short description of each field.
///
/// ```
/// assert_eq!(connect_model::app_field::about("key"), "the app's key; it can't change once published");
/// ```
#[must_use]
pub fn about(name: &str) -> &'static str {
    generated::ABOUT
        .iter()
        .find(|(field, _)| *field == name)
        .map_or("", |(_, about)| about)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::module_kind::Type;
    use crate::scope::{NO_SCOPE, scope_facts};

    #[test]
    fn each_field_is_sorted_and_described() {
        let names: Vec<_> = app_fields().iter().map(|field| field.name).collect();
        assert!(names.is_sorted(), "{names:?}");
        for name in names {
            assert!(!about(name).is_empty(), "{name}");
        }
    }

    #[test]
    fn scopes_are_those_of_the_table() {
        let scopes = app_fields().iter().find(|field| field.name == "scopes");
        let Type::Array(Type::Enum(scopes)) = scopes.unwrap().ty else {
            unreachable!("`scopes` is a list of words")
        };
        let mut scopes = scopes.to_vec();
        scopes.sort_unstable();
        let mut listed: Vec<_> = scope_facts().iter().map(|row| row.name).collect();
        listed.dedup();
        listed.retain(|name| *name != NO_SCOPE);
        assert_eq!(scopes, listed);
    }

    #[test]
    fn each_address_is_a_field_or_below_one() {
        for address in ADDRESSES {
            let mut fields = app_fields().iter();
            let field = fields.find(|field| Some(&field.name) == address.at.first());
            assert!(field.is_some(), "{address:?}");
        }
    }

    #[test]
    fn the_number_of_descriptors_is_a_field() {
        let field = app_fields().iter().find(|field| field.name == DESCRIPTORS);
        let Type::Enum(words) = field.unwrap().ty else {
            unreachable!("`descriptors` is one of a few words")
        };
        assert!(words.contains(&PER_PRODUCT));
    }
}
