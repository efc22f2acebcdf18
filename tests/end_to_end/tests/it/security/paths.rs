//! Part B, 225 to 228: which path is hashed, and that no path avoids the token check.

use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::extract::{OriginalUri, Request};
use axum::routing::get;
use connect_host::tokens::TokenBuilder;
use connect_host::{Host, KeyHost};
use connect_model::Method;
use connect_model::declaration::Auth;
use connect_runtime::__private_0_1_0::collected_items;
use connect_runtime::App;
use connect_runtime::config::{Config, Database};
use connect_testing::raw_http;
use end_to_end::{INSTALLED, PANEL, RunningApp, WHOAMI};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use serde_json::Value;
use tower::ServiceExt;
use url::Url;

/// The conformance app with this base URL, and a host whose keys it accepts. The key host is local,
/// so the app runs in development mode.
async fn configured(base_url: &str) -> (App, Host) {
    let keys = KeyHost::start().await.unwrap();
    let config = Config::development()
        .bind(([127, 0, 0, 1], 0))
        .database(Database::Memory)
        .base_url(base_url.parse().unwrap())
        .key_host(keys.url().clone());
    let app = App::collected().unwrap().config(|_| config);
    let app = app.with_state(conformance_app::Calls::default());
    let host = Host::jira().key_host(&keys).start().await.unwrap();
    (app, host)
}

/// A proxy in front of the app: the path it forwards may have another prefix than the signed one.
struct Proxy {
    address: SocketAddr,
    client: reqwest::Client,
}

