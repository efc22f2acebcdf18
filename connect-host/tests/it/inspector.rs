//! The inspector, as a browser sees it.

use std::time::Duration;

use connect_host::qsh::CanonicalRequest;
use connect_host::{Host, License, Method, RestFault, TokenFault};
use http::StatusCode;
use serde_json::{Value, json};

use crate::recording_app::App;

const ISSUE: &str = "/rest/api/3/issue/DEMO-1";

/// A host whose pages are served, with the app on it.
struct Inspected {
    app: App,
    host: Host,
    origin: String,
    http: reqwest::Client,
}

impl Inspected {
    async fn start() -> Inspected {
        let app = App::start(json!({
            "webPanels": [{
                "key": "votes", "name": {"value": "Votes"},
                "location": "atl.jira.view.issue.right.context",
                "url": "/votes?issue.key={issue.key}",
            }],
            "webhooks": [{"event": "jira:issue_created", "url": "/created"}],
        }))
        .await;
        app.describe(|descriptor| descriptor["scopes"] = json!(["WRITE", "ACT_AS_USER"]));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let host = Host::jira().base_url(&origin).start().await.unwrap();
        let pages = connect_host::browser::router(
            std::slice::from_ref(&host),
            &connect_host::browser::bridge::Bridge::plain(),
        );
        tokio::spawn(async move { axum::serve(listener, pages).await.unwrap() });
        host.install(&app.url).await.unwrap();
        Inspected {
            app,
            host,
            origin,
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
        }
    }

    async fn page(&self, path: &str) -> String {
        let answer = self.http.get(format!("{}{path}", self.origin));
        let answer = answer.send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        answer.text().await.unwrap()
    }

    /// The secret of a page, which its script sends.
    async fn session(&self) -> String {
        let page = self.page("/_host/").await;
        let (_, after) = page
            .split_once("name=\"local-session\" content=\"")
            .unwrap();
        after.split_once('"').unwrap().0.to_owned()
    }

    fn form(&self, action: &str, fields: &[(&str, &str)]) -> reqwest::RequestBuilder {
        let address = format!("{}/_host/actions/{action}", self.origin);
        self.http.post(address).form(fields)
    }

    /// Acts as the script does; the status and the message.
    async fn try_to(&self, action: &str, fields: &[(&str, &str)]) -> (StatusCode, Value) {
        let session = self.session().await;
        let answer = self.form(action, fields).header("x-local-session", session);
        let answer = answer.send().await.unwrap();
        (answer.status(), answer.json().await.unwrap())
    }

    async fn act(&self, action: &str, fields: &[(&str, &str)]) -> Value {
        let (status, answer) = self.try_to(action, fields).await;
        assert_eq!(status, 200, "{action}: {answer}");
        answer
    }

    /// The app calls the product with a token for this target.
    async fn call(&self, target: &str, hashed: &str) -> u16 {
        let hash = CanonicalRequest::of_target("GET", hashed).hash();
        let token = self.host.token().issuer("com.example.votes").qsh(hash);
        let token = token.build().unwrap();
        let call = self.http.get(format!("{}{target}", self.origin));
        let call = call.header("authorization", format!("JWT {token}"));
        call.send().await.unwrap().status().as_u16()
    }

    fn last(&self) -> u64 {
        let exchanges = self.host.journal().into_iter().map(|it| it.id);
        let calls = self.host.rest_calls().into_iter().map(|it| it.id);
        exchanges.chain(calls).max().unwrap()
    }

    async fn last_request(&self) -> String {
        self.page(&format!("/_host/requests/{}", self.last())).await
    }
}

fn holds(page: &str, texts: &[&str]) {
    for text in texts {
        assert!(page.contains(text), "{text} is not in {page}");
    }
}

#[tokio::test]
async fn requests_of_both_directions_are_listed() {
    let it = Inspected::start().await;
    it.host
        .open("votes")
        .with("issue.key", "DEMO-1")
        .await
        .unwrap();
    it.call(ISSUE, ISSUE).await;
    let list = it.page("/_host/").await;
    holds(
        &list,
        &[
            "open &quot;votes&quot;",
            "to the app",
            "to the product",
            ISSUE,
        ],
    );
    holds(&list, &["the page is of text/plain"]);
}

