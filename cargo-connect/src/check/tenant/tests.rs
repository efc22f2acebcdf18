//! A good app, and what the rules find when something meddles with its requests and answers.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, SET_COOKIE,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{Method as HttpMethod, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use connect_host::qsh::CanonicalRequest;
use connect_host::tokens::TokenBuilder;
use connect_host::{Clock, KeyHost};
use connect_model::Origin;
use connect_model::declaration::Emitted;
use connect_runtime::__private_0_1_0::{
    AppRegistration, ErasedCall, HandlerCall, Registration, ResponseFuture, StateType, Work, bind,
    declared, respond,
};
use connect_runtime::extract::Event;
use connect_runtime::{App, Page};
use futures_util::StreamExt as _;
use parking_lot::Mutex;

use super::super::project::tests::{good_app, project};
use super::super::rule::Asks;
use super::super::rule::tests::SCANNER;
use super::super::running;
use super::*;

/// How many apps are tested at once.
const AT_ONCE: usize = 8;

type Handler = fn(ErasedCall) -> ResponseFuture;

fn votes(call: ErasedCall) -> ResponseFuture {
    Box::pin(async move {
        let call: HandlerCall<()> = bind(call)?;
        let issue: Option<String> = call.context("issue.key")?;
        respond(Page::new("Votes").body(format!("{issue:?}")))
    })
}

fn plain(call: ErasedCall) -> ResponseFuture {
    Box::pin(async move {
        let _: HandlerCall<()> = bind(call)?;
        respond(Page::new("Plain").body("plain"))
    })
}

fn voted(call: ErasedCall) -> ResponseFuture {
    Box::pin(async move {
        let _: HandlerCall<()> = bind(call)?;
        respond(Json(json!({ "votes": 1 })))
    })
}

fn created(call: ErasedCall) -> ResponseFuture {
    Box::pin(async move {
        let mut call: HandlerCall<()> = bind(call)?;
        let _: Event<Value> = call.last::<Event<Value>, _>().await?;
        respond(StatusCode::NO_CONTENT)
    })
}

fn module(kind: &'static str, key: &'static str, more: &Value, line: u32) -> Declaration {
    let path: &'static str = format!("/{key}").leak();
    let mut properties = json!({ "key": key, "name": { "value": key }, "url": path });
    if let (Value::Object(all), Value::Object(more)) = (&mut properties, more) {
        all.extend(more.clone());
    }
    let properties = properties.to_string().leak();
    let at = Origin::new("src/main.rs", line, 1);
    Declaration::module(kind, key, properties, Some(Route::iframe(path)), at)
}

/// The app: a panel, a page for administrators, a licensed page, a webhook, two endpoints.
fn declarations() -> Vec<(Declaration, Handler)> {
    let endpoint = |key, path, line| {
        let route = Route::own(&[connect_model::Method::Post], path, Auth::Context);
        Declaration::own(
            kind::ENDPOINT,
            key,
            Some(route),
            Origin::new("src/main.rs", line, 1),
        )
    };
    let webhook = Declaration::module(
        "webhooks",
        "created",
        r#"{"event":"jira:issue_created","url":"/created"}"#,
        Some(Route::callback("/created")),
        Origin::new("src/main.rs", 5, 1),
    );
    let panel = json!({
        "location": "atl.jira.view.issue.right.context",
        "url": "/votes?issue.key={issue.key}",
    });
    vec![
        (module("webPanels", "votes", &panel, 1), votes as Handler),
        (
            module("adminPages", "settings", &json!({}), 2).admin_only(),
            plain,
        ),
        (
            module("generalPages", "sold", &json!({}), 3).licensed(Licensed::Required),
            plain,
        ),
        (webhook, created),
        (endpoint("vote", "/vote", 6), voted),
        (endpoint("reset", "/reset", 7).admin_only(), voted),
    ]
}

fn described() -> Value {
    let mut app = good_app();
    app["enableLicensing"] = json!(true);
    app
}

fn app(declarations: Vec<(Declaration, Handler)>) -> App {
    let properties: &'static str = described().to_string().leak();
    let emitted = Emitted {
        app: properties.to_owned(),
        declarations: declarations.iter().map(|(one, _)| one.clone()).collect(),
        ..Emitted::default()
    };
    let registrations = declarations
        .into_iter()
        .map(|(declaration, handler)| Registration {
            declaration,
            handler: Some(Arc::new(handler)),
            state: StateType::of::<()>(),
            work: Work::default(),
        });
    let app = AppRegistration {
        package: "votes",
        properties,
        emitted: serde_json::to_string(&emitted).unwrap().leak(),
    };
    declared(app, registrations.collect())
}

