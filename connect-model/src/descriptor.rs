//! The typed descriptor: `atlassian-connect.json`, parsed without losing a field and written in a
//! stable order.
//!
//! Real descriptors are untidy. They contain comment keys (`"//baseUrl"`), templates in place of
//! numbers and booleans (`"{{enableLicensing}}"`), plain strings where `{ "value": … }` is expected,
//! one object where a list is expected, enums and scopes in either case, unlisted kinds. None of
//! that is an error here. The rule is the same at every level: a field with the expected shape is in
//! its typed field; every other field, and a known one with another shape, is preserved in `other`.
//! So parsing can only fail if the text is not a JSON object at all, and writing reproduces
//! everything.

mod error;
mod json;
mod module;
mod object;
mod text;

pub use error::DescriptorError;
pub use module::{Entry, Icon, Module, Modules, Target};
pub use object::Fields;
pub use text::{Text, TranslatedText};

use crate::scope::{Scope, ScopeSet};
use object::{Field, object};
use serde_json::{Number, Value};
use std::collections::BTreeMap;

object! {
    /// A complete descriptor ("App descriptor" in the documentation of Jira and Confluence).
    ///
    /// ```
    /// use connect_model::descriptor::Descriptor;
    ///
    /// let descriptor = Descriptor::parse(r#"{
    ///     "//key": "a comment",
    ///     "key": "com.example.votes",
    ///     "enableLicensing": "{{licensing}}",
    ///     "modules": { "webPanels": [{ "key": "votes", "name": "Votes", "url": "/votes" }] }
    /// }"#)?;
    /// assert_eq!(descriptor.key.as_deref(), Some("com.example.votes"));
    /// assert_eq!(descriptor.enable_licensing, None);
    /// assert_eq!(descriptor.other["enableLicensing"], "{{licensing}}");
    /// let panel = descriptor.modules_of("webPanels").next().unwrap();
    /// assert_eq!(panel.name.as_ref().and_then(|name| name.as_str()), Some("Votes"));
    /// # Ok::<(), connect_model::descriptor::DescriptorError>(())
    /// ```
    pub struct Descriptor {
        /// The app's key; it can't change once published.
        pub key: String = "key",
        /// The name that users see.
        pub name: String = "name",
        /// A one-sentence description.
        pub description: String = "description",
        /// The app's base URL, to which all other URLs are relative.
        pub base_url: String = "baseUrl",
        /// How the host and the app authenticate each other.
        pub authentication: Authentication = "authentication",
        /// The version of the app's interface; sites update when it increases.
        pub api_version: i64 = "apiVersion",
        /// Reserved by the host.
        pub version: String = "version",
        /// The app's vendor.
        pub vendor: Vendor = "vendor",
        /// Links to further information, by name: `self`, `homepage`, `documentation`,
        /// `sourceCode`.
        pub links: BTreeMap<String, String> = "links",
        /// The URLs that the host calls when an installation changes.
        pub lifecycle: Lifecycle = "lifecycle",
        /// The app's scopes as written, in either case. See [`Descriptor::scope_set`].
        pub scopes: Vec<String> = "scopes",
        /// Whether the app is paid.
        pub enable_licensing: bool = "enableLicensing",
        /// Whether it has editions.
        pub editions_enabled: bool = "editionsEnabled",
        /// The API migrations that the app has adopted: `gdpr`, `signed-install`, `context-qsh`.
        pub api_migrations: BTreeMap<String, bool> = "apiMigrations",
        /// What an installation is for (Bitbucket only).
        pub contexts: Vec<String> = "contexts",
        /// The files with translations of i18n keys.
        pub translations: Translations = "translations",
        /// A base URL for each region, for apps that support data residency.
        pub region_base_urls: BTreeMap<String, String> = "regionBaseUrls",
        /// How data moves between regions.
        pub data_residency: DataResidency = "dataResidency",
        /// How data is imported from the Server and Data Center products.
        pub cloud_app_migration: CloudAppMigration = "cloudAppMigration",
        /// The app's modules, by kind.
        pub modules: Modules = "modules",
    }
}

object! {
    /// How the host and the app authenticate each other.
    pub struct Authentication {
        /// `jwt` or `none`, in either case.
        pub kind: String = "type",
    }
}

object! {
    /// The app's vendor.
    pub struct Vendor {
        /// The name.
        pub name: String = "name",
        /// The home page.
        pub url: String = "url",
    }
}

