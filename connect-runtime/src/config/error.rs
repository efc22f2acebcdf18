//! Errors in a configuration.

use std::fmt;

use crate::error::WithCauses;
use crate::tenants::{InvalidKeys, InvalidPostgresUrl};

/// A setting that the app cannot start with. The message includes what to write instead.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The value doesn't have the setting's format.
    #[error("{name} is `{value}`, which {problem}; write {help}")]
    Invalid {
        /// The environment variable.
        name: &'static str,
        /// Its value.
        value: String,
        /// Why the value can't be used.
        problem: String,
        /// The expected format.
        help: &'static str,
    },
    /// The value is not UTF-8.
    #[error("{name} is not UTF-8; set it again")]
    NotUnicode {
        /// The environment variable.
        name: &'static str,
    },
    /// The encryption keys can't be used. Their value is not shown, because it is secret.
    #[error("CONNECT_SECRET_KEYS can't be used")]
    SecretKeys(#[from] InvalidKeys),
    /// The URL of a PostgreSQL database can't be used. It is not shown, because it contains a
    /// password.
    #[error("CONNECT_DATABASE_URL can't be used")]
    PostgresUrl(#[from] InvalidPostgresUrl),
    /// A duration is longer than is safe.
    #[error("{name} is {seconds} s; write at most {most} s")]
    TooLong {
        /// The setting.
        name: &'static str,
        /// Its value, in seconds.
        seconds: u64,
        /// The maximum, in seconds.
        most: u64,
    },
    /// Production mode without a base URL.
    #[error("CONNECT_BASE_URL is required in production: set it to the app's public https URL")]
    NoBaseUrl,
    /// Production mode with a development switch on.
    #[error(
        "a development switch is on in production mode: {switch}; remove it, or set CONNECT_MODE=development \
         if this is not a production system"
    )]
    DevelopmentSwitch {
        /// The switch.
        switch: String,
    },
}

/// The message with its causes, because a `main` or a test that returns the error prints it this
/// way.
impl fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&WithCauses(self), f)
    }
}