/// A token, decoded without verifying its signature.
struct Token {
    text: String,
    algorithm: String,
    claims: Value,
}

impl Token {
    fn of(request: &Request) -> Option<Self> {
        let query = request.uri().query().unwrap_or_default();
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        let of_query = pairs.find(|(name, _)| name == "jwt");
        let of_header = request.headers().get(AUTHORIZATION);
        let of_header = of_header.and_then(|value| value.to_str().ok()?.strip_prefix("JWT "));
        let text = of_query
            .map(|(_, token)| token.into_owned())
            .or_else(|| of_header.map(str::to_owned))?;
        let part = |at: usize| {
            let part = URL_SAFE_NO_PAD.decode(text.split('.').nth(at)?).ok()?;
            serde_json::from_slice::<Value>(&part).ok()
        };
        Some(Self {
            algorithm: part(0)?["alg"].as_str()?.to_owned(),
            claims: part(1)?,
            text,
        })
    }

    fn claim(&self, name: &str) -> &str {
        self.claims[name].as_str().unwrap_or_default()
    }

    fn is_signed_with(&self, secret: &str) -> bool {
        let (Some((signed, _)), clock) = (self.text.rsplit_once('.'), Clock::system()) else {
            return false;
        };
        let (header, claims) = signed.split_once('.').unwrap();
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).unwrap();
        TokenBuilder::new(&clock)
            .raw_header(decode(header))
            .raw_payload(decode(claims))
            .hs256(secret)
            .build()
            .is_ok_and(|again| again == self.text)
    }

    fn has_expired(&self) -> bool {
        let now = Clock::system().system_time();
        let now = now.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
        self.claims["exp"].as_u64().is_some_and(|exp| exp < now)
    }
}

/// A mistake in the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Nothing,
    /// A page is served to everyone.
    Anybody,
    /// Tokens that are wrong in one respect are accepted.
    AlgNone,
    OtherSecret,
    Changed,
    Expired,
    Endless,
    UnknownSite,
    OtherAddress,
    TokenOfPage,
    /// Valid tokens are refused.
    RefusesAll,
    Fails,
    WebhookFails,
    /// Everyone can open the administrators' page and call their endpoint.
    AdminPage,
    AdminEndpoint,
    Unlicensed,
    /// Lifecycle callbacks are accepted from anyone, from the site itself, in the name of another app.
    InstallsAnything,
    InstallsByTheSite,
    InstallsOthers,
    RemembersSecrets,
    NoReferrerPolicy,
    OpenReferrerPolicy,
    NoStoreAlone,
    Cached,
    OpenCookie,
    CookieForScripts,
    Sniffed,
    FrameOptions,
    FramedByAnybody,
    Reflects,
    ShowsTrace,
    ShowsSecret,
    OtherDescriptor,
    Hangs,
    HangsOnWebhook,
    Heavy,
    NoBridge,
    NotHealthy,
    TakesLongBodies,
}

/// Tampers with the app's requests and responses.
#[derive(Clone)]
struct Meddler {
    fault: Fault,
    /// The secrets that the app received.
    secrets: Arc<Mutex<Vec<String>>>,
}

fn good(body: impl IntoResponse) -> Response {
    let headers = [
        (CACHE_CONTROL, "no-store, no-cache"),
        (REFERRER_POLICY, "origin"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CONTENT_SECURITY_POLICY, "frame-ancestors *"),
    ];
    (headers, body).into_response()
}

