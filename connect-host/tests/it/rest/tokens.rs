//! The app's own tokens.

use std::time::Duration;

use connect_host::{Clock, Host};
use serde_json::Value;

use super::app::{ISSUE, app_token, app_with, last};

#[tokio::test]
async fn only_the_apps_own_exact_token_is_accepted() {
    let clock = Clock::system();
    let host = Host::jira().clock(&clock);
    let host = host.install(&app_with(&["READ"])).await.unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}{}", host.base_url(), &ISSUE[1..]);
    let genuine = || app_token(&host, "GET", ISSUE);
    let send = async |token: &connect_host::tokens::TokenBuilder| {
        let header = format!("JWT {}", token.build().unwrap());
        let request = http.get(&url).header("Authorization", header);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(send(&genuine()).await, 200);
    assert_eq!(send(&genuine().claim("aud", host.client_key())).await, 200);
    for (what, token) in [
        ("another secret", genuine().hs256("guess")),
        ("no signature", genuine().unsigned()),
        (
            "another algorithm",
            genuine().hmac(connect_host::tokens::Algorithm::HS512, host.shared_secret()),
        ),
        ("another issuer", genuine().issuer(host.client_key())),
        ("another site", genuine().claim("aud", "someone")),
        ("another method", app_token(&host, "PUT", ISSUE)),
        (
            "another path",
            app_token(&host, "GET", "/rest/api/3/myself"),
        ),
        (
            "another query",
            app_token(&host, "GET", &format!("{ISSUE}?a=b")),
        ),
        ("context-qsh", genuine().qsh("context-qsh")),
        ("no qsh", genuine().without("qsh")),
        ("expired", genuine().expires_in(-60)),
        ("no exp", genuine().without("exp")),
        ("exp as text", genuine().claim("exp", "later")),
        ("a list as payload", genuine().raw_payload("[]")),
    ] {
        assert_eq!(send(&token).await, 401, "{what}");
    }
    let in_query = format!("{url}?jwt={}", genuine().build().unwrap());
    assert_eq!(http.get(&in_query).send().await.unwrap().status(), 200);
    assert_eq!(last(&host).target, ISSUE, "no token is recorded");
    let twice = http.get(&in_query).header("Authorization", "JWT x");
    assert_eq!(twice.send().await.unwrap().status(), 401);
    for header in ["Bearer made-up", "Basic YTpi", "JWT"] {
        let request = http.get(&url).header("Authorization", header);
        assert_eq!(request.send().await.unwrap().status(), 401, "{header}");
    }
    let body: Value = http.get(&url).send().await.unwrap().json().await.unwrap();
    assert_eq!(body["status-code"], 401);

    // The app's clock is the machine's; the host's is set ahead.
    clock.advance(Duration::from_secs(3600));
    let outcome = http.get(&url).header(
        "Authorization",
        format!("JWT {}", {
            let old = app_token(&host, "GET", ISSUE);
            old.claim("exp", clock.now() - 3400).build().unwrap()
        }),
    );
    assert_eq!(outcome.send().await.unwrap().status(), 401);
    host.disable().await.unwrap();
    assert_eq!(send(&genuine()).await, 401, "disabled");
}
