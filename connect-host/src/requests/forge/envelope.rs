//! Calls of the app's pages: what the shell requests for a page, and how it unwraps the response.

use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::invocation::{Invocation, PageRequest, Token};
use super::view::View;
use crate::error::{ForgeRule, HostError};
use crate::requests::request_context::RequestContext;
use crate::requests::response::AppResponse;
use crate::wire::url::below;

/// The path that the shell calls.
const PATH: &str = "/forge/ui";

/// The shell's request for a page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    /// Path and query below the app's base URL; empty for the module's own page.
    pub(crate) url: String,
    /// The fields of a form that is submitted by POST.
    pub(crate) form: Option<Vec<(String, String)>>,
    /// The request of the page's script.
    pub(crate) script: Option<Sent>,
    /// The key of the dialog that is shown.
    pub(crate) dialog: Option<String>,
}

/// A request of a page's script.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sent {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Vec<u8>>,
}

/// The response as the shell reads it.
#[derive(Debug, Deserialize)]
struct Answer {
    status: u16,
    #[serde(rename = "type", default)]
    kind: Option<String>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    base: Option<String>,
    #[serde(default)]
    redirect: Option<String>,
}

impl Asked {
    /// The first request of the shell for a module.
    pub(crate) fn page(view: &View) -> Asked {
        if view.dialog.is_some() {
            return Asked {
                dialog: view.dialog.clone(),
                ..Asked::default()
            };
        }
        let route = view.module.merged_into.as_ref();
        let route = route.and(view.module.key.as_deref());
        Asked {
            url: route.map(|key| format!("/{key}")).unwrap_or_default(),
            ..Asked::default()
        }
    }

    /// Calls the app and unwraps its response. What Forge would not accept is an error; what the app
    /// refuses is a response.
    pub(crate) async fn ask(
        self,
        context: &RequestContext,
        view: &View,
        token: Token,
        purpose: String,
    ) -> Result<AppResponse, HostError> {
        let installation = context.site().enabled(&purpose)?;
        let base = &installation.accepted.base_url;
        let body = self.envelope().map_err(|rule| HostError::AgainstForge {
            what: purpose.clone(),
            rule,
        })?;
        let invocation = Invocation::new(context, &installation, &purpose, body)?;
        let request = PageRequest {
            method: Method::POST,
            path: PATH.to_owned(),
            headers: HeaderMap::new(),
        };
        let response = invocation.of_page(context, view, token, request).await?;
        if !response.status.is_success() {
            return Ok(response);
        }
        unwrapped(response, base, &self.url).map_err(|problem| HostError::AgainstForge {
            what: purpose,
            rule: ForgeRule::Envelope { problem },
        })
    }

    fn envelope(&self) -> Result<Value, ForgeRule> {
        let mut envelope = json!({ "method": self.method.as_str(), "url": self.url });
        if let Some(form) = &self.form {
            envelope["form"] = json!(form);
        }
        if let Some(sent) = &self.script {
            let headers = sent.headers.iter();
            let headers = headers.filter(|(name, _)| **name != header::AUTHORIZATION);
            let headers = headers
                .filter_map(|(name, value)| Some(json!([name.as_str(), value.to_str().ok()?])));
            envelope["headers"] = headers.collect();
            envelope["data"] = true.into();
            if let Some(body) = &sent.body {
                let text = std::str::from_utf8(body).map_err(|_| ForgeRule::Text)?;
                envelope["text"] = text.into();
            }
        }
        if let Some(dialog) = &self.dialog {
            envelope["modal"] = dialog.as_str().into();
        }
        Ok(envelope)
    }
}

/// The page's own response.
fn unwrapped(response: AppResponse, base: &Url, asked: &str) -> Result<AppResponse, String> {
    let answer: Answer = serde_json::from_str(&response.body).map_err(|error| error.to_string())?;
    let status = StatusCode::from_u16(answer.status)
        .map_err(|_| format!("`status` is {}", answer.status))?;
    let base = match &answer.base {
        None => base.clone(),
        Some(text) => Url::parse(text).map_err(|error| format!("`base` is {text}: {error}"))?,
    };
    let url = match &answer.url {
        // With the path of the base URL, if it has one.
        Some(shown) => base
            .join(shown)
            .map_err(|error| format!("`url` is {shown}: {error}"))?,
        None => below(&base, asked, "the page").map_err(|error| error.to_string())?,
    };
    let mut headers = HeaderMap::new();
    for (name, value) in [
        (header::CONTENT_TYPE, answer.kind),
        (header::LOCATION, answer.redirect),
    ] {
        let value = value.and_then(|text| HeaderValue::try_from(text).ok());
        headers.extend(value.map(|value| (name, value)));
    }
    Ok(AppResponse {
        status,
        headers,
        body: answer.text.unwrap_or_default(),
        url,
        findings: response.findings,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(body: &Value) -> Result<AppResponse, String> {
        let response = AppResponse {
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body: body.to_string(),
            url: Url::parse("http://127.0.0.1:1/forge/ui").unwrap(),
            findings: Vec::new(),
        };
        unwrapped(
            response,
            &Url::parse("http://127.0.0.1:1/app").unwrap(),
            "/asked",
        )
    }

    #[test]
    fn the_answer_is_the_pages_own() {
        let page = answer(&json!({
            "status": 404, "type": "text/html", "text": "<p>Gone", "url": "/app/votes?x=1",
            "base": "http://127.0.0.1:1/app",
        }));
        let page = page.unwrap();
        assert_eq!(page.status, 404);
        assert_eq!(page.header("content-type"), Some("text/html"));
        assert_eq!(page.url.as_str(), "http://127.0.0.1:1/app/votes?x=1");
        assert_eq!(page.body, "<p>Gone");
        let bare = answer(&json!({ "status": 204 })).unwrap();
        assert_eq!(bare.url.as_str(), "http://127.0.0.1:1/app/asked");
    }

    #[test]
    fn what_is_not_an_answer_to_a_page_says_why() {
        assert!(
            answer(&json!({ "text": "" }))
                .unwrap_err()
                .contains("status")
        );
        assert!(answer(&json!({ "status": 7 })).unwrap_err().contains('7'));
        let base = answer(&json!({ "status": 200, "base": "x" }));
        assert!(base.unwrap_err().starts_with("`base`"));
    }

    #[test]
    fn a_page_sends_text() {
        let sent = |body: &[u8]| Asked {
            script: Some(Sent {
                body: Some(body.to_vec()),
                ..Sent::default()
            }),
            ..Asked::default()
        };
        assert_eq!(sent(b"\xff").envelope(), Err(ForgeRule::Text));
        let envelope = sent(b"{}").envelope().unwrap();
        assert_eq!(
            envelope,
            json!({ "method": "GET", "url": "", "headers": [], "data": true, "text": "{}" })
        );
    }
}
