//! `/forge/ui`: a request in an envelope, for one of the app's pages or endpoints.
//!
//! Forge only passes JSON through, follows no redirects, and takes 401 for its own rejection; so the
//! handler's response, whatever its status, is in the envelope of a successful call.

use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::to_bytes;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{CONTENT_TYPE, LOCATION};
use http::request::Parts;
use http::{HeaderValue, StatusCode};
use url::Url;

use super::Forge;
use super::envelope::{Asked, Told};
use super::pages::{Nowhere, Wanted};
use crate::deployment::Deployment;
use crate::error_answer::ErrorAnswer;
use crate::extract::RequestId;
use crate::serve::endpoint::Invoked;
use crate::serve::error_page::Accept;
use crate::serve::panic_and_timeout::guarded;
use crate::serve::served::{Enveloped, Passage};

/// The maximum size of a page's request and response, in bytes ("Invocation limits").
pub(super) const MOST_ASKED: usize = 500 * 1024;
const MOST_TOLD: usize = 5 * 1024 * 1024;

/// How long Forge waits for a response, less time for transit ("Invocation limits").
const LIMIT: Duration = Duration::from_secs(24);

/// How many redirects within the app are followed.
const MOST_REDIRECTS: usize = 5;

/// A handler's response, read to its end.
struct Answered {
    status: StatusCode,
    content_type: Option<HeaderValue>,
    text: String,
    url: String,
    redirect: Option<String>,
}

impl Forge {
    /// Answers a verified call.
    pub(super) async fn ui(&self, parts: &Parts, body: Bytes, mut invoked: Invoked) -> Response {
        let Some(asked) = Asked::read(&body) else {
            return super::malformed("not a request in JSON");
        };
        drop(body);
        invoked.limit = self.core.request_timeout.min(LIMIT);
        let deployment = Some(Arc::clone(&self.deployment));
        let answered = Deployment::around(deployment, self.answered(parts, asked, invoked)).await;
        self.told(&answered)
    }

    /// The final response, after redirects to the app itself.
    async fn answered(&self, parts: &Parts, mut asked: Asked, invoked: Invoked) -> Answered {
        let begun = Passage::of(&parts.extensions).map_or_else(Instant::now, |it| it.begun);
        let mut url = self.below_the_base(asked.url()).to_owned();
        for _ in 0..=MOST_REDIRECTS {
            let left = invoked.limit.saturating_sub(begun.elapsed());
            let (shown, response) = self.response(parts, &asked, &url, &invoked, left).await;
            let Some(target) = self.leads_to(&response, &shown) else {
                return self.read(response, shown).await;
            };
            let Some(own) = self.own(&target) else {
                return Answered {
                    status: response.status(),
                    content_type: None,
                    text: String::new(),
                    url: shown,
                    redirect: Some(target.into()),
                };
            };
            url = own;
            let keeps_its_body = [
                StatusCode::TEMPORARY_REDIRECT,
                StatusCode::PERMANENT_REDIRECT,
            ];
            if !keeps_its_body.contains(&response.status()) {
                asked.leads_on();
            }
        }
        tracing::error!(url, "the app's pages redirect to each other endlessly");
        let response = self.failed(parts, &asked, StatusCode::LOOP_DETECTED, None);
        self.read(response, url).await
    }

    /// One response, and its URL.
    async fn response(
        &self,
        parts: &Parts,
        asked: &Asked,
        url: &str,
        invoked: &Invoked,
        left: Duration,
    ) -> (String, Response) {
        let invocation = &invoked.invocation;
        let found = asked.method().ok_or(Nowhere::Method).and_then(|method| {
            let wanted = Wanted {
                method: &method,
                url,
                modal: asked.modal(),
            };
            let place = self.pages.find(&wanted, invocation)?;
            Ok((place, asked.request(&method)))
        });
        let (place, mut request) = match found {
            Ok(found) => found,
            Err(nowhere) => {
                let module = invocation.token().module_key();
                tracing::warn!(module, %nowhere, "a call from Forge has no target");
                let said = matches!(nowhere, Nowhere::Missing(_)).then(|| nowhere.to_string());
                let response = self.failed(parts, asked, nowhere.status(), said);
                return (url.to_owned(), response);
            }
        };
        if let Some(passage) = Passage::of(&parts.extensions) {
            request.extensions_mut().insert(Arc::clone(passage));
        }
        let accept = Accept::of(request.headers());
        let shown = place.shown.clone();
        let answer = pin!(place.call(request, invoked.clone()));
        let mut response = guarded(left, "/forge/ui", answer).await;
        self.error_pages
            .put_on(&mut response, &accept, &id_of(parts));
        (shown, response)
    }