#[tokio::test]
async fn a_request_is_shown_with_its_token_decoded() {
    let it = Inspected::start().await;
    let page = it
        .host
        .open("votes")
        .as_user("ann")
        .with("issue.key", "DEMO-1");
    page.await.unwrap();
    let page = it.last_request().await;
    holds(
        &page,
        &["GET&amp;/votes&amp;", "&quot;sub&quot;: &quot;ann&quot;"],
    );
    holds(
        &page,
        &["verified", "It belongs to this request.", "this is /votes"],
    );
    holds(&page, &["curl -X GET", "jwt=TOKEN"]);
}

#[tokio::test]
async fn a_wrong_hash_shows_both_canonical_requests() {
    let it = Inspected::start().await;
    assert_eq!(
        it.call(ISSUE, &format!("{ISSUE}/")).await,
        200,
        "a trailing slash does not count"
    );
    assert_eq!(
        it.call(&format!("{ISSUE}?fields=summary"), ISSUE).await,
        401
    );
    let page = it.last_request().await;
    holds(
        &page,
        &[
            "GET&amp;/rest/api/3/issue/DEMO-1&amp;fields=summary",
            "<code>GET&amp;/rest/api/3/issue/DEMO-1&amp;</code>",
            "the query is left out",
            "refused",
        ],
    );
    let token = it.host.request_token("GET", "/other");
    let call = it.host.request(Method::GET, "/votes").token(token);
    call.await.unwrap();
    let page = it.last_request().await;
    holds(&page, &["GET&amp;/votes&amp;", "GET&amp;/other&amp;"]);
}

#[tokio::test]
async fn a_missing_scope_is_named_and_so_is_what_grants_the_others() {
    let it = Inspected::start().await;
    it.call(ISSUE, ISSUE).await;
    holds(
        &it.last_request().await,
        &["by <code>WRITE</code> in its descriptor"],
    );
    it.act("withhold", &[("scope", "READ")]).await;
    assert_eq!(it.call(ISSUE, ISSUE).await, 403);
    holds(
        &it.last_request().await,
        &["the app did not have", "needs READ"],
    );
    it.act("restore", &[]).await;
    assert!(it.host.withheld().is_empty());
    holds(&it.page("/_host/scopes").await, &["WRITE", "ACT_AS_USER"]);
}

#[tokio::test]
async fn an_apps_output_is_shown_as_text() {
    let it = Inspected::start().await;
    it.app.set_page("<script>alert('app')</script>");
    it.host
        .open("votes")
        .with("issue.key", "<b>x</b>")
        .await
        .unwrap();
    for page in [it.last_request().await, it.page("/_host/").await] {
        assert!(!page.contains("<script>alert"), "{page}");
        assert!(!page.contains("<b>x</b>"), "{page}");
    }
    holds(
        &it.last_request().await,
        &["&lt;script&gt;alert", "the page does not load all.js"],
    );
}

