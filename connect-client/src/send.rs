//! The way of a call to its answer: checked, let in, signed, sent, and sent again.

use std::borrow::Cow;
use std::time::Duration;

use connect_model::Method;
use connect_model::ScopeSet;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderName, LOCATION};
use http::{HeaderValue, StatusCode};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::authorize::{authorize, impersonate};
use super::call::Draft;
use super::error::{CallError, Hidden, Whence};
use super::failure::Failure;
use super::handle::Client;
use super::lane::Blocked;
use super::reply::{Reply, body_of};
use super::retry::{is_idempotent, is_not_now, retry_after};
use super::target::{Problem, address, expand};
use super::user_token::UserToken;

/// How much of an error's body is read, in bytes.
const FAILURE_LIMIT: usize = 64 * 1024;

/// Which call this is, for errors that may never be made.
#[derive(Debug)]
pub(super) struct Label {
    pub(super) client: Client,
    method: Method,
    template: Cow<'static, str>,
    needs: ScopeSet,
}

impl Label {
    pub(super) fn whence(&self) -> Box<Whence> {
        Box::new(Whence {
            method: self.method,
            template: self.template.clone(),
            tenant: self.client.site().name().into(),
            needs: self.needs,
            as_user: self.client.actor().is_some(),
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
struct Sending {
    label: Label,
    draft: Box<Draft>,
    /// Made before the first attempt and given away in it: most calls are sent once.
    url: Option<Url>,
    accept: &'static str,
    attempt_timeout: Duration,
}

/// What became of one attempt.
enum Outcome {
    Answer(reqwest::Response),
    /// The host or the network said "not now"; after how long the host said.
    NotNow(CallError, Option<Duration>),
    /// The host doesn't believe the user's token.
    Disbelieved(CallError),
    Failed(CallError),
}

/// An answer's head, until when the rest must be there, and the place in the lane.
type Answered = (reqwest::Response, Instant, OwnedSemaphorePermit);

/// Sends a call until it is answered or can't be.
pub(super) async fn send(
    client: Client,
    mut draft: Box<Draft>,
    accept: &'static str,
) -> Result<Reply, CallError> {
    let label = Label {
        client,
        method: draft.method,
        template: std::mem::take(&mut draft.template),
        needs: draft.needs,
    };
    let url = check(&mut draft, &label)?;
    let settings = &label.client.shared().settings;
    let mut sending = Sending {
        attempt_timeout: draft.attempt_timeout.unwrap_or(settings.attempt_timeout),
        label,
        draft,
        url: Some(url),
        accept,
    };
    let (response, ends, permit) = sending.until_answered().await?;
    Ok(Reply {
        response,
        limit: sending.answer_limit(),
        deadline: ends,
        attempt_timeout: sending.attempt_timeout,
        label: sending.label,
        _permit: permit,
    })
}

/// Everything that can be judged before anything is sent.
fn check(draft: &mut Draft, label: &Label) -> Result<Url, CallError> {
    let client = &label.client;
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
    resolve(draft, label)
}

/// The one address of a call.
fn resolve(draft: &Draft, label: &Label) -> Result<Url, CallError> {
    let site = label.client.site();
    let path: Cow<'_, str> = if draft.path.is_empty() && !label.template.contains('{') {
        Cow::Borrowed(&*label.template)
    } else {
        Cow::Owned(expand(&label.template, &draft.path).map_err(|problem| label.problem(problem))?)
    };
    address(site.base_url(), site.base_path(), &path, &draft.query)
        .map_err(|problem| label.problem(problem))
}

impl Sending {
    async fn until_answered(&mut self) -> Result<Answered, CallError> {
        let client = self.label.client.clone();
        let settings = &client.shared().settings;
        let pace = &settings.pace;
        // The clock is asked once for a call that need not wait.
        let begun = Instant::now();
        let deadline = pace.at(begun.into_std()) + settings.call_timeout;
        let mut begun = Some(begun);
        let may_repeat = self
            .draft
            .repeatable
            .unwrap_or_else(|| is_idempotent(self.draft.method));
        let (mut repeated, mut renewed) = (0, false);
        let lane = client.lane();
        loop {
            let (permit, now) = match lane.try_enter(pace) {
                Some(permit) => (permit, begun.take().unwrap_or_else(Instant::now)),
                // Seldom, so its state lies apart: each call's future would be larger by it.
                None => {
                    let entered = Box::pin(lane.enter(pace, deadline)).await;
                    let permit = entered.map_err(|blocked| self.blocked(blocked))?;
                    (permit, Instant::now())
                }
            };
            let ends = now + self.attempt_timeout;
            let (error, told) = match self.attempt(ends).await {
                Outcome::Answer(response) => return Ok((response, ends, permit)),
                Outcome::Failed(error) => return Err(error),
                // Nothing was done, so this is no repetition of anything.
                Outcome::Disbelieved(error) if renewed => return Err(error),
                Outcome::Disbelieved(_) => {
                    renewed = true;
                    continue;
                }
                Outcome::NotNow(error, told) => (error, told),
            };
            // Whoever waits lets others go.
            drop(permit);
            let wait = settings.retry.wait(repeated, told, pace);
            if told.is_some() || error.status() == Some(StatusCode::TOO_MANY_REQUESTS) {
                lane.close_for(wait, pace);
            }
            let late = pace.now() + wait > deadline;
            if !may_repeat || repeated >= settings.retry.times || late {
                return Err(error);
            }
            tracing::debug!(call = %self.label.whence(), ?wait, "trying again");
            Box::pin(pace.wait(wait)).await;
            repeated += 1;
        }
    }

    fn blocked(&self, blocked: Blocked) -> CallError {
        let whence = self.label.whence();
        match blocked {
            Blocked::Told(wait) => CallError::RateLimited { whence, wait },
            Blocked::Busy => CallError::Busy { whence },
        }
    }

    fn answer_limit(&self) -> usize {
        let usual = self.label.client.shared().settings.answer_limit;
        self.draft.answer_limit.unwrap_or(usual)
    }

    /// Sends it once.
    async fn attempt(&mut self, ends: Instant) -> Outcome {
        let user = match self.label.client.actor() {
            None => None,
            Some(actor) => {
                // Its state is larger than all the rest, and most calls do without.
                let asked = Box::pin(timeout_at(ends, impersonate(&self.label, actor)));
                match asked.await {
                    Ok(Ok(user)) => Some(user),
                    Ok(Err(error)) => return Outcome::Failed(error),
                    Err(_) => return self.late(),
                }
            }
        };
        let answered = match self.exchange(user.as_ref()) {
            Ok(exchange) => timeout_at(ends, exchange).await,
            Err(error) => return Outcome::Failed(error),
        };
        match answered {
            Ok(Ok(response)) if self.is_answer(response.status()) => Outcome::Answer(response),
            Ok(Ok(response)) => Box::pin(self.refused(response, user, ends)).await,
            Ok(Err(error)) => match broken(&self.label, error, self.attempt_timeout) {
                error @ (CallError::Connect { .. } | CallError::Broken { .. }) => {
                    Outcome::NotNow(error, None)
                }
                error => Outcome::Failed(error),
            },
            Err(_) => self.late(),
        }
    }

    /// The request, signed, on its way.
    fn exchange(
        &mut self,
        user: Option<&UserToken>,
    ) -> Result<impl Future<Output = reqwest::Result<reqwest::Response>> + use<>, CallError> {
        let url = match self.url.take() {
            Some(url) => url,
            None => resolve(&self.draft, &self.label)?,
        };
        let label = &self.label;
        let http = label.client.shared().http(&url);
        let http = http.map_err(|problem| CallError::Setup {
            whence: label.whence(),
            problem: problem.into(),
        })?;
        let name = method(self.draft.method);
        let header = match user {
            Some(user) => user.header(),
            None => authorize(label, name.as_str(), &url)?,
        };
        Ok(http.execute(self.request(name, url, header)))
    }

    fn late(&self) -> Outcome {
        Outcome::Failed(self.label.timeout(self.attempt_timeout))
    }

    fn is_answer(&self, status: StatusCode) -> bool {
        status.is_success() || (self.draft.redirects && status.is_redirection())
    }

    /// What a status means that is no success.
    async fn refused(
        &self,
        mut response: reqwest::Response,
        user: Option<UserToken>,
        ends: Instant,
    ) -> Outcome {
        let label = &self.label;
        let status = response.status();
        let headers = response.headers();
        if let (true, Some(location)) = (status.is_redirection(), headers.get(LOCATION)) {
            let location = location.to_str().ok().map(|text| Hidden(text.into()));
            return Outcome::Failed(CallError::Redirect {
                whence: label.whence(),
                status,
                location,
            });
        }
        let now = || label.client.shared().settings.clock.now();
        let told = is_not_now(status)
            .then(|| retry_after(headers, now()))
            .flatten();
        // Whatever happens to the body: the status is what counts.
        let body = body_of(&mut response, FAILURE_LIMIT, ends).await;
        let error = CallError::Status {
            whence: label.whence(),
            failure: Box::new(Failure::read(status, told, &body.unwrap_or_default())),
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
        // The call's own headers may say that they want another kind of answer.
        for name in self.draft.headers.keys() {
            headers.remove(name);
        }
        for (name, value) in &self.draft.headers {
            headers.append(name.clone(), value.clone());
        }
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
