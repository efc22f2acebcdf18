//! Acting as a user.

use connect_host::rest::Refusal;
use connect_host::{Host, KeyHost, Scope, ScopeSet};
use serde_json::{Value, json};

use super::app::{ISSUE, app_with, ask, last};

#[tokio::test]
async fn the_app_acts_as_a_user_with_the_hosts_own_tokens() {
    let host = Host::jira();
    let host = host
        .install(&app_with(&["READ", "ACT_AS_USER"]))
        .await
        .unwrap();
    let call = json!({"method": "GET", "path": "/rest/api/3/myself", "user": "557058:ann"});
    assert!(ask(&host, call.clone()).await["ok"]["accountId"].is_string());
    let calls = host.rest_calls();
    assert!(calls[0].is_token_request());
    assert_eq!(calls[1].user.as_deref(), Some("557058:ann"));
    let needs = ScopeSet::of(&[Scope::Read, Scope::ActAsUser]);
    assert_eq!(calls[1].needs(), needs);
    // The app caches the token.
    ask(&host, call.clone()).await;
    assert_eq!(host.rest_calls().len(), 3);
    // A token for fewer scopes can do less.
    let mut narrow = call.clone();
    narrow["narrow"] = json!([]);
    assert_eq!(ask(&host, narrow).await["status"], 403);
    // A valid token is useless without the scope.
    host.withhold(Scope::ActAsUser);
    assert_eq!(ask(&host, call.clone()).await["status"], 403);
    host.reinstall().await.unwrap();
    host.clear_rest_calls();
    let outcome = ask(&host, call).await;
    let error = outcome["error"].as_str().unwrap();
    assert!(error.contains("unauthorized_client"), "{error}");
    assert_eq!(
        last(&host).refused,
        Some(Refusal::MissingScope(Scope::ActAsUser))
    );
    assert_eq!(host.rest_calls().len(), 1);
}

#[tokio::test]
async fn acting_as_a_user_requires_act_as_user() {
    let host = Host::jira().install(&app_with(&["ADMIN"])).await.unwrap();
    let call = json!({"method": "GET", "path": "/rest/api/3/myself", "user": "ann"});
    let outcome = ask(&host, call).await;
    assert!(
        outcome["error"]
            .as_str()
            .unwrap()
            .contains("unauthorized_client"),
        "{outcome}"
    );
}

#[tokio::test]
async fn an_assertion_must_be_the_apps_and_for_this_server() {
    let host = Host::confluence();
    let host = host.install(&app_with(&["ACT_AS_USER"])).await.unwrap();
    let server = host.key_host_url().as_str().trim_end_matches('/');
    let genuine = || {
        host.token()
            .issuer(&format!(
                "urn:atlassian:connect:clientid:{}",
                host.oauth_client_id()
            ))
            .subject("urn:atlassian:connect:useraccountid:ann")
            .claim("tnt", host.base_url().as_str())
            .claim("aud", server)
            .expires_in(60)
    };
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let ask = async |token: connect_host::tokens::TokenBuilder, scope: Option<&str>| {
        let assertion = token.build().unwrap();
        let mut form = vec![
            ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
            ("assertion", &assertion),
        ];
        form.extend(scope.map(|scope| ("scope", scope)));
        let url = format!("{server}/oauth2/token");
        let answer = http.post(url).form(&form).send().await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.json::<Value>().await.unwrap())
    };
    let (status, answer) = ask(genuine(), Some("ACT_AS_USER")).await;
    assert_eq!((status, &answer["token_type"]), (200, &json!("Bearer")));
    assert_eq!(answer["expires_in"], 900);
    let (status, answer) = ask(genuine(), Some("ADMIN")).await;
    assert_eq!((status, &answer["error"]), (400, &json!("invalid_scope")));
    for (what, token) in [
        ("another secret", genuine().hs256("guess")),
        ("expired", genuine().expires_in(-60)),
        ("too long", genuine().expires_in(600)),
        (
            "another server",
            genuine().claim("aud", "https://auth.example"),
        ),
        (
            "another site",
            genuine().claim("tnt", "https://x.atlassian.net"),
        ),
        ("no account", genuine().subject("ann")),
        (
            "another client",
            genuine().issuer("urn:atlassian:connect:clientid:x"),
        ),
    ] {
        let (status, answer) = ask(token, None).await;
        assert_eq!(status, 400, "{what}");
        assert!(
            answer["error"].as_str().unwrap().starts_with("invalid_"),
            "{what}"
        );
    }
}

#[tokio::test]
async fn each_tenant_has_its_own_data_and_users() {
    let keys = KeyHost::start().await.unwrap();
    let b = Host::jira()
        .key_host(&keys)
        .serve_rest()
        .start()
        .await
        .unwrap();
    let app = app_with(&["WRITE", "ACT_AS_USER"]).config(|config| config.dev_host(b.base_url()));
    let a = Host::jira().key_host(&keys).install(&app).await.unwrap();
    b.install(a.app().unwrap()).await.unwrap();
    a.set_property(ISSUE, "votes", 1);
    let path = format!("{ISSUE}/properties/votes");
    let call = json!({"method": "GET", "path": path, "user": "ann"});
    assert_eq!(ask(&a, call.clone()).await["ok"]["value"], 1);
    assert_eq!(ask(&b, call).await["status"], 404);
    assert_eq!((a.rest_calls().len(), b.rest_calls().len()), (2, 2));
}
