//! What `--json` prints. The format is documented in the module above.

use std::collections::BTreeSet;

use connect_model::ScopeSet;
use connect_model::reasons::{OAuth, Reasons, Requirement};
use serde::Serialize;

use super::check::ForgeScopes;

/// The scopes of an app, and each place that needs one.
#[derive(Debug, Serialize)]
pub(super) struct Report<'a> {
    app: &'a str,
    scopes: ScopeSet,
    ceiling: Option<ScopeSet>,
    unused: ScopeSet,
    places: Vec<Place<'a>>,
    oauth: OAuth,
    forge: Vec<OnForge<'a>>,
}

/// A scope of the manifest, with what needs it.
#[derive(Debug, Serialize)]
struct OnForge<'a> {
    scope: &'a str,
    reasons: &'a BTreeSet<String>,
    impersonated: bool,
}

/// A place, and what the code would need without it.
#[derive(Debug, Serialize)]
struct Place<'a> {
    #[serde(flatten)]
    needed: &'a Requirement,
    without: ScopeSet,
}

impl<'a> Report<'a> {
    pub(super) fn of(reasons: &'a Reasons, forge: &'a ForgeScopes) -> Self {
        let place = |needed| Place {
            needed,
            without: reasons.without(needed),
        };
        Self {
            app: &reasons.app,
            scopes: reasons.scopes(),
            ceiling: reasons.ceiling,
            unused: reasons.unused().collect(),
            places: reasons.requirements.iter().map(place).collect(),
            oauth: reasons.oauth(),
            forge: forge
                .iter()
                .map(|(scope, needed)| OnForge {
                    scope,
                    reasons: &needed.reasons,
                    impersonated: needed.impersonated,
                })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use serde_json::{Value, json};

    fn shown(reasons: &Reasons) -> Value {
        serde_json::to_value(Report::of(reasons, &sample::on_forge())).unwrap()
    }

    #[test]
    fn the_shape_is_as_documented() {
        let value = shown(&sample::votes());
        let fields: Vec<_> = value.as_object().unwrap().keys().collect();
        assert_eq!(
            fields,
            [
                "app", "ceiling", "forge", "oauth", "places", "scopes", "unused"
            ]
        );
        assert_eq!(value["scopes"], json!(["WRITE", "ACT_AS_USER"]));
        assert_eq!(value["ceiling"], Value::Null);
        assert_eq!(
            value["places"][1],
            json!({
                "scope": "WRITE",
                "what": "PUT /rest/api/3/issue/{issueIdOrKey}",
                "operation": {
                    "product": "jira",
                    "method": "PUT",
                    "path": "/rest/api/3/issue/{issueIdOrKey}",
                },
                "file": "src/votes.rs",
                "line": 14,
                "column": 9,
                "without": ["WRITE", "ACT_AS_USER"],
            })
        );
        assert_eq!(
            value["places"][3],
            json!({
                "scope": "ACT_AS_USER",
                "what": "as_user!",
                "file": "src/votes.rs",
                "line": 30,
                "column": 9,
                "without": ["WRITE"],
            })
        );
        assert_eq!(value["places"][5]["scope"], "NONE");
        assert_eq!(
            value["oauth"]["classic"],
            json!(["read:jira-work", "write:jira-work"])
        );
        assert_eq!(
            value["forge"][0],
            json!({ "scope": "read:app-system-token", "reasons": ["calls of the product as the app"], "impersonated": false })
        );
        assert_eq!(value["oauth"]["granular_only"], json!([]));
        assert_eq!(value["oauth"]["unknown"][0]["method"], "GET");
    }

    #[test]
    fn a_ceiling_is_distinguished_from_what_is_needed() {
        let value = shown(&sample::under_admin());
        assert_eq!(value["scopes"], json!(["ADMIN", "ACT_AS_USER"]));
        assert_eq!(value["ceiling"], value["scopes"]);
        assert_eq!(value["unused"], json!(["ADMIN"]));
    }
}
