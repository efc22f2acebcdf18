//! The way of a call to its answer: checked, let in, signed, sent, and sent again.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use connect_model::ScopeSet;
use connect_model::declaration::Method;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderName, LOCATION};
use http::{HeaderValue, StatusCode};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::authorize::authorize;
use super::call::Draft;
use super::error::{CallError, Hidden, Whence};
use super::failure::Failure;
use super::handle::Client;
use super::lane::Blocked;
use super::reply::Reply;
use super::retry::{is_idempotent, is_not_now, retry_after};
use super::site::Site;
use super::target::{Problem, address, expand};

/// How much of an error's body is read, in bytes.
const FAILURE_LIMIT: usize = 64 * 1024;

/// Which call this is, for errors that may never be made.
#[derive(Debug)]
pub(super) struct Label {
    site: Arc<Site>,
    method: Method,
    template: Cow<'static, str>,
    needs: ScopeSet,
    as_user: bool,
}

impl Label {
    pub(super) fn whence(&self) -> Box<Whence> {
        Box::new(Whence {
            method: self.method,
            template: self.template.clone(),
            tenant: self.site.name().into(),
            needs: self.needs,
            as_user: self.as_user,
        })
    }

    pub(super) fn timeout(&self, limit: Duration) -> CallError {
        CallError::Timeout {
            whence: self.whence(),
            limit,
        }
    }

    fn problem(&self, problem: Problem) -> CallError {
        let whence = self.whence();
        match problem {
            Problem::Parameter { name, problem } => CallError::Parameter {
                whence,
                name,
                problem,
            },
            Problem::Path(problem) => CallError::Path { whence, problem },
            Problem::Body(problem) => CallError::Body { whence, problem },
            Problem::NotNamed(given) => CallError::NotNamed { whence, given },
        }
    }
}

/// What went wrong between here and there.
pub(super) fn broken(label: &Label, error: reqwest::Error, limit: Duration) -> CallError {
    let whence = label.whence();
    // The URL has the parameters' values in it.
    let source = error.without_url();
    if source.is_connect() {
        CallError::Connect { whence, source }
    } else if source.is_timeout() {
        CallError::Timeout { whence, limit }
    } else {
        CallError::Broken { whence, source }
    }
}

/// A call that can be sent, any number of times.
struct Sending<'c> {
    client: &'c Client,
    label: Label,
    method: http::Method,
    url: Url,
    draft: Draft,
    accept: &'static str,
    attempt_timeout: Duration,
}

/// What became of one attempt.
enum Outcome {
    Answer(Reply),
    /// The host or the network said "not now"; after how long the host said.
    NotNow(CallError, Option<Duration>),
    /// The host doesn't believe the user's token.
    Disbelieved(CallError),
    Failed(CallError),
}

/// Sends a call until it is answered or can't be.
pub(super) async fn send(
    client: &Client,
    mut draft: Draft,
    accept: &'static str,
) -> Result<Reply, CallError> {
    let label = Label {
        site: Arc::clone(client.site()),
        method: draft.method,
        template: std::mem::take(&mut draft.template),
        needs: draft.needs,
        as_user: client.actor().is_some(),
    };
    let url = check(client, &mut draft, &label)?;
    let settings = &client.shared().settings;
    let sending = Sending {
        client,
        method: method(draft.method),
        url,
        accept,
        attempt_timeout: draft.attempt_timeout.unwrap_or(settings.attempt_timeout),
        label,
        draft,
    };
    sending.until_answered().await
}

/// Everything that can be judged before anything is sent.
fn check(client: &Client, draft: &mut Draft, label: &Label) -> Result<Url, CallError> {
    if let Some(problem) = draft.problem.take() {
        return Err(label.problem(problem));
    }
    let found = client.product();
    if let Some(wanted) = draft.product.filter(|wanted| !wanted.meets(found)) {
        return Err(CallError::WrongProduct {
            whence: label.whence(),
            wanted,
            found,
        });
    }
    if draft.method == Method::Get && draft.body.content.is_some() {
        return Err(label.problem(Problem::Body("is not for a GET (case 236)".into())));
    }
    let site = client.site();
    let path: Cow<'_, str> = if draft.path.is_empty() && !label.template.contains('{') {
        Cow::Borrowed(&*label.template)
    } else {
        Cow::Owned(expand(&label.template, &draft.path).map_err(|problem| label.problem(problem))?)
    };
    address(site.origin(), site.base_path(), &path, &draft.query)
        .map_err(|problem| label.problem(problem))
}

