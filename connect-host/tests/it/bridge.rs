//! The bridge's endpoints, without a browser.

use std::future::IntoFuture as _;

use connect_host::browser::bridge::Bridge;
use connect_host::browser::router;
use connect_host::{Host, HostBuilder, Method};
use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use super::recording_app::App;

/// A product with pages, at an origin of its own.
struct Pages {
    origin: String,
    host: Host,
    app: App,
    /// A page's secret.
    session: String,
    client: reqwest::Client,
    serving: JoinHandle<std::io::Result<()>>,
}

impl Drop for Pages {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Pages {
    async fn start() -> Pages {
        let app = App::start(json!({
            "webPanels": [{
                "key": "votes", "name": {"value": "Votes"}, "url": "/votes?issue={issue.key}",
                "location": "atl.jira.view.issue.right.context",
            }],
            "generalPages": [{"key": "about", "name": {"value": "About"}, "url": "/about"}],
            "webItems": [{
                "key": "link", "name": {"value": "Link"}, "url": "https://example.com",
                "location": "system.top.navigation.bar",
            }],
            "dialogs": [{"key": "ballot", "url": "/ballot", "options": {
                "header": {"value": "</script><b>"}, "size": "small",
            }}],
        }))
        .await;
        Pages::with(app, Host::jira().user("557058:ann")).await
    }

    async fn with(app: App, builder: HostBuilder) -> Pages {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let host = builder.base_url(&origin).start().await.unwrap();
        host.install(&*app.url).await.unwrap();
        let pages = router(std::slice::from_ref(&host), &Bridge::plain());
        let serving = tokio::spawn(axum::serve(listener, pages).into_future());
        let client = reqwest::Client::builder().no_proxy();
        let client = client.redirect(reqwest::redirect::Policy::none());
        let mut pages = Pages {
            origin,
            host,
            app,
            session: String::new(),
            client: client.build().unwrap(),
            serving,
        };
        let page = pages.get("/modules/votes").send().await.unwrap();
        let page = page.text().await.unwrap();
        let (_, rest) = page.split_once("local-session\" content=\"").unwrap();
        pages.session = rest.split_once('"').unwrap().0.to_owned();
        pages
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.origin))
    }

    fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        let request = self.client.post(format!("{}{path}", self.origin));
        request.header("x-local-session", &self.session).json(body)
    }

    async fn frame(&self, wanted: &Value) -> (StatusCode, Value) {
        let answer = self.post("/_host/frame", wanted).send().await.unwrap();
        (answer.status(), answer.json().await.unwrap())
    }
}

fn votes() -> Value {
    json!({"product": "jira", "key": "votes", "context": {"issue.key": "DEMO-1", "issue.id": 7}})
}

#[tokio::test]
async fn a_frame_has_a_signed_url_and_the_options_of_the_bridge() {
    let pages = Pages::start().await;
    let (status, frame) = pages.frame(&votes()).await;
    assert_eq!(status, 200, "{frame}");
    assert_eq!(
        (&frame["addon_key"], &frame["key"]),
        (&json!("com.example.votes"), &json!("votes"))
    );
    let url = frame["url"].as_str().unwrap();
    assert!(
        url.contains("/votes?issue=DEMO-1&xdm_e=") && url.contains("&jwt="),
        "{url}"
    );
    let options = &frame["options"];
    let context = json!({"jira": {"issue": {"key": "DEMO-1", "id": "7"}}});
    for (name, value) in [
        ("isFullPage", json!(false)),
        ("autoresize", json!(true)),
        ("moduleType", json!("webPanels")),
        ("moduleLocation", json!("atl.jira.view.issue.right.context")),
        ("hostOrigin", json!(pages.origin)),
        ("origin", json!(pages.app.url)),
        (
            "productContext",
            json!({"issue.key": "DEMO-1", "issue.id": 7}),
        ),
        ("structuredContext", context),
    ] {
        assert_eq!(options[name], value, "{name}");
    }
    let token = options["contextJwt"].as_str().unwrap();
    assert_eq!(token.split('.').count(), 3);

    let about = json!({"product": "jira", "key": "about"});
    assert_eq!(pages.frame(&about).await.1["options"]["isFullPage"], true);
}

