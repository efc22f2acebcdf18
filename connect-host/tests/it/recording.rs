//! What a host records of the requests in both directions, what it can send again, and how it fails on
//! purpose.

use std::time::Duration;

use connect_host::qsh::CanonicalRequest;
use connect_host::requests::{ExchangeKind, RecordedExchange, TokenPlace};
use connect_host::rest::{Answer, AnswerSource, RestCall, RestSender};
use connect_host::tokens::TokenBuilder;
use connect_host::{Host, HostError, Method, TokenFault};
use serde_json::json;

use crate::recording_app::{App, panel};

const ISSUE: &str = "/rest/api/3/issue/DEMO-1";
const DOCUMENTED_ISSUE: &str = "/rest/api/3/issue/{issueIdOrKey}";

fn last(host: &Host) -> RecordedExchange {
    host.journal().pop().unwrap()
}

fn last_call(host: &Host) -> RestCall {
    host.rest_calls().pop().unwrap()
}

/// The token with which the app calls the product.
fn app_token(host: &Host, target: &str) -> TokenBuilder {
    let hash = CanonicalRequest::of_target("GET", target).hash();
    host.token().issuer("com.example.votes").qsh(hash)
}

/// The app calls the product with this token.
async fn call(host: &Host, target: &str, token: &TokenBuilder) -> reqwest::Response {
    let base = host.base_url().as_str().trim_end_matches('/');
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = http.get(format!("{base}{target}"));
    let authorization = format!("JWT {}", token.build().unwrap());
    request
        .header("Authorization", authorization)
        .send()
        .await
        .unwrap()
}

#[tokio::test]
async fn a_request_to_the_app_is_recorded_in_full_except_for_secrets() {
    let app = App::start(panel()).await;
    let host = Host::jira().install(&app.url).await.unwrap();
    let secret = host.shared_secret();
    let page = host.open("votes").with("issue.key", "DEMO-1");
    let page = page.await.unwrap();

    let opened = last(&host);
    assert_eq!(
        (opened.kind, opened.by_browser),
        (ExchangeKind::Page, false)
    );
    assert_eq!(opened.body.text.as_deref(), Some("this is /votes"));
    let token = opened.token.clone().unwrap();
    assert_eq!((token.place, &token.verdict), (TokenPlace::Query, &Ok(())));
    assert_eq!(token.header["alg"], "HS256");
    assert_eq!(token.claims["iss"], host.client_key());
    let qsh = token.qsh.unwrap();
    assert!(qsh.is_right());
    assert!(
        qsh.canonical.starts_with("GET&/votes&"),
        "{}",
        qsh.canonical
    );
    let what: Vec<_> = opened.findings.iter().map(|it| it.what.as_str()).collect();
    assert_eq!(
        what,
        ["the page is of text/plain; charset=utf-8, not text/html"]
    );

    let journal = host.journal();
    let installed = journal.iter().find(|it| it.purpose == "installed").unwrap();
    let token = installed.token.as_ref().unwrap();
    assert_eq!((token.place, &token.verdict), (TokenPlace::Header, &Ok(())));
    assert_eq!(token.header["alg"], "RS256");
    assert_eq!(
        installed.request_header("authorization").unwrap(),
        "JWT ..."
    );
    let payload = installed.request_body.text.as_ref().unwrap();
    assert!(payload.contains("\"sharedSecret\":\"ATCO…\""), "{payload}");
    // All records, as their `Debug` prints them.
    let all = format!("{journal:?}");
    assert!(!all.contains(&secret));
    let token = page.url.query_pairs().find(|(name, _)| name == "jwt");
    let token = token.unwrap().1.into_owned();
    assert!(!all.contains(token.rsplit('.').next().unwrap()));
}

#[tokio::test]
async fn a_token_for_another_request_shows_what_was_hashed() {
    let app = App::start(panel()).await;
    let host = Host::jira().install(&app.url).await.unwrap();
    let token = host.request_token("GET", "/other?x=1");
    let sent = host.request(Method::GET, "/votes?y=2").token(token);
    sent.await.unwrap();
    let qsh = last(&host).token.unwrap().qsh.unwrap();
    assert!(!qsh.is_right());
    assert_eq!(qsh.canonical, "GET&/votes&y=2");
    assert_eq!(qsh.hashed.as_deref(), Some("GET&/other&x=1"));
}