async fn meddle(State(meddler): State<Meddler>, request: Request, next: Next) -> Response {
    let Meddler { fault, secrets } = meddler;
    let path = request.uri().path().to_owned();
    let query = request.uri().query().unwrap_or_default().to_owned();
    let token = Token::of(&request);
    let (is_page, is_post) = (path == "/votes", request.method() == HttpMethod::POST);
    let length = request.headers().get("content-length");
    let length = length.and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    let request = if path == "/lifecycle/installed" {
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, 4 << 20).await.unwrap_or_default();
        let payload: Value = serde_json::from_slice(&body).unwrap_or_default();
        if let Some(secret) = payload["sharedSecret"].as_str() {
            secrets.lock().push(secret.to_owned());
        }
        Request::from_parts(parts, Body::from(body))
    } else {
        request
    };
    let known = secrets.lock().clone();
    let is_signed = |token: &Token| known.iter().any(|secret| token.is_signed_with(secret));
    let has = |is: &dyn Fn(&Token) -> bool| token.as_ref().is_some_and(is);
    let (user, elsewhere) = (has(&|it| it.claim("sub") == USER), {
        let method = if is_post { "POST" } else { "GET" };
        let hash = CanonicalRequest::new(method, &path).hash();
        has(&|it| it.claim("qsh") != hash && it.claim("qsh") != "context-qsh")
    });
    // What is returned instead of the app's response.
    let instead = match fault {
        Fault::Anybody => is_page,
        Fault::AlgNone => is_page && has(&|it| it.algorithm == "none"),
        Fault::OtherSecret => {
            is_page && has(&|it| it.is_signed_with("made up") && it.claim("iss") != "nobody")
        }
        Fault::Changed => {
            is_page && has(&|it| it.claim("sub") == "nobody" && it.claim("iss") != "nobody")
        }
        Fault::Expired => is_page && has(&|it| it.has_expired() && is_signed(it)),
        Fault::Endless => is_page && has(&|it| it.claims["exp"].is_null()),
        Fault::UnknownSite => is_page && has(&|it| it.claim("iss") == "nobody" && is_signed(it)),
        Fault::OtherAddress => is_page && query.is_empty() && elsewhere && has(&is_signed),
        Fault::TokenOfPage => {
            is_page && has(&|it| it.claim("qsh") == "context-qsh" && is_signed(it))
        }
        Fault::AdminPage => path == "/settings" && user,
        Fault::AdminEndpoint => path == "/reset" && user,
        Fault::Unlicensed => path == "/sold" && query.contains("lic=none") && has(&is_signed),
        Fault::RemembersSecrets => {
            path == "/settings" && query.contains("jwt=") && !user && has(&is_signed)
        }
        Fault::InstallsAnything => path.starts_with("/lifecycle/"),
        Fault::InstallsByTheSite => path.starts_with("/lifecycle/") && has(&is_signed),
        Fault::InstallsOthers => {
            path.starts_with("/lifecycle/")
                && has(&|it| {
                    it.claims["aud"]
                        .to_string()
                        .contains("https://other.example")
                })
        }
        Fault::TakesLongBodies => length.is_some_and(|length| length >= 1 << 20),
        _ => false,
    };
    if instead {
        return good(Html("all.js votes"));
    }
    match fault {
        Fault::RefusesAll if is_page => return good(StatusCode::UNAUTHORIZED),
        Fault::Fails if is_page && has(&is_signed) && !has(&Token::has_expired) => {
            let answer = next.run(request).await;
            if answer.status().is_success() {
                return good(StatusCode::INTERNAL_SERVER_ERROR);
            }
            return answer;
        }
        Fault::NotHealthy if path == "/healthz" => return good(StatusCode::NOT_FOUND),
        _ => {}
    }
    let mut answer = next.run(request).await;
    let succeeded = answer.status().is_success();
    let mut set = |name: HeaderName, value: &'static str| {
        answer.headers_mut().insert(name, value.parse().unwrap());
    };
    match fault {
        Fault::NoReferrerPolicy => drop(answer.headers_mut().remove(REFERRER_POLICY)),
        Fault::OpenReferrerPolicy if is_page && succeeded => set(REFERRER_POLICY, "unsafe-url"),
        Fault::NoStoreAlone if is_page && succeeded => set(CACHE_CONTROL, "no-store"),
        Fault::Cached if is_page && succeeded => set(CACHE_CONTROL, "max-age=60"),
        Fault::OpenCookie if is_page && succeeded => set(SET_COOKIE, "a=b; HttpOnly"),
        Fault::CookieForScripts if is_page && succeeded => set(SET_COOKIE, "a=b; Secure"),
        Fault::Sniffed if is_page && succeeded => {
            drop(answer.headers_mut().remove(X_CONTENT_TYPE_OPTIONS));
        }
        Fault::FrameOptions if is_page && succeeded => set(X_FRAME_OPTIONS, "SAMEORIGIN"),
        Fault::FramedByAnybody if is_page && succeeded => {
            drop(answer.headers_mut().remove(CONTENT_SECURITY_POLICY));
        }
        Fault::WebhookFails if path == "/created" && succeeded => {
            *answer.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        }
        Fault::ShowsTrace if !succeeded && path == "/no-such-path-of-the-app" => {
            *answer.body_mut() = Body::from("thread 'main' panicked at src/main.rs:1");
        }
        Fault::Reflects if is_page && succeeded => {
            let query = url::form_urlencoded::parse(query.as_bytes());
            let values: String = query.map(|(_, value)| value.into_owned()).collect();
            return replaced(answer, format!("all.js {values}")).await;
        }
        Fault::ShowsSecret if is_page && succeeded => {
            return replaced(answer, format!("all.js {}", known.join(" "))).await;
        }
        Fault::Heavy if is_page && succeeded => {
            return replaced(answer, format!("all.js {}", "x".repeat(600 << 10))).await;
        }
        Fault::NoBridge if is_page && succeeded => return replaced(answer, "votes").await,
        Fault::OtherDescriptor if path == "/atlassian-connect.json" => {
            let body = to_bytes(std::mem::take(answer.body_mut()), 1 << 20).await;
            let mut changed: Value = serde_json::from_slice(&body.unwrap()).unwrap();
            changed["name"] = json!("Another");
            return replaced(answer, changed.to_string()).await;
        }
        Fault::Hangs if is_page && succeeded => std::future::pending().await,
        Fault::HangsOnWebhook if path == "/created" && succeeded => std::future::pending().await,
        _ => {}
    }
    answer
}