impl Proxy {
    async fn get(&self, path: &str, token: TokenBuilder, headers: &[(&str, &str)]) -> u16 {
        let url = format!("http://{}{path}", self.address);
        let mut request = self.client.get(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let token = format!("JWT {}", token.build().unwrap());
        let request = request.header(AUTHORIZATION, token);
        request.send().await.unwrap().status().as_u16()
    }

    async fn install(&self, path: &str, host: &Host, base_url: &str) -> u16 {
        let url = format!("http://{}{path}", self.address);
        let token = host.install_token(INSTALLED, base_url).build().unwrap();
        let body = host.lifecycle_payload("installed", "com.example.conformance");
        let request = self
            .client
            .post(url)
            .header(AUTHORIZATION, format!("JWT {token}"));
        request.json(&body).send().await.unwrap().status().as_u16()
    }
}

#[tokio::test]
async fn case_225_a_proxy_that_passes_the_prefix_on_and_one_that_strips_it() {
    let base_url = "https://x.example/ctx";
    let (app, host) = configured(base_url).await;
    let app = app.spawn().await.unwrap();
    let proxy = Proxy {
        address: app.address(),
        client: reqwest::Client::builder().no_proxy().build().unwrap(),
    };
    for prefix in ["/ctx", ""] {
        let installed = format!("{prefix}{INSTALLED}");
        let status = proxy.install(&installed, &host, base_url).await;
        assert_eq!(status, 204, "{installed}");
        let signed = || host.request_token("GET", PANEL);
        let panel = format!("{prefix}{PANEL}");
        assert_eq!(proxy.get(&panel, signed(), &[]).await, 200, "{panel}");
        let whoami = format!("{prefix}{WHOAMI}");
        let context = host.context_token();
        assert_eq!(proxy.get(&whoami, context, &[]).await, 200, "{whoami}");
        // Not the path that the host signs, and no header makes it so.
        let page = format!("{prefix}/page");
        for headers in [
            &[][..],
            &[("x-forwarded-prefix", "/panel")],
            &[("x-forwarded-uri", PANEL), ("x-original-url", PANEL)],
            &[("x-forwarded-host", "x.example"), ("x-rewrite-url", PANEL)],
            &[("x-forwarded-method", "GET"), ("x-forwarded-path", PANEL)],
        ] {
            let status = proxy.get(&page, signed(), headers).await;
            assert_eq!(status, 401, "{page} {headers:?}");
        }
    }
    // The prefix ends where a segment ends.
    let token = host.request_token("GET", PANEL);
    assert_eq!(proxy.get(&format!("/ctxt{PANEL}"), token, &[]).await, 404);
    // It is valid for the app at its base URL only.
    for other in [
        "https://x.example",
        "https://x.example/other",
        "http://x.example/ctx",
    ] {
        assert_eq!(proxy.install(INSTALLED, &host, other).await, 401, "{other}");
    }
}

#[tokio::test]
async fn case_226_mounted_in_a_larger_app() {
    let base_url = "https://x.example/apps/one";
    let (app, host) = configured(base_url).await;
    let inner = app.router().await.unwrap();
    let outer = Router::new().nest("/apps/one", inner.clone());
    let outer = outer.route("/", get(|| async { "the larger app" }));
    let status = async |request: axum::http::request::Builder, body: Body| {
        let request = request.body(body).unwrap();
        outer
            .clone()
            .oneshot(request)
            .await
            .unwrap()
            .status()
            .as_u16()
    };

    let token = host.install_token(INSTALLED, base_url).build().unwrap();
    let body = host.lifecycle_payload("installed", "com.example.conformance");
    let install = Request::post(format!("/apps/one{INSTALLED}"))
        .header(AUTHORIZATION, format!("JWT {token}"))
        .header(CONTENT_TYPE, "application/json");
    assert_eq!(status(install, Body::from(body.to_string())).await, 204);

    let open = |path: String, token: TokenBuilder| {
        let token = format!("JWT {}", token.build().unwrap());
        status(
            Request::get(path).header(AUTHORIZATION, token),
            Body::empty(),
        )
    };
    let panel = format!("/apps/one{PANEL}");
    // As the host signs: below the base URL.
    let token = host.request_token("GET", PANEL);
    assert_eq!(open(panel.clone(), token).await, 200);
    // The path that the server sees is not below the base URL.
    let token = host.request_token("GET", &panel);
    assert_eq!(open(panel.clone(), token).await, 401);
    let token = host.request_token("GET", "/page");
    assert_eq!(open(panel, token).await, 401);
    let token = host.request_token("GET", PANEL);
    assert_eq!(open(PANEL.to_owned(), token).await, 404);
    assert_eq!(status(Request::get("/"), Body::empty()).await, 200);
    // The base URL has no prefix, so the original path is signed, with the nest's prefix.
    let (app, host) = configured("https://x.example").await;
    let outer = Router::new().nest("/apps/one", app.router().await.unwrap());
    let token = host.install_token(&format!("/apps/one{INSTALLED}"), "https://x.example");
    let install = Request::post(format!("/apps/one{INSTALLED}"))
        .header(AUTHORIZATION, format!("JWT {}", token.build().unwrap()))
        .header(CONTENT_TYPE, "application/json");
    let body = host.lifecycle_payload("installed", "com.example.conformance");
    let request = install.body(Body::from(body.to_string())).unwrap();
    let response = outer.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), 204);
    for (signed, expected) in [(format!("/apps/one{PANEL}"), 200), (PANEL.to_owned(), 401)] {
        let token = host.request_token("GET", &signed).build().unwrap();
        let request =
            Request::get(format!("/apps/one{PANEL}")).header(AUTHORIZATION, format!("JWT {token}"));
        let request = request.body(Body::empty()).unwrap();
        let response = outer.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), expected, "{signed}");
    }
}

/// Files by any path, which the handler returns as received.
fn files() -> Router {
    let path = async |OriginalUri(uri): OriginalUri| uri.path().to_owned();
    Router::new().route("/files/{*rest}", get(path))
}

#[tokio::test]
async fn case_227_a_path_counts_as_it_was_received() {
    let app = RunningApp::start_with(|app| app.merge(files())).await;
    let respelled = [
        ["/files/a%2Fb", "/files/a%2fb", "/files/a/b"],
        ["/files/a//b", "/files/a/b", "/files/a///b"],
        ["/files/a;x=1", "/files/a", "/files/a%3Bx=1"],
        ["/files/a/./b", "/files/a/b", "/files/a/%2e/b"],
        ["/files/a/../b", "/files/b", "/files/a/%2e%2e/b"],
        ["/files/a+b", "/files/a%20b", "/files/a%2Bb"],
        ["/files/%61", "/files/a", "/files/%2561"],
        ["/files/A", "/files/a", "/FILES/A"],
    ];
    for paths in respelled {
        for sent in paths.into_iter().filter(|path| path.starts_with("/files")) {
            for signed in paths {
                let token = app.a.request_token("GET", signed).build().unwrap();
                let header = format!("authorization: JWT {token}\r\n");
                let answer =
                    raw_http::send_target(app.server.address(), "GET", sent, &header).await;
                if sent == signed {
                    let answer = answer.is(200);
                    assert!(answer.text.ends_with(sent), "{}", answer.text);
                } else {
                    answer.is(401);
                }
            }
        }
    }
}

