//! Calls of pages: what is signed, what is sent, and what Forge does not accept.

use std::time::Duration;

use connect_host::requests::RemoteRequest;
use connect_host::{ForgeRule, Host, HostError, Method, TokenFault};
use serde_json::{Value, json};

use super::app::{installed, manifest, with};

const ANN: &str = "557058:ann";

#[tokio::test]
async fn the_user_and_the_context_are_signed() {
    let (host, app) = installed().await;
    let page = host
        .open("votes")
        .as_user(ANN)
        .with("issue.key", "DEMO-1")
        // The context of a glance has no board.
        .with("board.id", "7")
        .await
        .unwrap();
    assert_eq!((page.status.as_u16(), &*page.body), (200, "<h1>Votes</h1>"));
    assert_eq!(page.url.path(), "/votes");
    let called = app.last();
    assert_eq!(called.path, "/forge/ui");
    assert_eq!(called.body, json!({"method": "GET", "url": ""}));
    assert_eq!(called.token.principal.as_deref(), Some(ANN));
    assert_eq!(called.token.cloud_id(), Some(host.client_key()));
    assert_eq!(called.token.module_key(), Some("votes"));
    assert_eq!(called.token.module.kind, "jira:issueGlance");
    let context = called.token.context.clone().unwrap();
    assert_eq!(
        context["extension"],
        json!({"type": "jira:issueGlance", "issue": {"key": "DEMO-1"}})
    );
    assert_eq!(context["accountId"], ANN);
    let origin = host.base_url().origin().ascii_serialization();
    assert_eq!(context["siteUrl"], origin);
    // Opaque, and different from each other.
    let tokens = ["x-forge-oauth-system", "x-forge-oauth-user"];
    let tokens = tokens.map(|name| called.header(name).unwrap().to_owned());
    assert_ne!(tokens[0], tokens[1]);
    assert!(tokens.iter().all(|token| !token.contains('.')));
    assert_eq!(
        host.open("votes")
            .as_user(ANN)
            .with("issue.key", "DEMO-1")
            .forge_context()
            .unwrap(),
        context
    );
}

#[tokio::test]
async fn an_anonymous_user_has_no_account_and_no_token() {
    let (host, app) = installed().await;
    host.open("votes").anonymous().await.unwrap();
    let called = app.last();
    assert_eq!(called.token.principal, None);
    assert!(
        called
            .token
            .context
            .clone()
            .unwrap()
            .get("accountId")
            .is_none()
    );
    assert_eq!(called.header("x-forge-oauth-user"), None);
}

#[tokio::test]
async fn merged_pages_are_one_module_with_two_routes() {
    let (host, app) = installed().await;
    for key in ["ranking", "teams"] {
        host.open(key).await.unwrap();
        let called = app.last();
        assert_eq!(called.token.module_key(), Some("ranking"));
        assert_eq!(called.body["url"], format!("/{key}"));
    }
    let unknown = host.open("team").await.unwrap_err();
    assert!(
        unknown.to_string().contains("did you mean \"teams\"?"),
        "{unknown}"
    );
}

#[tokio::test]
async fn a_scripts_call_is_sent_in_the_envelope() {
    let (host, app) = installed().await;
    let envelope = json!({
        "status": 201, "type": "application/json", "text": "{\"up\":1}", "url": "/api/vote",
    });
    app.page(&envelope);
    let page = host
        .open("votes")
        .with("issue.key", "DEMO-2")
        .await
        .unwrap();
    let answer = page
        .endpoint(Method::POST, "/api/vote")
        .query("x", 1)
        .json(&json!({"up": true}))
        .await
        .unwrap();
    assert_eq!(answer.status, 201);
    assert_eq!(answer.json::<Value>().unwrap(), json!({"up": 1}));
    let called = app.last();
    assert_eq!(
        called.body,
        json!({
            "method": "POST", "url": "/api/vote?x=1", "data": true, "text": "{\"up\":true}",
            "headers": [["content-type", "application/json"]],
        })
    );
    // It has the context of its page.
    let context = called.token.context.clone().unwrap();
    assert_eq!(context["extension"]["issue"]["key"], "DEMO-2");
    // Without a page, it comes from the first one of the manifest.
    host.endpoint(Method::GET, "/api/votes").await.unwrap();
    assert!(app.last().token.module_key().is_some());
}

