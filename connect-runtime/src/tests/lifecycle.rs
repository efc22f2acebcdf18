//! Install, uninstall, enable and disable (SECURITY A1 and A5, to the extent that statuses depend
//! on the order of checks; tokens themselves are tested where they are verified).

use serde_json::{Value, json};

use connect_auth::qsh;
use connect_testing::host_keys::lifecycle_token;

use super::fixture::{Host, KEY, Log, app_of, look, now, registration};
use crate::jobs::JobState;
use connect_model::Origin;
use connect_model::declaration::Declaration;

fn install_body() -> Value {
    let mut body = Host::payload("one", "installed");
    body["sharedSecret"] = "secret-one".into();
    body
}

#[tokio::test]
async fn installing_again_rotates_the_secret() {
    let host = Host::installed().await;
    assert_eq!(host.install("two", "secret-two").await.status(), 204);
    // The same base URL under another key replaces the first tenant.
    assert_eq!(host.open("/votes?issue.key=D-1").await.status(), 401);
    assert_eq!(host.install("one", "secret-one").await.status(), 204);
    assert_eq!(host.open("/votes?issue.key=D-1").await.status(), 200);
    assert_eq!(host.install("one", "rotated").await.status(), 204);
    // The host may not have learned that the install was stored; once it uses the new secret, the
    // old one ends.
    assert_eq!(host.open("/votes?issue.key=D-1").await.status(), 200);
    let new = Host::request_token_by("rotated", "GET", "/votes?issue.key=D-1");
    assert_eq!(
        host.status(&format!("/votes?issue.key=D-1&jwt={new}"))
            .await,
        200
    );
    assert_eq!(host.open("/votes?issue.key=D-1").await.status(), 401);
    assert_eq!(
        host.seen.all(),
        [
            "installed one",
            "installed two",
            "installed one",
            "installed one"
        ]
    );

    let record = host
        .app
        .tenants()
        .store()
        .find(KEY, "one")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(record.tenant.extra()["entitlementId"], "E-1");
    assert_eq!(record.tenant.extra()["brandNew"], 1);
}

#[tokio::test]
async fn bodies_of_an_install() {
    let host = Host::installed().await;
    let with = |change: &dyn Fn(&mut Value)| {
        let mut body = install_body();
        body["sharedSecret"] = "stolen".into();
        change(&mut body);
        body
    };
    let without = |name: &str| with(&|body| drop(body.as_object_mut().unwrap().remove(name)));
    let set = |name: &str, value: &str| with(&|body| body[name] = value.into());
    let cases = [
        (23, 403, set("clientKey", "two")),
        (30, 400, without("clientKey")),
        (31, 400, without("sharedSecret")),
        (31, 400, set("sharedSecret", "")),
        (32, 403, set("baseUrl", "https://evil.example")),
        (33, 400, set("baseUrl", "http://one.atlassian.net")),
        (
            34,
            400,
            set("baseUrl", "https://one.atlassian.net@evil.example"),
        ),
        (35, 400, set("eventType", "uninstalled")),
        (36, 403, set("key", "com.example.other")),
        (38, 400, json!([1])),
        (216, 400, set("sharedSecret", &"s".repeat(401))),
        (0, 400, set("productType", "trello")),
        (0, 400, without("baseUrl")),
    ];
    for (case, status, body) in cases {
        let response = host.install_with("one", &body).await;
        assert_eq!(response.status(), status, "case {case}: {body}");
    }
    let token = host.lifecycle_token("one", "/lifecycle/installed");
    let raw = |body: &'static str, content_type: &'static str| {
        host.client
            .post(host.url("/lifecycle/installed"))
            .header("authorization", format!("JWT {token}"))
            .header("content-type", content_type)
            .body(body)
            .send()
    };
    assert_eq!(
        raw("{", "application/json; charset=utf-8")
            .await
            .unwrap()
            .status(),
        400,
        "case 37"
    );
    assert_eq!(
        raw("{}", "text/plain").await.unwrap().status(),
        415,
        "case 222"
    );
    let get = host
        .client
        .get(host.url("/lifecycle/installed"))
        .send()
        .await
        .unwrap();
    assert_eq!(get.status(), 405, "case 39");
    assert_eq!(get.headers()["allow"], "POST");
    let long = with(&|body| body["description"] = "x".repeat(1 << 20).into());
    assert_eq!(
        host.install_with("one", &long).await.status(),
        413,
        "case 221"
    );
    assert_eq!(
        host.open("/votes?issue.key=D-1").await.status(),
        200,
        "case 40"
    );
}

