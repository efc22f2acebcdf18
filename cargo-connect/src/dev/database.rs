//! Where the app keeps its data during development.

use std::fmt::{Debug, Display, Formatter, Result};
use std::path::Path;

use url::Url;

/// The environment variable with the URL of an app's database.
pub(super) const VARIABLE: &str = "CONNECT_DATABASE_URL";

/// The URL of a database, displayed without its password.
#[derive(Clone)]
pub(super) struct Database(String);

impl Database {
    /// The database that the developer has set, for an app that needs another; else a file in this folder.
    pub(super) fn of(folder: &Path) -> Self {
        Self::chosen(std::env::var(VARIABLE).ok(), folder)
    }

    fn chosen(set: Option<String>, folder: &Path) -> Self {
        // An empty value counts as unset, as in the app itself.
        let set = set.filter(|url| !url.trim().is_empty());
        Self(set.unwrap_or_else(|| format!("sqlite://{}", folder.join("connect.sqlite").display())))
    }

    /// The URL as passed to the app.
    pub(super) fn url(&self) -> &str {
        &self.0
    }
}

impl Display for Database {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        let Ok(mut url) = Url::parse(&self.0) else {
            return write!(out, "the database of {VARIABLE}");
        };
        if url.has_host() {
            // Neither can fail if there is a host.
            let _ = url.set_username("");
            let _ = url.set_password(None);
        }
        url.set_query(None);
        Display::fmt(&url, out)
    }
}

impl Debug for Database {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        Display::fmt(self, out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(set: Option<&str>) -> Database {
        Database::chosen(set.map(str::to_owned), Path::new("/files"))
    }

    #[test]
    fn what_the_developer_has_set_is_kept() {
        let url = "postgres://app:p4ssw0rd@localhost/votes";
        assert_eq!(chosen(Some(url)).url(), url);
        for nothing in [None, Some(""), Some(" ")] {
            assert_eq!(chosen(nothing).url(), "sqlite:///files/connect.sqlite");
        }
    }

    #[test]
    fn no_password_is_shown() {
        for (url, shown) in [
            (
                "postgres://app:p4ssw0rd@localhost:5433/votes?sslmode=require",
                "postgres://localhost:5433/votes",
            ),
            (
                "postgres://localhost/votes?user=app&password=p4ssw0rd",
                "postgres://localhost/votes",
            ),
            ("p4ssw0rd", "the database of CONNECT_DATABASE_URL"),
            (
                "sqlite:///files/connect.sqlite",
                "sqlite:///files/connect.sqlite",
            ),
            ("memory:", "memory:"),
        ] {
            let database = chosen(Some(url));
            assert_eq!(database.to_string(), shown);
            assert_eq!(format!("{database:?}"), shown);
        }
    }
}
