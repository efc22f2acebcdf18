//! The rules that make requests as a site that has installed the app, with valid tokens and with tokens
//! that are wrong in one respect.

use connect_host::requests::ExchangeKind;
use connect_host::{Host, HostError, License, Module};
use connect_model::declaration::{Auth, Declaration, Route, kind};
use connect_model::guard::{LICENSED, Licensed};
use connect_model::paths::lifecycle_path;
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, X_FRAME_OPTIONS};
use serde_json::{Value, json};
use url::Url;

use super::access::{is_explained, is_meant_for_administrators, page};
use super::answer::{Answer, Asked};
use super::asked::filled;
use super::client::{client, unreachable};
use super::error::CheckError;
use super::ledger::{Ledger, Place};
use super::project::Project;
use super::rule::Rule;
use crate::dev::smoke_test::events;

/// A user of the site who is not an administrator.
const USER: &str = "557058:cargo-connect-check";
/// Text that becomes markup wherever it is not escaped.
const MARKUP: &str = "\"'><connect-check>";
const MARK: &str = "<connect-check>";
/// The longest page of HTML, in bytes.
const LONGEST_PAGE: usize = 512 * 1024;
/// How long a host waits.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);

/// Pages that only project administrators see.
const PAGES_OF_PROJECT_ADMINISTRATORS: [&str; 2] =
    ["jiraProjectAdminTabPanels", "jiraProjectPermissions"];

/// A site that has installed the app.
struct Tenant<'a> {
    project: &'a Project,
    host: &'a Host,
    secret: String,
    ledger: &'a mut Ledger,
}

/// Applies the rules to the app that is installed in a host.
///
/// # Errors
/// [`CheckError::Host`] if a request can't be constructed. No response is a finding.
pub(super) async fn judge(
    project: &Project,
    host: &Host,
    ledger: &mut Ledger,
) -> Result<(), CheckError> {
    host.data().user(USER).name("A user").await?;
    ledger.judge(Rule::HostAccepts);
    for warning in host.warnings() {
        ledger.find(Rule::HostFindings, None, warning.to_string());
    }
    let mut tenant = Tenant {
        project,
        host,
        secret: host.shared_secret(),
        ledger,
    };
    for module in host.modules() {
        tenant.module(&module).await?;
    }
    for declaration in &project.declarations {
        if let Some(route) = &declaration.route {
            tenant.route(declaration, route).await?;
        }
    }
    tenant.lifecycle().await?;
    for event in events(host) {
        tenant.event(&event).await?;
    }
    tenant.journal();
    Ok(())
}