/// Whatever happened, and on every page.
#[tokio::test]
async fn no_page_shows_a_secret() {
    let it = Inspected::start().await;
    let mut secrets = vec![it.host.shared_secret()];
    it.app
        .set_page("<p>A page that prints its own address.</p>");
    let opened = it.host.open("votes").await.unwrap();
    it.app.set_page(opened.url.as_str());
    it.host.open("votes").await.unwrap();
    opened
        .endpoint(Method::POST, "/api")
        .json(&json!({"secret": secrets[0]}))
        .await
        .unwrap();
    it.host.fire("jira:issue_created").await.unwrap();
    it.call(ISSUE, ISSUE).await;

    let server = it.host.key_host_url().as_str().trim_end_matches('/');
    let client = format!(
        "urn:atlassian:connect:clientid:{}",
        it.host.oauth_client_id()
    );
    let assertion = it.host.token().issuer(&client);
    let assertion = assertion
        .subject("urn:atlassian:connect:useraccountid:ann")
        .claim("tnt", it.origin.as_str())
        .claim("aud", server)
        .expires_in(60)
        .build()
        .unwrap();
    let form = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
        ("assertion", &assertion),
    ];
    let granted = it.http.post(format!("{server}/oauth2/token")).form(&form);
    let granted: Value = granted.send().await.unwrap().json().await.unwrap();
    let access = granted["access_token"].as_str().unwrap().to_owned();
    let as_user = it.http.get(format!("{}{ISSUE}", it.origin));
    let as_user = as_user.header("authorization", format!("Bearer {access}"));
    as_user.send().await.unwrap();
    secrets.push(access);
    secrets.push(assertion.rsplit('.').next().unwrap().to_owned());

    it.host.reinstall().await.unwrap();
    secrets.push(it.host.shared_secret());
    for path in ["/installed", "/enabled", "/votes", "/created", "/api"] {
        for received in it.app.received(path) {
            let token = received.token();
            secrets.push(token.rsplit('.').next().unwrap().to_owned());
        }
    }
    assert!(secrets.len() > 8 && secrets.iter().all(|secret| secret.len() > 16));

    let mut paths = [
        "", "webhooks", "bridge", "jobs", "app", "scopes", "settings",
    ]
    .map(|page| format!("/_host/{page}"))
    .to_vec();
    let last = it.last();
    let ids = it.host.journal().into_iter().map(|it| it.id);
    let ids = ids.chain(it.host.rest_calls().into_iter().map(|it| it.id));
    paths.extend(ids.map(|id| format!("/_host/requests/{id}")));
    assert!(paths.contains(&format!("/_host/requests/{last}")));
    for path in paths {
        let page = it.page(&path).await;
        for secret in &secrets {
            assert!(!page.contains(secret.as_str()), "{path} shows {secret}");
        }
    }
}

#[tokio::test]
async fn a_new_request_is_reported_at_once() {
    let it = Inspected::start().await;
    let mut events = it
        .http
        .get(format!("{}/_host/live", it.origin))
        .send()
        .await
        .unwrap();
    assert_eq!(events.headers()["content-type"], "text/event-stream");
    it.host.open("votes").await.unwrap();
    let mut received = String::new();
    while !received.contains("\n\n") {
        let chunk = tokio::time::timeout(Duration::from_secs(10), events.chunk());
        received += std::str::from_utf8(&chunk.await.unwrap().unwrap().unwrap()).unwrap();
    }
    let data = received
        .lines()
        .find_map(|line| line.strip_prefix("data: "))
        .unwrap();
    assert!(received.contains("event: entry"), "{received}");
    let entry: Value = serde_json::from_str(data).unwrap();
    assert_eq!(entry["id"], it.last());
    assert!(entry["row"].as_str().unwrap().starts_with("<tr"));
}

#[tokio::test]
async fn only_the_hosts_own_pages_on_this_machine_can_change_anything() {
    let it = Inspected::start().await;
    let session = it.session().await;
    let status = async |request: reqwest::RequestBuilder| request.send().await.unwrap().status();
    let disable = || it.form("disable", &[]);
    assert_eq!(status(disable()).await, 403);
    let wrong = disable().header("x-local-session", "guess");
    assert_eq!(status(wrong).await, 403);
    for foreign in ["http://evil.example", "null", "http://127.0.0.1:1"] {
        let foreign = disable()
            .header("x-local-session", &session)
            .header("origin", foreign);
        assert_eq!(status(foreign).await, 403);
    }
    // A name that someone else gave to this machine's address.
    let renamed = it.http.get(format!("{}/_host/", it.origin));
    assert_eq!(status(renamed.header("host", "evil.example")).await, 403);
    assert!(it.app.received("/disabled").is_empty());
    let own = disable()
        .header("x-local-session", &session)
        .header("origin", &it.origin);
    assert_eq!(status(own).await, 200);
    assert_eq!(it.app.received("/disabled").len(), 1);
}

#[tokio::test]
async fn a_request_is_sent_again() {
    let it = Inspected::start().await;
    it.host.open("votes").await.unwrap();
    let id = it.last().to_string();
    let answer = it.act("replay", &[("id", &id)]).await;
    assert_eq!(answer["message"], "Sent again: 200 OK");
    let page = answer["page"].as_str().unwrap();
    holds(&it.page(page).await, &["open &quot;votes&quot;"]);
    it.act("replay", &[("id", &id), ("same_token", "true")])
        .await;
    let received = it.app.received("/votes");
    assert_eq!(received.len(), 3);
    assert_eq!(received[0].uri, received[2].uri);
    let (status, answer) = it.try_to("replay", &[("id", "0")]).await;
    assert_eq!(status, 409);
    holds(answer["message"].as_str().unwrap(), &["last thousand"]);
}