#[tokio::test]
async fn a_path_that_only_resembles_a_route_is_not_found() {
    let app = RunningApp::start().await;
    for path in [
        "//panel",
        "/panel//",
        "/panel;x",
        "/./panel",
        "/x/../panel",
        "/open/../panel",
        "/%70anel",
        "/panel%2f",
        "/panel%00",
        "/PANEL",
        "/lifecycle/../panel",
        "//evil.example/panel",
    ] {
        for signed in [path, "/panel"] {
            let token = app.a.request_token("GET", signed).build().unwrap();
            let header = format!("authorization: JWT {token}\r\n");
            let answer = raw_http::send_target(app.server.address(), "GET", path, &header).await;
            assert_eq!(answer.status, 404, "{path}: {}", answer.text);
        }
        let answer = raw_http::send_target(app.server.address(), "GET", path, "").await;
        assert_eq!(answer.status, 404, "{path}: {}", answer.text);
    }
    // An absolute target is the same path, whatever host it names.
    let token = app.a.request_token("GET", "/panel").build().unwrap();
    let header = format!("authorization: JWT {token}\r\n");
    let target = "http://evil.example/panel";
    let answer = raw_http::send_target(app.server.address(), "GET", target, &header).await;
    answer.is(200);
    raw_http::send_target(app.server.address(), "GET", target, "")
        .await
        .is(401);
}

#[tokio::test]
async fn case_228_every_declared_route_requires_a_token() {
    let app = RunningApp::start().await;
    let mut public = Vec::new();
    let mut asked = 0;
    for registration in collected_items() {
        let Some(route) = &registration.declaration.route else {
            continue;
        };
        for method in route.methods.iter() {
            let method = match method {
                Method::Delete => "DELETE",
                Method::Get => "GET",
                Method::Patch => "PATCH",
                Method::Post => "POST",
                Method::Put => "PUT",
            };
            let request = app.request(method.parse().unwrap(), &route.path);
            let response = request.json(&Value::Null).await;
            if route.auth == Auth::Public {
                public.push(route.path.to_string());
                response.is(200);
            } else {
                asked += 1;
                response.is(401);
            }
        }
    }
    public.sort();
    assert_eq!(public, ["/open", "/shell"], "only what says so is public");
    assert!(asked >= 9, "{asked}");
    for phase in ["installed", "uninstalled", "enabled", "disabled"] {
        let target = format!("/lifecycle/{phase}");
        let mut body = app.install_body(&app.a);
        body["eventType"] = phase.into();
        app.post(&target).json(&body).await.is(401);
    }
}

#[tokio::test]
async fn a_plain_router_requires_a_token() {
    let plain = Router::new()
        .route("/admin", get(|| async { "of an app that forgot" }))
        .nest("/deep", Router::new().route("/er", get(|| async { "too" })))
        .fallback(|| async { "whatever" });
    let app = RunningApp::start_with(|app| app.merge(plain)).await;
    for target in ["/admin", "/deep/er", "/deep/other", "/whatever", "/"] {
        app.get(target).await.is(401);
        app.post(target).await.is(401);
        let token = app.a.request_token("GET", target);
        app.get(target).in_query(token.clone()).await.is(200);
        app.get(target).in_query(token.hs256("x")).await.is(401);
    }
    // Only public routes are public.
    app.get("/open").await.is(200);
    let descriptor = app.get("/atlassian-connect.json").await.is(200).json();
    assert!(Url::parse(descriptor["baseUrl"].as_str().unwrap()).is_ok());
}