#[tokio::test]
async fn a_frame_that_cannot_be_shown_is_refused_with_the_reason() {
    let pages = Pages::start().await;
    let refused = async |key: &str| {
        let (status, answer) = pages.frame(&json!({"product": "jira", "key": key})).await;
        (
            status.as_u16(),
            answer["error"].as_str().unwrap().to_owned(),
        )
    };
    let unknown = refused("vots").await;
    assert_eq!(
        unknown,
        (
            404,
            "unknown module \"vots\"; did you mean \"votes\"?".to_owned()
        )
    );
    let (status, reason) = refused("link").await;
    assert!(
        status == 409 && reason.contains("plain link"),
        "{status} {reason}"
    );
    pages.host.disable().await.unwrap();
    assert_eq!(refused("votes").await.0, 409);
    pages.host.uninstall().await.unwrap();
    assert_eq!(refused("votes").await.0, 409);
    let other = json!({"product": "confluence", "key": "votes"});
    assert_eq!(pages.frame(&other).await.0, 404);
}

/// Neither a page of another site, which can't know the secret, nor one of another origin that does.
#[tokio::test]
async fn only_the_products_own_pages_are_answered() {
    let pages = Pages::start().await;
    for path in ["/_host/frame", "/_host/bridge-calls"] {
        let url = format!("{}{path}", pages.origin);
        let body = json!({"product": "jira", "key": "votes", "calls": []});
        let bare = pages.client.post(&url).json(&body);
        let guessed = pages
            .client
            .post(&url)
            .json(&body)
            .header("x-local-session", "guess");
        let foreign = pages
            .post(path, &body)
            .header("origin", "http://evil.example");
        for (request, what) in [(bare, "bare"), (guessed, "guessed"), (foreign, "foreign")] {
            assert_eq!(request.send().await.unwrap().status(), 403, "{path} {what}");
        }
        let own = pages.post(path, &body).header("origin", &pages.origin);
        assert!(own.send().await.unwrap().status() != 403, "{path}");
    }
}

