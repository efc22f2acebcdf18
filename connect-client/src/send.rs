//! Sending a call: check, wait for the limiter, sign, send, retry.

use std::borrow::Cow;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use connect_auth::{AccessToken, content};
use connect_model::Method;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderName, LOCATION};
use http::{HeaderValue, StatusCode};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::authorize::authorize;
use super::connection::Connection;
use super::context::CallContext;
use super::error::{CallError, CallErrorKind, Redacted};
use super::error_body::ErrorBody;
use super::forge::{bearer, may_be_called};
use super::key_source::SigningKey;
use super::limiter::Blocked;
use super::measure::Attempt;
use super::rate_limit::{Lane, Place, RateLimit, asked};
use super::request::RequestParts;
use super::response::Response;
use super::retry::{is_busy, is_idempotent};
use super::site::Access;
use super::target::{InvalidRequest, expand};
use super::user_token::UserToken;

/// How much of an error's body is read, in bytes.
const ERROR_BODY_LIMIT: usize = 64 * 1024;

/// A call that can be sent, any number of times.
struct Sending {
    connection: Arc<Connection>,
    context: CallContext,
    parts: Box<RequestParts>,
    /// Built before the first attempt and moved into it: most calls are sent once.
    url: Option<Url>,
    accept: &'static str,
    attempt_timeout: Duration,
    /// The key for the app's own token, for a call that is not made as a user.
    key: Option<SigningKey>,
    /// Whether it replaces the tenant's usual one, which the host has rejected.
    key_is_another: bool,
    /// The app's token for a Forge installation, for a call that is not made as a user.
    token: Option<AccessToken>,
    /// The token that the host has rejected.
    refused_token: Option<AccessToken>,
}

/// The outcome of one attempt.
enum Outcome {
    Response(reqwest::Response),
    /// The connection broke, or the host is busy.
    Retry(CallError),
    /// The host rejects the token, and another one may work.
    TokenRejected(CallError),
    Failed(CallError),
}

/// A response's head, the deadline for the rest, and the call's permit.
type Head = (reqwest::Response, Instant, OwnedSemaphorePermit);

/// Sends a call until it has a response or has failed for good.
pub(super) async fn send(
    connection: Arc<Connection>,
    mut parts: Box<RequestParts>,
    accept: &'static str,
) -> Result<Response, CallError> {
    let context = connection.context(&mut parts);
    let url =
        check(&connection, &mut parts, &context).map_err(|kind| CallError::new(&context, kind))?;
    let settings = &connection.transport().settings;
    let attempt_timeout = parts.attempt_timeout.unwrap_or(settings.attempt_timeout);
    let limit = parts.response_limit.unwrap_or(settings.response_limit);
    let mut sending = Sending {
        connection,
        context,
        parts,
        url: Some(url),
        accept,
        attempt_timeout,
        key: None,
        key_is_another: false,
        token: None,
        refused_token: None,
    };
    let (inner, deadline, permit) = sending.until_response().await?;
    Ok(Response {
        inner,
        context: sending.context,
        limit,
        deadline,
        attempt_timeout: sending.attempt_timeout,
        _permit: permit,
    })
}

/// Everything that can be checked before anything is sent.
fn check(
    connection: &Connection,
    parts: &mut RequestParts,
    context: &CallContext,
) -> Result<Url, CallErrorKind> {
    if let Some(problem) = parts.problem.take() {
        return Err(problem.into());
    }
    let found = connection.site.product;
    if let Some(wanted) = parts.product.filter(|wanted| !wanted.meets(found)) {
        return Err(CallErrorKind::WrongProduct { wanted, found });
    }
    if let Access::Forge { api, .. } = &connection.site.access
        && !may_be_called(api, &connection.transport().settings.forge_api_hosts)
    {
        return Err(CallErrorKind::Setup {
            problem: "the installation's API is at no address of Atlassian's".into(),
        });
    }
    if parts.method == Method::Get && parts.body.content.is_some() {
        // Source: the changelog's CHANGE-2328.
        return Err(InvalidRequest::Body("is not for a GET".into()).into());
    }
    Ok(resolve(connection, parts, context)?)
}

