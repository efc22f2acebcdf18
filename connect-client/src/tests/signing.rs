//! What is added to a request, and what never leaves the client.

use aws_lc_rs::digest::{SHA256, digest};
use connect_model::Method;
use connect_model::ScopeSet;
use serde_json::{Value, json};

use super::host::{APP, Host, ISSUE, MYSELF, NOW, settings};
use crate::{CallErrorKind, ClientPool};

fn sha256(canonical: &str) -> String {
    let hash = digest(&SHA256, canonical.as_bytes());
    hash.as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[tokio::test]
async fn a_call_is_signed_for_itself() {
    let host = Host::usual().await;
    let _: Value = host
        .client()
        .call(&ISSUE)
        .path("issueIdOrKey", "A/../B?x#y%2F ü")
        .query("b", "2&c=3")
        .query("a", ["x", "y"])
        .query("none", None::<bool>)
        .await
        .unwrap();
    let asked = &host.asked()[0];
    let segment = "A%2F..%2FB%3Fx%23y%252F%20%C3%BC";
    assert_eq!(
        asked.target,
        format!("/rest/api/3/issue/{segment}?b=2%26c%3D3&a=x&a=y")
    );
    assert_eq!(
        asked.claims(),
        json!({
            "iss": APP,
            "iat": NOW,
            "exp": NOW + 180,
            "aud": ["one"],
            "qsh": sha256(&format!("GET&/rest/api/3/issue/{segment}&a=x,y&b=2%26c%3D3")),
        })
    );
    assert_eq!(asked.headers["accept"], "application/json");
}

#[tokio::test]
async fn case_234_the_context_path_is_not_hashed() {
    let host = Host::usual().await;
    for base in ["/wiki", "/wiki/"] {
        let mut config = host.config();
        config.base_url.set_path(base);
        let client = ClientPool::with_settings(settings())
            .client(&config)
            .unwrap();
        for path in ["/wiki/api/v2/pages?b=1&a=2", "/api/v2/pages?b=1&a=2"] {
            let call = client.unchecked::<Value>(Method::Get, path, ScopeSet::EMPTY);
            call.await.unwrap();
        }
    }
    assert_eq!(host.asked().len(), 4);
    for asked in host.asked() {
        assert_eq!(asked.target, "/wiki/api/v2/pages?b=1&a=2");
        assert_eq!(asked.claims()["qsh"], sha256("GET&/api/v2/pages&a=2&b=1"));
    }
}

#[tokio::test]
async fn case_232_nothing_goes_to_another_host() {
    let (host, evil) = (Host::usual().await, Host::usual().await);
    let authority = evil.url.authority();
    let own = host.url.authority();
    for path in [
        evil.url.join("/rest").unwrap().to_string(),
        host.url.join("/rest").unwrap().to_string(),
        format!("//{authority}/rest"),
        format!("/\\{authority}/rest"),
        format!("\\\\{authority}/rest"),
        format!("@{authority}/rest"),
        format!("http://{own}@{authority}/rest"),
        format!("https://{own}/rest"),
        ":1/rest".to_owned(),
        format!("/\t/{authority}/rest"),
        "rest/api".to_owned(),
        "/rest/../../secret".to_owned(),
        "/rest/%2e%2e/secret".to_owned(),
        "/rest#a".to_owned(),
        String::new(),
    ] {
        let call = host
            .client()
            .unchecked::<Value>(Method::Get, path.clone(), ScopeSet::EMPTY);
        let error = call.await.unwrap_err();
        assert!(
            matches!(error.kind(), CallErrorKind::Path { .. }),
            "{path}: {error}"
        );
    }
    for (value, problem) in [("", "empty"), (".", "`.`"), ("..", "`..`")] {
        let call = host
            .client()
            .call::<Value>(&ISSUE)
            .path("issueIdOrKey", value);
        let error = call.await.unwrap_err();
        let is_right = matches!(error.kind(), CallErrorKind::Parameter { .. });
        assert!(is_right && error.to_string().contains(problem), "{error}");
    }
    assert!(host.asked().is_empty() && evil.asked().is_empty());
}

#[tokio::test]
async fn the_clients_own_headers_cannot_be_set() {
    let host = Host::usual().await;
    for name in ["authorization", "host", "cookie", "content-length"] {
        let name: http::HeaderName = name.parse().unwrap();
        let call = host.client().call::<Value>(&MYSELF);
        let error = call
            .header(name, "evil".parse().unwrap())
            .await
            .unwrap_err();
        assert!(
            matches!(error.kind(), CallErrorKind::Parameter { .. }),
            "{error}"
        );
    }
    let call = host.client().call::<Value>(&MYSELF).query("jwt", "e.y.J");
    let error = call.await.unwrap_err();
    assert!(matches!(error.kind(), CallErrorKind::Parameter { .. }));
    assert!(host.asked().is_empty());

    let opt_in = http::HeaderName::from_static("x-experimentalapi");
    let call = host.client().call::<Value>(&MYSELF);
    call.header(opt_in, "opt-in".parse().unwrap())
        .await
        .unwrap();
    assert_eq!(host.asked()[0].headers["x-experimentalapi"], "opt-in");

    let call = || host.client().call::<Value>(&MYSELF);
    let named = call()
        .header_text("Atlassian-Transfer-Id", "t-1")
        .header_text("X-Other", None::<u32>);
    named.await.unwrap();
    let headers = &host.asked()[1].headers;
    assert_eq!(headers["atlassian-transfer-id"], "t-1");
    assert!(!headers.contains_key("x-other"));
    for (name, value) in [
        ("X-A", "a\r\nb: c"),
        ("a b", "c"),
        ("Authorization", "JWT e.y.J"),
    ] {
        let error = call().header_text(name, value).await.unwrap_err();
        assert!(
            matches!(error.kind(), CallErrorKind::Parameter { .. }),
            "{error}"
        );
    }
    assert_eq!(host.asked().len(), 2);
}

#[tokio::test]
async fn only_sites_have_clients() {
    let host = Host::usual().await;
    for url in [
        "http://example.atlassian.net",
        "ftp://example.atlassian.net",
        "https://user@example.atlassian.net",
        "https://example.atlassian.net?x",
        "https://example.atlassian.net/#x",
        "data:text/plain,x",
    ] {
        let mut config = host.config();
        config.base_url = url.parse().unwrap();
        assert!(ClientPool::new().client(&config).is_err(), "{url}");
    }
}