/// `AP.request`: as the user, through the app, with the app's scopes and without ACT_AS_USER.
#[tokio::test]
async fn the_rest_api_is_open_to_the_products_pages_and_through_them_to_the_apps() {
    let pages = Pages::start().await;
    let myself = pages.host.rest(Method::GET, "/rest/api/3/myself").unwrap();
    myself.answer_json(json!({"accountId": "557058:ann"}));
    let property = "/rest/api/3/issue/DEMO-1/properties/votes";
    let url = |path: &str| format!("{}{path}", pages.origin);
    let ask = |method: Method, path: &str, app: Option<&str>| {
        let request = pages
            .client
            .request(method, url(path))
            .json(&json!({"up": 1}));
        let request = request.header("x-local-session", &pages.session);
        match app {
            Some(app) => request.header("ap-client-key", app),
            None => request,
        }
    };
    let app = Some("com.example.votes");
    let get = |app| {
        pages
            .client
            .get(url("/rest/api/3/myself"))
            .header("x-local-session", &pages.session)
            .header("ap-client-key", app)
    };
    assert_eq!(get("com.example.votes").send().await.unwrap().status(), 200);
    let last = pages.host.rest_calls().pop().unwrap();
    assert_eq!(last.user.as_deref(), Some("557058:ann"));
    // The app may only read; the user may write.
    assert_eq!(
        ask(Method::PUT, property, app)
            .send()
            .await
            .unwrap()
            .status(),
        403
    );
    assert_eq!(
        ask(Method::PUT, property, None)
            .send()
            .await
            .unwrap()
            .status(),
        201
    );
    // An app that is not installed, a wrong secret, another origin.
    assert_eq!(get("com.example.other").send().await.unwrap().status(), 403);
    let guessed = pages
        .client
        .get(url("/rest/api/3/myself"))
        .header("x-local-session", "guess");
    assert_eq!(guessed.send().await.unwrap().status(), 401);
    let foreign = get("com.example.votes").header("origin", "http://evil.example");
    assert_eq!(foreign.send().await.unwrap().status(), 401);
    pages.host.disable().await.unwrap();
    assert_eq!(get("com.example.votes").send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn calls_are_kept_in_a_journal_of_limited_size() {
    let pages = Pages::start().await;
    let call = json!({"module": "votes", "call": "AP.resize", "arguments": "é".repeat(3000)});
    let calls: Vec<Value> = std::iter::repeat_n(call, 600).collect();
    for _ in 0..3 {
        let report = json!({"product": "jira", "calls": &calls[..50]});
        let sent = pages
            .post("/_host/bridge-calls", &report)
            .send()
            .await
            .unwrap();
        assert_eq!(sent.status(), 413, "more than a page may report");
        let report = json!({"product": "jira", "calls": &calls[..30]});
        let sent = pages
            .post("/_host/bridge-calls", &report)
            .send()
            .await
            .unwrap();
        assert_eq!(sent.status(), 204);
    }
    let kept = pages.host.bridge_calls();
    assert_eq!(kept.len(), 90);
    let [first, ..] = &kept[..] else { panic!() };
    assert_eq!(
        (&*first.module, &*first.call, first.missing),
        ("votes", "AP.resize", false)
    );
    assert_eq!(first.arguments.chars().count(), 2001, "cut");
    assert_eq!(first.user.as_deref(), Some("557058:ann"));
}

#[tokio::test]
async fn scripts_are_revalidated_and_sent_only_if_they_changed() {
    let pages = Pages::start().await;
    let script = pages.get("/atlassian-connect/all.js").send().await.unwrap();
    let headers = script.headers().clone();
    assert_eq!(script.status(), 200);
    assert_eq!(headers["content-type"], "text/javascript; charset=utf-8");
    assert_eq!(headers["cache-control"], "no-cache");
    let again = pages.get("/atlassian-connect/all.js");
    let again = again
        .header("if-none-match", &headers["etag"])
        .send()
        .await
        .unwrap();
    assert_eq!(
        (again.status(), again.text().await.unwrap().len()),
        (StatusCode::NOT_MODIFIED, 0)
    );
    let other = pages
        .get("/atlassian-connect/all.js")
        .header("if-none-match", "\"other\"");
    assert_eq!(other.send().await.unwrap().status(), 200);
    for path in ["/atlassian-connect/none.css", "/_host/bridge/none.js"] {
        assert_eq!(
            pages.get(path).send().await.unwrap().status(),
            404,
            "{path}"
        );
    }
}

/// The descriptor's text is in the page as data that can't close its element.
#[tokio::test]
async fn a_pages_embedded_data_cannot_break_out_of_it() {
    let pages = Pages::start().await;
    let page = pages
        .get("/modules/votes")
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(!page.contains("</script><b>"), "{page}");
    let (_, facts) = page.split_once("type=\"application/json\">").unwrap();
    let facts: Value = serde_json::from_str(facts.split_once("</script>").unwrap().0).unwrap();
    assert_eq!(
        facts["dialogs"]["ballot"],
        json!({"header": "</script><b>", "size": "small"})
    );
    assert_eq!(
        (&facts["appKey"], &facts["product"]),
        (&json!("com.example.votes"), &json!("jira"))
    );
    // The page contains no secret but its own.
    assert!(!page.contains(&pages.host.shared_secret()));
}

#[tokio::test]
async fn only_a_person_is_redirected_to_the_origin_that_the_app_knows() {
    let pages = Pages::start().await;
    let other = |accept: &'static str| {
        let request = pages.get("/modules/votes?a=b");
        request
            .header("host", "elsewhere.example")
            .header("accept", accept)
    };
    let person = other("text/html,*/*").send().await.unwrap();
    assert_eq!(person.status(), 307);
    assert_eq!(
        person.headers()["location"],
        format!("{}/modules/votes?a=b", pages.origin)
    );
    assert_eq!(other("*/*").send().await.unwrap().status(), 200);
}
