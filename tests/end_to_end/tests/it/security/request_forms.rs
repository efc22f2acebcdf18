//! Part B, 218 to 224 and 229: requests that are replayed, too long, or malformed.

use std::net::SocketAddr;

use connect_host::tokens::TokenBuilder;
use connect_testing::raw_http;
use end_to_end::{INSTALLED, NEW_SECRET, PANEL, Request, RunningApp, UNINSTALLED, WEBHOOK, WHOAMI};
use reqwest::Method;
use serde_json::json;

const FORM: &str = "application/x-www-form-urlencoded";
const ECHO: &str = "/api/echo";
/// The body limit, in bytes.
const LIMIT: usize = 1 << 20;
/// Of lifecycle callbacks.
const LIFECYCLE_LIMIT: usize = 32 << 10;

fn text(token: TokenBuilder) -> String {
    token.build().unwrap()
}

#[tokio::test]
async fn case_218_a_signature_that_is_almost_right() {
    let app = RunningApp::start().await;
    let good = text(app.a.request_token("GET", PANEL));
    let (signed, signature) = good.rsplit_once('.').unwrap();
    for at in 0..signature.len() {
        let mut bent: Vec<u8> = signature.bytes().collect();
        bent[at] = if bent[at] == b'A' { b'B' } else { b'A' };
        let bent = String::from_utf8(bent).unwrap();
        let token = format!("{signed}.{bent}");
        app.get(PANEL).in_query(token).await.is(401);
    }
    for length in [0, 1, 20, signature.len() - 1] {
        let token = format!("{signed}.{}", &signature[..length]);
        app.get(PANEL).in_query(token).await.is(401);
    }
    app.get(PANEL).in_query(good).await.is(200);
}

#[tokio::test]
async fn case_219_a_token_that_was_accepted_is_checked_again() {
    let app = RunningApp::start().await;
    let token = text(app.a.request_token("GET", PANEL));
    let other = "/panel?issue.key=DEMO-2";
    for _ in 0..3 {
        app.get(PANEL).in_query(token.as_str()).await.is(200);
        app.get(other).in_query(token.as_str()).await.is(401);
        let posted = app.post(PANEL).in_query(token.as_str());
        posted.await.is(401);
    }
    // The same claims under a signature with another first character.
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let other = if signature.starts_with('A') { 'B' } else { 'A' };
    let bent = format!("{signed}.{other}{}", &signature[1..]);
    app.get(PANEL).in_query(bent).await.is(401);
    app.install(&app.a).await.is(204);
    app.panel_signed(&app.a, NEW_SECRET).await.is(200);
    app.get(PANEL).in_query(token.as_str()).await.is(401);

    let token = text(app.a.request_token("GET", PANEL).hs256(NEW_SECRET));
    app.get(PANEL).in_query(token.as_str()).await.is(200);
    let context = text(app.a.context_token().hs256(NEW_SECRET));
    app.get(WHOAMI).token(context.as_str()).await.is(200);
    app.uninstall(&app.a).await.is(204);
    app.get(PANEL).in_query(token.as_str()).await.is(401);
    app.get(WHOAMI).token(context.as_str()).await.is(401);
}

#[tokio::test]
async fn case_220_tokens_that_are_long_or_deep() {
    let app = RunningApp::start().await;
    for length in [8 << 10, 32 << 10] {
        let long = "a".repeat(length);
        app.get(PANEL).in_query(long.as_str()).await.is(401);
        app.get(PANEL).token(long.as_str()).await.is(401);
    }
    for open in ["[", "{\"a\":"] {
        // Each but the shortest is refused for its length.
        for depth in [700, 7_000] {
            let deep = open.repeat(depth);
            let claimed = format!("{{\"iss\":\"tenant-a\",\"context\":{deep}");
            for token in [
                app.a.token().raw_payload(deep.as_str()),
                app.a.token().raw_header(deep.as_str()),
                app.a.token().raw_payload(claimed),
            ] {
                let response = app.get(PANEL).token(token).await;
                assert_eq!(response.status, 401, "{depth} {open}");
            }
        }
    }
}

