//! Routes that require more than a token, and routes that report the licence.

use connect_runtime::axum::Json;
use connect_runtime::extract::SiteLicense;
use connect_runtime::prelude::*;
use serde_json::{Value, json};

/// Settings
#[configure_page(admin_only = true)]
async fn configure() -> &'static str {
    "the settings"
}

#[endpoint(POST "/api/settings", admin_only = true)]
async fn set() -> &'static str {
    "set"
}

/// Reports
#[general_page(licensed = required)]
async fn sold() -> &'static str {
    "the reports"
}

#[endpoint(GET "/api/sold", licensed = required)]
async fn sold_data() -> &'static str {
    "the data"
}

/// Licence
#[general_page]
async fn licence(license: License) -> Json<Value> {
    Json(licence_json(&license))
}

#[endpoint(GET "/api/licence")]
async fn licence_of_call(license: License) -> Json<Value> {
    Json(licence_json(&license))
}

/// Bought
#[general_page]
async fn bought(license: SiteLicense) -> Json<Value> {
    let mut licence = licence_json(&license);
    licence["number"] = license
        .entitlement()
        .and_then(|it| it.number.clone())
        .into();
    Json(licence)
}

fn licence_json(license: &License) -> Value {
    json!({
        "state": format!("{:?}", license.state()),
        "active": license.is_active(),
        "edition": license.edition().map(|edition| format!("{edition:?}")),
    })
}
