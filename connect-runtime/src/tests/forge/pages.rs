//! Pages and endpoints in the envelope.

use serde_json::{Value, json};

use super::host::{Forge, app_with_links};

#[tokio::test]
async fn a_page_is_shown_by_its_module() {
    let forge = Forge::start().await;
    let response = forge
        .ui(&Forge::claims("votes"), &json!({ "url": "" }))
        .await;
    assert_eq!(response["status"], 200);
    assert_eq!(response["type"], "text/html; charset=utf-8");
    assert_eq!(response["url"], "/votes");
    let base = forge
        .app
        .base_url()
        .as_str()
        .trim_end_matches('/')
        .to_owned();
    assert_eq!(response["base"], base.as_str());
    assert_eq!(response.get("redirect"), None);
    let text = response["text"].as_str().unwrap();
    assert!(
        text.contains("DEMO-1 None 557058:ann ari:cloud:ecosystem::installation/1 Development"),
        "{text}"
    );
    // Forge's shell has its own bridge and theme, and runs no inline scripts.
    assert!(
        !text.contains("all.js") && !text.contains("<script"),
        "{text}"
    );
    assert!(text.contains("<style"), "{text}");
}

#[tokio::test]
async fn a_page_knows_the_same_as_on_connect() {
    let forge = Forge::start().await;
    let known = forge.knows(&Forge::claims("knows"), "").await;
    assert_eq!(known["issue"], "DEMO-1");
    assert_eq!(known["all"], json!(["DEMO-1", "main"]));
    assert_eq!(known["query"], json!([["i", "DEMO-1"], ["tab", "main"]]));
    assert_eq!(known["user"], "557058:ann");
    assert_eq!(known["product"], "jira");
    assert_eq!(known["site"], "https://acme.atlassian.net/");
    assert_eq!(
        known["signed"]["jira"],
        json!({ "issue": { "key": "DEMO-1", "id": "10001" }, "project": { "key": "DEMO", "id": "7" } })
    );
    let mut anonymous = Forge::claims("knows");
    anonymous.as_object_mut().unwrap().remove("principal");
    assert_eq!(forge.knows(&anonymous, "").await["user"], Value::Null);
}

/// A page's claims about its context are not trusted: not in its URL, its path, its form or its headers.
#[tokio::test]
async fn case_279_what_is_signed_counts_whatever_a_page_says() {
    let forge = Forge::start().await;
    let claims = Forge::claims("knows");
    let url = "/knows?i=EVIL-1&own=EVIL&issue.key=EVIL-2&tab=evil&more=1&jwt=a.b.c&lic=active";
    let known = forge.knows(&claims, url).await;
    assert_eq!(known["issue"], "DEMO-1");
    assert_eq!(known["own"], Value::Null);
    assert_eq!(known["all"], json!(["DEMO-1", "main"]));
    assert_eq!(
        known["query"],
        json!([
            ["own", "EVIL"],
            ["more", "1"],
            ["lic", "active"],
            ["i", "DEMO-1"],
            ["tab", "main"]
        ])
    );
    assert_eq!(known["license"], "Development", "{known}");
    assert!(!known["signed"].to_string().contains("EVIL"));
    // In a path.
    let nested = forge.knows(&claims, "/issues/EVIL-1/knows?i=EVIL-2").await;
    assert_eq!(nested["issue"], "DEMO-1");
    // In a form, and in headers.
    let asked = json!({
        "method": "POST", "url": "/knows", "form": [["i", "EVIL-1"], ["issue.key", "EVIL-2"]],
        "headers": [["authorization", "JWT a.b.c"], ["x-forge-oauth-user", "evil"]],
    });
    let response = forge.ui(&claims, &asked).await;
    let known: Value = serde_json::from_str(response["text"].as_str().unwrap()).unwrap();
    assert_eq!(known["issue"], "DEMO-1", "{response}");
    // The page chooses an endpoint's own parameters; those that a host signs come from the host.
    let below = json!({ "url": "/api/below/x?issue.key=EVIL-1", "data": true });
    assert_eq!(forge.ui(&claims, &below).await["text"], "DEMO-1 x");
    // What is not signed is absent.
    let mut nowhere = claims;
    nowhere["context"]["extension"] = json!({ "type": "jira:globalPage" });
    let known = forge.knows(&nowhere, "/knows?i=EVIL-1").await;
    assert_eq!(known["issue"], Value::Null);
    let response = forge
        .ui(&nowhere, &json!({ "url": "/issues/EVIL-1/knows" }))
        .await;
    assert_eq!(response["status"], 400);
    let response = forge.ui(&nowhere, &below).await;
    assert_eq!(response["status"], 400, "{response}");
}

