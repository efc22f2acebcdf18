//! Navigating from a page of the app, as a browser does.

use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use url::Url;

use super::app_request::AppRequest;
use super::forge::envelope::Asked;
use super::forge::invocation::Token;
use super::request_context::RequestContext;
use super::response::AppResponse;
use crate::document::error::DocumentError;
use crate::document::step::Step;
use crate::error::HostError;
use crate::site::journal::exchange_kind::ExchangeKind;
use crate::wire::url::target;

/// How many redirects a browser follows.
const REDIRECTS: usize = 20;

/// Makes the request of a click or a form, and follows redirects within the app. A token is sent
/// only if the page contains one: a browser adds none.
///
/// On Forge the shell does both instead of the browser: it requests the page with its own token,
/// and the server has already followed redirects within the app.
pub(super) async fn go(context: &RequestContext, step: Step) -> Result<AppResponse, HostError> {
    let installation = context.site().installed("go on from a page")?;
    let base = &installation.accepted.base_url;
    let mut step = step;
    for _ in 0..REDIRECTS {
        if !is_below(base, &step.url) {
            let mut url = step.url;
            url.set_query(None);
            return Err(DocumentError::Away { url: url.into() }.into());
        }
        let purpose = format!("{} {}", step.method, step.url.path());
        if let Some(view) = &context.view {
            let asked = asked(base, &step);
            return asked.ask(context, view, Token::Genuine, purpose).await;
        }
        let request = AppRequest {
            kind: ExchangeKind::Browser,
            purpose,
            base,
            method: step.method.clone(),
            url: step.url.clone(),
            headers: headers(base, &step),
            body: step.body.clone().map(String::into_bytes),
        };
        let response = request.send(&context.running).await?;
        match redirected(&step, &response).filter(|next| is_below(base, &next.url)) {
            Some(next) => step = next,
            None => return Ok(response),
        }
    }
    Err(HostError::TooManyRedirects {
        url: step.url.path().to_owned(),
    })
}

/// The shell's request for a navigation.
fn asked(base: &Url, step: &Step) -> Asked {
    let form = step.body.as_deref().map(|body| {
        let fields = url::form_urlencoded::parse(body.as_bytes());
        fields.into_owned().collect()
    });
    Asked {
        method: step.method.clone(),
        url: target(base, &step.url),
        form,
        ..Asked::default()
    }
}

fn headers(base: &Url, step: &Step) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let html = HeaderValue::from_static("text/html,*/*;q=0.8");
    headers.insert(header::ACCEPT, html);
    if step.body.is_some() {
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        headers.insert(header::CONTENT_TYPE, form);
        let origin = HeaderValue::try_from(base.origin().ascii_serialization());
        if let Ok(origin) = origin {
            headers.insert(header::ORIGIN, origin);
        }
    }
    headers
}

/// The request that a redirect leads to ("Fetch Standard", HTTP-redirect fetch).
fn redirected(step: &Step, response: &AppResponse) -> Option<Step> {
    let keeps = match response.status {
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND | StatusCode::SEE_OTHER => false,
        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => true,
        _ => return None,
    };
    let url = step.url.join(response.header("location")?).ok()?;
    Some(if keeps {
        Step {
            method: step.method.clone(),
            url,
            body: step.body.clone(),
        }
    } else {
        Step {
            method: Method::GET,
            url,
            body: None,
        }
    })
}

/// Whether a URL belongs to the app.
fn is_below(base: &Url, url: &Url) -> bool {
    let prefix = base.path().trim_end_matches('/');
    let rest = url.path().strip_prefix(prefix);
    url.origin() == base.origin() && rest.is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn answer(status: u16, location: &'static str) -> AppResponse {
        let location = (header::LOCATION, HeaderValue::from_static(location));
        AppResponse {
            status: StatusCode::from_u16(status).unwrap(),
            headers: HeaderMap::from_iter([location]),
            body: String::new(),
            url: url("http://127.0.0.1:3000/a/vote"),
            findings: Vec::new(),
        }
    }

    #[test]
    fn a_redirect_of_a_form_is_a_page_unless_it_keeps_the_method() {
        let step = Step {
            method: Method::POST,
            url: url("http://127.0.0.1:3000/a/vote"),
            body: Some("colour=red".to_owned()),
        };
        for status in [301, 302, 303] {
            let next = redirected(&step, &answer(status, "votes?x=1")).unwrap();
            assert_eq!((next.method, next.body), (Method::GET, None), "{status}");
            assert_eq!(next.url.as_str(), "http://127.0.0.1:3000/a/votes?x=1");
        }
        for status in [307, 308] {
            let next = redirected(&step, &answer(status, "/b")).unwrap();
            let sent = Some("colour=red".to_owned());
            assert_eq!((next.method, next.body), (Method::POST, sent), "{status}");
        }
        for status in [200, 304, 401] {
            assert!(
                redirected(&step, &answer(status, "/b")).is_none(),
                "{status}"
            );
        }
    }

    #[test]
    fn the_app_is_what_is_below_its_base_url() {
        let base = url("http://127.0.0.1:3000/app");
        for (of_app, text) in [
            (true, "http://127.0.0.1:3000/app/votes"),
            (false, "http://127.0.0.1:3000/apple"),
            (false, "http://127.0.0.1:3001/app/votes"),
            (false, "https://127.0.0.1:3000/app/votes"),
            (false, "http://127.0.0.1:3000/other"),
        ] {
            assert_eq!(is_below(&base, &url(text)), of_app, "{text}");
        }
    }
}