#[tokio::test]
async fn deeply_nested_bodies_do_no_harm() {
    let app = RunningApp::start().await;
    // As much as fits into the body of a lifecycle callback.
    for deep in ["[".repeat(10_000), "{\"a\":".repeat(6_000)] {
        let closed = format!("{{\"key\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
        for body in [deep, closed] {
            let with = |target, token| {
                let request = app.post(target).token(token);
                request.body("application/json", body.clone())
            };
            let install = app.lifecycle_token(&app.a, INSTALLED);
            with(INSTALLED, install).await.is(400);
            let uninstall = app.lifecycle_token(&app.a, UNINSTALLED);
            with(UNINSTALLED, uninstall).await.is(400);
            let webhook = app.a.request_token("POST", WEBHOOK);
            // It is accepted unread, and its handler fails.
            with(WEBHOOK, webhook).await.is(204);
            let echo = with(ECHO, app.a.context_token()).await;
            assert_eq!(echo.status, 400);
        }
    }
    app.panel(&app.a).await.is(200);
}

#[tokio::test]
async fn long_queries_are_accepted_up_to_a_limit() {
    let app = RunningApp::start().await;
    let many: Vec<String> = (0..1000).map(|n| format!("p{n}={n}")).collect();
    let target = format!("/panel?{}", many.join("&"));
    let token = app.a.request_token("GET", &target);
    app.get(&target).in_query(token).await.is(200);
    let token = app.a.request_token("GET", PANEL);
    app.get(&target).in_query(token).await.is(401);

    let token = text(app.a.request_token("GET", PANEL));
    for target in [
        format!("{PANEL}&x={}&jwt={token}", "x".repeat(1 << 20)),
        format!("{PANEL}&jwt={}", "x".repeat(128 << 10)),
        format!("/{}", "p/".repeat(1 << 19)),
    ] {
        let head = format!("GET {target} HTTP/1.1\r\nhost: x\r\n\r\n");
        let answer = raw_http::send(app.server.address(), head.as_bytes()).await;
        let status = answer.expect("an answer").status;
        assert_eq!(status, 431, "{}", target.len());
    }
    app.panel(&app.a).await.is(200);
}

/// A request that announces a body of this length, and does not send it.
async fn announced(address: SocketAddr, target: &str, token: &str, length: usize) -> u16 {
    let head = format!(
        "POST {target} HTTP/1.1\r\nhost: x\r\nauthorization: JWT {token}\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    );
    let answer = raw_http::send(address, head.as_bytes()).await;
    answer.expect("an answer").status
}

/// A request whose body goes beyond the limit in chunks, and does not end.
async fn chunked(address: SocketAddr, target: &str, token: &str, limit: usize) -> u16 {
    let head = format!(
        "POST {target} HTTP/1.1\r\nhost: x\r\nauthorization: JWT {token}\r\n\
         content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
    );
    let mut request = head.into_bytes();
    // It begins like JSON, and what has arrived of it must not be parsed.
    for filling in std::iter::once(b'[').chain(std::iter::repeat_n(b' ', limit / 0x1000)) {
        request.extend_from_slice(b"1000\r\n");
        request.extend_from_slice(&[filling; 0x1000]);
        request.extend_from_slice(b"\r\n");
    }
    let answer = raw_http::send(address, &request).await;
    answer.expect("an answer").status
}

#[tokio::test]
async fn case_221_bodies_beyond_the_limit() {
    const WEBHOOK_LIMIT: usize = LIMIT * 2;
    let app =
        RunningApp::start_with(|app| app.config(|config| config.webhook_limit(WEBHOOK_LIMIT)));
    let app = app.await;
    let address = app.server.address();
    for (target, token, limit) in [
        (
            INSTALLED,
            app.lifecycle_token(&app.a, INSTALLED),
            LIFECYCLE_LIMIT,
        ),
        (
            UNINSTALLED,
            app.lifecycle_token(&app.a, UNINSTALLED),
            LIFECYCLE_LIMIT,
        ),
        (WEBHOOK, app.a.request_token("POST", WEBHOOK), WEBHOOK_LIMIT),
        (ECHO, app.a.context_token(), LIMIT),
    ] {
        let token = text(token);
        for length in [limit + 1, 1 << 62] {
            let status = announced(address, target, &token, length).await;
            assert_eq!(status, 413, "{target} {length}");
        }
        let status = chunked(address, target, &token, limit).await;
        assert_eq!(status, 413, "{target}");
    }
    // An unauthenticated request is refused before its length is checked.
    assert_eq!(announced(address, INSTALLED, "x", LIMIT + 1).await, 401);
    assert_eq!(app.calls.webhooks(), 0);
    app.panel(&app.a).await.is(200);
}

#[tokio::test]
async fn a_body_of_exactly_the_limit_is_accepted() {
    let app = RunningApp::start().await;
    let mut body = app.install_body(&app.a).to_string();
    body.push_str(&" ".repeat(LIFECYCLE_LIMIT - body.len()));
    let install = app
        .post(INSTALLED)
        .token(app.lifecycle_token(&app.a, INSTALLED));
    install.body("application/json", body).await.is(204);
}

#[tokio::test]
async fn case_222_other_types_than_json_on_installed() {
    let app = RunningApp::start().await;
    let body = app.install_body(&app.a).to_string();
    let install = || {
        let token = app.lifecycle_token(&app.a, INSTALLED);
        app.post(INSTALLED).token(token)
    };
    for content_type in [
        "text/plain",
        "text/html",
        FORM,
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "application/json-patch+json",
        "application/xml",
        "",
    ] {
        install().body(content_type, body.as_str()).await.is(415);
    }
    install().await.is(415);
    app.panel(&app.a).await.is(200);
    let charset = "Application/JSON; charset=utf-8";
    install().body(charset, body.as_str()).await.is(204);
}

#[tokio::test]
async fn case_223_malformed_authorization_headers() {
    let app = RunningApp::start().await;
    let token = text(app.a.request_token("GET", PANEL));
    for headers in [
        format!("authorization: JWT {token}\r\nauthorization: JWT {token}\r\n"),
        format!("authorization: JWT {token}\r\nAuthorization: jwt x\r\n"),
        format!("authorization: JWT\t{token}\r\n"),
        format!("authorization: JWT  {token}\r\n"),
        format!("authorization: JWT \t{token}\r\n"),
        format!("authorization: JWT {token} {token}\r\n"),
        format!("authorization: JWT {token}, JWT {token}\r\n"),
        format!("authorization: JWT {token};\r\n"),
        format!("authorization: JWT \"{token}\"\r\n"),
        format!("authorization: {token}\r\n"),
        "authorization: JWT\r\n".to_owned(),
        "authorization: JWT \r\n".to_owned(),
    ] {
        let answer = raw_http::send_target(app.server.address(), "GET", PANEL, &headers).await;
        assert_eq!(answer.status, 401, "{headers:?}");
    }
    // Blanks around a header's value are not part of it.
    let headers = format!("authorization:   JWT {token}  \r\n");
    let answer = raw_http::send_target(app.server.address(), "GET", PANEL, &headers).await;
    answer.is(200);
}

/// A form that A's browser posts to open the panel.
fn posted<'s>(app: &'s RunningApp, target: &str, form: String) -> Request<'s> {
    app.post(target).body(FORM, form)
}

