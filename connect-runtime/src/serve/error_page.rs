//! The response to a failure: a page in an iframe, JSON or a line of text for a script.

use std::borrow::Cow;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use axum::body::{Body, HttpBody};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{
    ACCEPT, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::json;

use crate::deployment::{bridge_url, is_on_forge};
use crate::error_answer::{Audience, ErrorAnswer, Reason};
use crate::extract::RequestId;
use crate::look;
use crate::nonce::Nonce;

/// The built-in page, which looks like an app's pages. It loads the bridge script, because otherwise
/// the host covers the iframe with a message of its own.
const DOCUMENT: &str = include_str!("error_page.html");

/// A failed request, from which [`App::error_page`](crate::App::error_page) makes a page.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct FailedRequest {
    /// 401, 403, 404, 500 or another status of 400 or above. The response has it regardless of the
    /// page.
    pub status: StatusCode,
    /// For users to quote, and for finding the request in the log.
    pub request_id: RequestId,
    /// The failure in a few words, such as `forbidden`: reveals no more than the status and the
    /// runtime's own rejections do. Escape it like any other text.
    pub message: Cow<'static, str>,
    /// Why a caller with a valid token was refused, as a code: `unlicensed`, `evaluation-ended`,
    /// `licence-unstated`, `not-an-administrator`, `permission-unknown`; `None` for any other
    /// failure.
    pub reason: Option<&'static str>,
    wording: Option<Reason>,
}

type Replacement = dyn Fn(&FailedRequest) -> Response + Send + Sync;

/// The error pages: the built-in one, or the app's.
#[derive(Clone, Default)]
pub(crate) struct ErrorPages(Option<Arc<Replacement>>);

impl fmt::Debug for ErrorPages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whose = if self.0.is_some() { "own" } else { "built-in" };
        write!(f, "ErrorPages({whose})")
    }
}

impl ErrorPages {
    pub(crate) fn of<R: IntoResponse>(
        page: impl Fn(&FailedRequest) -> R + Send + Sync + 'static,
    ) -> Self {
        Self(Some(Arc::new(move |failed| page(failed).into_response())))
    }

    /// Gives a failure a body in the format that its caller can read. A response that a handler or
    /// a layer has given its own body is left alone.
    pub(super) fn put_on(&self, response: &mut Response, accept: &Accept, id: &RequestId) {
        let status = response.status();
        if !status.is_client_error() && !status.is_server_error() {
            return;
        }
        let mut wanted = Wanted::by(accept);
        let answer = match response.extensions_mut().remove::<ErrorAnswer>() {
            Some(answer) => {
                if wanted == Wanted::Text && answer.audience == Audience::Script {
                    wanted = Wanted::Json;
                }
                // It is already text.
                if wanted == Wanted::Text {
                    return;
                }
                answer
            }
            None if has_no_body(response) => ErrorAnswer::new(status),
            None => return,
        };
        let failed = FailedRequest {
            status,
            request_id: id.clone(),
            message: answer.text,
            reason: answer.reason.map(|reason| reason.wording().word),
            wording: answer.reason,
        };
        let mut policies = Vec::new();
        let (content_type, body) = match wanted {
            Wanted::Page => self.page(&failed, &mut policies),
            Wanted::Json => (JSON, Body::from(in_json(&failed))),
            Wanted::Text => (TEXT, Body::from(failed.message)),
        };
        let headers = response.headers_mut();
        // Drop the headers of the body that is replaced.
        headers.remove(CONTENT_LENGTH);
        headers.remove(CONTENT_ENCODING);
        headers.insert(CONTENT_TYPE, content_type);
        for policy in policies {
            headers.append(CONTENT_SECURITY_POLICY, policy);
        }
        *response.body_mut() = body;
    }

    /// The page, and the policies to send with it.
    fn page(&self, failed: &FailedRequest, policies: &mut Vec<HeaderValue>) -> (HeaderValue, Body) {
        let own = self.0.as_ref().and_then(|page| {
            catch_unwind(AssertUnwindSafe(|| page(failed)))
                .inspect_err(|_| tracing::error!("the app's error page panicked"))
                .ok()
        });
        match own {
            Some(mut page) => {
                let headers = page.headers();
                policies.extend(headers.get_all(CONTENT_SECURITY_POLICY).iter().cloned());
                let content_type = page.headers_mut().remove(CONTENT_TYPE);
                (content_type.unwrap_or(HTML), page.into_body())
            }
            None => {
                let nonce = Nonce::new();
                policies.push(nonce.policy());
                (HTML, Body::from(document(failed, nonce)))
            }
        }
    }
}

fn has_no_body(response: &Response) -> bool {
    response.body().is_end_stream() && !response.headers().contains_key(CONTENT_TYPE)
}

const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

fn in_json(failed: &FailedRequest) -> String {
    let mut body = json!({
        "status": failed.status.as_u16(),
        "error": failed.message,
        "requestId": failed.request_id.as_str(),
    });
    if let Some(reason) = failed.wording {
        body["message"] = reason.wording().sentence.into();
    }
    body.to_string()
}