#[tokio::test]
async fn what_forge_does_not_accept_is_an_error_that_names_the_rule() {
    let (host, app) = installed().await;
    let rule = async || match host.open("votes").await.unwrap_err() {
        HostError::AgainstForge { what, rule } => {
            assert_eq!(what, "open \"votes\"");
            rule
        }
        other => panic!("{other}"),
    };
    app.answer(
        "/forge/ui",
        vec![(200, vec![], "<h1>Votes</h1>".to_owned())],
    );
    assert!(matches!(rule().await, ForgeRule::Json { .. }));
    let found = host.journal().pop().unwrap().findings;
    assert!(found[0].rule.contains("JSON only"), "{found:?}");
    let to = vec![("location", "/login".to_owned())];
    app.answer("/forge/ui", vec![(302, to, "{}".to_owned())]);
    assert!(matches!(rule().await, ForgeRule::Redirect { .. }));
    app.page(&json!({"text": "no status"}));
    assert!(matches!(rule().await, ForgeRule::Envelope { .. }));
    let long = "x".repeat(5 * 1024 * 1024);
    app.page(&json!({"status": 200, "text": long}));
    assert!(matches!(rule().await, ForgeRule::AnswerTooLong { .. }));

    app.page(&json!({"status": 200}));
    let sent = host
        .endpoint(Method::POST, "/x")
        .json(&"x".repeat(501 * 1024));
    let error = sent.await.unwrap_err();
    assert!(
        error.to_string().starts_with("POST /x: Forge sends bodies"),
        "{error}"
    );
    let octets = "application/octet-stream".parse().unwrap();
    let error = host
        .endpoint(Method::POST, "/x")
        .body(octets, [0xff_u8])
        .await;
    assert!(error.unwrap_err().to_string().contains("text"));
}

#[tokio::test]
async fn an_answer_that_arrives_too_late_for_forge_is_an_error() {
    let patience = Duration::from_millis(200);
    let (host, app) = with(Host::jira().on_forge().timeout(patience), manifest()).await;
    let host = host.unwrap();
    app.hang();
    let error = host.open("votes").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "open \"votes\": Forge waits 0.2 s for the answer, and none came"
    );
}

#[tokio::test]
async fn each_kind_of_call_has_the_timeout_that_forge_documents() {
    let (host, app) = installed().await;
    app.hang();
    // The clock advances on its own while everything waits.
    tokio::time::pause();
    let waited = |error: HostError| match error {
        HostError::AgainstForge {
            rule: ForgeRule::Late { limit },
            ..
        } => limit.as_secs(),
        other => panic!("{other}"),
    };
    assert_eq!(waited(host.open("votes").await.unwrap_err()), 25);
    let event = host.fire("jira:issue_created").await;
    assert_eq!(waited(event.unwrap_err()), 5);
    for (key, seconds) in [("tidy", 5), ("voted", 25)] {
        let called = host.forge_call(key).await;
        assert_eq!(waited(called.unwrap_err()), seconds, "{key}");
    }
}

#[tokio::test]
async fn a_faulty_token_is_refused() {
    let (host, app) = installed().await;
    let before = app.called().len();
    for fault in TokenFault::ALL {
        host.faults().tokens(fault);
        let page = host.open("votes").await.unwrap();
        assert_eq!(page.status, 401, "{fault:?}");
    }
    host.faults().clear();
    let without = host.endpoint(Method::GET, "/api/votes").without_token();
    assert_eq!(without.await.unwrap().status, 401);
    let stale = host.invocation_token("votes").unwrap().expires_in(-60);
    let sent = host.endpoint(Method::GET, "/api/votes").token(stale);
    assert_eq!(sent.await.unwrap().status, 401);
    assert_eq!(app.called().len(), before);
    let recorded = host.journal().pop().unwrap().token.unwrap();
    assert_eq!(recorded.claims["iss"], "forge/invocation-token");
    assert_eq!(recorded.verdict, Err("the token has expired".to_owned()));
}

