//! A recorded request's token, decoded.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, header};
use serde_json::Value;

use super::qsh_check::QshCheck;
use crate::wire::qsh::sha256;

/// The token that came with a request, without its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedToken {
    /// Where in the request it was.
    pub place: TokenPlace,
    /// Its header; `null` if that can't be read, and for a user's access token, which has none.
    pub header: Value,
    /// Its claims; `null` as for the header.
    pub claims: Value,
    /// Whether it is genuine and valid, and why not.
    pub verdict: Result<(), String>,
    /// Whether it belongs to the request; `None` for a user's access token, and for an assertion.
    pub qsh: Option<QshCheck>,
    /// Header and claims as sent: the signed part.
    message: String,
    /// Identifies a recreated signature as the original one.
    fingerprint: String,
}

/// Where a token is in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenPlace {
    /// The query parameter `jwt`.
    Query,
    /// The header `Authorization`, after `JWT`.
    Header,
    /// The header `Authorization`, after `Bearer`: an access token to act as a user.
    Bearer,
    /// The header `Authorization`, after `Bearer`: an invocation token of Forge.
    Invocation,
    /// The field `assertion` of a request for an access token.
    Assertion,
}

/// A token as sent, which must not be stored.
#[derive(Clone, Copy)]
pub(crate) struct SentToken<'a> {
    pub(crate) place: TokenPlace,
    pub(crate) text: &'a str,
}

impl<'a> SentToken<'a> {
    /// The token of a request with this query and these headers.
    pub(crate) fn of(query: Option<&'a str>, headers: &'a HeaderMap) -> Option<SentToken<'a>> {
        let pairs = query.into_iter().flat_map(|query| query.split('&'));
        let in_query = pairs
            .filter_map(|pair| pair.strip_prefix("jwt="))
            .map(|text| (TokenPlace::Query, text))
            .next();
        let found = in_query.or_else(|| {
            let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
            match value.split_once(' ')? {
                ("JWT", text) => Some((TokenPlace::Header, text)),
                ("Bearer", text) => Some((TokenPlace::Bearer, text)),
                _ => None,
            }
        });
        found.map(|(place, text)| SentToken { place, text })
    }

    /// A claim's value, verified or not.
    pub(crate) fn claim(&self, name: &str) -> Option<String> {
        let (message, _) = self.text.rsplit_once('.')?;
        let (_, claims) = message.split_once('.')?;
        Some(part(claims).get(name)?.as_str()?.to_owned())
    }
}

impl RecordedToken {
    pub(crate) fn new(
        sent: SentToken<'_>,
        verdict: Result<(), String>,
        qsh: Option<QshCheck>,
    ) -> RecordedToken {
        // An access token is secret as a whole.
        let parts = match sent.place {
            TokenPlace::Bearer => None,
            _ => sent.text.rsplit_once('.'),
        };
        let (message, signature) = parts.unwrap_or_default();
        let (header, claims) = message.split_once('.').unwrap_or_default();
        RecordedToken {
            place: sent.place,
            header: part(header),
            claims: part(claims),
            verdict,
            qsh,
            message: message.to_owned(),
            fingerprint: sha256(signature.as_bytes()),
        }
    }

    /// Header and claims as sent.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// Whether the token had this signature.
    pub(crate) fn had_signature(&self, signature: &str) -> bool {
        self.fingerprint == sha256(signature.as_bytes())
    }

    pub(crate) fn len(&self) -> usize {
        // The decoded parts are about as long as the encoded ones.
        2 * self.message.len() + self.qsh.as_ref().map_or(0, QshCheck::len)
    }
}

fn part(segment: &str) -> Value {
    let bytes = URL_SAFE_NO_PAD.decode(segment).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use serde_json::json;

    use super::*;
    use crate::wire::clock::Clock;
    use crate::wire::token::TokenBuilder;

    #[test]
    fn a_token_is_kept_without_its_signature() {
        let token = TokenBuilder::new(&Clock::at(5)).qsh("abc").hs256("secret");
        let token = token.build().unwrap();
        let query = format!("x=1&jwt={token}");
        let none = HeaderMap::new();
        let sent = SentToken::of(Some(&query), &none).unwrap();
        assert_eq!(sent.claim("qsh").as_deref(), Some("abc"));
        let recorded = RecordedToken::new(sent, Ok(()), None);
        assert_eq!(recorded.place, TokenPlace::Query);
        assert_eq!(recorded.header, json!({"alg": "HS256", "typ": "JWT"}));
        assert_eq!(recorded.claims["iat"], 5);
        let signature = token.rsplit('.').next().unwrap();
        assert!(!format!("{recorded:?}").contains(signature));
        assert!(recorded.had_signature(signature) && !recorded.had_signature("other"));
    }

    #[test]
    fn an_access_token_has_nothing_to_show() {
        let mut headers = HeaderMap::new();
        let value = HeaderValue::from_static("Bearer ATCO.some.secret");
        headers.insert(header::AUTHORIZATION, value);
        let sent = SentToken::of(None, &headers).unwrap();
        let recorded = RecordedToken::new(sent, Ok(()), None);
        assert_eq!(recorded.place, TokenPlace::Bearer);
        assert_eq!((recorded.message(), &recorded.claims), ("", &Value::Null));
    }

    #[test]
    fn what_is_not_a_token_is_recorded_as_unreadable() {
        let sent = SentToken {
            place: TokenPlace::Header,
            text: "nonsense",
        };
        let recorded = RecordedToken::new(sent, Err("no".to_owned()), None);
        assert_eq!(
            (recorded.header, recorded.claims),
            (Value::Null, Value::Null)
        );
    }
}