fn document(failed: &FailedRequest, nonce: Nonce) -> String {
    let (title, sentence) = in_words(failed);
    // A single pass, so that an inserted value can't be mistaken for a placeholder.
    let mut document = String::with_capacity(DOCUMENT.len() + look::STYLESHEET.len() + 256);
    let mut rest = DOCUMENT;
    while let Some((before, name, after)) = next_place(rest) {
        document.push_str(before);
        match name {
            "title" => escape(title, &mut document),
            "sentence" => escape(&sentence, &mut document),
            "id" => escape(failed.request_id.as_str(), &mut document),
            "nonce" => escape(&nonce.to_string(), &mut document),
            // Forge's shell has its own bridge, and turns on the theme itself.
            "bridge" | "theming" if is_on_forge() => {}
            "bridge" => {
                document.push_str(&format!("<script nonce=\"{nonce}\" src=\""));
                escape(&bridge_url(), &mut document);
                document.push_str("\"></script>");
            }
            "look" => document.push_str(look::STYLESHEET),
            "theming" => {
                document.push_str(&format!("<script nonce=\"{nonce}\">"));
                document.push_str(look::THEMING);
                document.push_str("</script>");
            }
            // There is no other placeholder.
            _ => {}
        }
        rest = after;
    }
    document.push_str(rest);
    document
}

/// The text before the next `{…}`, in it, and after it.
fn next_place(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

fn escape(text: &str, into: &mut String) {
    for c in text.chars() {
        match c {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '"' => into.push_str("&quot;"),
            other => into.push(other),
        }
    }
}

/// The text of the built-in page: a heading, and what the user can do.
fn in_words(failed: &FailedRequest) -> (&'static str, Cow<'static, str>) {
    if let Some(reason) = failed.wording {
        let wording = reason.wording();
        return (wording.title, wording.sentence.into());
    }
    let (title, sentence) = match failed.status.as_u16() {
        401 => (
            "This page can't be opened",
            "Its link is not valid or has expired. Reload the page that it is shown in.",
        ),
        403 => (
            "You don't have access",
            "You may need to log in, or to ask an administrator for permission.",
        ),
        404 => (
            "There is nothing here",
            "The page was moved or does not exist.",
        ),
        // A handler that an import left to be written: the message names the file.
        501 => {
            let sentence = failed.message.clone();
            return ("This page is not there yet", sentence);
        }
        503 => ("Not available right now", "Try again in a few seconds."),
        500.. => (
            "Something went wrong",
            "Try again. If it happens again, tell the vendor of the app the request id.",
        ),
        _ => {
            let sentence = format!("The request was not understood: {}.", failed.message);
            return ("This page can't be shown", sentence.into());
        }
    };
    (title, sentence.into())
}

/// The request's `Accept` header, which is only parsed if the request fails.
#[derive(Debug, Default)]
pub(super) struct Accept(Option<HeaderValue>);

impl Accept {
    /// Several headers of that name form one list (RFC 9110, "Field Order").
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let mut all = headers.get_all(ACCEPT).iter();
        let first = all.next().cloned();
        Self(all.fold(first, |list, next| {
            let joined = [list?.as_bytes(), b",", next.as_bytes()].concat();
            HeaderValue::from_maybe_shared(Bytes::from(joined)).ok()
        }))
    }
}

/// The format that the caller can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// A browser that opens a page.
    Page,
    /// A script that asks for JSON.
    Json,
    /// Anything else, including the host.
    Text,
}

impl Wanted {
    /// Of the types known here, the one with the highest quality, and the first of equals. `*/*`
    /// expresses no preference.
    fn by(Accept(accept): &Accept) -> Self {
        let mut best = (0.0, Self::Text);
        let accept = accept.as_ref().and_then(|accept| accept.to_str().ok());
        for range in accept.unwrap_or_default().split(',') {
            let mut parts = range.split(';').map(str::trim);
            let wanted = match parts.next().unwrap_or_default() {
                html if html.eq_ignore_ascii_case("text/html") => Self::Page,
                json if json.eq_ignore_ascii_case("application/json") => Self::Json,
                text if text.eq_ignore_ascii_case("text/plain") => Self::Text,
                _ => continue,
            };
            let quality = parts.find_map(|part| part.strip_prefix("q="));
            let quality = quality.map_or(1.0, |q| q.parse().unwrap_or(0.0_f32));
            if quality > best.0 {
                best = (quality, wanted);
            }
        }
        best.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(accept: &str) -> Wanted {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, accept.parse().unwrap());
        Wanted::by(&Accept::of(&headers))
    }

    #[test]
    fn what_a_caller_wants() {
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        assert_eq!(wanted(browser), Wanted::Page);
        assert_eq!(wanted("application/json, text/plain, */*"), Wanted::Json);
        assert_eq!(
            wanted("text/html;q=0.5, application/json;q=0.9"),
            Wanted::Json
        );
        assert_eq!(wanted("text/plain, text/html"), Wanted::Text);
        for accept in ["*/*", "", "text/html;q=0", "text/html;q=x", "image/png"] {
            assert_eq!(wanted(accept), Wanted::Text, "{accept}");
        }
        assert_eq!(Wanted::by(&Accept::default()), Wanted::Text);

        let mut several = HeaderMap::new();
        several.append(ACCEPT, HeaderValue::from_static("text/plain;q=0.1"));
        several.append(ACCEPT, HeaderValue::from_static("application/json"));
        assert_eq!(Wanted::by(&Accept::of(&several)), Wanted::Json);
    }

    #[test]
    fn the_document_is_whole_and_escaped() {
        let failed = FailedRequest {
            status: StatusCode::BAD_REQUEST,
            request_id: RequestId::of(&HeaderMap::new()),
            message: "<b>{id}".into(),
            reason: None,
            wording: None,
        };
        let document = document(&failed, Nonce::new());
        assert!(document.contains("&lt;b&gt;{id}."), "{document}");
        assert!(
            document.contains("<main class=\"ac-content\">"),
            "{document}"
        );
        for part in [look::STYLESHEET, look::THEMING] {
            assert!(document.contains(part), "{document}");
        }
        let id = format!("<code>{}</code>", failed.request_id);
        assert!(document.contains(&id), "{document}");
        assert!(
            document.contains("src=\"https://connect-cdn.atl-paas.net/all.js\""),
            "{document}"
        );
    }
}