/// Reinstalls the app, and uninstalls it: what was valid before must be refused afterwards.
pub(super) async fn leave(host: &Host, base: &Url, ledger: &mut Ledger) -> Result<(), CheckError> {
    let is_signed = |module: &&Module| module.can_be_opened() && !is_cacheable(module);
    let modules = host.modules();
    let mut keys = modules
        .iter()
        .filter(is_signed)
        .filter_map(|module| module.key.as_deref());
    let Some(key) = keys.next() else {
        ledger.not_judged(Rule::UninstalledSites, "the app has no page with a token");
        return Ok(());
    };
    let client = client(base)?;
    let address = || host.open(key).with_samples().page_url();
    let mut ask = async |url: Url, how: &str| {
        let response = client.get(url).send().await;
        let response = response.map_err(|source| unreachable(base, source))?;
        let status = response.status().as_u16();
        ledger.expect(Rule::UninstalledSites, None, status == 401, || {
            format!("\"{key}\" {how} was answered {status} instead of 401")
        });
        Ok::<_, CheckError>(())
    };
    let of_former_secret = address()?;
    host.reinstall().await?;
    // The previous secret is valid until the new one is used.
    host.open(key).with_samples().await?;
    ask(of_former_secret, "with a token of the former secret").await?;
    let of_former_site = address()?;
    match host.uninstall().await {
        // The host forgets the app whatever it responds.
        Ok(()) | Err(HostError::LifecycleFailed { .. } | HostError::Unreachable { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    ask(of_former_site, "after the app was uninstalled").await
}

/// A request to a local host, which is made without TLS.
fn asked<'a>(what: &'a str, place: Option<&'a Place>) -> Asked<'a> {
    Asked {
        what,
        place,
        https: false,
    }
}

fn is_cacheable(module: &Module) -> bool {
    module.properties.get("cacheable") == Some(&Value::Bool(true))
}

impl Tenant<'_> {
    /// The response; no response is a finding.
    fn answered<T>(
        &mut self,
        what: &str,
        place: Option<&Place>,
        outcome: Result<T, HostError>,
    ) -> Result<Option<T>, CheckError> {
        match outcome {
            Ok(answer) => Ok(Some(answer)),
            Err(HostError::Unreachable { source, .. }) => {
                let message = format!("{what} was not answered: {source}");
                self.ledger.find(Rule::AnswerTimes, place.cloned(), message);
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Judges what must hold for every response to this site.
    fn judge(&mut self, answer: &Answer, what: &str, place: Option<&Place>) {
        answer.judge(&asked(what, place), self.ledger);
        let passes = !answer.body.contains(&self.secret);
        self.ledger
            .expect(Rule::SecretsInAnswers, place.cloned(), passes, || {
                format!("{what} contains the site's secret")
            });
    }

    fn judge_caching(&mut self, answer: &Answer, what: &str, place: Option<&Place>) {
        answer.judge_caching(&asked(what, place), self.ledger);
    }

    async fn module(&mut self, module: &Module) -> Result<(), CheckError> {
        let Some(key) = module.key.as_deref().filter(|_| module.can_be_opened()) else {
            return Ok(());
        };
        let project = self.project;
        let declared = project
            .modules()
            .find(|one| one.declaration.kind == module.kind && one.declaration.key == key);
        let place = declared
            .as_ref()
            .map(|one| Place::from(&one.declaration.origin));
        let place = place.as_ref();
        let what = declared
            .as_ref()
            .map_or_else(|| format!("`{key}`"), |one| one.declaration.label());
        let opened = self.host.open(key).with_samples().await;
        let Some(opened) = self.answered(&what, place, opened)? else {
            return Ok(());
        };
        let answer = Answer::from(&opened);
        let signed = !is_cacheable(&opened.module);
        let passes = (200..400).contains(&answer.status);
        self.ledger
            .expect(Rule::GenuineToken, place.cloned(), passes, || {
                format!("{what} with a good token was answered {}", answer.status)
            });
        self.judge(&answer, &what, place);
        if signed {
            self.judge_caching(&answer, &what, place);
        }
        if answer.succeeded() {
            let refusal = match opened.frame_refusal() {
                _ if answer.headers.contains_key(X_FRAME_OPTIONS) => {
                    Some("it has X-Frame-Options, which can't name several sites".to_owned())
                }
                None if signed && !answer.names_its_frames() => {
                    Some("no policy says who may frame it".to_owned())
                }
                refusal => refusal,
            };
            let passes = refusal.is_none();
            self.ledger
                .expect(Rule::FrameAncestors, place.cloned(), passes, || {
                    format!("{what}: {}", refusal.unwrap_or_default())
                });
            let length = answer.body.len();
            let passes = length <= LONGEST_PAGE;
            self.ledger
                .expect(Rule::PageWeight, place.cloned(), passes, || {
                    format!("{what} has {} KiB", length / 1024)
                });
        }
        if !signed {
            return Ok(());
        }
        for parameter in opened.module.context_parameters() {
            self.reflects(key, &parameter, &what, place).await?;
        }
        let page = declared.as_ref().and_then(|one| page(project, one));
        let guarded = page.is_some_and(|page| page.guard.admin_only);
        let meant = PAGES_OF_PROJECT_ADMINISTRATORS.contains(&&*module.kind)
            || declared.as_ref().is_some_and(is_meant_for_administrators);
        if guarded || meant {
            let explained = !guarded && page.is_some_and(|page| is_explained(project, page));
            self.refuses_users(key, &what, place, explained).await?;
        }
        if page.is_some_and(|page| self.demands_licence(page)) {
            self.refuses_without_licence(key, &what, place).await?;
        }
        Ok(())
    }

    /// Opens a page with markup in a parameter.
    async fn reflects(
        &mut self,
        key: &str,
        parameter: &str,
        what: &str,
        place: Option<&Place>,
    ) -> Result<(), CheckError> {
        let opened = self.host.open(key).with_samples().with(parameter, MARKUP);
        let Some(opened) = self.answered(what, place, opened.await)? else {
            return Ok(());
        };
        let answer = Answer::from(&opened);
        let is_page = answer.text(&CONTENT_TYPE).contains("html");
        let passes = !(is_page && answer.body.contains(MARK));
        self.ledger
            .expect(Rule::ReflectedInput, place.cloned(), passes, || {
                format!(
                    "{what} writes the value of `{parameter}` into the page without escaping it"
                )
            });
        Ok(())
    }

    /// Opens a page for administrators as a user who isn't one.
    async fn refuses_users(
        &mut self,
        key: &str,
        what: &str,
        place: Option<&Place>,
        explained: bool,
    ) -> Result<(), CheckError> {
        let opened = self.host.open(key).with_samples().as_user(USER).await;
        let Some(opened) = self.answered(what, place, opened)? else {
            return Ok(());
        };
        let refused = opened.status.is_client_error();
        if explained && !refused {
            let why = format!("{what} is answered to every user, and its source says why");
            self.ledger.not_judged(Rule::AdminAuthorization, why);
            return Ok(());
        }
        let status = opened.status;
        self.ledger
            .expect(Rule::AdminAuthorization, place.cloned(), refused, || {
                format!("{what} was answered {status} to a user who is not an administrator")
            });
        Ok(())
    }

    fn demands_licence(&self, page: &Declaration) -> bool {
        let of_app = self.project.app.get(LICENSED).and_then(Value::as_str);
        let sold = self
            .host
            .descriptor()
            .is_some_and(|descriptor| descriptor.enable_licensing == Some(true));
        sold && page.guard.demands_licence(of_app.and_then(Licensed::named))
    }

    async fn refuses_without_licence(
        &mut self,
        key: &str,
        what: &str,
        place: Option<&Place>,
    ) -> Result<(), CheckError> {
        let license = self.host.license();
        self.host.set_license(License::None);
        let opened = self.host.open(key).with_samples().await;
        self.host.set_license(license);
        let Some(opened) = self.answered(what, place, opened)? else {
            return Ok(());
        };
        let (status, refused) = (opened.status, opened.status.is_client_error());
        self.ledger
            .expect(Rule::UnlicensedSites, place.cloned(), refused, || {
                format!("{what} was answered {status} to a site without a licence")
            });
        Ok(())
    }

    /// Calls what no page of the product opens, and everything with forged tokens.
    async fn route(&mut self, declaration: &Declaration, route: &Route) -> Result<(), CheckError> {
        if !matches!(route.auth, Auth::Request | Auth::Context) {
            return Ok(());
        }
        let place = Place::from(&declaration.origin);
        let called =
            declaration.kind == kind::ENDPOINT || kind::SERVED.contains(&&*declaration.kind);
        let path = filled(&route.path);
        for method in route.methods.iter() {
            let Ok(method) = method.name().parse::<Method>() else {
                continue;
            };
            let what = format!("{method} {}", route.path);
            if called {
                self.call(declaration, route.auth, &method, &path, &what, &place)
                    .await?;
            }
            for (how, token) in self.forged(route.auth, &method, &path)? {
                let call = self.host.request(method.clone(), &path).without_token();
                let call = call.header(AUTHORIZATION, bearing(&token)?);
                let call = match method {
                    Method::GET => call,
                    _ => call.json(&json!({})),
                };
                let Some(response) = self.answered(&what, Some(&place), call.await)? else {
                    continue;
                };
                let answer = Answer::from(&response);
                let what = format!("{what} {how}");
                let refused = answer.status == 401;
                self.ledger
                    .expect(Rule::ForgedToken, Some(place.clone()), refused, || {
                        format!("{what} was answered {} instead of 401", answer.status)
                    });
                self.judge(&answer, &what, Some(&place));
                self.judge_caching(&answer, &what, Some(&place));
            }
        }
        Ok(())
    }

    /// Calls an endpoint, or what the host calls by its URL, correctly except for the values in
    /// the path and the body, which only the app knows.
    async fn call(
        &mut self,
        declaration: &Declaration,
        auth: Auth,
        method: &Method,
        path: &str,
        what: &str,
        place: &Place,
    ) -> Result<(), CheckError> {
        let call = || {
            let call = match auth {
                Auth::Context => self.host.endpoint(method.clone(), path),
                _ => self.host.request(method.clone(), path),
            };
            match *method {
                Method::GET => call,
                _ => call.json(&json!({})),
            }
        };
        let response = call().await;
        if let Some(response) = self.answered(what, Some(place), response)? {
            let answer = Answer::from(&response);
            let believed = answer.status != 401 && answer.status < 500;
            self.ledger
                .expect(Rule::GenuineToken, Some(place.clone()), believed, || {
                    format!("{what} with a good token was answered {}", answer.status)
                });
            self.judge(&answer, what, Some(place));
            self.judge_caching(&answer, what, Some(place));
        }
        if declaration.guard.admin_only {
            let response = match auth {
                Auth::Context => self.host.endpoint(method.clone(), path),
                _ => self.host.request(method.clone(), path),
            };
            let response = response.as_user(USER).json(&json!({})).await;
            if let Some(response) = self.answered(what, Some(place), response)? {
                let (status, refused) = (response.status, response.status.is_client_error());
                self.ledger.expect(
                    Rule::AdminAuthorization,
                    Some(place.clone()),
                    refused,
                    || {
                        format!(
                            "{what} was answered {status} to a user who is not an administrator"
                        )
                    },
                );
            }
        }
        Ok(())
    }

    /// Tokens that this site could have issued except for one fault, each with its fault.
    fn forged(
        &self,
        auth: Auth,
        method: &Method,
        path: &str,
    ) -> Result<Vec<(&'static str, String)>, HostError> {
        let of_page = auth == Auth::Context;
        let good = || {
            if of_page {
                self.host.context_token()
            } else {
                self.host.request_token(method.as_str(), path)
            }
        };
        let elsewhere = self.host.request_token(method.as_str(), "/elsewhere");
        let mut forged = vec![
            ("signed with another secret", good().hs256("made up")),
            ("with alg none", good().unsigned()),
            ("with a token that has expired", good().expires_in(-3600)),
            ("with a token that never expires", good().without("exp")),
            ("with a token of an unknown site", good().issuer("nobody")),
            ("with a token for another address", elsewhere),
        ];
        if !of_page {
            let own = self.host.context_token();
            forged.push(("with the token of a page's own calls", own));
        }
        let mut tokens = Vec::new();
        for (how, token) in forged {
            tokens.push((how, token.build()?));
        }
        // The signature of one token, and the claims of another.
        let (good, changed) = (good().build()?, good().subject("nobody").build()?);
        if let (Some((_, signature)), Some((claims, _))) =
            (good.rsplit_once('.'), changed.rsplit_once('.'))
        {
            tokens.push((
                "with a token that was changed",
                format!("{claims}.{signature}"),
            ));
        }
        Ok(tokens)
    }

    /// Lifecycle callbacks that this site could have sent except for one fault.
    async fn lifecycle(&mut self) -> Result<(), CheckError> {
        let base = self.host.app().map(|app| app.base_url().to_string());
        let base = base.unwrap_or_default();
        let base = base.trim_end_matches('/');
        for event in ["installed", "uninstalled"] {
            let path = lifecycle_path(event);
            let what = format!("POST {path}");
            let good = || self.host.install_token(&path, base);
            let forged = [
                (
                    "signed with the secret of the site",
                    self.host.request_token("POST", &path),
                ),
                (
                    "with a token for another app",
                    self.host.install_token(&path, "https://other.example"),
                ),
                ("with a token that has expired", good().expires_in(-3600)),
                (
                    "with a token for another address",
                    self.host.install_token("/elsewhere", base),
                ),
            ];
            let body = self.host.lifecycle_payload(event, self.project.key());
            for (how, token) in forged {
                let call = self.host.request(Method::POST, &path).json(&body);
                let response = call.token(token).await;
                let Some(response) = self.answered(&what, None, response)? else {
                    continue;
                };
                let status = response.status.as_u16();
                let refused = matches!(status, 401 | 403);
                self.ledger.expect(Rule::InstallKeys, None, refused, || {
                    format!("{what} {how} was answered {status} instead of 401")
                });
            }
        }
        Ok(())
    }

    async fn event(&mut self, event: &str) -> Result<(), CheckError> {
        let what = format!("webhook \"{event}\"");
        let fired = self.host.fire(event).until_handled().await;
        let Some(deliveries) = self.answered(&what, None, fired)? else {
            return Ok(());
        };
        for delivery in deliveries {
            let status = delivery.status;
            let wrong = match delivery.handled {
                _ if !status.is_success() => Some(format!("was answered {status}")),
                Some(Err(reason)) => Some(format!("was taken, and its function failed: {reason}")),
                _ => None,
            };
            self.ledger
                .expect(Rule::GenuineToken, None, wrong.is_none(), || {
                    let wrong = wrong.unwrap_or_default();
                    format!("{what} with a good token {wrong}")
                });
        }
        Ok(())
    }

    /// Judges what the host itself has recorded.
    fn journal(&mut self) {
        for exchange in self.host.journal() {
            if exchange.by_browser {
                continue;
            }
            let timed = matches!(
                exchange.kind,
                ExchangeKind::Page
                    | ExchangeKind::StaticMacro
                    | ExchangeKind::Webhook
                    | ExchangeKind::Lifecycle
            );
            let (purpose, took) = (&exchange.purpose, exchange.took);
            if timed && exchange.status.is_some() {
                self.ledger
                    .expect(Rule::AnswerTimes, None, took <= PATIENCE, || {
                        format!("{purpose} took {:.1} s", took.as_secs_f64())
                    });
            }
            // Other statuses are judged where the request was made.
            let reached = exchange
                .status
                .is_some_and(|status| status.is_success() || status.is_redirection());
            if reached && exchange.findings.is_empty() {
                self.ledger.judge(Rule::HostFindings);
            }
            for finding in exchange.findings.iter().filter(|_| reached) {
                let message = format!("{purpose}: {finding}");
                self.ledger.find(Rule::HostFindings, None, message);
            }
        }
    }
}

/// The header that carries a token.
fn bearing(token: &str) -> Result<HeaderValue, CheckError> {
    // A token is ASCII, so this can't fail.
    HeaderValue::try_from(format!("JWT {token}")).map_err(|_| CheckError::Token)
}

#[cfg(test)]
mod tests;
