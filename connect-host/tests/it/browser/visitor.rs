//! A user with a browser, and the site that they visit.

use std::collections::BTreeMap;

use connect_host::browser::bridge::Bridge;
use connect_host::{Host, HostBuilder};
use scraper::{ElementRef, Html, Selector};
use serde_json::{Value, json};

use crate::recording_app::App;

/// A user who visits pages in one session.
pub(crate) struct Visitor {
    pub(crate) origin: String,
    pub(crate) host: Host,
    pub(crate) app: App,
    client: reqwest::Client,
    cookie: String,
}

/// One page.
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) html: Html,
    pub(crate) text: String,
}

/// A module's name.
pub(crate) fn name(text: &str) -> Value {
    json!({ "value": text })
}

/// A visitor of a Jira that has an app with these modules.
pub(crate) async fn on_jira(modules: Value) -> Visitor {
    Visitor::new(Host::jira(), "", modules).await
}

impl Visitor {
    /// A visitor of a site with an app that has these modules; the site is below `base`.
    pub(crate) async fn new(builder: HostBuilder, base: &str, modules: Value) -> Visitor {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let host = builder
            .base_url(format!("{origin}{base}"))
            .start()
            .await
            .unwrap();
        let hosts = std::slice::from_ref(&host);
        let pages = connect_host::browser::router(hosts, &Bridge::plain());
        tokio::spawn(async move { axum::serve(listener, pages).await.unwrap() });
        let app = App::start(modules).await;
        host.install(app.url.as_str()).await.unwrap();
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let first = client
            .get(format!("{origin}{base}/modules"))
            .send()
            .await
            .unwrap();
        let cookie = first.headers()["set-cookie"].to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        Visitor {
            origin,
            host,
            app,
            client,
            cookie,
        }
    }

    pub(crate) async fn look(&self, path: &str) -> Page {
        let request = self.client.get(format!("{}{path}", self.origin));
        let answer = request.header("cookie", &self.cookie).send().await.unwrap();
        let status = answer.status().as_u16();
        let text = answer.text().await.unwrap();
        Page {
            status,
            html: Html::parse_document(&text),
            text,
        }
    }

    /// Where a page redirects to.
    pub(crate) async fn redirects_to(&self, path: &str) -> String {
        let request = self.client.get(format!("{}{path}", self.origin));
        let answer = request.header("cookie", &self.cookie).send().await.unwrap();
        assert!(
            answer.status().is_redirection(),
            "{path}: {}",
            answer.status()
        );
        answer.headers()["location"].to_str().unwrap().to_owned()
    }

    /// Sends a page's form; returns the status, the location and the text.
    pub(crate) async fn send(&self, path: &str, fields: &[(&str, &str)]) -> (u16, String, String) {
        let request = self.client.post(format!("{}{path}", self.origin));
        let request = request.header("cookie", &self.cookie).form(fields);
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        let location = answer.headers().get("location");
        let location = location.map_or("", |it| it.to_str().unwrap()).to_owned();
        (status, location, answer.text().await.unwrap())
    }

    /// Sends JSON as a page's script does.
    pub(crate) async fn post(
        &self,
        path: &str,
        secret: Option<&str>,
        body: &Value,
    ) -> (u16, Value) {
        let mut request = self
            .client
            .post(format!("{}{path}", self.origin))
            .json(body);
        if let Some(secret) = secret {
            request = request.header("x-local-session", secret);
        }
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.json().await.unwrap_or_default())
    }

    /// The secret of the visitor's session.
    pub(crate) async fn secret(&self) -> String {
        let base = self.host.product().context_path();
        let page = self.look(&format!("{base}/modules")).await;
        page.one("meta[name=local-session]")
            .attr("content")
            .unwrap()
            .to_owned()
    }

    /// From now on the visitor is this user; an empty name is anonymous.
    pub(crate) async fn become_user(&self, account_id: &str) {
        let secret = self.secret().await;
        let fields = [("session", &*secret), ("user", account_id), ("back", "/")];
        let (status, ..) = self.send("/_host/session", &fields).await;
        assert_eq!(status, 303);
    }
}

impl Page {
    pub(crate) fn all<'a>(&'a self, selector: &str) -> Vec<ElementRef<'a>> {
        let selector = Selector::parse(selector).unwrap();
        self.html.select(&selector).collect()
    }

    pub(crate) fn one<'a>(&'a self, selector: &str) -> ElementRef<'a> {
        let found = self.all(selector);
        assert_eq!(found.len(), 1, "{selector} in {}", self.text);
        found[0]
    }

    pub(crate) fn has(&self, selector: &str) -> bool {
        !self.all(selector).is_empty()
    }

    /// The keys of the modules below an element, in their order.
    pub(crate) fn keys(&self, selector: &str) -> Vec<String> {
        let found = self.all(selector);
        let keys = found
            .iter()
            .filter_map(|it| it.attr("data-module").or(it.attr("data-key")));
        keys.map(str::to_owned).collect()
    }

    /// The context that a frame is opened with.
    pub(crate) fn context(&self, key: &str) -> BTreeMap<String, String> {
        let frame = self.one(&format!(".ap-frame[data-key={key}]"));
        serde_json::from_str(frame.attr("data-context").unwrap()).unwrap()
    }
}

/// The text of an element.
pub(crate) fn text(element: ElementRef<'_>) -> String {
    let words: Vec<&str> = element.text().flat_map(str::split_whitespace).collect();
    words.join(" ")
}
