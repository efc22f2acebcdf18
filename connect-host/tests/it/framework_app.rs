//! An app of this framework under the host: it is installed, opened, called and sent webhooks.

use axum::Json;
use connect_host::requests::Verdict;
use connect_host::{AppServers, Clock, Host, HostError, HostProduct, KeyAnswer, KeyHost, Method};
use connect_model::Origin;
use connect_model::declaration::{Declaration, Route};
use connect_runtime::__private_0_1_0::{ErasedCall, HandlerCall, ResponseFuture, bind, respond};
use connect_runtime::extract::{Event, User};
use connect_runtime::tenants::{MemoryStore, Tenant};
use connect_runtime::{App, Page, Running};
use serde_json::{Value, json};

use crate::declared_app::{self, endpoint};

fn votes(call: ErasedCall) -> ResponseFuture {
    Box::pin(async move {
        let mut call: HandlerCall<()> = bind(call)?;
        let issue: Option<String> = call.context("issue.key")?;
        let user = call.part::<Option<User>>().await?;
        let tenant = call.part::<Tenant>().await?;
        let who = user.as_ref().map_or("anonymous", User::account_id);
        respond(Page::new("Votes").body(format!("[{issue:?} {who} {}]", tenant.client_key())))
    })
}

fn vote(call: ErasedCall) -> ResponseFuture {
    Box::pin(async move {
        let mut call: HandlerCall<()> = bind(call)?;
        let user = call.part::<User>().await?;
        let Json(vote) = call.last::<Json<Value>, _>().await?;
        respond(Json(json!({"by": user.account_id(), "vote": vote})))
    })
}

fn greet(call: ErasedCall) -> ResponseFuture {
    Box::pin(async move {
        let mut call: HandlerCall<()> = bind(call)?;
        let event = call.last::<Event<Value>, _>().await?;
        respond(match event["issue"]["key"].as_str() {
            Some(_) => http::StatusCode::NO_CONTENT,
            None => http::StatusCode::BAD_REQUEST,
        })
    })
}

fn app() -> App {
    let panel = Declaration::module(
        "webPanels",
        "votes",
        r#"{"key":"votes","name":{"value":"Votes"},"location":"atl.jira.view.issue.right.context","url":"/votes?issue.key={issue.key}"}"#,
        Some(Route::iframe("/votes")),
        Origin::new(file!(), 1, 1),
    );
    let webhook = Declaration::module(
        "webhooks",
        "greet",
        r#"{"event":"jira:issue_created","url":"/webhooks/greet?key={issue.key}"}"#,
        Some(Route::callback("/webhooks/greet")),
        Origin::new(file!(), 2, 1),
    );
    let properties = json!({
        "key": "com.example.votes", "name": "Votes",
        "vendor": {"name": "Example", "url": "https://example.com"},
        "forge": "native",
    });
    declared_app::app(
        &properties,
        vec![
            (panel, votes),
            (webhook, greet),
            (endpoint("vote", "/api/vote", 3), vote),
        ],
    )
}

#[tokio::test]
async fn a_page_can_be_framed_at_every_address_of_the_product() {
    let host = Host::jira()
        .base_url("https://acme.atlassian.net")
        .display_url("https://issues.acme.example")
        .help_center_url("https://support.acme.example")
        .install(&app())
        .await
        .unwrap();
    let page = host.open("votes").await.unwrap();
    // There is also the policy for what the page may run.
    let policies = page.headers.get_all("content-security-policy").iter();
    let mut policies = policies.map(|policy| policy.to_str().unwrap());
    let policy = policies
        .find(|it| it.starts_with("frame-ancestors "))
        .unwrap();
    for address in [
        "https://acme.atlassian.net",
        "https://issues.acme.example",
        "https://support.acme.example",
    ] {
        assert!(policy.contains(address), "{policy}");
    }
    assert_eq!(page.frame_refusal(), None);
}