object! {
    /// The URLs that the host calls when an installation changes, relative to the base URL.
    pub struct Lifecycle {
        /// Called after the app was installed, or updated.
        pub installed: String = "installed",
        /// Called after the app was removed.
        pub uninstalled: String = "uninstalled",
        /// Called after the app was enabled, and also after each installation.
        pub enabled: String = "enabled",
        /// Called after the app was disabled.
        pub disabled: String = "disabled",
        /// Called while data moves to another region.
        pub dare_migration: String = "dare-migration",
    }
}

object! {
    /// The files with translations of i18n keys.
    pub struct Translations {
        /// A relative URL for each locale.
        pub paths: BTreeMap<String, String> = "paths",
    }
}

object! {
    /// How data moves between regions.
    pub struct DataResidency {
        /// How long a migration may take, in hours; half hours are allowed.
        pub max_migration_duration_hours: Number = "maxMigrationDurationHours",
    }
}

object! {
    /// How data is imported from the Server and Data Center products.
    pub struct CloudAppMigration {
        /// The path that the host calls, relative to the base URL.
        pub migration_webhook_path: String = "migrationWebhookPath",
    }
}

impl Descriptor {
    /// Parses a descriptor. A byte order mark and trailing commas are tolerated; if a key occurs
    /// twice, the last value counts, as it does for the host.
    ///
    /// # Errors
    /// [`DescriptorError`], with line and column, if the text is not JSON, is nested more than 127
    /// levels deep, or is not an object.
    pub fn parse(text: &str) -> Result<Descriptor, DescriptorError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let value = json::parse(text)?;
        Descriptor::read(value).map_err(|value| {
            let (line, column) = json::start(text);
            DescriptorError::NotAnObject {
                line,
                column,
                found: json::name(&value),
            }
        })
    }

    /// Takes a descriptor that has already been parsed as JSON.
    ///
    /// # Errors
    /// [`DescriptorError::NotAnObject`].
    pub fn from_value(value: Value) -> Result<Descriptor, DescriptorError> {
        Descriptor::read(value).map_err(|value| DescriptorError::NotAnObject {
            line: 1,
            column: 1,
            found: json::name(&value),
        })
    }

    /// Writes the descriptor: well-known fields in their conventional order, followed by the others
    /// sorted, kinds sorted, modules in their given order; indented, with a final newline. Equal
    /// descriptors produce equal bytes.
    pub fn to_json_pretty(&self) -> String {
        // Writing strings, numbers and maps with string keys to memory has no way to fail.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// The scopes known to the model, and the unknown names among `scopes`.
    ///
    /// ```
    /// use connect_model::{Scope, ScopeSet, descriptor::Descriptor};
    /// let descriptor = Descriptor::parse(r#"{ "scopes": ["read", "ACT_AS_USER", "repository"] }"#)?;
    /// let (known, unknown) = descriptor.scope_set();
    /// assert_eq!(known, ScopeSet::of(&[Scope::Read, Scope::ActAsUser]));
    /// assert_eq!(unknown, ["repository"]);
    /// # Ok::<(), connect_model::descriptor::DescriptorError>(())
    /// ```
    pub fn scope_set(&self) -> (ScopeSet, Vec<&str>) {
        let mut known = ScopeSet::EMPTY;
        let mut unknown = Vec::new();
        for name in self.scopes.iter().flatten() {
            match Scope::named(name) {
                Ok(scope) => known.extend(scope),
                Err(_) => unknown.push(name.as_str()),
            }
        }
        (known, unknown)
    }

    /// The modules of a kind in their given order, whether it has a list or a single object.
    pub fn modules_of(&self, kind: &str) -> impl Iterator<Item = &Module> {
        self.modules
            .iter()
            .filter_map(move |modules| modules.0.get(kind))
            .flat_map(Entry::iter)
    }

    /// All modules with their kind, sorted by kind, then in their given order.
    pub fn all_modules(&self) -> impl Iterator<Item = (&str, &Module)> {
        let kinds = self.modules.iter().flat_map(|modules| modules.0.iter());
        kinds.flat_map(|(kind, entry)| entry.iter().map(move |module| (kind.as_str(), module)))
    }
}

impl Authentication {
    /// Whether it is `jwt`, in either case.
    pub fn is_jwt(&self) -> bool {
        self.kind
            .as_deref()
            .is_some_and(|kind| kind.eq_ignore_ascii_case("jwt"))
    }
}

#[cfg(test)]
mod tests;
