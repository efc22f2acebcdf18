//! What must hold for every response of an app, to any caller.

use connect_host::requests::{AppResponse, OpenedModule};
use reqwest::Response;
use reqwest::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderMap, HeaderName, REFERRER_POLICY, SET_COOKIE,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};

use super::ledger::{Ledger, Place};
use super::rule::Rule;

/// How much of a response is read, in bytes.
const MOST_BYTES: usize = 64 * 1024;
/// A year in seconds, the minimum for HSTS.
const YEAR: u64 = 31_536_000;

/// Words that occur only in a stack trace or in a server's own files.
const LEAKS: [&str; 6] = [
    "panicked at",
    "stack backtrace",
    "RUST_BACKTRACE",
    "/src/main.rs",
    ".cargo/registry",
    "eyJhbGciOi",
];

/// A response that has been read.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

/// The request that a response belongs to.
pub(super) struct Asked<'a> {
    /// `GET /votes without a token`
    pub(super) what: &'a str,
    /// Where the app declares the route.
    pub(super) place: Option<&'a Place>,
    /// Whether the request used https.
    pub(super) https: bool,
}

impl From<&AppResponse> for Answer {
    fn from(response: &AppResponse) -> Self {
        Self {
            status: response.status.as_u16(),
            headers: response.headers.clone(),
            body: response.body.clone(),
        }
    }
}

impl From<&OpenedModule> for Answer {
    fn from(opened: &OpenedModule) -> Self {
        Self {
            status: opened.status.as_u16(),
            headers: opened.headers.clone(),
            body: opened.body.clone(),
        }
    }
}

impl Answer {
    pub(super) async fn of(mut response: Response) -> Result<Self, reqwest::Error> {
        let mut body = Vec::new();
        while body.len() < MOST_BYTES {
            match response.chunk().await? {
                Some(chunk) => body.extend_from_slice(&chunk),
                None => break,
            }
        }
        Ok(Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: String::from_utf8_lossy(&body).into_owned(),
        })
    }

    pub(super) fn succeeded(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Judges what must hold for every response.
    pub(super) fn judge(&self, asked: &Asked<'_>, ledger: &mut Ledger) {
        let Asked { what, https, .. } = *asked;
        let place = || asked.place.cloned();
        let policy = self.list(&REFERRER_POLICY);
        let tells = |word: &String| word == "unsafe-url" || word == "no-referrer-when-downgrade";
        let passes = !policy.is_empty() && !policy.iter().any(tells);
        ledger.expect(Rule::ReferrerPolicy, place(), passes, || {
            format!("{what} has `Referrer-Policy: {}`", policy.join(", "))
        });
        let passes = self.list(&X_CONTENT_TYPE_OPTIONS) == ["nosniff"];
        ledger.expect(Rule::ContentSniffing, place(), passes, || {
            format!("{what} has no `X-Content-Type-Options: nosniff`")
        });
        if https {
            let passes = hsts(self.text(&STRICT_TRANSPORT_SECURITY));
            ledger.expect(Rule::Hsts, place(), passes, || {
                format!("{what} has no Strict-Transport-Security of a year")
            });
        }
        ledger.expect(Rule::Cookies, place(), !self.sets_open_cookie(), || {
            format!("{what} sets a cookie that is not Secure and HttpOnly")
        });
        if self.status >= 400 {
            let leak = LEAKS.iter().find(|word| self.body.contains(**word));
            ledger.expect(Rule::ErrorAnswers, place(), leak.is_none(), || {
                format!("{what} shows `{}`", leak.copied().unwrap_or_default())
            });
        }
    }

    /// Judges what must hold for a response to an accepted caller, and for a refusal.
    pub(super) fn judge_caching(&self, asked: &Asked<'_>, ledger: &mut Ledger) {
        let kept = self.list(&CACHE_CONTROL);
        let passes = ["no-store", "no-cache"]
            .iter()
            .all(|word| kept.iter().any(|one| one == word));
        ledger.expect(Rule::CacheControl, asked.place.cloned(), passes, || {
            format!("{} has `Cache-Control: {}`", asked.what, kept.join(", "))
        });
    }

    /// Whether a policy states who may frame it.
    pub(super) fn names_its_frames(&self) -> bool {
        let policies = self.headers.get_all(CONTENT_SECURITY_POLICY);
        policies
            .iter()
            .filter_map(|policy| policy.to_str().ok())
            .any(|policy| policy.to_ascii_lowercase().contains("frame-ancestors "))
    }

    fn sets_open_cookie(&self) -> bool {
        let cookies = self.headers.get_all(SET_COOKIE);
        cookies
            .iter()
            .filter_map(|value| value.to_str().ok())
            .any(|cookie| {
                let lower = cookie.to_ascii_lowercase();
                !lower.contains("; secure") || !lower.contains("; httponly")
            })
    }

    pub(super) fn text(&self, name: &HeaderName) -> &str {
        let value = self.headers.get(name);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The words in a header, in lower case.
    fn list(&self, name: &HeaderName) -> Vec<String> {
        let words = self
            .text(name)
            .split(',')
            .map(|word| word.trim().to_ascii_lowercase());
        words.filter(|word| !word.is_empty()).collect()
    }
}

fn hsts(value: &str) -> bool {
    let mut directives = value.split(';').map(str::trim);
    directives.any(|directive| {
        let age = directive.to_ascii_lowercase();
        let age = age
            .strip_prefix("max-age=")
            .map(|age| age.trim_matches('"').parse::<u64>());
        matches!(age, Some(Ok(age)) if age >= YEAR)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hsts_is_of_a_year() {
        for (value, expected) in [
            ("max-age=31536000", true),
            ("includeSubDomains; Max-Age=\"63072000\"", true),
            ("max-age=3600", false),
            ("", false),
        ] {
            assert_eq!(hsts(value), expected, "{value}");
        }
    }

    #[test]
    fn over_https_every_answer_has_hsts() {
        let judged = |https, headers: HeaderMap| {
            let answer = Answer {
                status: 200,
                headers,
                body: String::new(),
            };
            let mut ledger = Ledger::default();
            let asked = Asked {
                what: "GET /",
                place: None,
                https,
            };
            answer.judge(&asked, &mut ledger);
            let outcome = ledger.outcome(Rule::Hsts);
            (outcome.judged, outcome.findings.len())
        };
        let year = "max-age=31536000".parse().unwrap();
        assert_eq!(judged(true, HeaderMap::new()), (1, 1));
        let with = HeaderMap::from_iter([(STRICT_TRANSPORT_SECURITY, year)]);
        assert_eq!(judged(true, with), (1, 0));
        assert_eq!(judged(false, HeaderMap::new()), (0, 0));
    }
}