#[tokio::test]
async fn a_pages_calls_of_the_bridge_are_listed() {
    let it = Inspected::start().await;
    holds(
        &it.page("/_host/bridge").await,
        &["has called anything yet"],
    );
    let report = json!({"product": "jira", "calls": [{
        "module": "votes", "call": "AP.dialog.create", "arguments": "[{\"key\": \"<dialog>\"}]",
    }]});
    let reported = it.http.post(format!("{}/_host/bridge-calls", it.origin));
    let reported = reported.header("x-local-session", it.session().await);
    let reported = reported.json(&report).send().await.unwrap();
    assert_eq!(reported.status(), 204);
    let page = it.page("/_host/bridge").await;
    holds(&page, &["AP.dialog.create", "&lt;dialog&gt;", "votes"]);
}

#[tokio::test]
async fn a_webhook_is_sent_with_a_custom_payload() {
    let it = Inspected::start().await;
    let page = it.page("/_host/webhooks?event=jira:issue_created").await;
    holds(
        &page,
        &[
            "&quot;webhookEvent&quot;: &quot;jira:issue_created&quot;",
            "None yet.",
        ],
    );
    let event = ("event", "jira:issue_created");
    let answer = it
        .act("fire", &[event, ("payload", "{\"own\": true}")])
        .await;
    assert_eq!(answer["message"], "Sent jira:issue_created: 200 OK");
    assert_eq!(it.app.last("/created").json(), json!({"own": true}));
    it.act("fire", &[event]).await;
    assert_eq!(it.app.last("/created").json()["issue"]["key"], "DEMO-1");
    assert_eq!(it.try_to("fire", &[event, ("payload", "{")]).await.0, 400);
    assert_eq!(
        it.try_to("fire", &[("event", "comment_created")]).await.0,
        409
    );
    it.app.answer("/created", 503);
    it.act("fire", &[event]).await;
    let id = it.last().to_string();
    it.act("replay", &[("id", &id), ("repetition", "true")])
        .await;
    let [.., failed, again] = &it.app.received("/created")[..] else {
        panic!("two expected");
    };
    let header = "x-atlassian-webhook-identifier";
    assert_eq!(failed.header(header), again.header(header));
    assert_eq!(again.header("x-atlassian-webhook-retry"), Some("1"));
    let page = it.page("/_host/webhooks").await;
    holds(&page, &["503", "the answer is 503", "repetition 1"]);
    let page = it.page("/_host/webhooks?event=page_created").await;
    holds(&page, &["does not listen to"]);
}

#[tokio::test]
async fn the_sites_settings_can_be_changed() {
    let it = Inspected::start().await;
    it.act("user", &[("user", "ann")]).await;
    assert_eq!(it.host.usual_user().as_deref(), Some("ann"));
    it.act("user", &[("user", "")]).await;
    assert_eq!(it.host.usual_user(), None);
    it.act("license", &[("license", "expired")]).await;
    assert_eq!(it.host.license(), License::Expired);
    assert_eq!(it.try_to("license", &[("license", "x")]).await.0, 400);
    let before = it.host.clock().now();
    it.act("clock", &[("seconds", "3600")]).await;
    assert!(it.host.clock().now() >= before + 3600);
    it.act("clock", &[("seconds", "-3600")]).await;
    assert!(it.host.clock().now() < before + 3600);
    let far = i64::MIN.to_string();
    assert_eq!(it.try_to("clock", &[("seconds", &far)]).await.0, 400);
    holds(&it.page("/_host/settings").await, &["expired"]);
}

#[tokio::test]
async fn the_app_goes_through_its_lifecycle() {
    let it = Inspected::start().await;
    let secret = it.host.shared_secret();
    for (action, path) in [
        ("reinstall", "/installed"),
        ("disable", "/disabled"),
        ("enable", "/enabled"),
        ("uninstall", "/uninstalled"),
        ("install", "/installed"),
    ] {
        let before = it.app.received(path).len();
        it.act(action, &[]).await;
        assert_eq!(it.app.received(path).len(), before + 1, "{action}");
    }
    assert_ne!(it.host.shared_secret(), secret);
    holds(
        &it.page("/_host/app").await,
        &["enabled", "com.example.votes"],
    );
    // An app that refuses says why.
    it.app.answer("/installed", 500);
    let (status, answer) = it.try_to("reinstall", &[]).await;
    assert_eq!(status, 409);
    holds(answer["message"].as_str().unwrap(), &["installed", "500"]);
}

