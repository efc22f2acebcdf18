//! Environment variables that look like misspelt settings.

use std::env;

use connect_model::nearest::nearest;

use super::{Config, SETTINGS};

/// The prefix of all variables except one that platforms set.
const PREFIX: &str = "CONNECT_";

/// Environment variables that are nearly settings, each with the setting that it resembles. Any others
/// may belong to another program: an orchestrator sets `CONNECT_PORT` for a service named `connect`.
fn misspelt(names: impl Iterator<Item = String>) -> Vec<(String, String)> {
    let known = || {
        SETTINGS
            .iter()
            .filter_map(|it| it.name.strip_prefix(PREFIX))
    };
    names
        .filter_map(|name| {
            let rest = name.strip_prefix(PREFIX)?;
            if known().any(|known| known == rest) {
                return None;
            }
            let near = format!("{PREFIX}{}", nearest(rest, known()).first()?);
            Some((name, near))
        })
        .collect()
}

impl Config {
    /// Logs a warning for each variable whose name is nearly that of a setting.
    pub(crate) fn warn_of_misspelt_variables() {
        let names = env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        for (name, near) in misspelt(names) {
            tracing::warn!("{name} is not a setting: did you mean {near}?");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_that_is_nearly_a_setting_is_found() {
        let names = [
            "CONNECT_DATABSE_URL",
            "CONNECT_BASEURL",
            "CONNECT_BASE_URL",
            "CONNECT_PORT",
            "CONNECT_SERVICE_HOST",
            "CONNECT_TEST_POSTGRES_URL",
            "DATABSE_URL",
        ];
        let found = misspelt(names.map(str::to_owned).into_iter());
        let found: Vec<_> = found
            .iter()
            .map(|(name, near)| (&**name, &**near))
            .collect();
        assert_eq!(
            found,
            [
                ("CONNECT_DATABSE_URL", "CONNECT_DATABASE_URL"),
                ("CONNECT_BASEURL", "CONNECT_BASE_URL"),
            ]
        );
    }
}