    /// One of the runtime's own responses.
    fn failed(
        &self,
        parts: &Parts,
        asked: &Asked,
        status: StatusCode,
        said: Option<String>,
    ) -> Response {
        let answer = match said {
            Some(text) => ErrorAnswer::with_text(status, text),
            None => ErrorAnswer::new(status),
        };
        let mut response = answer.into_response();
        let accept = Accept::of(asked.request(&http::Method::GET).headers());
        self.error_pages
            .put_on(&mut response, &accept, &id_of(parts));
        response
    }

    /// Reads a response to its end.
    async fn read(&self, response: Response, url: String) -> Answered {
        let (parts, body) = response.into_parts();
        let text = match to_bytes(body, MOST_TOLD).await {
            Ok(bytes) => String::from_utf8(bytes.into()).map_err(|_| "it is not text in UTF-8"),
            Err(_) => Err("it is longer than 5 MB, or breaks off"),
        };
        let text = text.inspect_err(|why| {
            tracing::error!(url, why, "an answer can't pass Forge's bridge");
        });
        match text {
            Ok(text) => Answered {
                status: parts.status,
                content_type: parts.headers.get(CONTENT_TYPE).cloned(),
                text,
                url,
                redirect: None,
            },
            Err(why) => Answered {
                status: StatusCode::INTERNAL_SERVER_ERROR,
                content_type: Some(HeaderValue::from_static("text/plain; charset=utf-8")),
                text: format!("the answer can't be shown on Forge: {why}"),
                url,
                redirect: None,
            },
        }
    }

    /// The answer in its envelope.
    fn told(&self, answered: &Answered) -> Response {
        let told = Told {
            status: answered.status.as_u16(),
            content_type: answered
                .content_type
                .as_ref()
                .and_then(|kind| kind.to_str().ok()),
            text: &answered.text,
            url: &format!("{}{}", self.prefix, answered.url),
            base: &self.core.base_url,
            redirect: answered.redirect.as_deref(),
        };
        // Text and numbers: this does not fail.
        let mut json = serde_json::to_vec(&told).unwrap_or_default();
        if json.len() > MOST_TOLD {
            tracing::error!(
                url = answered.url,
                "an answer is longer than the 5 MB that pass Forge's bridge"
            );
            let told = Told {
                status: StatusCode::INTERNAL_SERVER_ERROR.as_u16(),
                content_type: Some("text/plain; charset=utf-8"),
                text: "the answer can't be shown on Forge: it is longer than 5 MB",
                ..told
            };
            json = serde_json::to_vec(&told).unwrap_or_default();
        }
        let mut response = Response::new(json.into());
        response
            .headers_mut()
            .insert(CONTENT_TYPE, super::JSON.clone());
        // The log and the metrics should show the status of the enclosed response.
        Enveloped(answered.status).on(&mut response);
        response
    }

    /// The target of a redirect, if the response is one.
    fn leads_to(&self, response: &Response, from: &str) -> Option<Url> {
        if !response.status().is_redirection() {
            return None;
        }
        let location = response.headers().get(LOCATION)?.to_str().ok()?;
        let from = Url::parse(&format!("{}{from}", self.core.base_url)).ok()?;
        let target = from.join(location).ok()?;
        // A script URL is not a target.
        matches!(target.scheme(), "https" | "http").then_some(target)
    }

    /// The path and the query of one of the app's own URLs.
    fn own(&self, target: &Url) -> Option<String> {
        let base = Url::parse(&self.core.base_url).ok()?;
        if target.origin() != base.origin() {
            return None;
        }
        let path = &target[url::Position::BeforePath..url::Position::AfterQuery];
        Some(self.below_the_base(path).to_owned())
    }

    /// A path without the base URL's prefix.
    fn below_the_base<'u>(&self, url: &'u str) -> &'u str {
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let prefix = self.prefix.as_str();
        match path.strip_prefix(prefix) {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => {
                url.get(prefix.len()..).unwrap_or(url)
            }
            _ => url,
        }
    }
}

fn id_of(parts: &Parts) -> RequestId {
    match Passage::of(&parts.extensions) {
        Some(passage) => passage.id.clone(),
        None => RequestId::of(&parts.headers),
    }
}
