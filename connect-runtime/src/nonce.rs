//! The nonce by which a browser tells a page's own scripts and styles from injected ones.

use std::fmt;
use std::str;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderValue;

use crate::deployment::bridge_origin;

/// In bytes; "Content Security Policy Level 3" requires at least 128 bits.
const RANDOM: usize = 16;
/// Its length in base64.
const LETTERS: usize = 22;

/// An unguessable value, unique to one response: the `nonce` of its scripts and styles.
///
/// Its `Display` is the value of the attribute:
///
/// ```
/// use connect_runtime::prelude::*;
///
/// let page = Page::new("Votes");
/// let nonce = page.nonce();
/// let page = page.body(html! { script nonce=(nonce) { "AP.resize();" } });
/// assert!(page.to_string().contains(&format!("<script nonce=\"{nonce}\">AP.resize();")));
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "html"),
    allow(unreachable_pub, reason = "only a page gives it away")
)]
pub struct Nonce(Option<[u8; LETTERS]>);

impl Nonce {
    pub(crate) fn new() -> Self {
        let (mut random, mut letters) = ([0; RANDOM], [0; LETTERS]);
        let filled = aws_lc_rs::rand::fill(&mut random).is_ok();
        let encoded = URL_SAFE_NO_PAD.encode_slice(random, &mut letters);
        // Without randomness there is no nonce, and then none of the page's own scripts run.
        Self((filled && encoded == Ok(LETTERS)).then_some(letters))
    }

    fn as_str(&self) -> &str {
        let letters = self.0.as_ref().map(|letters| str::from_utf8(letters));
        letters.and_then(Result::ok).unwrap_or_default()
    }

    /// The policy of a response whose scripts and styles have this nonce. Scripts and styles from the
    /// app itself need none, nor do the stylesheets that the bridge script loads for the host's theme
    /// (`AP.theming.initializeTheming`); attributes such as `style="width: 40%"` are allowed because
    /// they can't load or run anything.
    pub(crate) fn policy(&self) -> HeaderValue {
        const REST: &str = "; style-src-attr 'unsafe-inline'; object-src 'none'; base-uri 'none'";
        let mut policy = String::with_capacity(224);
        let style = format!("; style-src 'self' {}", bridge_origin());
        for directive in ["script-src 'self'", &style] {
            policy.push_str(directive);
            if self.0.is_some() {
                policy.push_str(" 'nonce-");
                policy.push_str(self.as_str());
                policy.push('\'');
            }
        }
        policy.push_str(REST);
        HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("script-src 'none'"))
    }
}

impl fmt::Display for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Omits the nonce itself: others can read the log.
impl fmt::Debug for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Nonce")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_nonce_is_different_and_fits_an_attribute_and_a_policy() {
        let (one, other) = (Nonce::new(), Nonce::new());
        assert_ne!(one, other);
        let text = one.to_string();
        assert_eq!(text.len(), LETTERS);
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        assert!(text.bytes().all(fits), "{text}");
        assert_eq!(
            one.policy(),
            format!(
                "script-src 'self' 'nonce-{text}'; \
                 style-src 'self' https://connect-cdn.atl-paas.net 'nonce-{text}'; \
                 style-src-attr 'unsafe-inline'; object-src 'none'; base-uri 'none'"
            )
        );
        assert!(!format!("{one:?}").contains(&text));
    }

    #[test]
    fn without_randomness_no_inline_script_runs() {
        let policy = Nonce(None).policy();
        let policy = policy.to_str().unwrap();
        assert!(
            policy.starts_with("script-src 'self'; style-src 'self' https://connect-cdn."),
            "{policy}"
        );
    }
}
