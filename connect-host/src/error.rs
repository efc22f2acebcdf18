//! What can go wrong between a host and an app, from the host's point of view.

use crate::rest::UnexpectedCalls;
use std::error::Error;
use std::time::Duration;
use std::{fmt, io};

use connect_model::operation::OperationError;
use http::header::InvalidHeaderValue;
use http::{Method, StatusCode};
use jsonwebtoken::Algorithm;

/// The cause of an error, from any library.
type BoxError = Box<dyn Error + Send + Sync>;

/// Why the host could not do what a test asked for.
///
/// Each message says what the app (or the test) did, and what a real host would do about it. None of
/// them contains a token or a shared secret. The cause is available as the error's source.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HostError {
    /// The app could not be started, so there was nothing to install.
    #[error("the app did not start")]
    AppNotStarted(#[source] BoxError),

    /// A URL given to the host is not an absolute `http` or `https` URL.
    #[error("`{given}` is not an absolute http or https URL")]
    BaseUrl {
        /// The URL as given.
        given: String,
        /// Why it is invalid.
        source: InvalidBaseUrl,
    },

    /// The request did not reach the app, or no response arrived in time.
    #[error("{purpose}: no answer from {url}; a real host would treat the app as down")]
    Unreachable {
        /// What the request was for, such as `installed` or `open "votes"`.
        purpose: String,
        /// The URL without its query.
        url: String,
        /// Why the HTTP client gave up.
        source: BoxError,
    },

    /// A test can't find something in the page, or can't navigate from it.
    #[cfg(feature = "html")]
    #[error(transparent)]
    InPage(#[from] crate::document::error::DocumentError),

    /// The app redirects a browser endlessly.
    #[cfg(feature = "html")]
    #[error("{url}: more redirects than a browser follows")]
    TooManyRedirects {
        /// The target of the last redirect.
        url: String,
    },

    /// The app did not call the REST API as often as the test expected.
    #[error("the app did not call the REST API as expected:{}", Listed(.calls))]
    UnexpectedCalls {
        /// The operations that were called more or less often than expected.
        calls: Vec<UnexpectedCalls>,
    },

    /// The URL of the descriptor returned something other than a descriptor.
    #[error(
        "{url} answered {status} instead of the descriptor; a real host would refuse to install the app"
    )]
    NoDescriptor {
        /// The URL of the descriptor.
        url: String,
        /// The status of the response.
        status: StatusCode,
    },

    /// The descriptor breaks rules of the platform.
    #[error("a real host would refuse this descriptor:{}", Listed(.problems))]
    DescriptorRefused {
        /// Every rule that it breaks.
        problems: Vec<DescriptorProblem>,
    },

    /// The app is to be installed on Forge, and the host does not know its manifest.
    #[error(
        "the host does not know the app's manifest; in `app!` write `forge = native`, and install the \
         app itself, or an `AppHandle` with `on_forge`"
    )]
    NoManifest,

    /// The given Forge app id is invalid.
    #[error(
        "`{given}` is not the id of an app on Forge; one is `ari:cloud:ecosystem::app/` and a UUID"
    )]
    ForgeApp {
        /// The id as given.
        given: String,
    },

    /// The manifest breaks rules of Forge.
    #[error("Forge would refuse this manifest:{}", Listed(.problems))]
    ManifestRefused {
        /// Every rule that it breaks.
        problems: Vec<DescriptorProblem>,
    },

    /// Forge would not accept the app's response, or the request to the app.
    #[error("{what}: {rule}")]
    AgainstForge {
        /// What the call was for: `open "votes"`.
        what: String,
        /// The rule that is broken.
        rule: ForgeRule,
    },

    /// Forge has no such feature.
    #[error("{action}: {why}")]
    NotOnForge {
        /// The requested action.
        action: String,
        /// What Forge does instead.
        why: &'static str,
    },

    /// A lifecycle callback returned something other than 2xx (`installed`: 200 or 204).
    #[error(
        "the app answered the `{event}` callback with {status}{}; {}",
        Body(.body),
        consequence(.event)
    )]
    LifecycleFailed {
        /// `installed`, `uninstalled`, `enabled` or `disabled`.
        event: String,
        /// The status of the response.
        status: StatusCode,
        /// The body of the response.
        body: String,
    },

    /// The app is not installed on this host, or no longer is.
    #[error("{action}: no app is installed on {host}; call `install` first")]
    NotInstalled {
        /// The requested action.
        action: String,
        /// The host's base URL.
        host: String,
    },

    /// The app is installed but disabled; a real host shows none of its modules and sends it no
    /// webhooks.
    #[error("{action}: the app is disabled on {host}; call `enable` first")]
    Disabled {
        /// The requested action.
        action: String,
        /// The host's base URL.
        host: String,
    },

    /// A real host would not ask the app to move its data.
    #[error("the app takes no part in a migration of data to {location}: {reason}")]
    NotMigratable {
        /// The target region.
        location: String,
        /// What the descriptor lacks.
        reason: &'static str,
    },

    /// The descriptor has no module with this key that the product would show.
    #[error("unknown module \"{key}\"{}", Nearest(.nearest, .known))]
    UnknownModule {
        /// The key that was requested.
        key: String,
        /// The most similar keys, best first; empty when none are similar.
        nearest: Vec<String>,
        /// The keys of all modules that can be opened.
        known: Vec<String>,
    },

    /// The module exists, but has no page of the app.
    #[error("module \"{key}\" ({kind}) can't be opened: {reason}")]
    NotOpenable {
        /// The module's key.
        key: String,
        /// Its kind as in the descriptor (`webItems`).
        kind: String,
        /// Why a host would not show an iframe for it.
        reason: String,
    },

    /// In strict mode, the module's URL asks for context that was not given.
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

    /// No webhook in the descriptor subscribes to this event.
    #[error("no webhook of the app listens to \"{event}\"{}", Subscribed(.subscribed))]
    NoSubscriber {
        /// The event that was to be fired.
        event: String,
        /// The events that the app does subscribe to.
        subscribed: Vec<String>,
    },

    /// The product documents no such REST operation.
    #[error("`{method} {path}` is not an operation of the product's REST API; {}", .source.help())]
    UnknownOperation {
        /// The method.
        method: Method,
        /// The path as it was written.
        path: String,
        /// Why there is no such operation.
        source: OperationError,
    },

    /// No REST operation has this HTTP method.
    #[error("no operation of a REST API has the method {method}")]
    UnknownMethod {
        /// The method.
        method: Method,
    },

    /// A URL of the descriptor can't be turned into a request.
    #[error("`{url}` ({origin}) is not a URL the host can call")]
    BadUrl {
        /// The URL as written in the descriptor.
        url: String,
        /// Its source: `module "votes"`, `lifecycle.installed`.
        origin: String,
        /// Why it is invalid.
        source: url::ParseError,
    },

    /// A recorded request can't be sent again.
    #[error("request {id} can't be sent again: {reason}")]
    NotReplayable {
        /// The number of the request.
        id: u64,
        /// Why it can't be sent again.
        reason: &'static str,
    },

    /// The target of a product request is not a path with a query.
    #[error("`{target}` is not a path of the product")]
    ProductRequest {
        /// The target as given.
        target: String,
        /// Why it is invalid.
        source: http::Error,
    },

    /// No RSA key could be generated.
    #[error("no RSA key could be generated")]
    KeyGeneration(#[source] BoxError),

    /// The system provided no random bytes.
    #[error("no random bytes for a secret")]
    Randomness(#[source] BoxError),

    /// The key can't sign with the chosen algorithm.
    #[error("the token can't be signed with {algorithm:?}")]
    Signing {
        /// The algorithm.
        algorithm: Algorithm,
        /// The signing library's error.
        source: jsonwebtoken::errors::Error,
    },

    /// The host can't listen on loopback.
    #[error("the host can't listen on a loopback port")]
    Listen(#[source] io::Error),

    /// The host's HTTP client can't be set up.
    #[error("the host's HTTP client can't be set up")]
    HttpClient(#[source] BoxError),

    /// A header value can't be sent, such as a client key that is not plain text.
    #[error("the value of the header `{name}` can't be sent")]
    InvalidHeader {
        /// The header's name.
        name: String,
        /// Why its value is invalid.
        source: InvalidHeaderValue,
    },

    /// The file with the product's data can't be used.
    #[error("the site's data can't be used")]
    Data(#[source] connect_product::DataError),

    /// The product refuses what a test wanted to add to its data.
    #[error("the product refuses to make this ({status}){}", Body(.body))]
    DataRefused {
        /// The status of the response.
        status: StatusCode,
        /// The body of the response, which names the fields that are wrong.
        body: String,
    },

    /// The request's body can't be serialized as JSON.
    #[error("the request's body can't be written as JSON")]
    Body(#[source] serde_json::Error),

    /// The response's body is not the expected JSON.
    #[error("the answer ({status}) is not the JSON that was expected{}", Body(.body))]
    NotJson {
        /// The status of the response.
        status: StatusCode,
        /// The parser's error.
        source: serde_json::Error,
        /// The body of the response.
        body: String,
    },
}

/// A rule of Forge for its requests to an app's server, and for the responses ("Forge Remote invocation
/// contract").
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ForgeRule {
    /// A page's call returned something other than JSON.
    #[error("Forge takes JSON only, whatever the status, and the answer ({status}) is not{}", Body(.body))]
    Json {
        /// The status of the response.
        status: StatusCode,
        /// The body of the response.
        body: String,
    },
    /// The response is a redirect.
    #[error("Forge takes a redirect for an error, and the answer leads to {to}")]
    Redirect {
        /// The target without its query.
        to: String,
    },
    /// No response arrived in time.
    #[error("Forge waits {} s for the answer, and none came", .limit.as_secs_f32())]
    Late {
        /// How long Forge, or the host, waits.
        limit: Duration,
    },
    /// The response to a page's call is too long.
    #[error("Forge takes answers of {limit} bytes at most, and this one is longer")]
    AnswerTooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// The body of a page's call is too long.
    #[error("Forge sends bodies of {limit} bytes at most, and this one has {bytes}")]
    RequestTooLong {
        /// The limit in bytes.
        limit: usize,
        /// The body's length in bytes.
        bytes: usize,
    },
    /// The body of a page's call is not text.
    #[error("what a page sends on Forge is JSON, so its body must be text, and this one is not")]
    Text,
    /// The app's response is JSON, but not a valid response to a page's call.
    #[error("the answer is not what the page waits for: {problem}")]
    Envelope {
        /// What is wrong with it.
        problem: String,
    },
    /// The module has no endpoint, so Forge never calls the app for it.
    #[error("the module has no endpoint of the app's server in the manifest")]
    NoEndpoint,
}

/// Why a string is not an absolute `http` or `https` URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidBaseUrl {
    /// It is not a URL.
    #[error(transparent)]
    Syntax(#[from] url::ParseError),
    /// It has another scheme.
    #[error("it must begin with http:// or https://")]
    Scheme,
    /// It has no host.
    #[error("it names no host")]
    NoHost,
}

/// A rule that a descriptor breaks, or something in it that a host would ignore.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DescriptorProblem {
    /// The path in the descriptor: `modules.webPanels[0].key`. Empty for the whole descriptor.
    pub path: String,
    /// What is wrong, in a real site's words where they are known.
    pub message: String,
    /// What to write instead, if known.
    pub help: Option<String>,
}

impl fmt::Display for DescriptorProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}

fn consequence(event: &str) -> &'static str {
    match event {
        "installed" => "a real host accepts only 200 or 204, so the installation fails",
        "uninstalled" => "a real host uninstalls the app anyway and never repeats the call",
        _ => "a real host ignores the failure and does not repeat the call",
    }
}

struct Listed<'a, T>(&'a [T]);

impl<T: fmt::Display> fmt::Display for Listed<'_, T> {
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
             (\"no such table\"); a real host accepts only 200 or 204, so the installation fails"
        );
    }

    #[test]
    fn no_message_repeats_its_source() {
        let source = io::Error::other("the cause");
        let url = || url::Url::parse("http://").unwrap_err();
        let json = || serde_json::from_str::<bool>("x").unwrap_err();
        let errors = [
            HostError::AppNotStarted("the cause".into()),
            HostError::BaseUrl {
                given: "x".to_owned(),
                source: url().into(),
            },
            HostError::Unreachable {
                purpose: "open".to_owned(),
                url: "http://127.0.0.1".to_owned(),
                source: "the cause".into(),
            },
            HostError::BadUrl {
                url: "x".to_owned(),
                origin: "it".to_owned(),
                source: url(),
            },
            HostError::ProductRequest {
                target: "x".to_owned(),
                source: http::Request::builder().uri("\0").body(()).unwrap_err(),
            },
            HostError::KeyGeneration("the cause".into()),
            HostError::Randomness("the cause".into()),
            HostError::Listen(source),
            HostError::HttpClient("the cause".into()),
            HostError::Body(json()),
            HostError::NotJson {
                status: StatusCode::OK,
                source: json(),
                body: "x".to_owned(),
            },
        ];
        for error in &errors {
            let cause = error.source().unwrap().to_string();
            assert!(!error.to_string().contains(&cause), "{error}");
        }
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