/// Resolves the call's URL.
fn resolve(
    connection: &Connection,
    parts: &RequestParts,
    context: &CallContext,
) -> Result<Url, InvalidRequest> {
    let (site, template) = (&connection.site, &context.template);
    let path: Cow<'_, str> = if parts.path.is_empty() && !template.contains('{') {
        Cow::Borrowed(&**template)
    } else {
        Cow::Owned(expand(template, &parts.path)?)
    };
    site.address(&path, &parts.query)
}

impl Sending {
    async fn until_response(&mut self) -> Result<Head, CallError> {
        let connection = Arc::clone(&self.connection);
        let settings = &connection.transport().settings;
        let timer = &settings.timer;
        // The clock is read once for a call that doesn't have to wait.
        let begun = Instant::now();
        let left = connection.left(begun);
        if left.is_zero() {
            return Err(self.error(CallErrorKind::NoTimeLeft));
        }
        let deadline = timer.at(begun.into_std()) + settings.call_timeout.min(left);
        let mut begun = Some(begun);
        let may_repeat = self
            .parts
            .repeatable
            .unwrap_or_else(|| is_idempotent(self.parts.method));
        let (mut repeated, mut renewed) = (0, false);
        let limiter = &connection.limiter;
        loop {
            let (permit, now) = match self.try_enter() {
                Some(permit) => (permit, begun.take().unwrap_or_else(Instant::now)),
                // Boxed because it is rare: it would enlarge every call's future.
                None => {
                    let entered = self.enter(deadline).await;
                    let permit = entered.map_err(|blocked| self.blocked(blocked))?;
                    (permit, Instant::now())
                }
            };
            self.attempt_timeout = self.attempt_timeout.min(connection.left(now));
            let ends = now + self.attempt_timeout;
            let error = match self.attempt(ends).await {
                Outcome::Response(response) => return Ok((response, ends, permit)),
                Outcome::Failed(error) => return Err(error),
                // Nothing was done, so this doesn't count as a retry.
                Outcome::TokenRejected(error) if renewed => return Err(error),
                Outcome::TokenRejected(_) => {
                    renewed = true;
                    continue;
                }
                Outcome::Retry(error) => error,
            };
            // Lets other calls run while this one waits.
            drop(permit);
            let after = error.body().and_then(|body| body.retry_after);
            let wait = settings.retry.wait(repeated, after, timer);
            if let Some(lane) = self.shut(&error) {
                limiter.pause(lane, wait, timer);
            }
            let late = timer.now() + wait > deadline;
            if !may_repeat || repeated >= settings.retry.times || late {
                return Err(error);
            }
            tracing::debug!(call = %self.context, ?wait, "trying again");
            Box::pin(timer.wait(wait)).await;
            repeated += 1;
        }
    }

    fn error(&self, kind: CallErrorKind) -> CallError {
        CallError::new(&self.context, kind)
    }

    /// Waits for the tenant's limiter. A separate function, because the caller's future would have
    /// room for what is passed on.
    fn enter(
        &self,
        deadline: Duration,
    ) -> Pin<Box<impl Future<Output = Result<OwnedSemaphorePermit, Blocked>> + Send>> {
        let connection = &self.connection;
        let timer = &connection.transport().settings.timer;
        Box::pin(connection.limiter.enter(self.place(), timer, deadline))
    }

    fn try_enter(&self) -> Option<OwnedSemaphorePermit> {
        let connection = &self.connection;
        let timer = &connection.transport().settings.timer;
        connection.limiter.try_enter(self.place(), timer)
    }