impl Sending<'_> {
    async fn until_answered(&self) -> Result<Reply, CallError> {
        let settings = &self.client.shared().settings;
        let pace = &settings.pace;
        let deadline = pace.now() + settings.call_timeout;
        let may_repeat = self
            .draft
            .repeatable
            .unwrap_or_else(|| is_idempotent(self.draft.method));
        let (mut repeated, mut renewed) = (0, false);
        let lane = self.client.lane();
        loop {
            let permit = lane.enter(pace, deadline).await;
            let permit = permit.map_err(|blocked| self.blocked(blocked))?;
            match self.attempt(permit).await {
                Outcome::Answer(reply) => return Ok(reply),
                Outcome::Failed(error) => return Err(error),
                // Nothing was done, so this is no repetition of anything.
                Outcome::Disbelieved(error) if renewed => return Err(error),
                Outcome::Disbelieved(_) => renewed = true,
                Outcome::NotNow(error, told) => {
                    let wait = settings.retry.wait(repeated, told, pace);
                    if told.is_some() || error.status() == Some(StatusCode::TOO_MANY_REQUESTS) {
                        lane.close_for(wait, pace);
                    }
                    let late = pace.now() + wait > deadline;
                    if !may_repeat || repeated >= settings.retry.times || late {
                        return Err(error);
                    }
                    tracing::debug!(call = %self.label.whence(), ?wait, "trying again");
                    pace.wait(wait).await;
                    repeated += 1;
                }
            }
        }
    }

    fn blocked(&self, blocked: Blocked) -> CallError {
        let whence = self.label.whence();
        match blocked {
            Blocked::Told(wait) => CallError::RateLimited { whence, wait },
            Blocked::Busy => CallError::Busy { whence },
        }
    }

    /// Sends it once.
    async fn attempt(&self, permit: OwnedSemaphorePermit) -> Outcome {
        let limit = self.attempt_timeout;
        let deadline = Instant::now() + limit;
        let exchange = async {
            let shared = self.client.shared();
            let http = shared.http(&self.url).map_err(|problem| CallError::Setup {
                whence: self.label.whence(),
                problem: problem.into(),
            })?;
            let name = self.method.as_str();
            let who = authorize(self.client, &self.label, name, &self.url).await?;
            Ok((http.execute(self.request(&who.header)).await, who.user))
        };
        let (answered, user) = match timeout_at(deadline, exchange).await {
            Ok(Ok(answered)) => answered,
            Ok(Err(error)) => return Outcome::Failed(error),
            Err(_) => return Outcome::Failed(self.label.timeout(limit)),
        };
        let response = match answered {
            Ok(response) => response,
            Err(error) => {
                return match broken(&self.label, error, limit) {
                    error @ (CallError::Connect { .. } | CallError::Broken { .. }) => {
                        Outcome::NotNow(error, None)
                    }
                    error => Outcome::Failed(error),
                };
            }
        };
        let settings = &self.client.shared().settings;
        let status = response.status();
        let mut reply = Reply {
            response,
            label: self.label_again(),
            limit: self.draft.answer_limit.unwrap_or(settings.answer_limit),
            deadline,
            attempt_timeout: limit,
            _permit: permit,
        };
        if status.is_success() || (self.draft.redirects && status.is_redirection()) {
            return Outcome::Answer(reply);
        }
        if let (true, Some(location)) = (status.is_redirection(), reply.headers().get(LOCATION)) {
            let location = location.to_str().ok().map(|text| Hidden(text.into()));
            let error = CallError::Redirect {
                whence: self.label.whence(),
                status,
                location,
            };
            return Outcome::Failed(error);
        }
        let told = is_not_now(status)
            .then(|| retry_after(reply.headers(), settings.clock.now()))
            .flatten();
        reply.limit = FAILURE_LIMIT;
        // Whatever happens to the body: the status is what counts.
        let body = reply.bytes().await.unwrap_or_default();
        let error = CallError::Status {
            whence: self.label.whence(),
            failure: Box::new(Failure::read(status, told, &body)),
        };
        match (status, user) {
            (status, _) if is_not_now(status) => Outcome::NotNow(error, told),
            (StatusCode::UNAUTHORIZED, Some(token)) => {
                token.forget();
                Outcome::Disbelieved(error)
            }
            _ => Outcome::Failed(error),
        }
    }

    fn label_again(&self) -> Label {
        Label {
            site: Arc::clone(&self.label.site),
            template: self.label.template.clone(),
            ..self.label
        }
    }

    fn request(&self, authorization: &HeaderValue) -> reqwest::Request {
        let mut request = reqwest::Request::new(self.method.clone(), self.url.clone());
        let headers = request.headers_mut();
        headers.reserve(4 + self.draft.headers.len());
        headers.insert(ACCEPT, HeaderValue::from_static(self.accept));
        // The call's own headers may say that they want another kind of answer.
        for name in self.draft.headers.keys() {
            headers.remove(name);
        }
        for (name, value) in &self.draft.headers {
            headers.append(name.clone(), value.clone());
        }
        headers.insert(AUTHORIZATION, authorization.clone());
        if let Some((content_type, bytes)) = &self.draft.body.content {
            headers.insert(CONTENT_TYPE, content_type.clone());
            if self.draft.body.is_form {
                const CONSENT: HeaderName = HeaderName::from_static("x-atlassian-token");
                headers.insert(CONSENT, HeaderValue::from_static("no-check"));
            }
            *request.body_mut() = Some(bytes.clone().into());
        }
        request
    }
}

fn method(method: Method) -> http::Method {
    match method {
        Method::Delete => http::Method::DELETE,
        Method::Get => http::Method::GET,
        Method::Patch => http::Method::PATCH,
        Method::Post => http::Method::POST,
        Method::Put => http::Method::PUT,
    }
}