async fn replaced(mut answer: Response, body: impl Into<Bytes>) -> Response {
    answer.headers_mut().remove("content-length");
    *answer.body_mut() = Body::from(body.into());
    answer
}

/// Installs the app with a fault, asks it everything, and returns what was found.
async fn found(fault: Fault, keys: &KeyHost) -> Ledger {
    asked(fault, declarations(), keys).await
}

async fn asked(fault: Fault, declarations: Vec<(Declaration, Handler)>, keys: &KeyHost) -> Ledger {
    let host = Host::jira()
        .serve_rest()
        .key_host(keys)
        .licensed(true)
        .timeout(match fault {
            Fault::Hangs | Fault::HangsOnWebhook => Duration::from_secs(2),
            _ => Duration::from_secs(30),
        })
        .start()
        .await
        .unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base: Url = format!("http://{}", listener.local_addr().unwrap())
        .parse()
        .unwrap();
    let app = app(declarations.clone()).config(|config| {
        config
            .key_host(keys.url().clone())
            .authorization_server(keys.url().clone())
            .dev_host(host.base_url())
            .base_url(base.clone())
    });
    let meddler = Meddler {
        fault,
        secrets: Arc::default(),
    };
    let meddling = axum::middleware::from_fn_with_state(meddler, meddle);
    let router = app.router().await.unwrap().layer(meddling);
    let server = tokio::spawn(async move { axum::serve(listener, router).await });
    host.install_url(base.as_str()).await.unwrap();
    let declarations = declarations.into_iter().map(|(one, _)| one).collect();
    let project = project(described(), declarations, &[]);
    let mut ledger = Ledger::default();
    running::ask_installed(&project, &base, &[host], &mut ledger)
        .await
        .unwrap();
    server.abort();
    ledger
}

fn failed(ledger: &Ledger) -> BTreeSet<Rule> {
    let rules = Rule::ALL.iter().copied();
    rules
        .filter(|rule| !ledger.outcome(*rule).findings.is_empty())
        .collect()
}

fn messages(ledger: &Ledger) -> String {
    let found = Rule::ALL.iter().flat_map(|rule| {
        let outcome = ledger.outcome(*rule);
        let each = outcome.findings.iter();
        each.map(|finding| format!("{}: {}\n", rule.row().id, finding.message))
    });
    found.collect()
}

#[tokio::test]
async fn a_good_app_passes_every_rule_that_asks() {
    let keys = KeyHost::start().await.unwrap();
    let ledger = found(Fault::Nothing, &keys).await;
    assert_eq!(failed(&ledger), BTreeSet::new(), "{}", messages(&ledger));
    for &rule in Rule::ALL {
        let not_here = [
            Rule::BaseAddress,
            Rule::Hsts,
            Rule::RegionalTls,
            Rule::SecretsInLogs,
            Rule::Tls,
        ];
        if rule.row().asks == Asks::Dynamic && !not_here.contains(&rule) {
            let outcome = ledger.outcome(rule);
            assert!(outcome.judged > 0, "{rule:?}");
            assert_eq!(outcome.not_judged, [""; 0], "{rule:?}");
        }
    }
}

