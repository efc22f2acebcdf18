//! The top-level fields as `app!`.

use connect_model::Descriptor;
use serde_json::Value;

use super::value::{any, literal};

/// Each field that `app!` takes, with its argument.
const FIELDS: &[(&str, &str)] = &[
    ("name", "name"),
    ("description", "description"),
    ("vendor", "vendor"),
    ("links", "links"),
    ("enableLicensing", "enable_licensing"),
    ("editionsEnabled", "editions_enabled"),
    ("apiVersion", "api_version"),
    ("version", "version"),
    ("translations", "translations"),
    ("regionBaseUrls", "region_base_urls"),
    ("dataResidency", "data_residency"),
    ("cloudAppMigration", "cloud_app_migration"),
    ("apiMigrations", "api_migrations"),
];

/// Fields that the framework writes.
const OURS: &[&str] = &[
    "key",
    "baseUrl",
    "authentication",
    "lifecycle",
    "modules",
    "scopes",
];

/// `app! { … }`, and what it could not hold.
pub(super) fn app(descriptor: &Descriptor, said: &mut Vec<String>) -> String {
    let json = serde_json::to_value(descriptor).unwrap_or_default();
    let key = match descriptor.key.as_deref() {
        Some(key) if !key.contains("{{") => key,
        other => {
            said.push(format!(
                "the app's key is {other:?}: write the real one into src/main.rs"
            ));
            "com.example.imported"
        }
    };
    let mut lines = vec![format!("key = {}", literal(key))];
    for (name, value) in json.as_object().into_iter().flatten() {
        if OURS.contains(&name.as_str()) || name.starts_with("//") {
            continue;
        }
        let Some((_, argument)) = FIELDS.iter().find(|(field, _)| field == name) else {
            said.push(format!("dropped `{name}`, which app! does not know"));
            continue;
        };
        match field(name, value) {
            Ok(text) => lines.push(format!("{argument} = {text}")),
            Err(why) => said.push(format!("dropped `{name}`: {why}")),
        }
    }
    let (known, unknown) = descriptor.scope_set();
    for scope in unknown {
        said.push(format!(
            "dropped scope {scope:?}, which is no scope of Jira or Confluence"
        ));
    }
    let scopes: Vec<String> = known
        .iter()
        .map(|scope| literal(&scope.to_string()))
        .collect();
    if !scopes.is_empty() {
        lines.push(format!("scopes = [{}]", scopes.join(", ")));
    }
    format!(
        "connect_runtime::app! {{\n    {},\n}}\n",
        lines.join(",\n    ")
    )
}

/// A field in the shape that `app!` takes.
fn field(name: &str, value: &Value) -> Result<String, String> {
    let fits = match name {
        "name" | "description" | "version" => value.is_string(),
        "enableLicensing" | "editionsEnabled" => value.is_boolean(),
        "apiVersion" => value.is_i64(),
        _ => value.is_object(),
    };
    if !fits {
        return Err(format!("{value} is no value that the platform takes there"));
    }
    let mut value = value.clone();
    if let Some(members) = value.as_object_mut() {
        members.retain(|name, value| !name.starts_with("//") && !value.is_null());
        if name == "apiMigrations" {
            // Templates say nothing that a program can be built with.
            members.retain(|_, value| value.is_boolean());
        }
        if name == "links" {
            // The framework writes the link to the descriptor itself.
            members.remove("self");
        }
        if members.is_empty() {
            return Err("nothing is left of it".to_owned());
        }
    }
    any(&value)
}
