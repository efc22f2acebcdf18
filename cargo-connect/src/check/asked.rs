//! The rules that make requests to a running app, as a caller unknown to any site.
//!
//! An app trusts the tokens of sites that have installed it, and nobody can install it without the
//! platform's key. So the requests have no token or a made-up one, and what needs a genuine one
//! is listed as not judged.

use connect_host::tokens::{RsaKey, TokenBuilder};
use connect_host::{Clock, HostError};
use connect_model::declaration::{Auth, Declaration, kind};
use connect_model::paths::lifecycle_path;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use reqwest::{Client, Method};
use url::Url;

use super::answer::{Answer, Asked};
use super::client::{client, unreachable};
use super::error::CheckError;
use super::ledger::{Ledger, Place};
use super::old_tls;
use super::project::Project;
use super::rule::{Asks, Rule};
use super::served;

/// More than a lifecycle callback may contain, in bytes.
const TOO_LONG: usize = 1024 * 1024;
/// The value for each path parameter.
const SAMPLE: &str = "1";

/// The rules that need a site that has installed the app.
pub(super) const WITH_A_GOOD_TOKEN: [Rule; 12] = [
    Rule::HostAccepts,
    Rule::GenuineToken,
    Rule::AdminAuthorization,
    Rule::UnlicensedSites,
    Rule::UninstalledSites,
    Rule::FrameAncestors,
    Rule::ReflectedInput,
    Rule::SecretsInAnswers,
    Rule::SecretsInLogs,
    Rule::AnswerTimes,
    Rule::PageWeight,
    Rule::HostFindings,
];

struct Asking<'a> {
    client: Client,
    base: &'a Url,
    ledger: &'a mut Ledger,
}

/// Makes requests to the app at a URL, and reports what can't be judged there.
///
/// # Errors
/// [`CheckError::Unreachable`] if nothing responds there.
pub(super) async fn judge(
    project: &Project,
    base: &Url,
    ledger: &mut Ledger,
) -> Result<(), CheckError> {
    if let Some(fault) = tls_fault(base).await? {
        ledger.find(Rule::Tls, None, fault);
        for &rule in Rule::ALL {
            if rule.row().asks == Asks::Dynamic && rule != Rule::Tls {
                ledger.not_judged(rule, "the app is not reached over TLS");
            }
        }
        return Ok(());
    }
    served::judge(project, base, ledger).await?;
    ask(project, base, ledger).await?;
    regions(project, ledger).await;
    for rule in WITH_A_GOOD_TOKEN {
        ledger.not_judged(rule, "it needs a site that has installed the app");
    }
    ledger.not_judged(
        Rule::ForgedToken,
        "tokens that are wrong in one thing need a site that has installed the app",
    );
    Ok(())
}

/// Makes requests to the app at a URL.
pub(super) async fn ask(
    project: &Project,
    base: &Url,
    ledger: &mut Ledger,
) -> Result<(), CheckError> {
    let client = client(base)?;
    let mut asking = Asking {
        client,
        base,
        ledger: &mut *ledger,
    };
    asking.health().await?;
    for declaration in &project.declarations {
        asking.declared(declaration).await?;
    }
    for event in ["installed", "uninstalled", "enabled", "disabled"] {
        asking.lifecycle(event).await?;
    }
    asking.nothing().await?;
    if base.scheme() == "https" {
        // The client accepts nothing older, and no untrusted certificate.
        ledger.judge(Rule::Tls);
        old_versions(base, "the server", Rule::Tls, ledger).await;
        ledger.not_judged(Rule::Tls, "when the certificate expires");
    } else {
        for rule in [Rule::Tls, Rule::Hsts] {
            ledger.not_judged(rule, "the address is not https");
        }
    }
    Ok(())
}

/// Whether a server accepts versions of TLS that are no longer allowed.
async fn old_versions(base: &Url, who: &str, rule: Rule, ledger: &mut Ledger) {
    for (name, version) in old_tls::OLD {
        match old_tls::is_spoken(base, version).await {
            Ok(spoken) => ledger.expect(rule, None, !spoken, || format!("{who} speaks {name} too")),
            Err(_) => ledger.not_judged(rule, format!("whether {who} speaks {name}")),
        }
    }
}