#[tokio::test]
async fn faults_are_set_and_cleared() {
    let it = Inspected::start().await;
    let fields = [
        ("latency", "20"),
        ("rest", "rate-limit"),
        ("number", "7"),
        ("tokens", "forged"),
        ("app_unreachable", "true"),
    ];
    it.act("faults", &fields).await;
    let now = it.host.faults().current();
    assert_eq!(now.latency, Duration::from_millis(20));
    let wait = Duration::from_secs(7);
    assert_eq!(now.rest, Some(RestFault::RateLimited { retry_after: wait }));
    assert_eq!(now.tokens, Some(TokenFault::Forged));
    assert!(now.app_unreachable);
    assert_eq!(it.call(ISSUE, ISSUE).await, 429);
    holds(
        &it.last_request().await,
        &["a fault on purpose", "retry-after: 7"],
    );
    it.act("clear-faults", &[]).await;
    assert_eq!(it.host.faults().current(), Default::default());
    let wrong = [("rest", "status"), ("number", "7")];
    assert_eq!(it.try_to("faults", &wrong).await.0, 400);
}

#[tokio::test]
async fn another_tenant_has_a_secret_and_an_api_of_its_own() {
    let it = Inspected::start().await;
    let answer = it.act("tenant", &[]).await;
    let page = answer["page"].as_str().unwrap().to_owned();
    let received = it.app.received("/installed");
    assert_eq!(received.len(), 2);
    let [first, second] = [0, 1].map(|at| received[at].json());
    for field in ["clientKey", "sharedSecret", "baseUrl", "oauthClientId"] {
        assert_ne!(first[field], second[field], "{field}");
    }
    let base = second["baseUrl"].as_str().unwrap();
    assert!(base.starts_with(&it.origin), "{base}");
    // Its REST API accepts only its own secret.
    let key = second["clientKey"].as_str().unwrap();
    let hash = CanonicalRequest::of_target("GET", ISSUE).hash();
    let call = async |secret: &Value| {
        let token = it.host.token().issuer("com.example.votes").qsh(&hash);
        let token = token.hs256(secret.as_str().unwrap()).build().unwrap();
        let call = it.http.get(format!("{base}{ISSUE}"));
        let call = call.header("authorization", format!("JWT {token}"));
        call.send().await.unwrap().status().as_u16()
    };
    assert_eq!(call(&second["sharedSecret"]).await, 200);
    assert_eq!(call(&first["sharedSecret"]).await, 401);
    // Each has its own pages.
    holds(&it.page(&page).await, &[key, "Add a tenant"]);
    let of_second = it.page(&format!("/_host/?host={key}")).await;
    holds(&of_second, &[ISSUE]);
    let module = it.page(&format!("/_host/modules/votes?host={key}")).await;
    holds(&module, &["<iframe", "/votes?issue.key=DEMO-1"]);
    let of_first = it.page("/_host/").await;
    assert!(!of_first.contains(ISSUE), "{of_first}");
    let session = it.session().await;
    let gone = it
        .http
        .post(format!("{}/_host/actions/uninstall?host={key}", it.origin));
    let gone = gone
        .header("x-local-session", session)
        .send()
        .await
        .unwrap();
    assert_eq!(gone.status(), 200);
    assert!(it.host.is_installed());
}

#[tokio::test]
async fn the_host_does_not_make_up_what_it_was_not_given() {
    let it = Inspected::start().await;
    holds(
        &it.page("/_host/jobs").await,
        &["The queue is the app's own"],
    );
    holds(&it.page("/_host/scopes").await, &["nothing is known"]);
    it.host
        .set_job_report(async || Ok("ready 3, <dead> 1".to_owned()));
    holds(&it.page("/_host/jobs").await, &["ready 3, &lt;dead&gt; 1"]);
    it.host
        .set_job_report(async || Err("it has gone".to_owned()));
    holds(&it.page("/_host/jobs").await, &["it has gone"]);
}
