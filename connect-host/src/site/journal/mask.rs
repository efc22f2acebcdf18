//! Keeping secrets out of the record: it shows who requested what, but never lets a reader
//! make requests in their name.

use http::header::{AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION, SET_COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue};

/// The text in place of what is left out.
pub(crate) const MASK: char = '…';

/// The prefix of a shared secret or a user's access token, and how many characters follow.
const SECRET: (&str, usize) = ("ATCO", 80);

/// The same text, with `…` for the signature of each token and for each shared secret and access token.
///
/// They are recognized by their shape, wherever they are: in a URL, in a lifecycle payload, in the page of
/// an app that prints its own address.
pub(crate) fn text(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_word) {
        masked.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        word(&rest[..end], &mut masked);
        rest = &rest[end..];
    }
    masked.push_str(rest);
    masked
}

/// The same headers, without their sender's credentials.
pub(crate) fn headers(headers: &HeaderMap) -> HeaderMap {
    let masked = headers
        .iter()
        .map(|(name, value)| (name.clone(), header(name, value)));
    // Not `collect`, which would keep one value per name.
    let mut all = HeaderMap::with_capacity(headers.len());
    for (name, value) in masked {
        all.append(name, value);
    }
    all
}

fn header(name: &HeaderName, value: &HeaderValue) -> HeaderValue {
    let Ok(given) = value.to_str() else {
        return value.clone();
    };
    let shown = match *name {
        AUTHORIZATION | PROXY_AUTHORIZATION => scheme(given),
        COOKIE => given.split("; ").map(cookie).collect::<Vec<_>>().join("; "),
        SET_COOKIE => match given.split_once(';') {
            Some((pair, attributes)) => format!("{};{attributes}", cookie(pair)),
            None => cookie(given),
        },
        _ if name == "x-local-session" => "...".to_owned(),
        // A header can't contain a `…` that reads as text.
        _ => text(given).replace(MASK, "..."),
    };
    HeaderValue::from_str(&shown).unwrap_or_else(|_| HeaderValue::from_static("..."))
}

/// `JWT ...`: the scheme of the credentials, without the credentials.
fn scheme(value: &str) -> String {
    match value.split_once(' ') {
        Some((scheme, _)) => format!("{scheme} ..."),
        None => "...".to_owned(),
    }
}

fn cookie(pair: &str) -> String {
    match pair.split_once('=') {
        Some((name, _)) => format!("{name}=..."),
        None => "...".to_owned(),
    }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')
}

/// Masks one word of the characters that occur in tokens and secrets.
fn word(word: &str, masked: &mut String) {
    // A token's header is a JSON object, which starts with `{"` and therefore encodes to this.
    if let Some(start) = word.find("eyJ") {
        let mut parts = word[start..].splitn(3, '.');
        if let (Some(_), Some(_), Some(signature)) = (parts.next(), parts.next(), parts.next()) {
            let kept = word.len() - signature.len();
            // What follows another dot is not a signature.
            let after = signature.find('.').unwrap_or(signature.len());
            masked.push_str(&word[..kept]);
            if after > 0 {
                masked.push(MASK);
            }
            masked.push_str(&signature[after..]);
            return;
        }
    }
    let (prefix, length) = SECRET;
    if let Some(start) = word.find(prefix) {
        let end = start + prefix.len() + length;
        if end <= word.len() {
            masked.push_str(&word[..start + prefix.len()]);
            masked.push(MASK);
            masked.push_str(&word[end..]);
            return;
        }
    }
    masked.push_str(word);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::clock::Clock;
    use crate::wire::secret::random_secret;
    use crate::wire::token::TokenBuilder;

    #[test]
    fn tokens_and_secrets_are_masked_wherever_they_are() {
        let secret = random_secret().unwrap();
        let token = TokenBuilder::new(&Clock::at(0)).hs256(&secret);
        let token = token.build().unwrap();
        let (message, signature) = token.rsplit_once('.').unwrap();
        for given in [
            format!("/votes?x=1&jwt={token}&y=2"),
            format!("<a href=\"/?a%20{token}\">{token}</a>"),
            format!(r#"{{"sharedSecret":"{secret}","x":"ä"}}"#),
            format!("assertion={token}&token={secret}."),
        ] {
            let shown = text(&given);
            assert!(!shown.contains(signature), "{shown}");
            assert!(!shown.contains(&secret), "{shown}");
            let back = shown
                .replace(&format!("{message}.…"), &token)
                .replace("ATCO…", &secret);
            assert_eq!(back, given);
        }
    }

    #[test]
    fn other_text_stays_as_it_is() {
        for given in [
            "",
            "eyJ",
            "eyJ.x",
            "ATCO",
            "a.b.c",
            "ATCO-short, and ä…",
            "eyJhIjoxfQ.e30.",
        ] {
            assert_eq!(text(given), given);
        }
    }

    #[test]
    fn headers_show_their_kind_only() {
        let mut given = HeaderMap::new();
        for (name, value) in [
            (AUTHORIZATION, "JWT a.b.c"),
            (COOKIE, "a=secret; b=other"),
            (SET_COOKIE, "s=secret; HttpOnly"),
            (SET_COOKIE, "t=secret"),
            (http::header::ACCEPT, "text/html"),
        ] {
            given.append(name, HeaderValue::from_static(value));
        }
        let shown = headers(&given);
        let all = |name| {
            let values = shown.get_all(name).iter();
            let values: Vec<_> = values.map(|value| value.to_str().unwrap()).collect();
            values.join(" | ")
        };
        assert_eq!(all(AUTHORIZATION), "JWT ...");
        assert_eq!(all(COOKIE), "a=...; b=...");
        assert_eq!(all(SET_COOKIE), "s=...; HttpOnly | t=...");
        assert_eq!(all(http::header::ACCEPT), "text/html");
    }
}
