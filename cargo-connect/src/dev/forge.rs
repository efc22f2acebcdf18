//! The app on Forge: what its build has written for it, and the settings for the local Forge.

use std::path::{Path, PathBuf};

use connect_host::KeyHost;
use connect_model::assemble::assemble;
use connect_model::declaration::Emitted;
use connect_model::forge::Forge;
use connect_model::forge::manifest::{APP_ARI, SHELL_FOLDER};
use tokio::process::Command;

use super::build::Built;
use super::error::DevError;

/// The UUID of every app's id in the local Forge.
const APP_ID: &str = "00000000-0000-4000-8000-000000000000";

/// The app's id in Forge's format.
pub(super) fn app_ari() -> String {
    format!("{APP_ARI}{APP_ID}")
}

/// The app's Forge manifest, from what its build script found.
pub(super) fn of(built: &Built) -> Result<Forge, DevError> {
    let not_there = || DevError::NotOnForge(built.package.clone());
    let path = built.emitted.as_deref().ok_or_else(not_there)?;
    let emitted = read(path)?;
    let settings = emitted.forge.as_ref().ok_or_else(not_there)?;
    let conflicts = |faults: Vec<connect_model::assemble::Fault>| {
        let faults = faults.iter().map(ToString::to_string);
        DevError::OnForge(faults.collect::<Vec<_>>().join("\n"))
    };
    let assembled =
        assemble(&emitted.app, &emitted.declarations, &emitted.needs).map_err(conflicts)?;
    connect_model::forge::assemble(&assembled, &emitted.declarations, settings).map_err(conflicts)
}

fn read(path: &Path) -> Result<Emitted, DevError> {
    let failed = |source| DevError::Emitted {
        path: path.to_owned(),
        source,
    };
    let text = std::fs::read(path).map_err(failed)?;
    serde_json::from_slice(&text).map_err(|error| failed(error.into()))
}

/// The folder in which the build writes the shell.
pub(super) fn shell(artifacts: &Path) -> PathBuf {
    artifacts.join("forge").join(SHELL_FOLDER)
}

/// Sets the URL of the key set for verifying Forge's tokens, and that of the products' APIs.
pub(super) fn configure(command: &mut Command, keys: &KeyHost) {
    command
        .env("CONNECT_FORGE_APP", APP_ID)
        .env("CONNECT_FORGE_KEY_SET", keys.key_set_url().as_str())
        .env("CONNECT_FORGE_API", keys.url().as_str());
}
