//! Events of the product and of the installation.

use connect_model::forge::Settings;
use connect_model::forge::assemble::{Choice, Stage};
use serde_json::{Value, json};

use super::super::fixture::{Log, app_on_forge, now};
use super::host::{Forge, INSTALLATION, modules};

#[tokio::test]
async fn an_event_reaches_each_function_that_handles_it() {
    let forge = Forge::start().await;
    let body = json!({
        "eventType": "avi:jira:created:issue", "timestamp": "1790000000123", "atlassianId": "ann",
        "issue": { "id": "10001", "key": "DEMO-1", "fields": {} },
    });
    assert_eq!(forge.event(&body).await.status(), 204);
    let mut seen = forge.seen.all();
    seen.sort();
    let created = "\"jira:issue_created\" Some(\"DEMO-1\") ann jira Development id=true retry=0";
    assert_eq!(seen, [created, created]);
}

/// Forge names the endpoint, which all functions share: a function that is not on Forge must not be
/// called because another one is.
#[tokio::test]
async fn an_event_reaches_no_function_that_is_not_on_forge() {
    for choice in [Choice::Skip, Choice::Stage(Stage::Wrap)] {
        let name = ("webhooks".to_owned(), "again".to_owned());
        let settings = Settings {
            items: [(name, choice)].into(),
            ..Settings::default()
        };
        let app = app_on_forge(modules(), settings);
        let forge = Forge::of(app, |config| config).await;
        let body = json!({ "eventType": "avi:jira:created:issue", "issue": { "key": "DEMO-1" } });
        assert_eq!(forge.event(&body).await.status(), 204);
        assert_eq!(
            forge.seen.all().len(),
            1,
            "{choice:?}: {:?}",
            forge.seen.all()
        );
    }
}

/// Forge has one event where Connect has two.
#[tokio::test]
async fn a_comment_was_either_written_or_changed() {
    let forge = Forge::start().await;
    let comment = |created: &str, updated: &str| {
        json!({
            "eventType": "avi:jira:commented:issue", "issue": { "key": "DEMO-1" },
            "comment": { "id": "1", "created": created, "updated": updated },
        })
    };
    forge
        .event(&comment("2026-01-01T10:00:00Z", "2026-01-01T10:00:00Z"))
        .await;
    forge
        .event(&comment("2026-01-01T10:00:00Z", "2026-01-01T10:05:00Z"))
        .await;
    let seen = forge.seen.all();
    assert!(seen[0].starts_with("\"comment_created\""), "{seen:?}");
    assert!(seen[1].starts_with("\"comment_updated\""), "{seen:?}");
    assert_eq!(seen.len(), 2);
}

#[tokio::test]
async fn case_284_an_event_is_handled_once() {
    let forge = Forge::start().await;
    let body = json!({
        "eventType": "avi:jira:updated:issue", "timestamp": "1790000000123",
        "issue": { "key": "DEMO-1" },
    });
    let mut again = body.clone();
    again["retryContext"] = json!({ "retryCount": 1, "retryReason": "x" });
    for body in [&body, &again, &json!({ "payload": body })] {
        assert_eq!(forge.event(body).await.status(), 204);
    }
    assert_eq!(forge.seen.all().len(), 1, "{:?}", forge.seen.all());
    let mut other = again;
    other["timestamp"] = "1790000000124".into();
    forge.event(&other).await;
    let seen = forge.seen.all();
    assert!(seen[1].ends_with("retry=1"), "{seen:?}");
}

