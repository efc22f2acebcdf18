//! The input of the static rules.

use std::path::Path;

use connect_model::assemble::assemble;
use connect_model::declaration::{Auth, Declaration, Emitted};
use connect_model::paths::descriptor_path;
use connect_model::reasons::Reasons;
use connect_model::{Method, Origin};
use serde_json::{Map, Value};

use super::files::Files;
use crate::scopes::ScopesError;

/// An app, with what its build found and with its files.
#[derive(Debug)]
pub(crate) struct Project {
    pub(crate) declarations: Vec<Declaration>,
    /// The descriptors that are served to hosts, as JSON.
    pub(crate) descriptors: Vec<Value>,
    /// The path at which each of them is served.
    pub(crate) descriptor_paths: Vec<String>,
    /// The JSON object of `app!`.
    pub(crate) app: Map<String, Value>,
    pub(crate) reasons: Reasons,
    pub(crate) files: Files,
    /// The folders whose files are served as they are.
    pub(crate) assets: Vec<String>,
}

/// A module with its properties.
#[derive(Debug)]
pub(crate) struct Module<'a> {
    pub(crate) declaration: &'a Declaration,
    pub(crate) properties: Map<String, Value>,
}

impl Module<'_> {
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.properties.get(name)?.as_str()
    }

    pub(crate) fn is_cacheable(&self) -> bool {
        self.properties.get("cacheable") == Some(&Value::Bool(true))
    }
}

impl Project {
    /// # Errors
    /// [`ScopesError::Faults`] if the declarations conflict.
    pub(crate) fn new(package: &str, emitted: Emitted, files: Files) -> Result<Self, ScopesError> {
        let assembled = assemble(&emitted.app, &emitted.declarations, &emitted.needs);
        let assembled = assembled.map_err(|faults| ScopesError::Faults {
            package: package.to_owned(),
            faults,
        })?;
        let json = |descriptor| serde_json::to_value(descriptor).unwrap_or_default();
        let paths = assembled.descriptors();
        let descriptor_paths = paths.map(|(product, _)| descriptor_path(product)).collect();
        let descriptors = assembled.descriptors().map(|(_, one)| json(one)).collect();
        let app = match serde_json::from_str(&emitted.app) {
            Ok(Value::Object(app)) => app,
            _ => Map::new(),
        };
        Ok(Self {
            declarations: emitted.declarations,
            descriptors,
            descriptor_paths,
            app,
            reasons: assembled.reasons,
            assets: assets(&files),
            files,
        })
    }

    /// The app's key.
    pub(crate) fn key(&self) -> &str {
        &self.reasons.app
    }

    /// The modules, in (kind, key) order.
    pub(crate) fn modules(&self) -> impl Iterator<Item = Module<'_>> {
        self.declarations.iter().filter_map(|declaration| {
            match serde_json::from_str(&declaration.properties) {
                Ok(Value::Object(properties)) => Some(Module {
                    declaration,
                    properties,
                }),
                _ => None,
            }
        })
    }

    /// The route of the app that serves a path by GET, if there is one.
    pub(crate) fn route_of(&self, url: &str) -> Option<&Declaration> {
        let path = url.split(['?', '#']).next().unwrap_or(url);
        let serves = |declaration: &&Declaration| {
            declaration.route.as_ref().is_some_and(|route| {
                route.methods.contains(&Method::Get) && matches(&route.path, path)
            })
        };
        self.declarations.iter().find(serves)
    }

    /// Whether a path is served without a token: by a route, or as a file.
    pub(crate) fn is_served_to_anybody(&self, url: &str) -> bool {
        let path = url.split(['?', '#']).next().unwrap_or(url);
        let asset = path.trim_start_matches('/');
        let below = |folder: &String| {
            asset
                .strip_prefix(folder.as_str())
                .is_some_and(|rest| rest.starts_with('/'))
        };
        self.assets.iter().any(below)
            || self
                .route_of(url)
                .and_then(|declaration| declaration.route.as_ref())
                .is_some_and(|route| route.auth == Auth::Public)
    }

    /// The documentation and attributes above an item whose name is at this location.
    pub(crate) fn above(&self, origin: &Origin) -> Option<String> {
        let file = Path::new(&*origin.file);
        let file = self.files.files.iter().find(|one| one.path == file)?;
        let lines: Vec<_> = file.text.lines().collect();
        let own = (origin.line as usize).checked_sub(1)?;
        let mut first = own;
        // Up to an empty line, or to the end of the previous item.
        while let Some(above) = first.checked_sub(1) {
            let line = lines.get(above)?.trim();
            if line.is_empty() || line == "}" || line.ends_with(';') {
                break;
            }
            first = above;
        }
        Some(lines.get(first..=own)?.join("\n"))
    }
}