#[tokio::test]
async fn a_call_of_the_app_is_recorded_with_its_token_and_its_answer() {
    let app = App::start(json!({})).await;
    let host = Host::confluence().serve_rest();
    let host = host.install(&app.url).await.unwrap();
    let target = "/api/v2/spaces?limit=1";
    let answer = call(&host, target, &app_token(&host, target)).await;
    assert_eq!(answer.status(), 200);
    let source = answer.headers()["x-local-host"]
        .to_str()
        .unwrap()
        .to_owned();
    let recorded = last_call(&host);
    assert_eq!(recorded.sender, RestSender::App);
    assert_eq!(recorded.source.name(), source);
    assert_eq!(recorded.answer.text.unwrap(), answer.text().await.unwrap());
    assert_eq!(recorded.headers["authorization"], "JWT ...");
    assert!(recorded.granted.contains(connect_host::Scope::Read));
    let token = recorded.token.unwrap();
    assert_eq!(token.claims["iss"], "com.example.votes");
    assert!(token.verdict.is_ok() && token.qsh.unwrap().is_right());

    // The usual mistake with Confluence: its base URL has a path.
    let wrong = app_token(&host, &format!("/wiki{target}"));
    assert_eq!(call(&host, target, &wrong).await.status(), 401);
    let recorded = last_call(&host);
    assert_eq!(recorded.source, AnswerSource::Refused);
    let token = recorded.token.unwrap();
    let reason = "the token's `qsh` belongs to another request";
    assert_eq!(token.verdict, Err(reason.to_owned()));
    let qsh = token.qsh.unwrap();
    assert_eq!(qsh.canonical, "GET&/api/v2/spaces&limit=1");
    assert_eq!(
        qsh.hashed.as_deref(),
        Some("GET&/wiki/api/v2/spaces&limit=1")
    );
    assert!(qsh.mistake.unwrap().contains("base URL"));
}

#[tokio::test]
async fn a_set_answer_is_marked_and_the_products_pages_are_not_recorded() {
    let app = App::start(json!({})).await;
    let host = Host::jira().serve_rest().install(&app.url).await.unwrap();
    let issue = host.rest(Method::GET, DOCUMENTED_ISSUE).unwrap();
    issue.answer_json(json!({"key": "DEMO-1"}));
    let answer = call(&host, ISSUE, &app_token(&host, ISSUE)).await;
    assert_eq!(answer.headers()["x-local-host"], "set");
    assert_eq!(last_call(&host).source, AnswerSource::Set);
    let seen = host.product_request(Method::GET, ISSUE).await.unwrap();
    assert_eq!(seen.status_code(), 200);
    assert_eq!(host.rest_calls().len(), 1);
}

#[tokio::test]
async fn a_request_to_the_app_can_be_sent_again() {
    let app = App::start(panel()).await;
    let host = Host::jira().install(&app.url).await.unwrap();
    host.open("votes").as_user("ann").await.unwrap();
    let first = app.last("/votes");
    let id = last(&host).id;
    host.clock().advance(Duration::from_secs(60));

    let fresh = host.replay(id).await.unwrap();
    assert_eq!(
        (fresh.status.as_u16(), &*fresh.body),
        (200, "this is /votes")
    );
    let again = app.last("/votes");
    let (before, after) = (
        first.hs256(&host.shared_secret()),
        again.hs256(&host.shared_secret()),
    );
    assert_eq!(after["iat"], before["iat"].as_i64().unwrap() + 60);
    for claim in ["iss", "sub", "qsh", "context"] {
        assert_eq!(after[claim], before[claim], "{claim}");
    }
    assert!(last(&host).id > id);

    host.replay(id).with_same_token().await.unwrap();
    assert_eq!(app.last("/votes").uri, first.uri);

    // With another secret the same signature can't be made.
    host.reinstall().await.unwrap();
    let error = host.replay(id).with_same_token().await.unwrap_err();
    assert!(
        matches!(error, HostError::NotReplayable { .. }),
        "{error:?}"
    );
    assert!(matches!(
        host.replay(u64::MAX).await.unwrap_err(),
        HostError::NotReplayable { .. }
    ));
}

#[tokio::test]
async fn a_lifecycle_callback_can_be_sent_again() {
    let app = App::start(json!({})).await;
    let host = Host::jira().install(&app.url).await.unwrap();
    let journal = host.journal();
    let installed = journal.iter().find(|it| it.purpose == "installed").unwrap();
    host.replay(installed.id).await.unwrap();
    let [first, second] = &app.received("/installed")[..] else {
        panic!("two expected");
    };
    assert_eq!(first.body, second.body);
    let claims = |of: &crate::recording_app::Received| {
        let pem = host.key_host().key().public_pem().to_owned();
        of.rs256(&pem, &app.url).1
    };
    assert_ne!(claims(first)["jti"], claims(second)["jti"]);
    assert_eq!(claims(first)["qsh"], claims(second)["qsh"]);
}