/// Checks only the TLS of the regions' base URLs. One that is not https is reported by another rule.
async fn regions(project: &Project, ledger: &mut Ledger) {
    let rule = Rule::RegionalTls;
    let descriptors = project.descriptors.iter();
    let regions = descriptors.filter_map(|one| one.get("regionBaseUrls")?.as_object());
    let regions: Vec<_> = regions.flatten().collect();
    if regions.is_empty() {
        ledger.not_judged(rule, "the app has no regional address");
    }
    for (region, url) in regions {
        let Some(url) = url.as_str().and_then(|url| Url::parse(url).ok()) else {
            continue;
        };
        if url.scheme() != "https" {
            continue;
        }
        match tls_fault(&url).await {
            Ok(None) => {
                ledger.judge(rule);
                old_versions(&url, &format!("the server for {region}"), rule, ledger).await;
            }
            Ok(Some(fault)) => ledger.find(rule, None, format!("{region}, {url}: {fault}")),
            Err(error) => {
                let why = std::error::Error::source(&error).map(ToString::to_string);
                let why = why.unwrap_or_default();
                ledger.find(
                    rule,
                    None,
                    format!("{region}, {url}, is not reached: {why}"),
                );
            }
        }
    }
}

/// Why a browser would not accept the server's TLS: an old version, or a certificate that is untrusted
/// or for another name.
async fn tls_fault(base: &Url) -> Result<Option<String>, CheckError> {
    if base.scheme() != "https" {
        return Ok(None);
    }
    let Err(error) = client(base)?.get(base.clone()).send().await else {
        return Ok(None);
    };
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
    while let Some(this) = cause {
        // So the client's TLS distinguishes its own errors from those of the network. Such an error may wrap
        // another, which is not its source.
        let mut held = this.downcast_ref::<std::io::Error>();
        while let Some(fault) = held {
            if fault.kind() == std::io::ErrorKind::InvalidData {
                return Ok(Some(fault.to_string()));
            }
            held = fault.get_ref().and_then(|held| held.downcast_ref());
        }
        cause = this.source();
    }
    Err(unreachable(base, error))
}

/// A token of an unknown site, for a request that requires a `qsh`.
fn made_up() -> TokenBuilder {
    TokenBuilder::new(&Clock::system())
        .issuer("nobody")
        .subject("nobody")
        .qsh("context-qsh")
}

impl Asking<'_> {
    fn url(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        let below = self.base.path().trim_end_matches('/');
        url.set_path(&format!("{below}{path}"));
        url.set_query(None);
        url
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<Vec<u8>>,
    ) -> Result<Answer, CheckError> {
        let url = self.url(path);
        let mut request = self.client.request(method, url.clone());
        if let Some(token) = token {
            request = request.header(AUTHORIZATION, format!("JWT {token}"));
        }
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, "application/json").body(body);
        }
        let response = request
            .send()
            .await
            .map_err(|error| unreachable(&url, error))?;
        let answer = Answer::of(response)
            .await
            .map_err(|error| unreachable(&url, error))?;
        Ok(answer)
    }

    async fn health(&mut self) -> Result<(), CheckError> {
        let answer = self.send(Method::GET, "/healthz", None, None).await?;
        let passes = (200..300).contains(&answer.status);
        self.ledger.expect(Rule::Health, None, passes, || {
            format!("GET /healthz was answered {}", answer.status)
        });
        self.answer("GET /healthz", &answer);
        Ok(())
    }

    /// A path that the app doesn't have; its response must have the headers all the same.
    async fn nothing(&mut self) -> Result<(), CheckError> {
        let path = "/no-such-path-of-the-app";
        let answer = self.send(Method::GET, path, None, None).await?;
        let what = format!("GET {path}");
        let passes = (400..500).contains(&answer.status);
        self.ledger.expect(Rule::ErrorAnswers, None, passes, || {
            format!("{what} was answered {}", answer.status)
        });
        self.answer(&what, &answer);
        Ok(())
    }

    async fn declared(&mut self, declaration: &Declaration) -> Result<(), CheckError> {
        let Some(route) = &declaration.route else {
            return Ok(());
        };
        let place = Some(Place::from(&declaration.origin));
        if route.auth == Auth::Public || kind::OWN_WORK.contains(&&*declaration.kind) {
            return Ok(());
        }
        let path = filled(&route.path);
        for method in route.methods.iter() {
            let Ok(method) = method.name().parse::<Method>() else {
                continue;
            };
            let body = || (method != Method::GET).then(|| b"{}".to_vec());
            let what = format!("{method} {}", route.path);
            let answer = self.send(method.clone(), &path, None, body()).await?;
            self.refused(
                Rule::Unauthenticated,
                &what,
                "without a token",
                place.clone(),
                &answer,
            );
            for (how, token) in forged()? {
                let answer = self
                    .send(method.clone(), &path, Some(&token), body())
                    .await?;
                self.refused(Rule::ForgedToken, &what, how, place.clone(), &answer);
            }
        }
        Ok(())
    }

    async fn lifecycle(&mut self, event: &str) -> Result<(), CheckError> {
        let path = lifecycle_path(event);
        let what = format!("POST {path}");
        let body = format!(
            r#"{{"eventType":"{event}","clientKey":"nobody","baseUrl":"https://nobody.atlassian.net","sharedSecret":"0123456789abcdef0123456789abcdef","productType":"jira"}}"#
        );
        let answer = self
            .send(Method::POST, &path, None, Some(body.clone().into()))
            .await?;
        self.refused(Rule::InstallKeys, &what, "without a token", None, &answer);
        let key = RsaKey::shared()?;
        let own_key = made_up()
            .audience(self.base.as_str().trim_end_matches('/'))
            .rs256(&key)
            .key_id("made-up")
            .build()?;
        let mut tokens = forged()?;
        tokens.push(("with an unknown key", own_key));
        for (how, token) in tokens {
            let body = Some(body.clone().into());
            let answer = self.send(Method::POST, &path, Some(&token), body).await?;
            self.refused(Rule::InstallKeys, &what, how, None, &answer);
        }
        let long = self
            .send(Method::POST, &path, None, Some(vec![b' '; TOO_LONG]))
            .await;
        let status = match long {
            Ok(answer) => answer.status,
            // A server that reads no further may close the connection before the client has seen the response.
            Err(CheckError::Unreachable { source, .. })
                if !source.is_connect() && !source.is_timeout() =>
            {
                413
            }
            Err(error) => return Err(error),
        };
        let passes = (400..500).contains(&status);
        self.ledger.expect(Rule::BodyLimits, None, passes, || {
            format!("{what} with {TOO_LONG} bytes was answered {status}")
        });
        Ok(())
    }

    fn refused(
        &mut self,
        rule: Rule,
        what: &str,
        how: &str,
        place: Option<Place>,
        answer: &Answer,
    ) {
        // A key host that does not know the key causes another status.
        let refused = answer.status == 401 || (rule == Rule::InstallKeys && answer.status == 403);
        self.ledger.expect(rule, place.clone(), refused, || {
            format!("{what} {how} was answered {} instead of 401", answer.status)
        });
        let what = format!("{what} {how}");
        let asked = Asked {
            what: &what,
            place: place.as_ref(),
            https: self.base.scheme() == "https",
        };
        answer.judge(&asked, self.ledger);
        answer.judge_caching(&asked, self.ledger);
    }

    /// Judges what must hold for every response.
    fn answer(&mut self, what: &str, answer: &Answer) {
        let asked = Asked {
            what,
            place: None,
            https: self.base.scheme() == "https",
        };
        answer.judge(&asked, self.ledger);
    }
}

