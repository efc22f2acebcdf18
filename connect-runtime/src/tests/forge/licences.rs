//! Licences as stated by Forge, and administrators.

use axum::Json;
use axum::response::IntoResponse;
use connect_auth::clock::Clock;
use connect_auth::forge::{InvocationKeys, InvocationVerifier};
use connect_model::HostProduct;
use connect_model::guard::Licensed;
use connect_testing::host_keys::KeyServer;
use serde_json::{Value, json};

use super::super::fixture::{PROPERTIES, app_with};
use super::host::{APP, Forge, key_set, modules};
use crate::extract::{Invocation, LicenseState};
use crate::registry::Registration;

const LICENSED: &str = r#"{"key":"com.example.votes","name":"Votes","enableLicensing":true,
    "licensed":"required","vendor":{"name":"Example","url":"https://example.com"}}"#;

fn claims(module: &str, environment: &str, license: Option<&Value>) -> Value {
    let mut claims = Forge::claims(module);
    claims["app"]["environment"]["type"] = environment.into();
    if let Some(license) = license {
        claims["app"]["license"] = license.clone();
    }
    claims
}

#[tokio::test]
async fn a_page_that_requires_a_licence_relies_on_forge() {
    let optional = |registration: Registration| Registration {
        declaration: match &*registration.declaration.key {
            "knows" => registration.declaration.licensed(Licensed::Optional),
            _ => registration.declaration,
        },
        ..registration
    };
    let app = app_with(LICENSED, modules().into_iter().map(optional).collect());
    let forge = Forge::of(app, |config| config).await;
    for (license, state, status) in [
        (
            json!({ "active": true, "type": "commercial", "capabilitySet": "capabilityAdvanced" }),
            "Active",
            200,
        ),
        (
            json!({ "active": true, "isEvaluation": true }),
            "Evaluation",
            200,
        ),
        (json!({ "active": false }), "Inactive", 402),
    ] {
        let of = |module: &str| claims(module, "PRODUCTION", Some(&license));
        // A page that requires no licence can query its state.
        let known = forge.knows(&of("knows"), "/knows?lic=active").await;
        assert_eq!(known["license"], state, "{license}");
        let edition = license.get("capabilitySet").is_some();
        assert_eq!(known["edition"] == json!("Advanced"), edition, "{known}");
        assert_eq!(known["signed"]["license"]["active"], status == 200);
        let answer = forge
            .ui(&of("votes"), &json!({ "url": "/votes?lic=active" }))
            .await;
        assert_eq!(answer["status"], status, "{license}: {answer}");
    }
    // A script reads JSON.
    let unlicensed = claims("votes", "PRODUCTION", Some(&json!({ "active": false })));
    let asked = json!({ "method": "POST", "url": "/api/vote/7", "data": true });
    let answer = forge.ui(&unlicensed, &asked).await;
    assert_eq!(
        (&answer["status"], &answer["type"]),
        (&json!(402), &json!("application/json"))
    );
}

#[tokio::test]
async fn case_285_a_licence_is_what_forge_says() {
    let keys = KeyServer::start(async |_| Json(key_set()).into_response()).await;
    let clock = Clock::system();
    let keys_of = InvocationKeys::at(&keys.url, clock.clone());
    let verifier = InvocationVerifier::new(keys_of, APP, clock);
    let active = json!({ "active": true });
    let ended = json!({ "active": false });
    // On a server in production.
    for (environment, license, state) in [
        ("PRODUCTION", Some(&active), LicenseState::Active),
        ("PRODUCTION", Some(&ended), LicenseState::Inactive),
        ("PRODUCTION", None, LicenseState::Unstated),
        ("SOMETHING_NEW", None, LicenseState::Unstated),
        ("DEVELOPMENT", None, LicenseState::Development),
        ("STAGING", None, LicenseState::Development),
        ("DEVELOPMENT", Some(&ended), LicenseState::Inactive),
    ] {
        let token = Forge::signed(&claims("votes", environment, license));
        let token = verifier.verify(&token).await.unwrap();
        let invocation = Invocation::new(token, HostProduct::Jira);
        let license = invocation.license(false);
        assert_eq!(license.state(), state, "{environment}");
        assert_eq!(license.is_active(), state == LicenseState::Active);
    }
}

#[tokio::test]
async fn a_page_for_administrators_requires_a_user() {
    let admin_only = |registration: Registration| Registration {
        declaration: match &*registration.declaration.key {
            "votes" => registration.declaration.admin_only(),
            _ => registration.declaration,
        },
        ..registration
    };
    let app = app_with(PROPERTIES, modules().into_iter().map(admin_only).collect());
    let forge = Forge::of(app, |config| config).await;
    let mut anonymous = Forge::claims("votes");
    anonymous.as_object_mut().unwrap().remove("principal");
    let answer = forge.ui(&anonymous, &json!({})).await;
    assert_eq!(answer["status"], 403, "{answer}");
    assert!(
        answer["text"].as_str().unwrap().contains("administrators"),
        "{answer}"
    );
}
