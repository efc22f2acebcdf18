//! Forge's own validator, an npm package that is installed anyway for deploying.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;
use std::process::Command;

use serde::Deserialize;

use super::error::ForgeError;

/// Loads the validator and runs it.
const SCRIPT: &str = include_str!("validator.js");
/// The script's exit status if the validator is not installed.
const NOT_INSTALLED: i32 = 3;

/// A message of the validator.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Said {
    /// Whether a deployment would be refused.
    pub(super) is_error: bool,
    message: String,
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = if self.is_error { "error" } else { "warning" };
        write!(f, "Forge's validator: {level}: {}", self.message)
    }
}

#[derive(Deserialize)]
struct Line {
    level: String,
    message: String,
}

/// Runs the validator in all its modes; what it reports in several is returned once.
pub(super) fn run(manifest: &Path) -> Result<BTreeSet<Said>, ForgeError> {
    let output = Command::new("node")
        .args(["-e", SCRIPT, "--"])
        .arg(manifest)
        .output()
        .map_err(ForgeError::Node)?;
    if output.status.code() == Some(NOT_INSTALLED) {
        return Err(ForgeError::NoValidator);
    }
    if !output.status.success() {
        let printed = String::from_utf8_lossy(&output.stderr);
        let last = printed.lines().find(|line| line.contains("Error"));
        return Err(ForgeError::Validator(last.unwrap_or_default().to_owned()));
    }
    let printed = String::from_utf8_lossy(&output.stdout);
    Ok(printed
        .lines()
        .filter_map(|line| serde_json::from_str::<Line>(line).ok())
        .map(|line| Said {
            is_error: line.level != "warning",
            message: line.message,
        })
        .collect())
}
