//! The URL of a PostgreSQL database.

use std::fmt;
use std::str::FromStr;

use url::Url;

/// The allowed query parameters: those of the driver. It would ignore an unknown one, and log its
/// value.
const PARAMETERS: [&str; 18] = [
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    "port",
    "ssl-ca",
    "ssl-cert",
    "ssl-key",
    "ssl-mode",
    "ssl-root-cert",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "statement-cache-capacity",
    "user",
];

/// The URL of a PostgreSQL database: `postgres://user:password@host:5432/database?sslmode=verify-full`.
///
/// Its `Display` and `Debug` omit the password and the parameters.
///
/// ```
/// use connect_store::PostgresUrl;
///
/// let url: PostgresUrl = "postgres://votes:p4ss@db.example.com/votes?sslmode=require".parse()?;
/// assert_eq!(url.to_string(), "postgres://votes@db.example.com/votes");
/// # Ok::<(), connect_store::InvalidPostgresUrl>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl(Url);

impl PostgresUrl {
    /// The full URL, with the password.
    #[cfg(feature = "postgres")]
    pub(crate) fn secret(&self) -> &str {
        self.0.as_str()
    }
}

impl FromStr for PostgresUrl {
    type Err = InvalidPostgresUrl;

    fn from_str(text: &str) -> Result<Self, InvalidPostgresUrl> {
        let url = Url::parse(text).map_err(InvalidPostgresUrl::Syntax)?;
        if !matches!(url.scheme(), "postgres" | "postgresql") {
            return Err(InvalidPostgresUrl::Scheme);
        }
        for (name, value) in url.query_pairs() {
            if !PARAMETERS.contains(&&*name) && !name.starts_with("options[") {
                return Err(InvalidPostgresUrl::Parameter {
                    name: name.into_owned(),
                });
            }
            let is_mode = matches!(&*name, "sslmode" | "ssl-mode");
            // The driver treats `allow` as `disable`.
            if is_mode && !SSL_MODES.contains(&&*value) {
                return Err(InvalidPostgresUrl::SslMode {
                    mode: value.into_owned(),
                });
            }
        }
        Ok(Self(url))
    }
}

const SSL_MODES: [&str; 5] = ["disable", "prefer", "require", "verify-ca", "verify-full"];

impl fmt::Display for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = self.0.clone();
        // An error would mean that there is nothing to hide: a URL without a host has no password.
        let _ = shown.set_password(None);
        shown.set_query(None);
        shown.set_fragment(None);
        shown.fmt(f)
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostgresUrl({self})")
    }
}

/// Why a [`PostgresUrl`] is invalid. Contains nothing that could be a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidPostgresUrl {
    /// It is not a URL.
    #[error("is not a URL; percent-encode what stands in a password beside letters and digits")]
    Syntax(#[source] url::ParseError),
    /// It is the URL of something else.
    #[error(
        "is not the URL of a PostgreSQL database; write `postgres://user:password@host/database`"
    )]
    Scheme,
    /// A parameter that the driver doesn't have.
    #[error("has the parameter `{name}`, which is not one of the driver's: {}", PARAMETERS.join(", "))]
    Parameter {
        /// Its name.
        name: String,
    },
    /// An unsupported SSL mode.
    #[error("has sslmode `{mode}`; write one of {}", SSL_MODES.join(", "))]
    SslMode {
        /// The mode.
        mode: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> InvalidPostgresUrl {
        text.parse::<PostgresUrl>().unwrap_err()
    }

    #[test]
    fn neither_password_nor_parameters_are_shown() {
        for text in [
            "postgres://user:p4ssw0rd@host:6543/db?sslmode=disable&options=-c%20x%3Dp4ssw0rd",
            "postgresql://host:6543/db?user=user&password=p4ssw0rd#p4ssw0rd",
            "postgres:///db?host=/run/postgresql&password=p4ssw0rd",
        ] {
            let url: PostgresUrl = text.parse().unwrap();
            let shown = format!("{url} {url:?}");
            assert!(!shown.contains("p4ssw0rd"), "{shown}");
            assert!(shown.contains("/db"), "{shown}");
        }
    }

    #[test]
    fn what_is_wrong_is_reported_without_the_value() {
        assert_eq!(refused("mysql://host/db"), InvalidPostgresUrl::Scheme);
        assert!(matches!(
            refused("postgres://user:p4ss/word@host:bad/db"),
            InvalidPostgresUrl::Syntax(_)
        ));
        let error = refused("postgres://host/db?pasword=p4ssw0rd");
        assert!(error.to_string().contains("`pasword`"), "{error}");
        assert!(!format!("{error} {error:?}").contains("p4ssw0rd"));
        let error = refused("postgres://host/db?sslmode=allow");
        assert!(error.to_string().contains("verify-full"), "{error}");
    }
}
