//! The shell's requests and responses in JSON envelopes, because Forge passes nothing else through.
//! Source: "Forge Remote invocation contract".

use axum::body::Body;
use axum::extract::Request;
use http::header::{
    ACCEPT, AUTHORIZATION, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, FORWARDED, HOST,
    PROXY_AUTHORIZATION, TE, TRAILER, TRANSFER_ENCODING, UPGRADE,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde::{Deserialize, Serialize};
use url::form_urlencoded;

/// A request from the shell. Unknown members are ignored.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    method: Option<String>,
    url: Option<String>,
    /// A posted form.
    form: Option<Vec<(String, String)>>,
    /// Any other body.
    text: Option<String>,
    headers: Vec<(String, String)>,
    /// Whether the request was made by a script of the page, not by the user navigating.
    data: bool,
    /// The dialog that is open.
    modal: Option<String>,
}

/// Headers about the call itself rather than the request in it.
const OF_THE_CALL: [HeaderName; 12] = [
    AUTHORIZATION,
    PROXY_AUTHORIZATION,
    COOKIE,
    HOST,
    CONTENT_LENGTH,
    CONNECTION,
    FORWARDED,
    TE,
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
    HeaderName::from_static("x-request-id"),
];

/// The prefixes of further such headers.
const OF_THE_WAY: [&str; 4] = ["x-forge-", "x-forwarded-", "x-b3-", "x-connect-"];

/// The `Accept` header of a request for a page.
const HTML: HeaderValue = HeaderValue::from_static("text/html");
const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");

impl Asked {
    /// Parses the body of a call; `None` if it is not a request.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        super::object(body)
    }

    /// The method; `None` if no page or endpoint can have it.
    pub(super) fn method(&self) -> Option<Method> {
        let Some(method) = &self.method else {
            return Some(Method::GET);
        };
        let method = Method::from_bytes(method.to_ascii_uppercase().as_bytes()).ok()?;
        let known = [
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
        ];
        known.contains(&method).then_some(method)
    }

    pub(super) fn url(&self) -> &str {
        self.url.as_deref().unwrap_or_default()
    }

    pub(super) fn modal(&self) -> Option<&str> {
        self.modal.as_deref().filter(|key| !key.is_empty())
    }

    /// The request for the handler, without its URL.
    pub(super) fn request(&self, method: &Method) -> Request {
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let name = HeaderName::from_bytes(name.as_bytes());
            let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) else {
                continue;
            };
            let passes = !OF_THE_CALL.contains(&name)
                && !OF_THE_WAY.iter().any(|way| name.as_str().starts_with(way));
            if passes {
                headers.append(name, value);
            }
        }
        if !self.data {
            headers.insert(ACCEPT, HTML);
        }
        let body = match (&self.form, &self.text) {
            _ if *method == Method::GET => String::new(),
            (Some(fields), _) => {
                headers.insert(CONTENT_TYPE, FORM);
                // A form token is only needed on Connect.
                let fields = fields.iter().filter(|(name, _)| name != "jwt");
                let mut form = form_urlencoded::Serializer::new(String::new());
                form.extend_pairs(fields).finish()
            }
            (None, Some(text)) => text.clone(),
            (None, None) => String::new(),
        };
        if !body.is_empty() {
            headers.insert(CONTENT_LENGTH, body.len().into());
        }
        let body = if body.is_empty() {
            Body::empty()
        } else {
            Body::from(body)
        };
        let mut request = Request::new(body);
        *request.method_mut() = method.clone();
        *request.headers_mut() = headers;
        request
    }

    /// Turns this into the request that follows a redirect.
    pub(super) fn leads_on(&mut self) {
        self.method = None;
        self.form = None;
        self.text = None;
        self.headers
            .retain(|(name, _)| !name.eq_ignore_ascii_case(CONTENT_TYPE.as_str()));
    }
}

/// The response to the shell.
#[derive(Debug, Serialize)]
pub(super) struct Told<'a> {
    /// The status of the enclosed response; that of the call is 200.
    pub(super) status: u16,
    #[serde(rename = "type")]
    pub(super) content_type: Option<&'a str>,
    pub(super) text: &'a str,
    /// The URL that was answered, relative to the app's base URL.
    pub(super) url: &'a str,
    /// The app's base URL.
    pub(super) base: &'a str,
    /// The redirect's target, if it is outside the app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) redirect: Option<&'a str>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(asked: &serde_json::Value) -> Option<Asked> {
        Asked::read(asked.to_string().as_bytes())
    }

    #[tokio::test]
    async fn a_form_is_passed_on_without_its_token() {
        let asked = read(&json!({
            "method": "post", "url": "/save", "entryPoint": "edit",
            "form": [["a", "1 & 2"], ["jwt", "forge"], ["a", "é"]],
        }));
        let asked = asked.unwrap();
        let request = asked.request(&asked.method().unwrap());
        assert_eq!(request.headers()[CONTENT_TYPE], FORM);
        assert_eq!(request.headers()[ACCEPT], "text/html");
        let body = axum::body::to_bytes(request.into_body(), 999).await;
        assert_eq!(&body.unwrap()[..], b"a=1+%26+2&a=%C3%A9");
    }

    #[test]
    fn headers_of_the_call_stay_outside() {
        let asked = read(
            &json!({ "method": "PUT", "text": "{}", "data": true, "headers": [
            ["Content-Type", "application/json"], ["Authorization", "JWT a"], ["COOKIE", "a=b"],
            ["x-forge-oauth-system", "t"], ["X-Forwarded-For", "a"], ["x-own", "1"], ["bad name", "1"],
            ["x-bad", "a\nb"], ["accept", "application/json"], ["host", "evil.example"],
        ] }),
        );
        let asked = asked.unwrap();
        let request = asked.request(&Method::PUT);
        let mut names: Vec<_> = request.headers().keys().map(HeaderName::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["accept", "content-length", "content-type", "x-own"]);
        assert_eq!(request.headers()[ACCEPT], "application/json");
    }

    #[test]
    fn what_is_not_a_request_is_not_read() {
        for body in [
            "",
            "[]",
            "null",
            "7",
            "\"x\"",
            "{\"url\":7}",
            "{",
            "[null,null]",
        ] {
            assert!(Asked::read(body.as_bytes()).is_none(), "{body}");
        }
        let asked = read(&json!({ "method": "TRACE" })).unwrap();
        assert_eq!(asked.method(), None);
        assert_eq!(read(&json!({})).unwrap().method(), Some(Method::GET));
    }
}
