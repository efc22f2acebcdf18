//! Headers, and bodies in JSON.

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::de::DeserializeOwned;

use crate::error::HostError;
use crate::wire::token::TokenBuilder;

/// The `Authorization` header with which a host, or an app's page, sends a token.
pub(crate) fn authorization(token: &TokenBuilder) -> Result<HeaderValue, HostError> {
    let text = format!("JWT {}", token.build()?);
    let mut value = header_value(&header::AUTHORIZATION, &text)?;
    value.set_sensitive(true);
    Ok(value)
}

/// The `Authorization` header with which Forge sends a token, and an app an access token.
pub(crate) fn bearer(token: &str) -> Result<HeaderValue, HostError> {
    let mut value = header_value(&header::AUTHORIZATION, &format!("Bearer {token}"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// The headers of a server-to-server call with a JSON body.
pub(crate) fn json_headers(token: &TokenBuilder) -> Result<HeaderMap, HostError> {
    Ok(HeaderMap::from_iter([
        (header::AUTHORIZATION, authorization(token)?),
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json; charset=UTF-8"),
        ),
    ]))
}

/// A header's value.
pub(crate) fn header_value(name: &HeaderName, value: &str) -> Result<HeaderValue, HostError> {
    HeaderValue::from_str(value).map_err(|source| HostError::InvalidHeader {
        name: name.to_string(),
        source,
    })
}

/// The media type of a body, in lower case and without parameters; empty if none is given.
pub(crate) fn media_type(headers: &HeaderMap) -> String {
    let content_type = headers.get(header::CONTENT_TYPE);
    let text = content_type.and_then(|value| value.to_str().ok());
    let essence = text.and_then(|text| text.split(';').next());
    essence.unwrap_or_default().trim().to_ascii_lowercase()
}

/// Parses a body as JSON.
pub(crate) fn json<T: DeserializeOwned>(status: StatusCode, body: &str) -> Result<T, HostError> {
    serde_json::from_str(body).map_err(|source| HostError::NotJson {
        status,
        source,
        body: body.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_media_type_has_no_parameters_and_no_case() {
        let of = |value: &'static str| {
            let value = HeaderValue::from_static(value);
            media_type(&HeaderMap::from_iter([(header::CONTENT_TYPE, value)]))
        };
        assert_eq!(of("Application/JSON ; charset=UTF-8"), "application/json");
        assert_eq!(of(""), "");
        assert_eq!(media_type(&HeaderMap::new()), "");
    }
}
