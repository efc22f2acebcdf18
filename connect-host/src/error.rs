//! What can go wrong between a host and an app, told from the host's side.

use std::error::Error;
use std::fmt;

use http::StatusCode;

use crate::acceptance::Problem;

/// Why the host could not do what it was asked.
///
/// Each message says what the app (or the test) did, and what a real host would have done about it.
/// None of them carries a token or a shared secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HostError {
    /// The app could not be started, so there was nothing to install.
    #[error("the app did not start: {0}")]
    AppNotStarted(#[source] Box<dyn Error + Send + Sync>),

    /// An address given to the host is not an absolute `http` or `https` URL.
    #[error("`{given}` is not an app's base URL: {reason}")]
    BaseUrl {
        /// What was given.
        given: String,
        /// What is wrong with it.
        reason: String,
    },

    /// The request did not reach the app, or no answer came back in time.
    #[error("{purpose}: no answer from {url} ({reason}); a real host would treat the app as down")]
    Unreachable {
        /// What the request was for, such as `installed` or `open "votes"`.
        purpose: String,
        /// The address, without its query.
        url: String,
        /// The transport's own words.
        reason: String,
    },

    /// The address of the descriptor answered, but not with a descriptor.
    #[error(
        "{url} answered {status} in place of the descriptor; a real host would refuse to install the app"
    )]
    NoDescriptor {
        /// The descriptor's address.
        url: String,
        /// What came instead of 200.
        status: StatusCode,
    },

    /// The descriptor breaks rules of the platform. All of them are listed.
    #[error("a real host would refuse this descriptor:{}", Listed(.problems))]
    DescriptorRefused {
        /// Every rule that is broken.
        problems: Vec<Problem>,
    },

    /// A lifecycle callback was answered with something else than 2xx (`installed`: 200 or 204).
    #[error(
        "the app answered the `{event}` callback with {status}{}; {}",
        Body(.body),
        consequence(.event)
    )]
    LifecycleFailed {
        /// `installed`, `uninstalled`, `enabled` or `disabled`.
        event: String,
        /// The answer's status.
        status: StatusCode,
        /// The answer's body.
        body: String,
    },

    /// The app is not installed on this host, or no longer.
    #[error("{action}: no app is installed on {host}; call `install` first")]
    NotInstalled {
        /// What was asked for.
        action: String,
        /// The host's base URL.
        host: String,
    },

    /// The app is installed but disabled; a real host shows none of its modules and sends it no
    /// webhooks.
    #[error("{action}: the app is disabled on {host}; call `enable` first")]
    Disabled {
        /// What was asked for.
        action: String,
        /// The host's base URL.
        host: String,
    },

    /// The descriptor has no module with this key that this product would show.
    #[error("unknown module \"{key}\"{}", Nearest(.nearest, .known))]
    UnknownModule {
        /// What was asked for.
        key: String,
        /// The most similar keys, best first; empty when none is similar.
        nearest: Vec<String>,
        /// All keys of modules that can be opened.
        known: Vec<String>,
    },

    /// The module exists, but there is nothing of the app's to open in it.
    #[error("module \"{key}\" ({kind}) can't be opened: {reason}")]
    NotOpenable {
        /// The module's key.
        key: String,
        /// Its kind, as in the descriptor (`webItems`).
        kind: String,
        /// Why a host would not show an iframe for it.
        reason: String,
    },

    /// In strict mode: the module's URL asks for context that was not given.
    #[error(
        "module \"{module}\" asks for {}, which was not given; add .with(\"{}\", …), or drop \
         .strict() to send empty values as a real host does",
        Quoted(.missing),
        .missing.first().map_or("", String::as_str)
    )]
    MissingContext {
        /// The module's key.
        module: String,
        /// The context parameters without a value, in the order of the URL.
        missing: Vec<String>,
    },

    /// No webhook of the descriptor listens to this event.
    #[error("no webhook of the app listens to \"{event}\"{}", Subscribed(.subscribed))]
    NoSubscriber {
        /// The event that was to be fired.
        event: String,
        /// The events that the app does listen to.
        subscribed: Vec<String>,
    },

    /// The product has no such REST operation, as far as its documentation says.
    #[error("`{method} {path}`: {reason}")]
    UnknownOperation {
        /// The method.
        method: String,
        /// The path as it was written.
        path: String,
        /// What is wrong with it, and the nearest that there is.
        reason: String,
    },

    /// A URL of the descriptor can't be turned into a request.
    #[error("`{url}` of {whose} is not a URL the host can call: {reason}")]
    BadUrl {
        /// The URL as it stands in the descriptor.
        url: String,
        /// Whose it is: `module "votes"`, `lifecycle.installed`.
        whose: String,
        /// What is wrong with it.
        reason: String,
    },

    /// A key could not be made or used.
    #[error("{0}")]
    Key(String),

    /// The host's own server or client could not be set up.
    #[error("the host could not start: {0}")]
    Io(String),

    /// The answer's body is not the JSON that was expected.
    #[error("the answer ({status}) is not the JSON that was expected: {reason}{}", Body(.body))]
    NotJson {
        /// The answer's status.
        status: StatusCode,
        /// What the parser said.
        reason: String,
        /// The body.
        body: String,
    },
}

fn consequence(event: &str) -> &'static str {
    match event {
        "installed" => "a real host takes only 200 or 204, and the installation fails",
        "uninstalled" => "a real host uninstalls all the same and never asks again",
        _ => "a real host goes on all the same and does not repeat the call",
    }
}

struct Listed<'a>(&'a [Problem]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

/// A body in an error message: its first line, shortened.
struct Body<'a>(&'a str);

impl fmt::Display for Body<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = self.0.trim().lines().next().unwrap_or_default();
        if line.is_empty() {
            return Ok(());
        }
        let short: String = line.chars().take(200).collect();
        write!(f, " (\"{short}\")")
    }
}

struct Quoted<'a>(&'a [String]);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, name) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            write!(f, "{separator}\"{name}\"")?;
        }
        Ok(())
    }
}

struct Nearest<'a>(&'a [String], &'a [String]);

impl fmt::Display for Nearest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0, self.1) {
            ([], []) => f.write_str("; the app has no module that this product would open"),
            ([], known) => write!(f, "; the app has {}", Quoted(known)),
            (nearest, _) => write!(f, "; did you mean {}?", Quoted(nearest)),
        }
    }
}

struct Subscribed<'a>(&'a [String]);

impl fmt::Display for Subscribed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [] => f.write_str("; its descriptor has no webhooks"),
            events => write!(f, "; it listens to {}", Quoted(events)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_install_says_what_the_real_host_does() {
        let error = HostError::LifecycleFailed {
            event: "installed".to_owned(),
            status: StatusCode::INTERNAL_SERVER_ERROR,
            body: "no such table\nmore".to_owned(),
        };
        assert_eq!(
            error.to_string(),
            "the app answered the `installed` callback with 500 Internal Server Error \
             (\"no such table\"); a real host takes only 200 or 204, and the installation fails"
        );
    }

    #[test]
    fn missing_context_says_what_to_write() {
        let error = HostError::MissingContext {
            module: "votes".to_owned(),
            missing: vec!["issue.key".to_owned(), "issue.id".to_owned()],
        };
        assert_eq!(
            error.to_string(),
            "module \"votes\" asks for \"issue.key\", \"issue.id\", which was not given; add \
             .with(\"issue.key\", …), or drop .strict() to send empty values as a real host does"
        );
    }
}
