//! What the product knows about the app itself: its state and its licence.

use connect_model::operation::Operation;
use connect_model::{Method, Product};
use http::StatusCode;
use serde_json::{Value, json};

use super::answer::Answer;
use super::call::RestCall;
use super::refusal::failure;
use crate::site::Site;
use crate::site::license::License;
use crate::site::state::State;
use crate::wire::url::without_trailing_slash;

const PATH: &str = "/rest/atlassian-connect/1/addons/{addonKey}";

/// The answer, if the operation is "Get app" ("License API for cloud apps"). The installed app
/// is the caller, and may only ask about itself.
pub(super) fn answer(
    site: &Site,
    state: &State,
    operation: &Operation,
    call: &RestCall,
) -> Option<Answer> {
    if operation.method() != Method::Get || operation.path_below_base_url() != PATH {
        return None;
    }
    let key = call.value("addonKey")?;
    let Some(app) = state
        .installation
        .as_ref()
        .filter(|app| app.accepted.key == key)
    else {
        let message = format!("The app with key '{key}' is not installed.");
        let path = operation.path();
        return Some(failure(site.product, path, StatusCode::NOT_FOUND, &message));
    };
    let base_url = without_trailing_slash(site.base_url.as_str());
    let mut body = json!({
        "key": key,
        "version": "1.0.0-AC",
        // An app that is not enabled can't call.
        "state": "ENABLED",
        "host": {"product": Product::from(site.product).title(), "contacts": []},
        "links": {"self": [{"href": format!("{base_url}/rest/atlassian-connect/1/addons/{key}")}]},
    });
    // An app that is free of charge has none.
    if app.accepted.descriptor.enable_licensing == Some(true) {
        body["license"] = license(state.license);
    }
    Some(Answer::json(body))
}

fn license(license: License) -> Value {
    json!({
        "active": license.is_active(),
        "evaluation": license.is_evaluation(),
        "type": "COMMERCIAL",
        "entitlementId": "00000000-0000-4000-8000-000000000500",
        "entitlementNumber": "E-000-000-000-500",
    })
}