    /// The properties by which limits distinguish this call from others.
    fn place(&self) -> Place<'_> {
        let issue = self.parts.path.iter();
        let issue = issue.rev().find(|(name, _)| *name == "issueIdOrKey");
        Place {
            method: self.parts.method,
            template: &self.context.template,
            issue: issue.map(|(_, value)| &**value),
        }
    }

    /// The lane to close after a busy host's response to this call.
    fn shut(&self, error: &CallError) -> Option<Lane> {
        let ErrorBody {
            status,
            retry_after,
            rate_limit,
            ..
        } = error.body()?;
        // A host that is busy without stating for how long is only busy for this call, unless it
        // counts calls.
        let limited = *status == StatusCode::TOO_MANY_REQUESTS;
        (limited || retry_after.is_some())
            .then(|| Lane::of(*status, rate_limit.reason.as_ref(), self.place()))
    }

    /// The clock's time, in seconds since 1970.
    fn now(&self) -> i64 {
        self.connection.transport().settings.clock.now()
    }

    fn blocked(&self, blocked: Blocked) -> CallError {
        self.error(match blocked {
            Blocked::HostAskedToWait(wait) => {
                let now = Duration::from_secs(u64::try_from(self.now()).unwrap_or_default());
                // A wait is two hours at most, far from the clock's limit.
                let until: SystemTime = UNIX_EPOCH + now + wait;
                CallErrorKind::RateLimited { wait, until }
            }
            Blocked::Busy => CallErrorKind::Busy,
        })
    }

    /// Makes one attempt.
    async fn attempt(&mut self, ends: Instant) -> Outcome {
        let user = match &self.connection.impersonation {
            None => {
                if let Err(outcome) = self.authorize_app(ends).await {
                    return outcome;
                }
                None
            }
            Some(impersonation) => {
                // Boxed because its state is larger than all the rest, and most calls don't need
                // it.
                let token = Box::pin(timeout_at(ends, self.connection.user_token(impersonation)));
                match token.await {
                    Ok(Ok(user)) => Some(user),
                    Ok(Err(error)) => {
                        return Outcome::Failed(self.error(CallErrorKind::Impersonation(error)));
                    }
                    Err(_) => return self.timed_out(),
                }
            }
        };
        let measured = Attempt::begin(self.parts.method);
        let response = match self.exchange(user.as_ref()) {
            Ok(exchange) => timeout_at(ends, exchange).await,
            Err(kind) => return Outcome::Failed(self.error(kind)),
        };
        let answered = response.as_ref().ok().and_then(|sent| sent.as_ref().ok());
        measured.end(answered.map(reqwest::Response::status));
        match response {
            Ok(Ok(response)) if self.is_success(response.status()) => {
                if self.key.as_ref().is_some_and(|key| key.in_trouble) {
                    Box::pin(self.accepted(ends)).await;
                }
                Outcome::Response(response)
            }
            Ok(Ok(response)) => Box::pin(self.refused(response, user, ends)).await,
            Ok(Err(error)) => {
                let error = CallError::of_transport(&self.context, error, self.attempt_timeout);
                match error.kind() {
                    CallErrorKind::Connect(_) | CallErrorKind::Broken(_) => Outcome::Retry(error),
                    _ => Outcome::Failed(error),
                }
            }
            Err(_) => self.timed_out(),
        }
    }

    /// Obtains the credentials for calling as the app.
    async fn authorize_app(&mut self, ends: Instant) -> Result<(), Outcome> {
        let connection = Arc::clone(&self.connection);
        match &connection.site.access {
            Access::Connect(signing) => {
                if !self.key_is_another {
                    self.key = signing.key_at_hand();
                }
                if self.key.is_none() {
                    // Boxed because it is rare: it would enlarge every call's future.
                    let key = Box::pin(timeout_at(ends, signing.load_key()));
                    match key.await {
                        Ok(Ok(key)) => self.key = Some(key),
                        Ok(Err(error)) => {
                            return Err(Outcome::Failed(self.error(CallErrorKind::NoKey(error))));
                        }
                        Err(_) => return Err(self.timed_out()),
                    }
                }
            }
            Access::Forge { installation, .. } => {
                let refused = self.refused_token.as_ref();
                let token = connection.app_token(installation, refused);
                match Box::pin(timeout_at(ends, token)).await {
                    Ok(Ok(token)) => self.token = Some(token),
                    Ok(Err(error)) => {
                        return Err(Outcome::Failed(self.error(CallErrorKind::NoToken(error))));
                    }
                    Err(_) => return Err(self.timed_out()),
                }
            }
        }
        Ok(())
    }

    /// Builds, signs and sends the request.
    fn exchange(
        &mut self,
        user: Option<&UserToken>,
    ) -> Result<impl Future<Output = reqwest::Result<reqwest::Response>> + use<>, CallErrorKind>
    {
        let url = match self.url.take() {
            Some(url) => url,
            None => resolve(&self.connection, &self.parts, &self.context)?,
        };
        let transport = self.connection.transport();
        let setup = |problem: &str| CallErrorKind::Setup {
            problem: problem.into(),
        };
        let http = transport.http(&url).map_err(setup)?;
        let method = http::Method::from(self.parts.method);
        let header = match user {
            Some(user) => user.header(),
            None => {
                let now = transport.settings.clock.now();
                let site = &self.connection.site;
                let signed = || {
                    let key = self.key.as_ref()?;
                    authorize(site, &key.key, now, method.as_str(), &url)
                };
                let header = match &self.token {
                    Some(token) => bearer(token),
                    None => signed(),
                };
                header.ok_or_else(|| setup("the token can't be written"))?
            }
        };
        Ok(http.execute(self.request(method, url, header)))
    }

    fn timed_out(&self) -> Outcome {
        Outcome::Failed(self.error(CallErrorKind::Timeout {
            limit: self.attempt_timeout,
        }))
    }

    fn is_success(&self, status: StatusCode) -> bool {
        status.is_success() || (self.parts.redirects && status.is_redirection())
    }

    /// Records that the host accepts the app's signature after all.
    async fn accepted(&self, ends: Instant) {
        if let Access::Connect(signing) = &self.connection.site.access
            && let Some(source) = &signing.key_source
        {
            let _ = timeout_at(ends, source.accepted()).await;
        }
    }

    /// Switches to another of the tenant's keys than the one that the host has rejected, if there
    /// is one.
    async fn take_another_key(&mut self, ends: Instant) -> bool {
        let connection = Arc::clone(&self.connection);
        let signing = match &connection.site.access {
            Access::Connect(signing) => signing,
            Access::Forge { installation, .. } => {
                self.refused_token = self.token.take();
                let another = connection.app_token(installation, self.refused_token.as_ref());
                return matches!(timeout_at(ends, another).await, Ok(Ok(_)));
            }
        };
        let (Some(source), Some(refused)) = (&signing.key_source, self.key.take()) else {
            return false;
        };
        let another = timeout_at(ends, source.refused(&refused)).await;
        self.key = another.ok().flatten();
        self.key_is_another = self.key.is_some();
        self.key_is_another
    }

    /// The outcome of an error status.
    async fn refused(
        &mut self,
        mut response: reqwest::Response,
        user: Option<UserToken>,
        ends: Instant,
    ) -> Outcome {
        let status = response.status();
        let headers = response.headers();
        if let (true, Some(location)) = (status.is_redirection(), headers.get(LOCATION)) {
            let location = location.to_str().ok().map(|text| Redacted(text.into()));
            return Outcome::Failed(self.error(CallErrorKind::Redirect { status, location }));
        }
        let rate_limit = RateLimit::of(headers);
        let asked = is_busy(status)
            .then(|| asked(status, headers, &rate_limit, self.now()))
            .flatten();
        let headers = headers.clone();
        // Even if the body can't be read, the status is what counts.
        let body = timeout_at(ends, content::read(&mut response, ERROR_BODY_LIMIT)).await;
        let body = body.ok().and_then(Result::ok).unwrap_or_default();
        let body = ErrorBody::read(status, asked, rate_limit, headers, &body);
        let error = self.error(CallErrorKind::Status(Box::new(body)));
        match (status, user) {
            (status, _) if is_busy(status) => Outcome::Retry(error),
            (StatusCode::UNAUTHORIZED, Some(token)) => {
                token.forget();
                Outcome::TokenRejected(error)
            }
            (StatusCode::UNAUTHORIZED, None) if self.take_another_key(ends).await => {
                Outcome::TokenRejected(error)
            }
            _ => Outcome::Failed(error),
        }
    }

    fn request(
        &self,
        method: http::Method,
        url: Url,
        authorization: HeaderValue,
    ) -> reqwest::Request {
        let mut request = reqwest::Request::new(method, url);
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, authorization);
        headers.insert(ACCEPT, HeaderValue::from_static(self.accept));
        // The call's own headers may request another content type.
        for name in self.parts.headers.keys() {
            headers.remove(name);
        }
        for (name, value) in &self.parts.headers {
            headers.append(name.clone(), value.clone());
        }
        if let Some((content_type, bytes)) = &self.parts.body.content {
            headers.insert(CONTENT_TYPE, content_type.clone());
            if self.parts.body.is_form {
                const CONSENT: HeaderName = HeaderName::from_static("x-atlassian-token");
                headers.insert(CONSENT, HeaderValue::from_static("no-check"));
            }
            *request.body_mut() = Some(bytes.clone().into());
        }
        request
    }
}
