//! Server-to-server calls from Forge: schedules, post functions, JQL functions, static macros.

use connect_model::Product;
use connect_model::forge::Settings;
use connect_model::forge::assemble::{Choice, Stage};
use connect_store::jobs::NewJob;
use connect_testing::fake_store::FakeStore;
use serde_json::{Value, json};

use super::super::fixture::{KEY, SITE, app_on_forge};
use super::host::{Forge, INSTALLATION, modules};
use crate::tenants::{Install, Secret, TenantStore};
use crate::work::Envelope;

#[tokio::test]
async fn a_schedule_runs_for_the_installation_that_is_named() {
    let forge = Forge::start().await;
    for body in ["", "{}", "not JSON", "{\"context\":{\"cloudId\":\"evil\"}}"] {
        let before = forge.seen.all().len();
        let mut claims = Forge::of_the_server();
        // Each is from a different second.
        let earlier = 60 * i64::try_from(before).unwrap();
        claims["iat"] = (claims["iat"].as_i64().unwrap() - earlier).into();
        let sent = forge.post("/forge/scheduled/sweep", &claims).body(body);
        assert_eq!(sent.send().await.unwrap().status(), 204, "{body}");
        forge.app.jobs_done().await.unwrap();
        let seen = forge.seen.all();
        assert_eq!(seen.len(), before + 1);
        assert_eq!(seen.last().unwrap(), &format!("swept {INSTALLATION}"));
    }
    let unknown = forge
        .call(
            "/forge/scheduled/other",
            &Forge::of_the_server(),
            &json!({}),
        )
        .await;
    assert_eq!(unknown.status(), 404);
}

/// Each tenant has one clock for a function: its platform's, if that platform has the function.
#[tokio::test]
async fn a_schedule_ticks_once_for_each_tenant_wherever_it_comes_from() {
    const TICK: &str = "scheduled:sweep";
    let name = || ("scheduled".to_owned(), "sweep".to_owned());
    let connect = "swept one".to_owned();
    let on_forge = format!("swept {INSTALLATION}");
    for (items, of_forge, by_the_clock) in [
        (None, 204, vec![&connect]),
        (Some(Choice::Stage(Stage::Native)), 204, vec![&connect]),
        (
            Some(Choice::Stage(Stage::Wrap)),
            404,
            vec![&on_forge, &connect],
        ),
        (Some(Choice::Skip), 404, vec![&connect]),
    ] {
        let settings = Settings {
            items: items.map(|choice| (name(), choice)).into_iter().collect(),
            ..Settings::default()
        };
        let store = FakeStore::default();
        let secret = Secret::new("secret-one").unwrap();
        let install = Install::new(KEY, "one", SITE.parse().unwrap(), Product::Jira, secret);
        let _applied = store.install(install).await.unwrap();
        let app = app_on_forge(modules(), settings).store(store);
        let forge = Forge::of(app, |config| config).await;
        // A page first, so that the installation is known.
        forge.ui(&Forge::claims("votes"), &json!({})).await;
        forge.app.jobs_done().await.unwrap();
        let before = forge.seen.all().len();

        let claims = Forge::of_the_server();
        let called = forge
            .call("/forge/scheduled/sweep", &claims, &json!({}))
            .await;
        assert_eq!(called.status(), of_forge, "{items:?}");
        forge.app.jobs_done().await.unwrap();
        let called: Vec<&String> = (of_forge == 204).then_some(&on_forge).into_iter().collect();
        let seen = forge.seen.all();
        assert_eq!(
            seen[before..].iter().collect::<Vec<_>>(),
            called,
            "{items:?}"
        );

        let core = forge.app.core();
        let tick = NewJob::new(KEY, "", TICK, Envelope::of_job(b"null"));
        core.queue.store.accept(tick).await.unwrap();
        forge.app.jobs_done().await.unwrap();
        let mut ticked = forge.seen.all().split_off(seen.len());
        ticked.sort();
        assert_eq!(ticked.iter().collect::<Vec<_>>(), by_the_clock, "{items:?}");
    }
}

