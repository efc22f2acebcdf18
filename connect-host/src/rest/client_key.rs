//! The client key that a site had before its app moved to Forge, which the app reads as a property.

use connect_model::operation::Operation;
use http::StatusCode;
use serde_json::json;

use super::answer::Answer;
use super::call::RestCall;
use super::refusal::failure;
use crate::site::Site;

/// An app property on Connect.
const APP_PROPERTY: &str = "/addons/{addonKey}/properties/{propertyKey}";

/// The name prefix of the properties in which the platform stores client keys.
const CLIENT_KEY: &str = "connect_client_key_";

/// The answer, if the operation reads the client key that the site had on Connect
/// ("Retrieving the Connect clientKey in Forge").
pub(super) fn answer(site: &Site, operation: &Operation, call: &RestCall) -> Option<Answer> {
    let forge = site.forge.as_ref()?;
    let of_app = operation.path_below_base_url().ends_with(APP_PROPERTY);
    let key = call.value("propertyKey").filter(|_| of_app)?;
    key.starts_with(CLIENT_KEY)
        .then(|| match &forge.connect_client_key {
            Some(client_key) => Answer::json(json!({ "key": key, "value": client_key })),
            None => {
                let message = format!("The property with key '{key}' does not exist.");
                let path = operation.path();
                failure(site.product, path, StatusCode::NOT_FOUND, &message)
            }
        })
}
