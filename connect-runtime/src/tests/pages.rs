//! Iframe modules.

use http::header;
use serde_json::json;

use super::fixture::{Host, Log, now};
use connect_auth::qsh;

#[tokio::test]
async fn a_page_sees_its_parameters_tenant_user_and_licence() {
    let host = Host::installed().await;
    let response = host
        .open("/votes?issue.key=D%26-1&weight=3&lic=active")
        .await;
    assert_eq!(response.status(), 200);
    let body = response.text().await.unwrap();
    assert!(
        body.contains("D&amp;-1 Some(3) 557058:someone one Active"),
        "{body}"
    );
}

#[tokio::test]
async fn headers_of_a_page() {
    let host = Host::installed().await;
    let response = host.open("/votes?issue.key=D-1").await;
    let headers = response.headers();
    assert!(!headers.contains_key(header::X_FRAME_OPTIONS));
    // Two: what the page may run, and who may frame it.
    let policies = headers.get_all(header::CONTENT_SECURITY_POLICY);
    let [runs, policy] = policies
        .iter()
        .map(|policy| policy.to_str().unwrap())
        .collect::<Vec<_>>()[..]
    else {
        panic!("{headers:?}");
    };
    assert!(runs.contains("script-src 'self' 'nonce-"), "{runs}");
    assert!(
        policy.contains("frame-ancestors") && policy.contains("https://one.atlassian.net"),
        "{policy}"
    );
    assert_eq!(headers[header::REFERRER_POLICY], "origin");
    assert_eq!(headers[header::CACHE_CONTROL], "no-store, no-cache");
    assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    // Browsers ignore it over plain http, and it would bind a later https app.
    assert!(!headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    // Session tokens are off.
    assert!(!headers.contains_key("x-acpt"));
}

#[tokio::test]
async fn hsts_where_the_base_url_is_https() {
    let base_url = "https://votes.example.com".parse().unwrap();
    let host = Host::configured(|config| config.base_url(base_url)).await;
    let url = format!("http://{}/privacy", host.app.address());
    let response = host.client.get(url).send().await.unwrap();
    assert_eq!(
        response.headers()[header::STRICT_TRANSPORT_SECURITY],
        "max-age=31536000"
    );
    assert_eq!(
        host.app.descriptor_url().as_str(),
        "https://votes.example.com/atlassian-connect.json"
    );
}

#[tokio::test]
async fn parameters_that_are_missing_or_malformed_are_400() {
    let host = Host::installed().await;
    for target in [
        "/votes",
        "/votes?issue.key=",
        "/votes?issue.key=D-1&weight=300",
    ] {
        assert_eq!(host.open(target).await.status(), 400, "{target}");
    }
    assert_eq!(
        host.open("/votes?issue.key=D-1&weight=").await.status(),
        200
    );
}

#[tokio::test]
async fn case_271_a_parameter_that_is_given_twice_is_400() {
    let host = Host::installed().await;
    for target in [
        "/votes?issue.key=D-1&issue.key=D-2",
        "/votes?issue.key=D-1&issue.key=D-1",
        "/votes?issue.key=D-1&issue%2Ekey=D-2",
        "/votes?issue.key=D-1&weight=3&weight=4",
        "/votes?issue.key=D-1&weight=&weight=4",
    ] {
        let answer = host.open(target).await;
        assert_eq!(answer.status(), 400, "{target}");
        let text = answer.text().await.unwrap();
        assert!(text.ends_with("` is there more than once"), "{text}");
    }
    // Parameters that the handler doesn't take don't matter.
    let other = host.open("/votes?issue.key=D-1&x=1&x=2").await;
    assert_eq!(other.status(), 200);
    // The same in a form that the host has signed.
    let fields = "issue.key=D-1&issue.key=D-2";
    let token = Host::request_token("POST", &format!("/votes?{fields}"));
    let form = host
        .client
        .post(host.url("/votes"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("{fields}&jwt={token}"));
    assert_eq!(form.send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn case_278_an_old_installation_lacks_a_new_parameter() {
    let host = Host::installed().await;
    let log = Log::start();
    let optional = host.open("/votes?issue.key=D-1").await;
    assert_eq!(optional.status(), 200);
    assert!(optional.text().await.unwrap().contains("D-1 None"));
    assert!(!log.stop().contains("WARN"));

    let log = Log::start();
    assert_eq!(host.open("/votes?weight=3").await.status(), 400);
    let log = log.stop();
    let warnings: Vec<_> = log.lines().filter(|line| line.contains("WARN")).collect();
    let [warning] = warnings[..] else {
        panic!("{log}");
    };
    for part in [
        "tenant=\"one\"",
        "module=\"web panel \\\"votes\\\"\"",
        "the context parameter `issue.key` is missing",
        "status=400",
    ] {
        assert!(warning.contains(part), "{part}: {warning}");
    }
}

#[tokio::test]
async fn head_is_as_get_and_other_methods_are_405() {
    let host = Host::installed().await;
    let url = host.url("/votes?issue.key=D-1");
    assert_eq!(
        host.client.head(url.clone()).send().await.unwrap().status(),
        401
    );
    let token = Host::request_token("HEAD", "/votes?issue.key=D-1");
    let head = host
        .client
        .head(url.clone())
        .header("authorization", format!("JWT {token}"));
    assert_eq!(head.send().await.unwrap().status(), 200);

    let delete = host.client.delete(url).send().await.unwrap();
    assert_eq!(delete.status(), 405);
    let allow = delete.headers()[header::ALLOW].to_str().unwrap();
    assert!(allow.contains("GET") && allow.contains("POST"), "{allow}");
    assert_eq!(
        host.client
            .get(host.url("/nothing"))
            .send()
            .await
            .unwrap()
            .status(),
        404
    );
}

#[tokio::test]
async fn a_posted_form_is_covered_by_its_token() {
    let host = Host::installed().await;
    let post = async |target: &str, form: String| {
        let request = host
            .client
            .post(host.url(target))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form);
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    };

    // Hashed over the form.
    let token = Host::request_token("POST", "/votes?issue.key=D-1&weight=3");
    let (status, body) = post("/votes", format!("issue.key=D-1&weight=3&jwt={token}")).await;
    assert_eq!(status, 200, "{body}");
    assert!(body.contains("D-1 Some(3)"), "{body}");
    // Hashed over the query.
    let token = Host::request_token("POST", "/votes?issue.key=D-1");
    let (status, body) = post("/votes?issue.key=D-1", format!("weight=9&jwt={token}")).await;
    assert_eq!(status, 200);
    assert!(
        body.contains("D-1 None"),
        "a field that was not signed: {body}"
    );
    // Two tokens.
    let target = format!("/votes?issue.key=D-1&jwt={token}");
    assert_eq!(post(&target, format!("jwt={token}")).await.0, 401);
    // A token for the empty query doesn't cover the form.
    let token = Host::request_token("POST", "/votes");
    assert_eq!(
        post("/votes", format!("issue.key=D-1&jwt={token}")).await.0,
        400
    );
    // A form that was tampered with.
    let token = Host::request_token("POST", "/votes?issue.key=D-1");
    assert_eq!(
        post("/votes", format!("issue.key=D-2&jwt={token}")).await.0,
        401
    );
}

#[tokio::test]
async fn a_failure_is_reported_to_the_log_and_not_to_the_browser() {
    let host = Host::installed().await;
    for target in ["/fails", "/panics"] {
        let response = host.open(target).await;
        assert_eq!(response.status(), 500, "{target}");
        assert_eq!(response.text().await.unwrap(), "internal server error");
    }
    assert_eq!(host.open("/votes?issue.key=D-1").await.status(), 200);
}

#[tokio::test]
async fn a_failure_is_logged_with_tenant_and_module() {
    let host = Host::installed().await;
    let log = Log::start();
    assert_eq!(host.open("/fails").await.status(), 500);
    let log = log.stop();
    for part in [
        "ERROR",
        "tenant=\"one\"",
        "web panel \\\"fails\\\"",
        "the password is xyzzy",
    ] {
        assert!(log.contains(part), "{part}: {log}");
    }
}

#[tokio::test]
async fn the_bridge_script_of_the_configuration() {
    let script = "http://127.0.0.1:4000/all.js";
    let host = Host::configured(|config| config.bridge(script.parse().unwrap())).await;
    assert_eq!(host.install("one", "secret-one").await.status(), 204);
    let page = host.open("/votes?issue.key=D-1").await;
    let policies = page.headers().get_all("content-security-policy").iter();
    let policies: Vec<_> = policies.map(|it| it.to_str().unwrap()).collect();
    // The stylesheets of the host's theme come from there too.
    assert!(
        policies
            .iter()
            .any(|it| it.contains("style-src 'self' http://127.0.0.1:4000 ")),
        "{policies:?}"
    );
    let page = page.text().await.unwrap();
    assert!(
        page.contains(&format!(" src=\"{script}\"></script>")),
        "{page}"
    );
}

#[tokio::test]
async fn a_handler_without_end_is_503() {
    let limit = std::time::Duration::from_millis(300);
    let host = Host::configured(|config| config.request_timeout(limit)).await;
    assert_eq!(host.install("one", "secret-one").await.status(), 204);
    let response = host.open("/hangs").await;
    assert_eq!(response.status(), 503);
    assert!(response.headers().contains_key(header::RETRY_AFTER));
}

#[tokio::test]
async fn session_tokens_when_they_are_on() {
    let host = Host::start(|app| {
        app.config(|config| config.session_tokens(crate::config::SessionTokens::default()))
    })
    .await;
    assert_eq!(host.install("one", "secret-one").await.status(), 204);
    let page = host.open("/votes?issue.key=D-1").await;
    let session = page.headers()["x-acpt"].to_str().unwrap().to_owned();

    let vote = host
        .post("/api/vote/7", &session, &json!("up"))
        .send()
        .await
        .unwrap();
    assert_eq!(vote.status(), 200);
    assert!(vote.headers().contains_key("x-acpt"));
    let url = host.url(&format!("/votes?issue.key=D-1&jwt={session}"));
    assert_eq!(host.client.get(url).send().await.unwrap().status(), 401);
    let mut body = Host::payload("one", "installed");
    body["sharedSecret"] = "other".into();
    let install = host
        .post("/lifecycle/installed", &session, &body)
        .send()
        .await
        .unwrap();
    assert_eq!(install.status(), 401);
}

#[tokio::test]
async fn a_user_that_is_needed_is_403_when_absent() {
    let host = Host::installed().await;
    let claims = json!({ "iss": "one", "iat": now(), "exp": now() + 60, "qsh": "context-qsh" });
    let token = Host::token("secret-one", &claims);
    let vote = host
        .post("/api/vote/7", &token, &json!("up"))
        .send()
        .await
        .unwrap();
    assert_eq!(vote.status(), 403);

    let target = "/votes?issue.key=D-1";
    let hash = qsh::hash("GET", target, "").to_string();
    let claims = json!({ "iss": "one", "iat": now(), "exp": now() + 60, "qsh": hash });
    let token = Host::token("secret-one", &claims);
    let url = host.url(&format!("{target}&jwt={token}"));
    let page = host
        .client
        .get(url)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(page.contains("D-1 None anonymous one"), "{page}");
}