#[tokio::test]
async fn case_280_only_pages_and_endpoints_are_reached() {
    let forge = Forge::start().await;
    let claims = Forge::claims("votes");
    for (method, url) in [
        ("GET", "/privacy"),
        ("POST", "/lifecycle/installed"),
        ("POST", "/webhooks/issues"),
        ("POST", "/close"),
        ("GET", "/count"),
        ("POST", "/forge/ui"),
        ("POST", "/forge/gone"),
        ("GET", "/atlassian-connect.json"),
        ("GET", "/healthz"),
        ("GET", "//evil.example/"),
        ("GET", "https://evil.example/"),
        ("GET", "/nothing"),
        ("GET", "/votes/../privacy"),
    ] {
        let response = forge
            .ui(&claims, &json!({ "method": method, "url": url }))
            .await;
        assert_eq!(response["status"], 404, "{url}: {response}");
        assert_eq!(response.get("redirect"), None, "{url}");
    }
    let response = forge.ui(&Forge::claims("nothing"), &json!({})).await;
    assert_eq!(response["status"], 404);
    let response = forge
        .ui(&claims, &json!({ "method": "DELETE", "url": "/votes" }))
        .await;
    assert_eq!(response["status"], 405);
    let response = forge
        .ui(&claims, &json!({ "method": "TRACE", "url": "/votes" }))
        .await;
    assert_eq!(response["status"], 405);
}

#[tokio::test]
async fn an_endpoint_is_called_as_a_script_calls_it() {
    let forge = Forge::start().await;
    let asked = json!({
        "method": "POST", "url": "/api/vote/7", "text": "{\"up\":true}", "data": true,
        "headers": [["content-type", "application/json"], ["authorization", "JWT a.b.c"]],
    });
    let response = forge.ui(&Forge::claims("votes"), &asked).await;
    assert_eq!(response["status"], 200, "{response}");
    assert_eq!(response["type"], "application/json");
    let answer: Value = serde_json::from_str(response["text"].as_str().unwrap()).unwrap();
    assert_eq!(
        answer,
        json!({ "id": 7, "by": "557058:ann", "vote": { "up": true } })
    );
    let mut anonymous = Forge::claims("votes");
    anonymous.as_object_mut().unwrap().remove("principal");
    let response = forge.ui(&anonymous, &asked).await;
    assert_eq!(response["status"], 403);
}

#[tokio::test]
async fn a_form_with_its_token_is_posted_as_on_connect() {
    let forge = Forge::start().await;
    let claims = Forge::claims("form");
    let response = forge.ui(&claims, &json!({})).await;
    let field = response["text"].as_str().unwrap();
    assert_eq!(
        field,
        "<input type=\"hidden\" name=\"jwt\" value=\"forge\">"
    );
    let asked = json!({
        "method": "POST", "url": "/api/colour",
        "form": [["jwt", "forge"], ["issue", "DEMO-1"], ["colour", "red"]],
    });
    let response = forge.ui(&claims, &asked).await;
    assert_eq!(response["status"], 200, "{response}");
    let answer: Value = serde_json::from_str(response["text"].as_str().unwrap()).unwrap();
    assert_eq!(
        answer["fields"],
        json!({ "issue": "DEMO-1", "colour": "red" })
    );
    assert_eq!(
        (&answer["user"], &answer["id"]),
        (&json!("557058:ann"), &json!(10001))
    );
    assert_eq!(answer["key"], "DEMO-1");
    // A value that the page was not signed for is refused as on Connect.
    let other = json!({ "method": "POST", "url": "/api/colour", "form": [["issue", "EVIL-1"]] });
    assert_eq!(forge.ui(&claims, &other).await["status"], 403);
}

#[tokio::test]
async fn redirects_within_the_app_are_followed() {
    let forge = Forge::start().await;
    let claims = Forge::claims("leads");
    let response = forge
        .ui(&claims, &json!({ "url": "/leads?to=/knows%3Fmore%3D1" }))
        .await;
    assert_eq!(response["status"], 200, "{response}");
    assert_eq!(response["url"], "/knows?more=1");
    let known: Value = serde_json::from_str(response["text"].as_str().unwrap()).unwrap();
    assert_eq!(known["issue"], "DEMO-1");
    // A form is posted once.
    let asked = json!({ "method": "POST", "url": "/posts", "form": [["a", "1"]] });
    let response = forge.ui(&claims, &asked).await;
    assert_eq!(
        (&response["status"], &response["url"]),
        (&json!(200), &json!("/knows?posted=1"))
    );
    // Redirects elsewhere are passed on, if a browser can follow them.
    let away = json!({ "url": "/leads?to=https://example.com/x" });
    let response = forge.ui(&claims, &away).await;
    assert_eq!(response["redirect"], "https://example.com/x");
    assert_eq!(response["text"], "");
    let script = json!({ "url": "/leads?to=javascript:alert(1)" });
    assert_eq!(forge.ui(&claims, &script).await.get("redirect"), None);
    // In a circle.
    let circle = json!({ "url": "/leads?to=/leads%3Fto%3D/leads" });
    let mut ends = forge
        .ui(&claims, &json!({ "url": "/leads?to=/leads" }))
        .await;
    assert_eq!(ends["url"], "/knows");
    ends = forge.ui(&claims, &circle).await;
    assert_eq!(ends["status"], 200);
}

