//! What is needed to send a recorded request again.

use std::fmt;

use http::HeaderMap;
use http::header::{ACCEPT_ENCODING, AUTHORIZATION, CONNECTION, CONTENT_LENGTH, HOST};
use url::Url;

/// In bytes: a longer body is not kept for sending again.
const MAX_BODY: usize = 64 * 1024;

/// A request as sent, without its token.
///
/// It is for sending only: the body of `installed` contains a secret, which no debug output may show.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct SentRequest {
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    /// `None` if it was too long to be kept.
    pub(crate) body: Option<Vec<u8>>,
}

impl SentRequest {
    pub(crate) fn new(url: &Url, headers: &HeaderMap, body: &[u8]) -> SentRequest {
        let mut bare = url.clone();
        if let Some(query) = url.query() {
            let pairs = query.split('&').filter(|pair| !pair.starts_with("jwt="));
            let kept: Vec<_> = pairs.collect();
            bare.set_query((!kept.is_empty()).then(|| kept.join("&")).as_deref());
        }
        let mut headers = headers.clone();
        // Headers that belong to the token, the connection or the body's length are set anew.
        for name in [
            AUTHORIZATION,
            HOST,
            CONNECTION,
            CONTENT_LENGTH,
            ACCEPT_ENCODING,
        ] {
            headers.remove(name);
        }
        SentRequest {
            url: bare,
            headers,
            body: (body.len() <= MAX_BODY).then(|| body.to_vec()),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.url.as_str().len() + self.body.as_ref().map_or(0, Vec::len)
    }
}

impl fmt::Debug for SentRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SentRequest").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_not_kept_wherever_it_is() {
        let headers = HeaderMap::from_iter([
            (http::header::AUTHORIZATION, "JWT a.b.c".parse().unwrap()),
            (http::header::ACCEPT, "text/html".parse().unwrap()),
        ]);
        let kept = |url: &str| {
            let sent = SentRequest::new(&url.parse().unwrap(), &headers, b"secret");
            assert_eq!(sent.headers.len(), 1);
            assert!(!format!("{sent:?}").contains("secret"));
            sent.url.to_string()
        };
        assert_eq!(kept("http://a.example/p?jwt=a.b.c"), "http://a.example/p");
        let both = kept("http://a.example/p?x=%20y&jwt=a.b.c");
        assert_eq!(both, "http://a.example/p?x=%20y");
    }

    #[test]
    fn a_long_body_is_not_kept() {
        let url = "http://a.example".parse().unwrap();
        let long = SentRequest::new(&url, &HeaderMap::new(), &vec![0; MAX_BODY + 1]);
        assert_eq!(long.body, None);
    }
}