#[tokio::test]
async fn a_call_of_the_app_can_be_made_again() {
    let app = App::start(json!({})).await;
    let host = Host::jira().serve_rest().install(&app.url).await.unwrap();
    call(&host, ISSUE, &app_token(&host, ISSUE)).await;
    let id = last_call(&host).id;
    let issue = host.rest(Method::GET, DOCUMENTED_ISSUE).unwrap();
    issue.answer_with(|_| Answer::status(418));
    assert_eq!(host.replay(id).await.unwrap().status, 418);
    let again = last_call(&host);
    assert_eq!((again.sender, &*again.target), (RestSender::App, ISSUE));
    assert!(again.token.unwrap().verdict.is_ok());
    assert!(host.replay(id).with_same_token().await.is_err());
}

#[tokio::test]
async fn the_rest_api_fails_on_purpose() {
    let app = App::start(json!({})).await;
    let host = Host::jira().serve_rest().install(&app.url).await.unwrap();
    let asked = async || call(&host, ISSUE, &app_token(&host, ISSUE)).await;

    host.faults().rest_status(503);
    assert_eq!(asked().await.status(), 503);
    assert_eq!(last_call(&host).source, AnswerSource::Fault);
    // The product's own pages are not affected.
    let person = host.product_request(Method::GET, ISSUE).await.unwrap();
    assert_ne!(person.status_code(), 503);

    host.faults().rate_limit(Duration::from_secs(90));
    let limited = asked().await;
    assert_eq!(limited.status(), 429);
    assert_eq!(limited.headers()["retry-after"], "90");
    assert_eq!(limited.headers()["x-ratelimit-remaining"], "0");
    let reset = limited.headers()["x-ratelimit-reset"].to_str().unwrap();
    assert!(reset.starts_with("20") && reset.ends_with('Z'), "{reset}");

    host.faults().clear();
    host.faults().latency(Duration::from_millis(30));
    assert!(asked().await.status().is_success());
    assert!(last_call(&host).took >= Duration::from_millis(30));
    host.faults().latency(Duration::from_secs(3600));
    assert_eq!(host.faults().current().latency, Duration::from_secs(60));
}

#[tokio::test]
async fn an_unreachable_app_receives_nothing() {
    let app = App::start(panel()).await;
    let host = Host::jira().install(&app.url).await.unwrap();
    host.faults().app_unreachable(true);
    let error = host.open("votes").await.unwrap_err();
    assert!(matches!(error, HostError::Unreachable { .. }), "{error:?}");
    assert!(app.received("/votes").is_empty());
    let recorded = last(&host);
    assert_eq!(recorded.status, None);
    assert!(recorded.findings[0].what.starts_with("no answer"));
    host.faults().app_unreachable(false);
    host.open("votes").await.unwrap();
}

#[tokio::test]
async fn tokens_are_wrong_on_purpose() {
    let app = App::start(panel()).await;
    let host = Host::jira().install(&app.url).await.unwrap();
    for (fault, reason) in [
        (TokenFault::Expired, "the token has expired"),
        (
            TokenFault::Forged,
            "the token is signed with another secret",
        ),
        (
            TokenFault::Unsigned,
            "the token is signed with neither HS256 nor RS256",
        ),
    ] {
        host.faults().tokens(fault);
        host.open("votes").await.unwrap();
        let token = last(&host).token.unwrap();
        assert_eq!(token.verdict, Err(reason.to_owned()), "{fault:?}");
        assert!(token.qsh.unwrap().is_right(), "{fault:?}");
    }
    host.faults().tokens(TokenFault::OtherRequest);
    host.open("votes").await.unwrap();
    let token = last(&host).token.unwrap();
    assert_eq!(token.verdict, Ok(()));
    let qsh = token.qsh.unwrap();
    assert_eq!(qsh.hashed.as_deref(), Some("GET&/another/request&"));
    // A browser's iframe is refused too.
    let url = host.open("votes").page_url().unwrap();
    host.faults().tokens(None);
    assert_ne!(host.open("votes").page_url().unwrap().query(), url.query());
}

#[tokio::test]
async fn the_usual_user_can_be_changed() {
    let app = App::start(panel()).await;
    let host = Host::jira().install(&app.url).await.unwrap();
    host.set_user(Some("ann"));
    host.open("votes").await.unwrap();
    assert_eq!(last(&host).token.unwrap().claims["sub"], "ann");
    host.set_user(None);
    host.open("votes").await.unwrap();
    assert_eq!(last(&host).token.unwrap().claims.get("sub"), None);
}