#[tokio::test]
async fn tokens_that_are_not_the_hosts() {
    let host = Host::installed().await;
    let mut body = install_body();
    body["sharedSecret"] = "stolen".into();
    let target = "/lifecycle/installed";
    let tokens = [
        Host::request_token("POST", target),
        Host::context_token(),
        Host::request_token("GET", "/votes?issue.key=D-1"),
        host.lifecycle_token("one", "/lifecycle/uninstalled"),
    ];
    for token in tokens {
        assert_eq!(
            host.post(target, &token, &body)
                .send()
                .await
                .unwrap()
                .status(),
            401
        );
    }
    let anonymous = host
        .client
        .post(host.url(target))
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(anonymous.status(), 401);
    let challenge = anonymous.headers()["www-authenticate"].to_str().unwrap();
    assert_eq!(challenge, format!("JWT realm=\"{KEY}\""));
    assert_eq!(host.open("/votes?issue.key=D-1").await.status(), 200);
    assert_eq!(host.seen.all(), ["installed one"]);
}

#[tokio::test]
async fn an_uninstall_is_checked_and_may_be_repeated() {
    let host = Host::installed().await;
    let body = Host::payload("one", "uninstalled");
    let target = "/lifecycle/uninstalled";
    let anonymous = host
        .client
        .post(host.url(target))
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(anonymous.status(), 401, "case 105");
    let own = Host::request_token("POST", target);
    assert_eq!(
        host.post(target, &own, &body)
            .send()
            .await
            .unwrap()
            .status(),
        401,
        "case 106"
    );
    assert_eq!(host.uninstall("two", "one").await.status(), 403, "case 107");
    let replayed = host.lifecycle_token("one", "/lifecycle/installed");
    assert_eq!(
        host.post(target, &replayed, &body)
            .send()
            .await
            .unwrap()
            .status(),
        401,
        "case 108"
    );
    assert_eq!(
        host.open("/votes?issue.key=D-1").await.status(),
        200,
        "case 109"
    );
    assert_eq!(
        host.uninstall("unknown", "unknown").await.status(),
        204,
        "case 110"
    );
    assert_eq!(host.uninstall("one", "one").await.status(), 204, "case 111");
    assert_eq!(
        host.open("/votes?issue.key=D-1").await.status(),
        401,
        "case 112"
    );
    assert_eq!(host.uninstall("one", "one").await.status(), 204, "case 113");
    assert_eq!(
        host.install("one", "secret-one").await.status(),
        204,
        "case 114"
    );
    assert_eq!(
        host.open("/votes?issue.key=D-1").await.status(),
        200,
        "case 115"
    );
    assert_eq!(
        host.seen.all(),
        ["installed one", "uninstalled one", "installed one"]
    );
}

#[tokio::test]
async fn switching_requires_the_tenants_own_token() {
    let host = Host::installed().await;
    let call = async |event: &str, body: &Value| {
        let target = format!("/lifecycle/{event}");
        let token = Host::request_token("POST", &target);
        host.post(&target, &token, body)
            .send()
            .await
            .unwrap()
            .status()
            .as_u16()
    };
    assert_eq!(
        call("disabled", &Host::payload("one", "disabled")).await,
        204
    );
    let stored = async || {
        host.app
            .tenants()
            .store()
            .find(KEY, "one")
            .await
            .unwrap()
            .unwrap()
    };
    assert!(!stored().await.tenant.enabled());
    assert_eq!(call("enabled", &Host::payload("one", "enabled")).await, 204);
    assert!(stored().await.tenant.enabled());
    host.app.jobs_done().await.unwrap();
    let seen = host.seen.all();
    assert_eq!(seen[0], "installed one");
    assert!(seen[1].starts_with("/lifecycle/disabled "), "{seen:?}");
    assert_eq!(seen[2..], ["enabled one"]);

    assert_eq!(call("enabled", &Host::payload("two", "enabled")).await, 403);
    assert_eq!(
        call("enabled", &Host::payload("one", "disabled")).await,
        400
    );
    let context = Host::context_token();
    let body = Host::payload("one", "enabled");
    let response = host
        .post("/lifecycle/enabled", &context, &body)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 401);
}

/// The token's audience doesn't help here: a tenant's own tokens need not have one.
#[tokio::test]
async fn case_36_a_switch_that_names_another_app_is_refused_and_changes_nothing() {
    let host = Host::installed().await;
    let call = async |event: &str, app: &str| {
        let target = format!("/lifecycle/{event}");
        let token = Host::request_token("POST", &target);
        let mut body = Host::payload("one", event);
        body["key"] = app.into();
        let sent = host.post(&target, &token, &body).send().await;
        sent.unwrap().status().as_u16()
    };
    let enabled = async || {
        let stored = host.app.tenants().store().find(KEY, "one").await;
        stored.unwrap().unwrap().tenant.enabled()
    };
    host.app.jobs_done().await.unwrap();
    let before = host.seen.all();

    assert_eq!(call("disabled", "com.example.other").await, 403);
    assert!(enabled().await);
    assert_eq!(host.open("/votes?issue.key=D-1").await.status(), 200);
    host.app.jobs_done().await.unwrap();
    assert_eq!(host.seen.all(), before);

    // Vice versa as well, from a disabled tenant.
    assert_eq!(call("disabled", KEY).await, 204);
    host.app.jobs_done().await.unwrap();
    let off = host.seen.all();
    assert_eq!(off.len(), before.len() + 1, "{off:?}");
    assert_eq!(call("enabled", "com.example.other").await, 403);
    assert!(!enabled().await);
    host.app.jobs_done().await.unwrap();
    assert_eq!(host.seen.all(), off);
}

