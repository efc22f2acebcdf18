//! URLs of a descriptor.

use super::Findings;

/// A URL that the host resolves against the app's base URL.
pub(super) fn relative(url: &str, path: &str, findings: &mut Findings) {
    if url.is_empty() {
        findings.problem(path, "is empty");
    } else if is_absolute(url) {
        findings.problem(
            path,
            format!("{url:?} must be relative to the app's baseUrl"),
        );
    } else if let Some(odd) = url.chars().find(|c| c.is_whitespace() || c.is_control()) {
        findings.problem(
            path,
            format!("{url:?} has {odd:?} in it, which must be percent-encoded"),
        );
    }
}

/// Whether a URL says itself which server it is on, or which other scheme.
pub(super) fn is_absolute(url: &str) -> bool {
    let scheme = url.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    });
    scheme || url.starts_with("//")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absolute_urls_name_a_scheme_or_a_server() {
        for absolute in [
            "https://x.example/a",
            "//x.example/a",
            "javascript:alert(1)",
        ] {
            assert!(is_absolute(absolute), "{absolute}");
        }
        for relative in ["/a", "a/b", "/a?x=b:c", "/{issue.key}:x"] {
            assert!(!is_absolute(relative), "{relative}");
        }
    }
}
