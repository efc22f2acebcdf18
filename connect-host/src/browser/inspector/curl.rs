//! A recorded request as a curl command.

use http::HeaderMap;
use http::header::{AUTHORIZATION, CONTENT_LENGTH, HOST, USER_AGENT};

use super::recorded::Recorded;
use crate::host::Host;
use crate::requests::{RecordedBody, TokenPlace};
use crate::wire::url::without_trailing_slash;

/// Stands in for the token, which shouldn't be pasted anywhere.
const TOKEN: &str = "TOKEN";

/// The command, with a placeholder for the token.
pub(super) fn command(host: &Host, recorded: &Recorded) -> String {
    let (url, headers, body) = match recorded {
        Recorded::ToApp(exchange) => (
            exchange.url.replace("jwt=…", &format!("jwt={TOKEN}")),
            &exchange.request_headers,
            &exchange.request_body,
        ),
        Recorded::ToProduct(call) => {
            let mut origin = host.base_url().clone();
            origin.set_path("");
            let origin = without_trailing_slash(origin.as_str()).to_owned();
            (
                format!("{origin}{}", call.target),
                &call.headers,
                &call.body,
            )
        }
    };
    let mut parts = vec![format!("curl -X {} {}", recorded.method(), quoted(&url))];
    let scheme = recorded.token().and_then(|token| match token.place {
        TokenPlace::Header => Some("JWT"),
        TokenPlace::Bearer => Some("Bearer"),
        _ => None,
    });
    parts.extend(scheme.map(|scheme| option("-H", &format!("authorization: {scheme} {TOKEN}"))));
    parts.extend(shown(headers).map(|header| option("-H", &header)));
    parts.extend(data(body).map(|text| option("--data-raw", text)));
    parts.join(" \\\n  ")
}

/// The headers that the sender set, and not its HTTP library.
fn shown(headers: &HeaderMap) -> impl Iterator<Item = String> {
    let own = headers
        .iter()
        .filter(|(name, _)| ![AUTHORIZATION, CONTENT_LENGTH, HOST, USER_AGENT].contains(name));
    own.filter_map(|(name, value)| Some(format!("{name}: {}", value.to_str().ok()?)))
}

fn data(body: &RecordedBody) -> Option<&str> {
    body.text.as_deref().filter(|text| !text.is_empty())
}

fn option(name: &str, value: &str) -> String {
    format!("{name} {}", quoted(value))
}

/// A word quoted for a POSIX shell.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}