/// Whether a route's path, which may have parameters, matches a path.
fn matches(route: &str, path: &str) -> bool {
    let mut parts = path.split('/');
    for part in route.split('/') {
        if part.starts_with("{*") {
            return parts.next().is_some();
        }
        match parts.next() {
            Some(_) if part.starts_with('{') && part.ends_with('}') => {}
            Some(same) if same == part => {}
            _ => return false,
        }
    }
    parts.next().is_none()
}

/// The folders named by `#[assets("…")]`.
fn assets(files: &Files) -> Vec<String> {
    let mut folders = Vec::new();
    for file in files.with_extension(&["rs"]) {
        for (at, attribute) in file.text.match_indices("#[assets(\"") {
            let rest = file.text.get(at + attribute.len()..).unwrap_or_default();
            if let Some((folder, _)) = rest.split_once('"') {
                folders.push(folder.trim_matches('/').to_owned());
            }
        }
    }
    folders
}

#[cfg(test)]
pub(crate) mod tests {
    use serde_json::json;

    use super::super::files::File;
    use super::*;

    /// The descriptor of the tests' app without faults.
    pub(crate) fn good_app() -> Value {
        json!({
            "key": "com.example.votes",
            "name": "Votes",
            "description": "Votes on issues",
            "vendor": { "name": "Example", "url": "https://example.com" },
        })
    }

    /// An app with these modules and files.
    pub(crate) fn project(
        app: Value,
        declarations: Vec<Declaration>,
        files: &[(&str, &str)],
    ) -> Project {
        let file = |(path, text): &(&str, &str)| File {
            path: path.into(),
            text: (*text).to_owned(),
        };
        let files = Files {
            files: files.iter().map(file).collect(),
            left_out: Vec::new(),
        };
        let emitted = Emitted {
            app: app.to_string(),
            declarations,
            ..Emitted::default()
        };
        Project::new("votes", emitted, files).unwrap()
    }

    #[test]
    fn a_route_s_parameters_match_a_segment_and_its_wildcard_the_rest() {
        for (route, path, expected) in [
            ("/a/{b}.js", "/a/c.js", false),
            ("/a/{b}", "/a/c", true),
            ("/a/{b}", "/a/c/d", false),
            ("/a/{*rest}", "/a/c/d", true),
            ("/a/{*rest}", "/a", false),
            ("/a", "/a", true),
        ] {
            assert_eq!(matches(route, path), expected, "{route} {path}");
        }
    }

    #[test]
    fn what_is_above_an_item_ends_at_the_item_before() {
        let text = "fn a() {\n}\n/// Why.\n#[public(GET \"/b\")]\nasync fn b() {}\n";
        let project = project(good_app(), Vec::new(), &[("src/a.rs", text)]);
        let above = project.above(&Origin::new("src/a.rs", 5, 10)).unwrap();
        assert_eq!(above, "/// Why.\n#[public(GET \"/b\")]\nasync fn b() {}");
        assert_eq!(project.above(&Origin::new("src/a.rs", 9, 1)), None);
    }
}
