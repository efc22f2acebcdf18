//! The top-level fields of a descriptor ("App descriptor" in the documentation of Jira and
//! Confluence): which of them an app writes, which are written for it, and what their addresses
//! must be.

use crate::assemble::{DESCRIPTORS, PER_PRODUCT};
use crate::fact::Confidence;
use crate::module_kind::{Property, Type};
use crate::product::Product;

/// The fields that an app writes, as arguments of `app!`.
///
/// ```
/// let names: Vec<_> = connect_model::app_fields().iter().map(|field| field.name).collect();
/// assert!(names.contains(&"regionBaseUrls"));
/// assert!(!names.contains(&"baseUrl"));
/// ```
pub fn app_fields() -> &'static [Property] {
    FIELDS
}

/// A field that nobody writes by hand.
#[derive(Debug, PartialEq, Eq)]
pub struct WrittenForYou {
    /// The name in the descriptor: `baseUrl`.
    pub name: &'static str,
    /// The name as an argument: `base_url`.
    pub argument: &'static str,
    /// Who writes it, and where from.
    pub by: &'static str,
}

/// What an address in `app!` must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Address {
    /// A whole URL.
    Whole,
    /// A whole URL, or one that begins with [`BASE_URL`](crate::assemble::BASE_URL).
    Linked,
    /// A whole URL with `https`.
    Https,
    /// A path below the app's base URL.
    Below,
}

/// An address among the fields.
#[derive(Debug, PartialEq, Eq)]
pub struct Addressed {
    /// The names on the way to it; `*` is each member of a map.
    pub at: &'static [&'static str],
    /// What it must be.
    pub is: Address,
}

/// The changes of the platform that an app can say it has followed, all of which the framework says
/// for it: the runtime accepts nothing older ("Signed install callback", "Context JWTs", "GDPR API
/// migration").
pub const MIGRATIONS: [&str; 3] = ["context-qsh", "gdpr", "signed-install"];

/// The fields that nobody writes by hand.
pub const WRITTEN_FOR_YOU: &[WrittenForYou] = &[
    WrittenForYou {
        name: "baseUrl",
        argument: "base_url",
        by: "the running app fills in the address that it is reached at; start it with that as its base URL",
    },
    WrittenForYou {
        name: "authentication",
        argument: "authentication",
        by: "it is `jwt` for every app, since the framework accepts nothing weaker",
    },
    WrittenForYou {
        name: "lifecycle",
        argument: "lifecycle",
        by: "the framework serves its callbacks; write a handler such as `#[installed]` to hear of them",
    },
    WrittenForYou {
        name: "modules",
        argument: "modules",
        by: "each comes from an item with an attribute such as `#[web_panel]`",
    },
];

/// The addresses among the fields.
pub const ADDRESSES: &[Addressed] = &[
    Addressed {
        at: &["vendor", "url"],
        is: Address::Whole,
    },
    Addressed {
        at: &["links", "*"],
        is: Address::Linked,
    },
    Addressed {
        at: &["regionBaseUrls", "*"],
        is: Address::Https,
    },
    Addressed {
        at: &["translations", "paths", "*"],
        is: Address::Below,
    },
    Addressed {
        at: &["cloudAppMigration", "migrationWebhookPath"],
        is: Address::Below,
    },
];

/// What each field is for, in a few words.
///
/// ```
/// assert_eq!(connect_model::app_field::about("key"), "the app's key, for ever");
/// ```
#[must_use]
pub fn about(name: &str) -> &'static str {
    ABOUT
        .iter()
        .find(|(field, _)| *field == name)
        .map_or("", |(_, about)| about)
}

const ABOUT: &[(&str, &str)] = &[
    (
        "apiMigrations",
        "changes of the platform that the app has followed, beside the three that every app has",
    ),
    (
        "apiVersion",
        "the version of the app as an interface: a greater one makes sites update",
    ),
    (
        "cloudAppMigration",
        "how data moves in from the products for servers",
    ),
    ("contexts", "what an installation is for"),
    ("dataResidency", "how data moves between regions"),
    ("description", "what the app does, in a sentence"),
    (
        DESCRIPTORS,
        "one descriptor for all products, or one for each; stands in no descriptor",
    ),
    ("editionsEnabled", "whether the app is sold in editions"),
    ("enableLicensing", "whether the app is sold"),
    ("key", "the app's key, for ever"),
    (
        "links",
        "where to read more, by name: `homepage`, `documentation`, `sourceCode`",
    ),
    ("name", "the name that users see"),
    (
        "regionBaseUrls",
        "a base URL for each region, for apps that support data residency",
    ),
    (
        "scopes",
        "what the app asks for at most; without it, what the code needs",
    ),
    (
        "translations",
        "where the translations of i18n keys are, by locale",
    ),
    ("vendor", "who makes the app"),
    ("version", "reserved by the host"),
];

