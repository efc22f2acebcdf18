//! The bridge between the local product's pages and the app's.

use std::path::Path;

use connect_host::Host;
use connect_host::browser::bridge::{Bridge, Package, PackageError, VERSION};

use super::error::causes;
use super::print;

/// The path of the bridge's script at the product's origin, as in the products.
pub(super) const SCRIPT: &str = "/atlassian-connect/all.js";

/// Atlassian's package, or why there is none. It is fetched if it is not on this machine yet.
pub(super) async fn package(target: &Path) -> Result<Package, String> {
    let target = target.to_owned();
    // Reads a file and waits for npm.
    let found = tokio::task::spawn_blocking(move || Package::find(&target)).await;
    match found {
        Ok(found) => found.map_err(|error| with_causes(&error)),
        // It can only fail by a panic.
        Err(error) => Err(error.to_string()),
    }
}

/// Atlassian's bridge for these hosts' pages; without the package, plain iframes and a hint how to get
/// it.
pub(super) fn bridge(hosts: &[Host], package: &Result<Package, String>) -> Bridge {
    let Some(origin) = hosts.first().map(|host| host.base_url().clone()) else {
        return Bridge::plain();
    };
    let found = package.as_ref().map_err(String::clone);
    let bridge = found.and_then(|package| {
        let genuine = Bridge::genuine(&origin, package);
        genuine.map_err(|error| with_causes(&error))
    });
    match bridge {
        Ok(bridge) => {
            print::line("bridge", format!("Atlassian's, version {VERSION}"));
            bridge
        }
        Err(why) => {
            print::line("bridge", format!("none, so calls of AP do nothing: {why}"));
            Bridge::plain()
        }
    }
}

/// A package's error on one line.
fn with_causes(error: &PackageError) -> String {
    let causes: String = causes(error).map(|cause| format!(": {cause}")).collect();
    format!("{error}{causes}")
}

/// Forge's frames with the static files in this folder, and with the themes of Atlassian's package, if
/// available.
pub(super) fn of_forge(hosts: &[Host], shell: &Path, package: &Result<Package, String>) -> Bridge {
    let Some(host) = hosts.first() else {
        return Bridge::plain();
    };
    let package = package.as_ref().ok();
    let themes = if package.is_some() {
        "with the product's themes"
    } else {
        "without the product's themes"
    };
    print::line("bridge", format!("Forge's, {themes}"));
    Bridge::forge(host.base_url(), shell, package)
}