#[tokio::test]
async fn the_bridge_reports_the_outcome_of_a_call() {
    let (host, app) = installed().await;
    let ask = async |body: Value| {
        let request = RemoteRequest {
            method: Method::POST,
            path: "/forge/ui".to_owned(),
            headers: vec![
                ("X-Own".to_owned(), "1".to_owned()),
                ("Authorization".to_owned(), "Bearer mine".to_owned()),
            ],
            body,
        };
        let module = host
            .open("votes")
            .as_user(ANN)
            .modal(json!({"from": "here"}));
        module.invoke_remote(request).await.unwrap()
    };
    let answer = ask(json!({"method": "GET", "url": ""})).await;
    assert_eq!(
        (&answer["success"], &answer["payload"]["body"]["status"]),
        (&true.into(), &200.into())
    );
    let called = app.last();
    assert_eq!(called.header("x-own"), Some("1"));
    let context = called.token.context.clone().unwrap();
    assert_eq!(context["extension"]["modal"], json!({"from": "here"}));
    assert_eq!(ask(json!([])).await["error"]["status"], 400);
    app.answer(
        "/forge/ui",
        vec![(503, vec![], "{\"error\":\"later\"}".to_owned())],
    );
    let answer = ask(json!({})).await;
    assert_eq!(answer["error"]["status"], 503);
    assert_eq!(answer["error"]["body"]["error"], "later");
    app.answer("/forge/ui", vec![(200, vec![], "<p>".to_owned())]);
    let answer = ask(json!({})).await;
    assert_eq!(
        (&answer["success"], &answer["error"]["status"]),
        (&false.into(), &502.into())
    );
}

#[cfg(feature = "html")]
#[tokio::test]
async fn links_and_forms_go_through_the_shell() {
    let (host, app) = installed().await;
    let html = r#"<a class="next" href="second?x=1">Next</a>
        <form id="vote" method="post" action="/vote"><input name="colour" value="red"></form>"#;
    app.page(&json!({"status": 200, "type": "text/html", "text": html, "url": "/votes"}));
    let page = host
        .open("votes")
        .with("issue.key", "DEMO-1")
        .await
        .unwrap();
    page.click("a.next").await.unwrap();
    assert_eq!(
        app.last().body,
        json!({"method": "GET", "url": "/second?x=1"})
    );
    page.submit("#vote", [("colour", "blue")]).await.unwrap();
    let called = app.last();
    assert_eq!(
        called.body,
        json!({"method": "POST", "url": "/vote", "form": [["colour", "blue"]]})
    );
    // They have the context of their page.
    let context = called.token.context.clone().unwrap();
    assert_eq!(context["extension"]["issue"]["key"], "DEMO-1");
}

#[tokio::test]
async fn forges_own_calls_do_not_exist_on_connect() {
    let host = Host::jira().start().await.unwrap();
    let error = host.forge_call("tidy").await.unwrap_err();
    assert!(error.to_string().contains("`Host::forge()`"), "{error}");
}

/// A dialog is not a module: it opens over a page, and has that page's context.
#[tokio::test]
async fn a_dialog_opens_over_the_page_that_has_its_context() {
    let (host, app) = installed().await;
    let page = host.open("editor").with("issue.key", "DEMO-1");
    assert_eq!(page.await.unwrap().status, 200);
    let called = app.last();
    assert_eq!(
        called.body,
        json!({"method": "GET", "url": "", "modal": "editor"})
    );
    // Of the panel and the pages only the panel has an issue.
    assert_eq!(called.token.module_key(), Some("votes"));
    let context = called.token.context.unwrap();
    assert_eq!(
        context["extension"],
        json!({
            "type": "jira:issueGlance", "issue": {"key": "DEMO-1"},
            "modal": {"connect": {"key": "editor"}},
        })
    );
    let part = host.open("editor").part("create").await.unwrap_err();
    assert!(part.to_string().contains("it has no create.url"), "{part}");
    let misspelt = host.open("editr").await.unwrap_err().to_string();
    assert_eq!(
        misspelt,
        "unknown module \"editr\"; did you mean \"editor\"?"
    );
}