#[tokio::test]
async fn a_post_function_runs_from_the_queue() {
    let forge = Forge::start().await;
    let body = json!({
        "issue": { "id": "1", "key": "DEMO-1" }, "transition": { "executionId": "e" },
        "atlassianId": "ann", "configuration": {}, "postFunction": { "id": "p" },
        "changelog": { "items": [{ "field": "status", "fromString": "Open", "toString": "Done" }] },
    });
    let claims = Forge::of_the_server();
    let response = forge
        .call("/forge/post-function/runs", &claims, &body)
        .await;
    assert_eq!(response.status(), 204);
    forge.app.jobs_done().await.unwrap();
    assert_eq!(forge.seen.all(), ["ran DEMO-1 Some(\"Done\") true"]);
    let odd = forge
        .call("/forge/post-function/runs", &claims, &json!([1]))
        .await;
    assert_eq!(odd.status(), 400);
}

#[tokio::test]
async fn a_function_of_jql_answers_json() {
    let forge = Forge::start().await;
    let claims = Forge::of_the_server();
    let asked = |argument: &str| json!({ "clause": { "operator": "in", "arguments": [argument] } });
    let answer = forge.call("/forge/jql/voted", &claims, &asked("10")).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(
        answer.json::<Value>().await.unwrap(),
        json!({ "jql": "votes > 10" })
    );
    let text = forge
        .call("/forge/jql/voted", &claims, &asked("text"))
        .await;
    assert_eq!(text.status(), 500);
    assert!(text.json::<Value>().await.unwrap()["error"].is_string());
    let refused = forge.call("/forge/jql/voted", &claims, &json!({})).await;
    assert_eq!(refused.status(), 400);
    assert!(refused.json::<Value>().await.unwrap()["error"].is_string());
}

#[tokio::test]
async fn each_static_macro_is_rendered_on_its_own() {
    let forge = Forge::start().await;
    let one = |id: &str, colour: &str| {
        json!({
            "localId": id, "config": { "colour": colour },
            "context": { "content": { "id": "65537", "type": "page" }, "space": { "key": "DEMO" } },
        })
    };
    let body = json!({ "macros": [one("a", "red"), one("b", "none"), one("c", "blue"), {}] });
    let mut claims = Forge::of_the_server();
    claims["app"]["apiBaseUrl"] = "https://api.atlassian.com/ex/confluence/c1".into();
    let response = forge.call("/forge/static/count", &claims, &body).await;
    assert_eq!(response.status(), 200);
    let answer: Value = response.json().await.unwrap();
    let rendered = answer["renderedMacros"].as_array().unwrap();
    assert_eq!(rendered.len(), 4);
    assert_eq!(
        rendered[0],
        json!({
            "localId": "a", "contentType": "xhtml", "value": "<b>Some(\"red\") Some(\"65537\")</b>",
            "cache": { "ttlSeconds": 300 },
        })
    );
    assert_eq!(rendered[1]["cache"]["ttlSeconds"], 0);
    assert!(
        rendered[1]["value"]
            .as_str()
            .unwrap()
            .contains("could not be shown")
    );
    assert_eq!(
        rendered[2]["value"],
        "<b>Some(\"blue\") Some(\"65537\")</b>"
    );
    assert_eq!(rendered[3]["value"], "<b>None None</b>");
    for odd in [
        json!([]),
        json!({ "macros": 7 }),
        json!({ "macros": vec![json!({}); 501] }),
    ] {
        let response = forge.call("/forge/static/count", &claims, &odd).await;
        assert_eq!(response.status(), 400);
    }
}

#[tokio::test]
async fn the_icon_needs_no_token() {
    let forge = Forge::start().await;
    let url = forge.app.base_url().join("/forge/icon.svg").unwrap();
    let response = forge.client.get(url).send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "image/svg+xml");
}