#[tokio::test]
async fn a_hook_that_fails() {
    let host = Host::installed().await;
    let mut body = install_body();
    body["description"] = "refuse me".into();
    // A hook's failure is not reported to the host: the install has happened.
    assert_eq!(host.install_with("one", &body).await.status(), 204);
    assert_eq!(host.open("/votes?issue.key=D-1").await.status(), 200);
    let waiting = host
        .app
        .jobs()
        .list(JobState::Waiting, None, 9)
        .await
        .unwrap();
    let [hook] = &waiting[..] else {
        panic!("{waiting:?}");
    };
    assert_eq!(hook.kind, "hook:installed:welcome");
    assert_eq!(hook.reason.as_deref(), Some("refused"));
    let mut body = Host::payload("one", "uninstalled");
    body["description"] = "refuse me".into();
    let token = host.lifecycle_token("one", "/lifecycle/uninstalled");
    let response = host
        .post("/lifecycle/uninstalled", &token, &body)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 204);
    // The greeting is obsolete; the goodbye is retried.
    host.app.jobs_done().await.unwrap();
    let waiting = host
        .app
        .jobs()
        .list(JobState::Waiting, None, 9)
        .await
        .unwrap();
    let [hook] = &waiting[..] else {
        panic!("{waiting:?}");
    };
    assert_eq!(hook.kind, "hook:uninstalled:farewell");
}

/// A hook may take the raw request, which contains no secrets.
#[tokio::test]
async fn case_257_a_hook_sees_no_secret_and_no_token() {
    let registrations = [registration(
        Declaration::own("installed", "look", None, Origin::new(file!(), 1, 1)),
        look,
    )];
    let declarations = registrations
        .iter()
        .map(|it| it.declaration.clone())
        .collect();
    let host = Host::of(|| app_of(registrations.into(), declarations), |app| app).await;
    let target = "/lifecycle/installed";
    let token = host.lifecycle_token("one", target);
    assert_eq!(host.install("one", "secret-one").await.status(), 204);
    let seen = host.seen.all();
    let [seen] = &seen[..] else {
        panic!("{seen:?}");
    };
    assert!(seen.starts_with("/lifecycle/installed {"), "{seen}");
    assert!(seen.contains("\"entitlementId\":\"E-1\""), "{seen}");
    let (head, _) = token.split_once('.').unwrap();
    for secret in ["secret-one", "sharedSecret", "authorization", head] {
        assert!(!seen.contains(secret), "{secret} in {seen}");
    }
}

#[tokio::test]
async fn a_refused_install_is_one_warning_that_says_why() {
    let host = Host::start(|app| app).await;
    let claims = |audience: &str| {
        let hash = qsh::hash("POST", "/lifecycle/installed", "").to_string();
        json!({ "iss": "one", "iat": now(), "exp": now() + 60, "aud": [audience], "qsh": hash })
    };
    let own = host.app.base_url().as_str();
    let elsewhere = "https://other.example/a\nb";
    let cases = [
        (
            Some(lifecycle_token("kid-1", &claims(elsewhere))),
            "aud names no base URL",
        ),
        (
            Some(Host::token("secret-one", &claims(own))),
            "invalid token: ",
        ),
        (
            Some("eyJhbGciOiJub25lIn0.e30.".to_owned()),
            "invalid token: ",
        ),
        (
            Some(lifecycle_token("gone", &claims(own))),
            "no usable public key for kid",
        ),
        (None, "no token"),
    ];
    for (token, reason) in cases {
        let log = Log::start();
        let request = host.client.post(host.url("/lifecycle/installed"));
        let request = match &token {
            Some(token) => request.header("authorization", format!("JWT {token}")),
            None => request,
        };
        let refused = request.json(&install_body()).send().await.unwrap();
        assert_eq!(refused.status(), 401, "{reason}");
        let log = log.stop();
        let warned: Vec<_> = log.lines().filter(|line| line.contains("WARN")).collect();
        let [line] = warned[..] else {
            panic!("{reason}: {log}");
        };
        assert!(line.contains(reason), "{reason}: {line}");
        // The body is not read if the token is not even well-formed.
        let read = !["invalid token: ", "no token"].contains(&reason);
        assert_eq!(
            line.contains("host=\"https://one.atlassian.net\""),
            read,
            "{line}"
        );
        if reason.starts_with("aud") {
            assert!(
                line.contains(r#"audience="https://other.example/a\nb""#),
                "{line}"
            );
            assert!(line.contains(own.trim_end_matches('/')), "{line}");
        }
        assert!(!log.contains("secret-one"), "{log}");
        assert!(token.is_none_or(|token| !log.contains(&token)), "{log}");
    }
}
