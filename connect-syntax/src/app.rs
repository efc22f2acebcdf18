//! `app! { … }` and `library! { … }`: what the crate root says once.

use connect_model::assemble::{self, PER_PRODUCT};
use connect_model::{Confidence, Property, Scope, ScopeSet, Type};
use proc_macro2::{Span, TokenStream};
use serde_json::Value as Json;
use syn::Path;

use crate::args::{Arg, Args};
use crate::check::{self, Findings};
use crate::value::Value;
use crate::wording;

/// A validated `app!`.
#[derive(Debug, Clone)]
pub struct App {
    /// The JSON object that it adds to the descriptor.
    pub properties: String,
    /// The app's key.
    pub key: String,
    /// The type of the crate's state, for `State<…>` extractors.
    pub state: Option<Path>,
    /// What the app grants at most; none when scopes are inferred without a ceiling.
    pub ceiling: Option<ScopeSet>,
}

/// A validated `library!`.
#[derive(Debug, Clone)]
pub struct Library {
    /// The type of the crate's state.
    pub state: Option<Path>,
}

const SCOPES: &[&str] = &[
    "READ",
    "WRITE",
    "DELETE",
    "PROJECT_ADMIN",
    "SPACE_ADMIN",
    "ADMIN",
    "ACT_AS_USER",
    "ACCESS_EMAIL_ADDRESSES",
];

/// One descriptor for all products, or one for each.
const DESCRIPTORS: &[&str] = &["one", PER_PRODUCT];

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
        confidence: Confidence::Official,
    }
}

const VENDOR: &[Property] = &[
    field("name", "name", Type::String),
    field("url", "url", Type::Url),
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

/// The top-level fields of a descriptor that an app writes by hand ("App descriptor").
static FIELDS: &[Property] = &[
    Property {
        required: true,
        max_length: Some(64),
        ..field("key", "key", Type::String)
    },
    field("name", "name", Type::String),
    field("description", "description", Type::String),
    field("vendor", "vendor", Type::Object(VENDOR)),
    field("links", "links", Type::Map),
    field("scopes", "scopes", Type::Array(&Type::Enum(SCOPES))),
    field("enableLicensing", "enable_licensing", Type::Boolean),
    field("editionsEnabled", "editions_enabled", Type::Boolean),
    field("apiVersion", "api_version", Type::Integer),
    field("version", "version", Type::String),
    field("translations", "translations", Type::Object(TRANSLATIONS)),
    field("regionBaseUrls", "region_base_urls", Type::Map),
    field("dataResidency", "data_residency", Type::Object(RESIDENCY)),
    field(
        "cloudAppMigration",
        "cloud_app_migration",
        Type::Object(MIGRATION),
    ),
    field("apiMigrations", "api_migrations", Type::Map),
    field(
        assemble::DESCRIPTORS,
        assemble::DESCRIPTORS,
        Type::Enum(DESCRIPTORS),
    ),
];

/// The top-level fields that nobody writes by hand: each with its argument, and who fills it in.
const WRITTEN_FOR_YOU: &[(&str, &str, &str)] = &[
    (
        "baseUrl",
        "base_url",
        "the running app fills in the address that it is reached at; start it with that as its base URL",
    ),
    (
        "authentication",
        "authentication",
        "it is `jwt` for every app, since the framework accepts nothing weaker",
    ),
    (
        "lifecycle",
        "lifecycle",
        "the framework serves its callbacks; write a handler such as `#[installed]` to hear of them",
    ),
    (
        "modules",
        "modules",
        "each comes from an item with an attribute such as `#[web_panel]`",
    ),
];

/// Takes out the fields that are written for the app, and says by whom.
fn written_for_you(args: &mut Args, findings: &mut Findings) {
    for (name, argument, by) in WRITTEN_FOR_YOU {
        for spelling in [*argument, *name] {
            while let Some(arg) = args.remove(spelling) {
                findings
                    .report
                    .error_at(arg.span, wording::written_for_you(&arg.name, by));
            }
        }
    }
}

/// "Signed install callback", "Context JWTs" and "GDPR API migration": the runtime accepts nothing
/// older, so an app can't leave them out.
const ALWAYS_ON: &[&str] = &["context-qsh", "gdpr", "signed-install"];

/// Reports a migration that is written as off, while the descriptor says that it is on.
fn migrations(args: &Args, findings: &mut Findings) {
    let written = ["api_migrations", "apiMigrations"]
        .into_iter()
        .find_map(|name| args.get(name));
    let Some(Value::Object(_, migrations)) = written.map(|arg| &arg.value) else {
        return;
    };
    for migration in migrations.iter() {
        let is_on = matches!(&migration.value, Value::Literal(syn::Lit::Bool(it)) if it.value);
        if ALWAYS_ON.contains(&migration.name.as_str()) && !is_on {
            let message = wording::always_on(&migration.name);
            findings.report.error_at(migration.value.span(), message);
        }
    }
}

impl App {
    /// Reads the fields of `app!` and reports everything that is wrong with them.
    ///
    /// # Errors
    /// All faults, each at its own token.
    pub fn parse(tokens: TokenStream) -> syn::Result<Self> {
        let mut findings = Findings::default();
        let mut args = Args::parse_tokens(tokens, &mut findings.report);
        let state = state(&mut args, &mut findings);
        written_for_you(&mut args, &mut findings);
        migrations(&args, &mut findings);
        let key_arg = args.get("key").cloned();
        let properties = check::object("`app!`", None, &args, FIELDS, &["state"], &mut findings);
        check::required(
            "`app!`",
            Span::call_site(),
            &args,
            FIELDS,
            &[],
            &mut findings.report,
        );
        if let Some(arg) = key_arg {
            app_key(&arg, &mut findings);
        }
        let ceiling = properties
            .get("scopes")
            .and_then(Json::as_array)
            .map(|list| {
                ScopeSet::least(
                    list.iter()
                        .filter_map(|scope| scope.as_str()?.parse::<Scope>().ok()),
                )
            });
        let key = properties
            .get("key")
            .and_then(Json::as_str)
            .unwrap_or_default()
            .to_owned();
        findings.report.finish(Self {
            properties: Json::Object(properties).to_string(),
            key,
            state,
            ceiling,
        })
    }
}

impl Library {
    /// Reads the fields of `library!`.
    ///
    /// # Errors
    /// All faults, each at its own token.
    pub fn parse(tokens: TokenStream) -> syn::Result<Self> {
        let mut findings = Findings::default();
        let mut args = Args::parse_tokens(tokens, &mut findings.report);
        let state = state(&mut args, &mut findings);
        check::object("`library!`", None, &args, &[], &["state"], &mut findings);
        findings.report.finish(Self { state })
    }
}

/// `state = AppState`: the type that `State<…>` extractors of this crate draw from.
fn state(args: &mut Args, findings: &mut Findings) -> Option<Path> {
    let arg = args.remove("state")?;
    match arg.value {
        Value::Path(path) => Some(path),
        other => {
            findings.report.error_at(
                other.span(),
                wording::expected("state", "a type", "AppState"),
            );
            None
        }
    }
}

/// "App descriptor": an app key holds letters, digits, `-`, `.` and `_`.
fn app_key(arg: &Arg, findings: &mut Findings) {
    let Some(literal) = arg.value.as_str() else {
        return;
    };
    let key = literal.value();
    let right = !key.is_empty()
        && key
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b));
    if !right {
        findings.report.error(
            literal,
            format!(
                "app key {key:?} may hold only letters, digits, `.`, `-` and `_`\n\
                 help: write a name that is the app's alone, such as `key = \"com.example.votes\"`"
            ),
        );
    }
}
