//! Checking URLs in a descriptor.

use super::findings::Findings;
use crate::wire::url::is_absolute;

/// Checks a URL that the host resolves against the app's base URL.
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
            format!("{url:?} contains {odd:?}, which must be percent-encoded"),
        );
    }
}
