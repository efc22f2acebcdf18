//! Errors that prevent an app from starting.

use connect_model::declaration::Declaration;

use super::fixture::{Seen, app, app_of, elsewhere, panel, registrations, votes};
use crate::StartError;

async fn refusal(app: crate::App) -> String {
    app.with_state(Seen::default())
        .spawn()
        .await
        .unwrap_err()
        .to_string()
}

fn declarations() -> Vec<Declaration> {
    registrations().into_iter().map(|r| r.declaration).collect()
}

#[tokio::test]
async fn a_crate_that_is_not_linked() {
    let mut emitted = declarations();
    let mut missing = panel("lost", "/lost", votes).declaration;
    missing.origin = elsewhere();
    emitted.push(missing);
    let text = refusal(app_of(registrations(), emitted)).await;
    assert!(
        text.contains(
            "web panel \"lost\" at ../my-panels/src/panels.rs:12:1 is in the build's descriptor \
             but was not linked: write `use my_panels as _;`"
        ),
        "{text}"
    );
}

#[tokio::test]
async fn a_handler_that_the_build_did_not_see() {
    let mut emitted = declarations();
    emitted.retain(|declaration| declaration.key != "votes");
    let text = refusal(app_of(registrations(), emitted)).await;
    assert!(text.contains("web panel \"votes\""), "{text}");
    assert!(text.contains("not in the build's descriptor"), "{text}");
}

#[tokio::test]
async fn a_key_that_is_given_twice_names_both_places() {
    let mut twice = registrations();
    let mut second = panel("votes", "/other", votes);
    second.declaration.origin = elsewhere();
    twice.push(second);
    let emitted = twice.iter().map(|r| r.declaration.clone()).collect();
    let text = refusal(app_of(twice, emitted)).await;
    assert!(text.contains("../my-panels/src/panels.rs:12:1"), "{text}");
    assert!(text.contains("fixture.rs:12:1"), "{text}");
}

#[tokio::test]
async fn a_state_that_is_missing() {
    let text = app().spawn().await.unwrap_err().to_string();
    assert!(
        text.contains("Seen") && text.contains(".with_state(value)"),
        "{text}"
    );
}

#[tokio::test]
async fn routes_that_overlap() {
    use axum::Router;
    use axum::routing::get;
    let text = refusal(app().merge(Router::new().route("/votes", get(|| async {})))).await;
    assert!(text.contains("/votes"), "{text}");
}

#[test]
fn a_program_without_an_app() {
    let error = crate::App::collected().unwrap_err();
    assert!(matches!(error, StartError::NoApp), "{error}");
    assert!(
        error.to_string().contains("connect_runtime::app!"),
        "{error}"
    );
}