#[tokio::test]
async fn case_224_a_token_in_a_form() {
    let app = RunningApp::start().await;
    let signed = |target: &str| text(app.a.request_token("POST", target));
    let over_query = signed(PANEL);
    // The hash is over the query if it has parameters, otherwise over the form.
    posted(&app, PANEL, format!("jwt={over_query}"))
        .await
        .is(200);
    let form = format!("issue.key=DEMO-7&jwt={}", signed("/panel?issue.key=DEMO-7"));
    let response = posted(&app, "/panel", form).await.is(200);
    assert_eq!(response.json()["issue"], "DEMO-7");

    // A token in both places, the same or another.
    let both = format!("{PANEL}&jwt={over_query}");
    posted(&app, &both, format!("jwt={over_query}"))
        .await
        .is(401);
    posted(&app, &both, "jwt=x".to_owned()).await.is(401);
    posted(&app, PANEL, format!("jwt={over_query}&jwt={over_query}"))
        .await
        .is(401);
    posted(&app, PANEL, format!("jwt={over_query}"))
        .token(over_query.as_str())
        .await
        .is(401);

    // A field that was changed, or added after signing.
    let token = signed("/panel?issue.key=DEMO-7");
    posted(&app, "/panel", format!("issue.key=DEMO-8&jwt={token}"))
        .await
        .is(401);
    let form = format!("issue.key=DEMO-8&jwt={}", signed("/panel"));
    let response = posted(&app, "/panel", form).await.is(200);
    assert_eq!(response.json()["issue"], json!(null));
    let form = format!("user_id=admin&jwt={over_query}");
    let response = posted(&app, PANEL, form).await.is(200);
    assert_eq!(response.json()["issue"], "DEMO-1");
}

#[tokio::test]
async fn case_229_head_and_options_of_a_protected_page() {
    let app = RunningApp::start().await;
    let call = |method: &Method| app.request(method.clone(), PANEL);
    let (head, options) = (Method::HEAD, Method::OPTIONS);
    for method in [&head, &options] {
        for request in [
            call(method),
            call(method).in_query(app.a.request_token("GET", PANEL)),
            call(method).in_query(app.a.context_token()),
            call(method).in_query(app.a.request_token(method.as_str(), PANEL).hs256("x")),
        ] {
            let response = request.await;
            let status = response.status.as_u16();
            // Which methods exist is not a secret; what they answer is.
            let nothing = if *method == options { 405 } else { 401 };
            assert_eq!(status, nothing, "{method}");
            assert!(!response.body.contains("tenant-a"));
        }
    }
    let signed = call(&head).in_query(app.a.request_token("HEAD", PANEL));
    assert_eq!(signed.await.is(200).body, "");
    let whoami = app.request(head, WHOAMI);
    whoami.await.is(401);
}