#[tokio::test]
async fn an_app_is_installed_opened_called_and_sent_webhooks() {
    let host = Host::jira().install(&app()).await.unwrap();
    assert_eq!(host.warnings(), []);
    assert_eq!(host.product(), HostProduct::Jira);
    assert_eq!(
        host.descriptor().unwrap().key.as_deref(),
        Some("com.example.votes")
    );

    let page = host
        .open("votes")
        .as_user("ann")
        .with("issue.key", "A B+ä😀-1")
        .await
        .unwrap();
    assert_eq!(page.verdict(), Verdict::Accepted, "{page:?}");
    let expected = format!("[Some(&quot;A B+ä😀-1&quot;) ann {}]", host.client_key());
    assert!(page.body.contains(&expected), "{}", page.body);
    assert_eq!(page.frame_refusal(), None);
    let anonymous = host.open("votes").anonymous().await.unwrap();
    assert!(
        anonymous.body.contains("[None anonymous"),
        "{}",
        anonymous.body
    );

    let answer = page
        .endpoint(Method::POST, "/api/vote")
        .json(&json!({"up": true}))
        .await
        .unwrap();
    assert_eq!(
        answer.json::<Value>().unwrap(),
        json!({"by": "ann", "vote": {"up": true}})
    );

    let deliveries = host
        .fire("jira:issue_created")
        .until_handled()
        .await
        .unwrap();
    assert_eq!(deliveries[0].status, 204);
    assert_eq!(deliveries[0].handled, Some(Ok(())));
    // Recognised, and not handled again.
    let again = deliveries[0].redeliver().await.unwrap();
    assert_eq!((again.status.as_u16(), again.handled), (204, Some(Ok(()))));

    let journal = host.journal();
    let refused: Vec<_> = journal
        .iter()
        .filter(|e| !e.status.is_some_and(|s| s.is_success()))
        .collect();
    assert!(refused.is_empty(), "{refused:?}");
}

#[tokio::test]
async fn the_secret_rotates_and_ends_with_the_installation() {
    let host = Host::jira().install(&app()).await.unwrap();
    let old = host.token().qsh("context-qsh");
    host.reinstall().await.unwrap();
    let call = |host: &Host| host.endpoint(Method::POST, "/api/vote").json(&json!(1));
    assert_eq!(
        call(&host).token(old).await.unwrap().verdict(),
        Verdict::Refused
    );
    assert_eq!(call(&host).await.unwrap().verdict(), Verdict::Accepted);

    let url = host.open("votes").page_url().unwrap();
    host.disable().await.unwrap();
    host.enable().await.unwrap();
    host.uninstall().await.unwrap();
    let gone = reqwest::get(url).await.unwrap();
    assert_eq!(gone.status(), 401);
    host.reinstall().await.unwrap();
    assert_eq!(host.open("votes").await.unwrap().status, 200);
}

#[tokio::test]
async fn forged_tokens_are_refused() {
    let host = Host::jira().install(&app()).await.unwrap();
    let target = "/votes?issue.key=A-1";
    let genuine = || host.request_token("GET", target);
    let send = async |token| {
        host.request(Method::GET, target)
            .token(token)
            .await
            .unwrap()
            .status
    };
    assert_eq!(send(genuine()).await, 200);
    let pem = host.key_host().key().public_pem();
    for (what, token) in [
        ("another secret", genuine().hs256("guess")),
        ("no signature", genuine().unsigned()),
        ("a public key as a secret", genuine().hs256(pem)),
        (
            "RS256",
            genuine()
                .rs256(host.key_host().key())
                .key_id(host.key_host().kid()),
        ),
        ("context-qsh", host.context_token()),
        ("no qsh", genuine().without("qsh")),
        ("expired", genuine().expires_in(-3600)),
        ("no exp", genuine().without("exp")),
        ("exp as text", genuine().claim("exp", "later")),
        ("another path", host.request_token("GET", "/other")),
        ("another method", host.request_token("POST", target)),
        ("a list as payload", genuine().raw_payload("[]")),
    ] {
        assert_eq!(send(token).await, 401, "{what}");
    }
}

#[tokio::test]
async fn a_host_whose_clock_is_wrong_is_refused() {
    let clock = Clock::system();
    let host = Host::jira().clock(&clock).install(&app()).await.unwrap();
    clock.rewind(std::time::Duration::from_secs(3600));
    assert_eq!(
        host.open("votes").await.unwrap().verdict(),
        Verdict::Refused
    );
}