/// Forged tokens, each with what is wrong with it.
fn forged() -> Result<Vec<(&'static str, String)>, HostError> {
    Ok(vec![
        ("with a made-up secret", made_up().hs256("made up").build()?),
        ("with alg none", made_up().unsigned().build()?),
        (
            "with an expired token",
            made_up().expires_in(-3600).hs256("made up").build()?,
        ),
        ("with a malformed token", "no.token.here".to_owned()),
    ])
}

/// A route's path with a value for each parameter.
pub(super) fn filled(path: &str) -> String {
    let mut filled = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        filled.push_str(SAMPLE);
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::http::StatusCode;
    use axum::http::header::HeaderValue;
    use axum::response::IntoResponse;
    use connect_model::Origin;
    use connect_model::declaration::Route;

    use super::super::project::tests::{good_app, project};
    use super::*;

    const GOOD: [(&str, &str); 3] = [
        ("cache-control", "no-store, no-cache"),
        ("referrer-policy", "origin"),
        ("x-content-type-options", "nosniff"),
    ];

    /// Asks an app that answers everything but `/healthz` like this.
    async fn asked(
        status: u16,
        headers: &'static [(&'static str, &'static str)],
        body: &'static str,
    ) -> Ledger {
        let answer = move |status: u16| async move {
            let mut response = (StatusCode::from_u16(status).unwrap(), body).into_response();
            for (name, value) in headers {
                response
                    .headers_mut()
                    .insert(*name, HeaderValue::from_static(value));
            }
            response
        };
        let page = Declaration::module(
            "generalPages",
            "votes",
            r#"{"key":"votes","url":"/votes/{issue.id}","name":{"value":"Votes"}}"#,
            Some(Route::iframe("/votes/{issue}")),
            Origin::new("src/main.rs", 3, 1),
        );
        let project = project(good_app(), vec![page], &[]);
        let descriptor = project.descriptors[0].clone();
        let app = Router::new()
            .route("/healthz", axum::routing::get(move || answer(200)))
            .route(
                "/atlassian-connect.json",
                axum::routing::get(move || async move { axum::Json(descriptor) }),
            )
            .fallback(move || answer(status));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap())
            .parse()
            .unwrap();
        let server = tokio::spawn(async move { axum::serve(listener, app).await });
        let mut ledger = Ledger::default();
        judge(&project, &base, &mut ledger).await.unwrap();
        server.abort();
        ledger
    }

    fn failed(ledger: &Ledger) -> Vec<Rule> {
        let rules = Rule::ALL.iter().copied();
        rules
            .filter(|rule| !ledger.outcome(*rule).findings.is_empty())
            .collect()
    }

    #[tokio::test]
    async fn an_app_that_refuses_as_it_should_passes() {
        let ledger = asked(401, &GOOD, "unauthorized").await;
        let failed = failed(&ledger);
        assert!(failed.is_empty(), "{failed:?}");
        // GET and POST, each with a made-up token and without.
        assert_eq!(ledger.outcome(Rule::Unauthenticated).judged, 2);
        assert_eq!(ledger.outcome(Rule::ForgedToken).judged, 8);
        assert_eq!(ledger.outcome(Rule::InstallKeys).judged, 24);
        assert_eq!(ledger.outcome(Rule::DescriptorServed).judged, 1);
        let not_here = [Rule::BaseAddress, Rule::Hsts, Rule::RegionalTls, Rule::Tls];
        for rule in WITH_A_GOOD_TOKEN.into_iter().chain(not_here) {
            let outcome = ledger.outcome(rule);
            assert_eq!(
                (outcome.judged, outcome.not_judged.len()),
                (0, 1),
                "{rule:?}"
            );
        }
    }

    #[tokio::test]
    async fn an_app_that_answers_everyone_fails() {
        let ledger = asked(200, &[("set-cookie", "a=b; Secure")], "votes").await;
        let expected = [
            Rule::Unauthenticated,
            Rule::ForgedToken,
            Rule::InstallKeys,
            Rule::ReferrerPolicy,
            Rule::CacheControl,
            Rule::Cookies,
            Rule::ContentSniffing,
            Rule::ErrorAnswers,
            Rule::BodyLimits,
        ];
        assert_eq!(failed(&ledger), expected);
        let place = &ledger.outcome(Rule::Unauthenticated).findings[0].place;
        assert_eq!(place.as_ref().unwrap().line, 3);
    }

    /// The server that responds there does not speak TLS.
    #[tokio::test]
    async fn a_fault_of_tls_is_a_finding_and_not_a_failure() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("https://{}", listener.local_addr().unwrap());
        let plain = Router::new().fallback(async || "votes");
        let server = tokio::spawn(async move { axum::serve(listener, plain).await });
        let mut ledger = Ledger::default();
        let project = project(good_app(), Vec::new(), &[]);
        judge(&project, &base.parse().unwrap(), &mut ledger)
            .await
            .unwrap();
        server.abort();
        assert_eq!(failed(&ledger), [Rule::Tls]);
        assert_eq!(ledger.outcome(Rule::Unauthenticated).not_judged.len(), 1);
        let nobody = "https://127.0.0.1:1".parse().unwrap();
        let unreachable = judge(&project, &nobody, &mut ledger).await;
        assert!(matches!(unreachable, Err(CheckError::Unreachable { .. })));
    }

    #[tokio::test]
    async fn each_region_is_asked_for_its_tls() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let plain = format!("https://{}", listener.local_addr().unwrap());
        let app = Router::new().fallback(async || "votes");
        let server = tokio::spawn(async move { axum::serve(listener, app).await });
        for (region, count) in [
            // It does not speak TLS.
            (plain, 1),
            ("https://127.0.0.1:1".to_owned(), 1),
            ("http://127.0.0.1:1".to_owned(), 0),
        ] {
            let mut app = good_app();
            app["regionBaseUrls"] = serde_json::json!({ "EU": region });
            let mut ledger = Ledger::default();
            regions(&project(app, Vec::new(), &[]), &mut ledger).await;
            let found = &ledger.outcome(Rule::RegionalTls).findings;
            assert_eq!(found.len(), count, "{region}: {found:?}");
        }
        server.abort();
    }

    #[tokio::test]
    async fn a_trace_in_an_error_is_found() {
        let ledger = asked(401, &GOOD, "thread 'main' panicked at src/main.rs:1").await;
        assert_eq!(failed(&ledger), [Rule::ErrorAnswers]);
    }

    #[test]
    fn a_path_is_filled() {
        assert_eq!(filled("/a/{b}/c/{*d}"), "/a/1/c/1");
        assert_eq!(filled("/a"), "/a");
    }
}