#[tokio::test]
async fn case_282_whatever_a_handler_does_the_call_succeeds() {
    let forge = Forge::of(super::host::forge_app(), |config| {
        config.request_timeout(std::time::Duration::from_millis(300))
    })
    .await;
    for (module, status, says) in [
        ("fails", 500, "Something went wrong"),
        ("panics", 500, "Something went wrong"),
        ("hangs", 503, "Not available right now"),
        ("binary", 500, "not text"),
        ("huge", 500, "5 MB"),
    ] {
        let response = forge.ui(&Forge::claims(module), &json!({})).await;
        assert_eq!(response["status"], status, "{module}");
        let text = response["text"].as_str().unwrap();
        assert!(
            text.contains(says) && !text.contains("xyzzy"),
            "{module}: {text}"
        );
        assert!(!text.contains("<script"), "{text}");
    }
    // A script reads JSON.
    let asked = json!({
        "url": "/api/vote/x", "method": "POST", "data": true,
        "headers": [["accept", "application/json"], ["content-type", "application/json"]], "text": "{}",
    });
    let response = forge.ui(&Forge::claims("votes"), &asked).await;
    assert_eq!(
        (&response["status"], &response["type"]),
        (&json!(400), &json!("application/json"))
    );
    // A body that is not a request is the shell's fault.
    for body in ["", "[]", "7", "{\"url\":7}"] {
        let sent = forge.post("/forge/ui", &Forge::claims("votes"));
        let sent = sent.header("content-type", "application/json").body(body);
        assert_eq!(sent.send().await.unwrap().status(), 400, "{body}");
    }
    let text = forge.post("/forge/ui", &Forge::claims("votes")).body("{}");
    assert_eq!(text.send().await.unwrap().status(), 415);
    let long = json!({ "text": "x".repeat(500 * 1024) });
    let long = forge
        .call("/forge/ui", &Forge::claims("votes"), &long)
        .await;
    assert_eq!(long.status(), 413);
    let get = forge
        .client
        .get(forge.app.base_url().join("/forge/ui").unwrap());
    assert_eq!(get.send().await.unwrap().status(), 405);
}

#[tokio::test]
async fn a_page_is_found_by_forges_name_for_it() {
    let forge = Forge::start().await;
    let status = async |claims: &Value, asked: Value| {
        let response = forge.ui(claims, &asked).await;
        (
            response["status"].as_u64().unwrap(),
            response["url"].as_str().unwrap().to_owned(),
        )
    };
    let votes = Forge::claims("votes");
    // By the key that the emitter has made, by its route below a page, and as a dialog.
    let wiki = Forge::claims("knows-wiki");
    assert_eq!(status(&wiki, json!({})).await, (200, "/knows".to_owned()));
    assert_eq!(
        status(&votes, json!({ "url": "/" })).await,
        (200, "/votes".to_owned())
    );
    let nested = json!({ "url": "/nested" });
    assert_eq!(
        status(&votes, nested).await,
        (200, "/issues/DEMO-1/knows".to_owned())
    );
    let dialog = json!({ "url": "", "modal": "knows" });
    assert_eq!(status(&votes, dialog).await, (200, "/knows".to_owned()));
}

#[tokio::test]
async fn a_macro_has_its_parameters_and_its_editor() {
    let forge = Forge::start().await;
    let mut claims = Forge::claims("poll");
    claims["app"]["apiBaseUrl"] = "https://api.atlassian.com/ex/confluence/c1".into();
    claims["context"]["extension"] = json!({
        "type": "macro", "config": { "colour": "red" }, "content": { "id": "65537" },
    });
    let response = forge.ui(&claims, &json!({})).await;
    assert_eq!(response["text"], "<b>Some(\"red\") None</b>", "{response}");
    let response = forge
        .ui(&claims, &json!({ "url": "/poll?colour=blue" }))
        .await;
    assert_eq!(response["text"], "<b>Some(\"red\") None</b>");
    claims["context"]["extension"]["macro"] = json!({ "isConfiguring": true });
    let response = forge.ui(&claims, &json!({})).await;
    assert!(
        response["text"].as_str().unwrap().contains("set it up"),
        "{response}"
    );
}

#[tokio::test]
async fn a_module_without_a_function_shows_the_page_that_it_leads_to() {
    let forge = Forge::of(app_with_links(), |config| config).await;
    let response = forge.ui(&Forge::claims("link"), &json!({})).await;
    assert_eq!(
        (&response["status"], &response["url"]),
        (&json!(200), &json!("/ask"))
    );
    // A workflow condition only has configuration pages.
    let mut claims = Forge::claims("gate");
    assert_eq!(forge.ui(&claims, &json!({})).await["status"], 404);
    claims["context"]["extension"] =
        json!({ "entryPoint": "create", "conditionConfig": "{\"votes\":2}" });
    let text = async |claims: &Value| {
        let response = forge.ui(claims, &json!({})).await;
        response["text"].as_str().unwrap().to_owned()
    };
    let created = text(&claims).await;
    assert!(created.contains("set it up from None"), "{created}");
    // One path with two URLs: each entry point gets its own.
    claims["context"]["extension"]["entryPoint"] = "edit".into();
    let edited = text(&claims).await;
    assert!(edited.contains("votes"), "{edited}");
}
