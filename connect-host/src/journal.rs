//! What passed between the host and the app.

use std::time::Duration;

use http::{Method, StatusCode};

/// One request that the host sent, for tables and failure messages. Holds no token.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Exchange {
    /// What it was for: `descriptor`, `installed`, `open "votes"`, `webhook "jira:issue_created"`.
    pub purpose: String,
    /// The method.
    pub method: Method,
    /// The address, its `jwt` parameter replaced by `…`.
    pub url: String,
    /// The answer's status; `None` when none came.
    pub status: Option<StatusCode>,
    /// How long the answer took.
    pub took: Duration,
}

/// How many exchanges a host remembers: a development host runs for days.
pub(crate) const REMEMBERED: usize = 1000;

/// An address as it may be shown.
pub(crate) fn shown(url: &url::Url) -> String {
    let Some(query) = url.query() else {
        return url.to_string();
    };
    let kept: Vec<String> = query
        .split('&')
        .map(|pair| match pair.split_once('=') {
            Some(("jwt", _)) => "jwt=…".to_owned(),
            _ => pair.to_owned(),
        })
        .collect();
    let mut bare = url.clone();
    bare.set_query(None);
    bare.set_fragment(None);
    format!("{bare}?{}", kept.join("&"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn tokens_are_not_shown() {
        let url = url::Url::parse("http://a.example/p?x=1&jwt=a.b.c").unwrap();
        assert_eq!(shown(&url), "http://a.example/p?x=1&jwt=…");
    }
}
