//! Translations: the files that `app!` names, and the keys that modules use.
//!
//! The host reads each file from the app, without a token, and shows the untranslated text for a missing
//! key ("Internationalization"). Neither fault is an error anywhere; only users notice.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use connect_model::declaration::{Auth, Declaration};
use connect_model::{Method, Origin};
use serde_json::Value;

use crate::package::Package;

/// The folders from which packages commonly serve files.
const FOLDERS: [&str; 6] = ["", "static", "assets", "public", "templates", "src"];

/// What is wrong with an app's translations, and the files that were looked for.
#[derive(Debug, Default)]
pub(super) struct Translations {
    pub(super) warnings: Vec<String>,
    pub(super) files: Vec<PathBuf>,
    /// The texts of the readable files, by locale in `app!`.
    pub(super) texts: BTreeMap<String, Texts>,
}

/// A translation file.
#[derive(Debug)]
pub(super) struct Texts {
    /// The file's content.
    pub(super) content: String,
    /// The keys of its texts.
    pub(super) keys: BTreeSet<String>,
}

/// Checks the translations of `app!`, written at `place`. `assets` are the package's folders that are
/// served as they are.
pub(super) fn check(
    app: &str,
    place: &Origin,
    declarations: &[Declaration],
    package: &Package,
    assets: &BTreeSet<String>,
) -> Translations {
    let folder = package.folder.as_path();
    let mut found = Translations::default();
    let paths = paths(app);
    let keys = keys(declarations);
    if paths.is_empty() {
        found.warnings.extend(keys.first().map(|(key, module)| {
            format!(
                "{}: {} has the i18n key {key:?}, and app! names no translations; \
                 write translations = {{ paths = {{ \"en-US\" = \"/i18n/en.json\" }} }}",
                module.origin,
                module.label()
            )
        }));
        return found;
    }
    for (locale, path) in &paths {
        let asset = path.trim_start_matches('/');
        let is_asset = assets.iter().any(|below| {
            asset
                .strip_prefix(&**below)
                .is_some_and(|rest| rest.starts_with('/'))
        }) && folder.join(asset).is_file();
        if !is_asset && !declarations.iter().any(|one| serves(one, path)) {
            let instead = match asset.split_once('/') {
                Some((below, _)) if folder.join(asset).is_file() => {
                    format!("#[assets({below:?})] struct Files;")
                }
                _ => format!("#[public(GET {path:?})]"),
            };
            found.warnings.push(format!(
                "{place}: app! names {path} as the translations for {locale}, and no route of the \
                 app serves it; write {instead}"
            ));
        }
        let Some(file) = FOLDERS
            .iter()
            .map(|below| folder.join(below).join(asset))
            .find(|file| file.is_file())
        else {
            continue;
        };
        found.files.push(file.clone());
        let name = crate::origin::relative(&file, folder);
        match texts(&file) {
            Ok(texts) => {
                for (key, module) in keys.iter().filter(|(key, _)| !texts.keys.contains(key)) {
                    found.warnings.push(format!(
                        "{}: {} has the i18n key {key:?}, and {name} has no text for it",
                        module.origin,
                        module.label()
                    ));
                }
                found.texts.insert(locale.clone(), texts);
            }
            Err(why) => found.warnings.push(format!("{name}: {why}")),
        }
    }
    found
}

/// The paths of the translation files, by locale.
fn paths(app: &str) -> BTreeMap<String, String> {
    let app: Value = serde_json::from_str(app).unwrap_or_default();
    let paths = app
        .pointer("/translations/paths")
        .and_then(Value::as_object);
    paths
        .into_iter()
        .flatten()
        .filter_map(|(locale, path)| Some((locale.clone(), path.as_str()?.to_owned())))
        .collect()
}

/// Each i18n key with the module that uses it.
fn keys(declarations: &[Declaration]) -> Vec<(String, &Declaration)> {
    let mut found = Vec::new();
    for declaration in declarations {
        let properties = serde_json::from_str(&declaration.properties).unwrap_or_default();
        collect(&properties, &mut |key| {
            found.push((key.to_owned(), declaration))
        });
    }
    found
}

fn collect(value: &Value, found: &mut impl FnMut(&str)) {
    match value {
        Value::Array(values) => values.iter().for_each(|one| collect(one, found)),
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    // Translatable text is an object with these two members.
                    Value::String(key) if name == "i18n" && members.contains_key("value") => {
                        found(key);
                    }
                    other => collect(other, found),
                }
            }
        }
        _ => {}
    }
}

/// Whether the route serves the path by GET without a token; a route's path may have parameters.
fn serves(declaration: &Declaration, path: &str) -> bool {
    declaration.route.as_ref().is_some_and(|route| {
        route.auth == Auth::Public
            && route.methods.contains(&Method::Get)
            && matches(&route.path, path)
    })
}

/// Whether a path matches a route in axum's syntax: `/i18n/{file}`, `/i18n/{*rest}`.
fn matches(route: &str, path: &str) -> bool {
    let mut segments = path.split('/');
    for part in route.split('/') {
        let Some(segment) = segments.next() else {
            return false;
        };
        if part.starts_with("{*") {
            return true;
        }
        let fits = match part.split_once('{').zip(part.rsplit_once('}')) {
            Some(((before, _), (_, after))) => {
                segment.len() > before.len() + after.len()
                    && segment.starts_with(before)
                    && segment.ends_with(after)
            }
            None => part == segment,
        };
        if !fits {
            return false;
        }
    }
    segments.next().is_none()
}

/// The texts in a file, which must be a JSON object.
fn texts(file: &Path) -> Result<Texts, String> {
    let content = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
    match serde_json::from_str(&content) {
        Ok(Value::Object(texts)) => Ok(Texts {
            content,
            keys: texts.into_iter().map(|(key, _)| key).collect(),
        }),
        Ok(_) => Err("translations are a JSON object of texts by their keys".to_owned()),
        Err(error) => Err(format!("these translations are not JSON: {error}")),
    }
}