#[tokio::test]
async fn case_283_what_is_not_known_is_answered_and_reported_by_its_members() {
    let forge = Forge::start().await;
    for (body, expected) in [
        (
            r#"{"eventType":"avi:jira:invented:thing","note":"xyzzy"}"#,
            "avi:jira:invented:thing",
        ),
        (
            r#"{"note":"xyzzy","other":{"a":"xyzzy"}}"#,
            "does not state its name",
        ),
        (r#"["xyzzy"]"#, "not a JSON object"),
        ("xyzzy", "not a JSON object"),
        ("", "not a JSON object"),
    ] {
        let log = Log::start();
        let sent = forge.post("/forge/events", &Forge::of_the_server());
        let sent = sent.header("content-type", "application/json").body(body);
        assert_eq!(sent.send().await.unwrap().status(), 204, "{body}");
        let log = log.stop();
        assert!(log.contains(expected), "{body}: {log}");
        assert!(!log.contains("xyzzy"), "{log}");
        let members = body.starts_with('{');
        assert_eq!(log.contains("\"note\""), members, "{log}");
    }
    assert!(forge.seen.all().is_empty());
}

/// Forge issues tokens until it has removed the app, which may be a minute after the last call, and
/// each is valid for 25 seconds.
#[tokio::test]
async fn case_287_what_arrives_after_the_last_call_brings_nothing_back() {
    let forge = Forge::start().await;
    let made = |mut claims: Value, before: i64| {
        let at = now() - before;
        claims["iat"] = at.into();
        claims["nbf"] = at.into();
        claims["exp"] = (at + 25).into();
        claims
    };
    let page = made(Forge::claims("votes"), 23);
    let page = forge.call("/forge/ui", &page, &json!({})).await;
    assert_eq!(page.status(), 200);
    let last = forge.post("/forge/gone", &made(Forge::of_the_server(), 20));
    assert_eq!(last.send().await.unwrap().status(), 204);
    forge.app.jobs_done().await.unwrap();
    let seen = forge.seen.all();
    // Issued before the last call, with it, and while Forge removes the app.
    for before in [22, 20, 15, 0] {
        let installed = json!({ "eventType": "avi:forge:installed:app", "id": "1" });
        let created =
            json!({ "eventType": "avi:jira:created:issue", "issue": { "key": "DEMO-1" } });
        for (path, claims, body) in [
            ("/forge/ui", Forge::claims("votes"), json!({})),
            ("/forge/events", Forge::of_the_server(), created),
            ("/forge/events", Forge::of_the_server(), installed),
            ("/forge/scheduled/sweep", Forge::of_the_server(), json!({})),
        ] {
            let response = forge.call(path, &made(claims, before), &body).await;
            assert_eq!(response.status(), 401, "{path}, {before} s ago");
        }
    }
    forge.app.jobs_done().await.unwrap();
    assert_eq!(forge.seen.all(), seen);
    let tenants = &forge.app.core().tenants;
    assert!(tenants.forge(INSTALLATION).await.unwrap().is_none());
}

#[tokio::test]
async fn an_installation_begins_and_ends() {
    let forge = Forge::start().await;
    let installed = json!({
        "id": "1", "installerAccountId": "ann", "eventType": "avi:forge:installed:app",
        "app": { "id": "7d5d6a8c", "version": "4.1.0" }, "environment": { "id": "e1" },
        "context": "ari:cloud:jira::site/c1",
    });
    // Forge retries; an update is a new event.
    for _ in 0..2 {
        assert_eq!(forge.event(&installed).await.status(), 204);
    }
    let welcome = format!("installed {INSTALLATION}");
    assert_eq!(forge.seen.all(), [welcome.as_str()]);
    let mut upgraded = installed;
    upgraded["eventType"] = "avi:forge:upgraded:app".into();
    forge.event(&upgraded).await;
    assert_eq!(forge.seen.all(), [welcome.as_str(), welcome.as_str()]);
    let gone = async || {
        let sent = forge
            .post("/forge/gone", &Forge::of_the_server())
            .body("whatever");
        let status = sent.send().await.unwrap().status();
        forge.app.jobs_done().await.unwrap();
        status
    };
    assert_eq!(gone().await, 204);
    let seen = forge.seen.all();
    assert_eq!(seen.last().unwrap(), &format!("uninstalled {INSTALLATION}"));
    // Nothing is accepted for an installation that has ended, except another notice that it has.
    let page = forge
        .call("/forge/ui", &Forge::claims("votes"), &json!({}))
        .await;
    assert_eq!(page.status(), 401);
    assert_eq!(gone().await, 204);
    assert_eq!(forge.seen.all().len(), seen.len());
}