/// Each fault, the corresponding case of Atlassian's own scanner for Connect apps ("Connect Security
/// Requirements Tester"), the rules that find it, and the message of one of them.
const CASES: &[(Fault, &str, &[Rule], &str)] = &[
    (
        Fault::Anybody,
        "1.1 modules without a token",
        &[Rule::Unauthenticated, Rule::ForgedToken],
        "GET /votes without a token was answered 200 instead of 401",
    ),
    (
        Fault::AlgNone,
        "1.1 modules with alg none",
        &[Rule::ForgedToken],
        "GET /votes with alg none was answered 200 instead of 401",
    ),
    (
        Fault::OtherSecret,
        "1.1 modules with a made-up key",
        &[Rule::ForgedToken],
        "GET /votes signed with another secret was answered 200 instead of 401",
    ),
    (
        Fault::Changed,
        "",
        &[Rule::ForgedToken],
        "with a token that was changed",
    ),
    (
        Fault::Expired,
        "",
        &[Rule::ForgedToken],
        "with a token that has expired",
    ),
    (
        Fault::Endless,
        "",
        &[Rule::ForgedToken],
        "with a token that never expires",
    ),
    (
        Fault::UnknownSite,
        "",
        &[Rule::ForgedToken],
        "with a token of an unknown site",
    ),
    (
        Fault::OtherAddress,
        "",
        &[Rule::ForgedToken],
        "with a token for another address",
    ),
    (
        Fault::TokenOfPage,
        "",
        &[Rule::ForgedToken],
        "with the token of a page's own calls",
    ),
    (
        Fault::RefusesAll,
        "",
        &[Rule::GenuineToken],
        "web panel \"votes\" with a good token was answered 401",
    ),
    (
        Fault::Fails,
        "",
        &[Rule::GenuineToken],
        "web panel \"votes\" with a good token was answered 500",
    ),
    (
        Fault::WebhookFails,
        "",
        &[Rule::GenuineToken],
        "webhook \"jira:issue_created\" with a good token was answered 500",
    ),
    (
        Fault::AdminPage,
        "1.2 admin pages for users",
        &[Rule::AdminAuthorization],
        "admin page \"settings\" was answered 200 OK to a user who is not an administrator",
    ),
    (
        Fault::AdminEndpoint,
        "",
        &[Rule::AdminAuthorization],
        "POST /reset was answered 200 OK to a user who is not an administrator",
    ),
    (
        Fault::Unlicensed,
        "",
        &[Rule::UnlicensedSites],
        "was answered 200 OK to a site without a licence",
    ),
    (
        Fault::InstallsAnything,
        "1.4 install with another key",
        // It has learnt no secret, so it accepts no site.
        &[Rule::GenuineToken, Rule::InstallKeys, Rule::BodyLimits],
        "POST /lifecycle/installed with an unknown key was answered 200 instead of 401",
    ),
    (
        Fault::InstallsByTheSite,
        "",
        &[Rule::InstallKeys],
        "POST /lifecycle/installed signed with the secret of the site was answered 200",
    ),
    (
        Fault::InstallsOthers,
        "",
        &[Rule::InstallKeys],
        "POST /lifecycle/installed with a token for another app was answered 200",
    ),
    (
        Fault::RemembersSecrets,
        "",
        &[Rule::UninstalledSites],
        "\"settings\" with a token of the former secret was answered 200 instead of 401",
    ),
    (
        Fault::NoReferrerPolicy,
        "7.2 Referrer-Policy",
        &[Rule::ReferrerPolicy],
        "has `Referrer-Policy: `",
    ),
    (
        Fault::OpenReferrerPolicy,
        "7.2 Referrer-Policy",
        &[Rule::ReferrerPolicy],
        "web panel \"votes\" has `Referrer-Policy: unsafe-url`",
    ),
    (
        Fault::NoStoreAlone,
        "7.3 Cache-Control",
        &[Rule::CacheControl],
        "web panel \"votes\" has `Cache-Control: no-store`",
    ),
    (
        Fault::Cached,
        "7.3 Cache-Control",
        &[Rule::CacheControl],
        "`Cache-Control: max-age=60`",
    ),
    (
        Fault::OpenCookie,
        "7.4 cookies",
        &[Rule::Cookies],
        "web panel \"votes\" sets a cookie",
    ),
    (
        Fault::CookieForScripts,
        "7.4 cookies",
        &[Rule::Cookies],
        "web panel \"votes\" sets a cookie",
    ),
    (
        Fault::Sniffed,
        "",
        &[Rule::ContentSniffing],
        "web panel \"votes\" has no",
    ),
    (
        Fault::FrameOptions,
        "",
        &[Rule::FrameAncestors],
        "X-Frame-Options",
    ),
    (
        Fault::FramedByAnybody,
        "",
        &[Rule::FrameAncestors],
        "no policy says who may frame it",
    ),
    (
        Fault::Reflects,
        "8 input",
        &[Rule::ReflectedInput],
        "web panel \"votes\" writes the value of `issue.key` into the page without escaping it",
    ),
    (
        Fault::ShowsTrace,
        "8.1 errors",
        &[Rule::ErrorAnswers],
        "shows `panicked at`",
    ),
    (
        Fault::ShowsSecret,
        "5 secrets",
        &[Rule::SecretsInAnswers],
        "web panel \"votes\" contains the site's secret",
    ),
    (
        Fault::OtherDescriptor,
        "",
        &[Rule::DescriptorServed],
        "/atlassian-connect.json differs from what was built: name",
    ),
    (
        Fault::Hangs,
        "",
        &[Rule::AnswerTimes],
        "web panel \"votes\" was not answered",
    ),
    (
        Fault::HangsOnWebhook,
        "",
        &[Rule::AnswerTimes],
        "webhook \"jira:issue_created\" was not answered",
    ),
    (
        Fault::Heavy,
        "",
        &[Rule::PageWeight],
        "web panel \"votes\" has 600 KiB",
    ),
    (
        Fault::NoBridge,
        "",
        &[Rule::HostFindings],
        "the page does not load all.js",
    ),
    (
        Fault::NotHealthy,
        "",
        &[Rule::Health],
        "GET /healthz was answered 404",
    ),
    (
        Fault::TakesLongBodies,
        "",
        &[Rule::BodyLimits],
        "was answered 200",
    ),
];

