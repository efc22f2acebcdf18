//! What can be wrong with a configuration.

use std::fmt;

use crate::error::WithCauses;
use crate::tenants::{InvalidKeys, InvalidPostgresUrl};

/// A setting that the app cannot start with. Each says what to write instead.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The value is not of the setting's form.
    #[error("{name} is `{value}`, which {problem}; write {help}")]
    Invalid {
        /// The environment variable.
        name: &'static str,
        /// What it holds.
        value: String,
        /// Why that cannot be used.
        problem: String,
        /// What its form is.
        help: &'static str,
    },
    /// The value is not UTF-8.
    #[error("{name} is not UTF-8; set it again")]
    NotUnicode {
        /// The environment variable.
        name: &'static str,
    },
    /// The sealing keys cannot be used. Their value is not shown: it is secret.
    #[error("CONNECT_SECRET_KEYS can't be used")]
    SecretKeys(#[from] InvalidKeys),
    /// The URL of a PostgreSQL database can't be used. It is not shown: there is a password in it.
    #[error("CONNECT_DATABASE_URL can't be used")]
    PostgresUrl(#[from] InvalidPostgresUrl),
    /// A time is longer than is safe.
    #[error("{name} is {seconds} s; write at most {most} s")]
    TooLong {
        /// The setting.
        name: &'static str,
        /// What it is, in seconds.
        seconds: u64,
        /// What it may be, in seconds.
        most: u64,
    },
    /// Production mode without the address that hosts reach the app at.
    #[error("CONNECT_BASE_URL is required in production: set it to the app's public https URL")]
    NoBaseUrl,
    /// Production mode and a development switch at once.
    #[error(
        "a development switch is on in production mode: {switch}; remove it, or set CONNECT_MODE=development \
         if this is not a production system"
    )]
    DevelopmentSwitch {
        /// Which one.
        switch: String,
    },
}

/// The sentence, with its causes: it is what a `main` or a test that returns it prints.
impl fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&WithCauses(self), f)
    }
}