#[tokio::test]
async fn several_sites_share_one_running_app() {
    let keys = KeyHost::start().await.unwrap();
    let a = Host::jira().key_host(&keys).install(&app()).await.unwrap();
    let b = Host::jira()
        .key_host(&keys)
        .install(a.app().unwrap())
        .await
        .unwrap();
    let running = a.app().unwrap();
    let running: &Running = running.running().unwrap();
    for host in [&a, &b] {
        assert!(
            running
                .tenants()
                .active(host.client_key())
                .await
                .unwrap()
                .is_some()
        );
        assert!(
            host.open("votes")
                .await
                .unwrap()
                .body
                .contains(host.client_key())
        );
    }
    // B's secret in A's name.
    let forged = a.context_token().hs256(b.shared_secret());
    let answer = a
        .endpoint(Method::POST, "/api/vote")
        .json(&json!(1))
        .token(forged)
        .await
        .unwrap();
    assert_eq!(answer.status, 401);
}

#[tokio::test]
async fn a_host_on_loopback_is_trusted_by_the_app_it_installs() {
    let host = Host::jira()
        .base_url("http://127.0.0.1:4000")
        .install(&app())
        .await
        .unwrap();
    let page = host.open("votes").await.unwrap();
    assert_eq!(page.status, 200);
    assert_eq!(page.frame_refusal(), None);
}

#[tokio::test]
async fn a_broken_key_host_fails_the_installation() {
    let keys = KeyHost::start().await.unwrap();
    keys.answer_everything(Some(KeyAnswer::status(500)));
    let error = Host::jira()
        .key_host(&keys)
        .install(&app())
        .await
        .unwrap_err();
    let HostError::LifecycleFailed { event, status, .. } = error else {
        panic!("{error}")
    };
    assert_eq!((event.as_str(), status.as_u16()), ("installed", 503));
}

#[tokio::test]
async fn an_app_that_is_already_running_is_installed_at_its_address() {
    let keys = KeyHost::start().await.unwrap();
    let running = app()
        .config(|config| config.key_host(keys.url().clone()))
        .spawn()
        .await
        .unwrap();
    let host = Host::jira()
        .key_host(&keys)
        .install(&running)
        .await
        .unwrap();
    assert_eq!(host.open("votes").await.unwrap().status, 200);
    drop(host);
    let again = Host::jira().key_host(&keys).start().await.unwrap();
    again
        .install_url(running.base_url().as_str())
        .await
        .unwrap();
}

/// Each server has a cache of its own.
#[tokio::test]
async fn each_server_of_an_app_knows_what_another_was_sent() {
    // readme: servers
    let servers = AppServers::new(app().store(MemoryStore::new()), 3);
    servers.choose(0);
    let host = Host::jira().install(&servers).await.unwrap();
    // readme: end
    let open = async |server: usize| {
        servers.choose(server);
        host.open("votes").with("issue.key", "A-1").await.unwrap()
    };
    for server in 0..3 {
        assert_eq!(open(server).await.verdict(), Verdict::Accepted, "{server}");
    }
    // A new secret, which is sent to the first one, and which the others have to notice.
    servers.choose(0);
    host.reinstall().await.unwrap();
    for server in [2, 1, 0] {
        assert_eq!(open(server).await.verdict(), Verdict::Accepted, "{server}");
    }
    servers.choose_all();
    for _ in 0..6 {
        let delivered = host.fire("jira:issue_created").until_handled().await;
        assert_eq!(delivered.unwrap()[0].handled, Some(Ok(())));
    }
    servers.choose(1);
    host.uninstall().await.unwrap();
}

/// On Forge each server has to know the installation that another one has recorded.
#[tokio::test]
async fn several_servers_of_an_app_act_as_one_on_forge_too() {
    let servers = AppServers::new(app().store(MemoryStore::new()), 3);
    servers.choose(0);
    let host = Host::forge().install(&servers).await.unwrap();
    assert_eq!(host.product(), HostProduct::Jira);
    for server in [2, 1, 0] {
        servers.choose(server);
        let page = host.open("votes").as_user("ann").with("issue.key", "A-1");
        let page = page.await.unwrap();
        assert_eq!(page.status, 200, "{server}: {}", page.body);
        assert!(
            page.body.contains("[Some(&quot;A-1&quot;) ann"),
            "{server}: {}",
            page.body
        );
        assert!(
            page.body.contains(host.client_key()),
            "{server}: {}",
            page.body
        );
    }
    servers.choose_all();
    for _ in 0..3 {
        let delivered = host.fire("jira:issue_created").until_handled().await;
        assert_eq!(delivered.unwrap()[0].handled, Some(Ok(())));
    }
    servers.choose(1);
    host.uninstall().await.unwrap();
}