#[tokio::test]
async fn each_fault_is_found_by_its_rules_and_no_others() {
    let keys = KeyHost::start().await.unwrap();
    let keys = &keys;
    let asked = CASES.iter().map(|(fault, case, rules, says)| async move {
        let ledger = found(*fault, keys).await;
        let all = messages(&ledger);
        let expected: BTreeSet<_> = rules.iter().copied().collect();
        let found = failed(&ledger);
        let right = found == expected && all.contains(says);
        (!right)
            .then(|| format!("{fault:?} {case}: {expected:?}, {says:?}; found {found:?}\n{all}\n"))
    });
    let asked = futures_util::stream::iter(asked).buffer_unordered(AT_ONCE);
    let wrong: String = asked.filter_map(async |wrong| wrong).collect().await;
    assert!(wrong.is_empty(), "{wrong}");
}

/// The scanner's cases for a running app that need no https.
#[test]
fn each_case_of_the_scanner_is_among_them() {
    let over_tls = [Rule::Tls, Rule::Hsts, Rule::RegionalTls];
    let of_running = |rule: &Rule| rule.row().asks == Asks::Dynamic && !over_tls.contains(rule);
    for (case, rules) in SCANNER {
        if !rules.iter().any(of_running) {
            continue;
        }
        let same = CASES
            .iter()
            .filter(|(_, of_scanner, ..)| of_scanner == case);
        let found: Vec<_> = same.flat_map(|(_, _, rules, _)| *rules).collect();
        assert!(rules.iter().any(|rule| found.contains(&rule)), "{case}");
    }
    for (fault, case, ..) in CASES {
        let known = case.is_empty() || SCANNER.iter().any(|(known, _)| known == case);
        assert!(known, "{fault:?}: {case}");
    }
}

/// The framework has no guard for pages of project administrators: the app itself must refuse others.
#[tokio::test]
async fn a_page_of_a_project_s_administrators_is_not_served_to_every_user() {
    let keys = KeyHost::start().await.unwrap();
    let page = json!({ "location": "projectgroup4", "url": "/project?key={project.key}" });
    let page = module("jiraProjectAdminTabPanels", "project", &page, 8);
    let ledger = asked(Fault::Nothing, vec![(page, votes as Handler)], &keys).await;
    assert_eq!(failed(&ledger), BTreeSet::from([Rule::AdminAuthorization]));
}