/// Those of Jira and Confluence, then what is known of Bitbucket's.
const SCOPES: &[&str] = &[
    "READ",
    "WRITE",
    "DELETE",
    "PROJECT_ADMIN",
    "SPACE_ADMIN",
    "ADMIN",
    "ACT_AS_USER",
    "ACCESS_EMAIL_ADDRESSES",
    "account",
    "pullrequest",
    "repository",
];

const fn field(name: &'static str, argument: &'static str, ty: Type) -> Property {
    Property {
        name,
        argument,
        required: false,
        ty,
        default: None,
        max_length: None,
        pattern: None,
        products: &[],
        forms: &[],
        confidence: Confidence::Official,
    }
}

const VENDOR: &[Property] = &[
    field("name", "name", Type::String),
    field("url", "url", Type::String),
];

const MIGRATION: &[Property] = &[field(
    "migrationWebhookPath",
    "migration_webhook_path",
    Type::Url,
)];

const RESIDENCY: &[Property] = &[field(
    "maxMigrationDurationHours",
    "max_migration_duration_hours",
    Type::Integer,
)];

const TRANSLATIONS: &[Property] = &[field("paths", "paths", Type::Map)];

static FIELDS: &[Property] = &[
    field("apiMigrations", "api_migrations", Type::Map),
    Property {
        default: Some("1"),
        ..field("apiVersion", "api_version", Type::Integer)
    },
    field(
        "cloudAppMigration",
        "cloud_app_migration",
        Type::Object(MIGRATION),
    ),
    Property {
        products: &[Product::Bitbucket],
        confidence: Confidence::Observed,
        ..field(
            "contexts",
            "contexts",
            Type::Array(&Type::Enum(&["account", "personal", "repository"])),
        )
    },
    field("dataResidency", "data_residency", Type::Object(RESIDENCY)),
    field("description", "description", Type::String),
    Property {
        default: Some("one"),
        ..field(DESCRIPTORS, DESCRIPTORS, Type::Enum(&["one", PER_PRODUCT]))
    },
    field("editionsEnabled", "editions_enabled", Type::Boolean),
    Property {
        default: Some("false"),
        ..field("enableLicensing", "enable_licensing", Type::Boolean)
    },
    Property {
        required: true,
        max_length: Some(64),
        ..field("key", "key", Type::String)
    },
    field("links", "links", Type::Map),
    field("name", "name", Type::String),
    field("regionBaseUrls", "region_base_urls", Type::Map),
    field("scopes", "scopes", Type::Array(&Type::Enum(SCOPES))),
    field("translations", "translations", Type::Object(TRANSLATIONS)),
    field("vendor", "vendor", Type::Object(VENDOR)),
    field("version", "version", Type::String),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scope_facts;

    #[test]
    fn each_field_is_sorted_in_and_said_what_for() {
        let names: Vec<_> = FIELDS.iter().map(|field| field.name).collect();
        assert!(names.is_sorted(), "{names:?}");
        assert!(names.iter().all(|name| !about(name).is_empty()));
        let about: Vec<_> = ABOUT.iter().map(|(name, _)| *name).collect();
        assert_eq!(about, names);
    }

    #[test]
    fn scopes_are_those_of_the_table() {
        let mut scopes = SCOPES.to_vec();
        scopes.sort_unstable();
        let mut listed: Vec<_> = scope_facts().iter().map(|row| row.name).collect();
        listed.dedup();
        listed.retain(|name| *name != "NONE");
        assert_eq!(scopes, listed);
    }

    #[test]
    fn each_address_is_a_field_or_below_one() {
        for address in ADDRESSES {
            let field = FIELDS
                .iter()
                .find(|field| Some(&field.name) == address.at.first());
            assert!(field.is_some(), "{address:?}");
        }
    }
}
