//! The bridge between the local product's pages and the app's.

use std::path::Path;

use connect_host::Host;
use connect_host::browser::bridge::{Bridge, Package, VERSION};

use super::error::causes;
use super::print;

/// Where the app's pages find the bridge's script at the product's origin, as in the products.
pub(super) const SCRIPT: &str = "/atlassian-connect/all.js";

/// Atlassian's bridge for these hosts' pages, fetched where it was never used before; without it plain
/// iframes, and a line that says how to get it.
pub(super) async fn bridge(hosts: &[Host], target: &Path) -> Bridge {
    let Some(origin) = hosts.first().map(|host| host.base_url().clone()) else {
        return Bridge::plain();
    };
    let target = target.to_owned();
    // Reads a file, and waits for npm.
    let found = tokio::task::spawn_blocking(move || {
        Package::find(&target).and_then(|package| Bridge::genuine(&origin, &package))
    });
    match found.await {
        Ok(Ok(bridge)) => {
            print::line("bridge", format!("Atlassian's, version {VERSION}"));
            bridge
        }
        Ok(Err(error)) => {
            let why: String = causes(&error).map(|cause| format!(": {cause}")).collect();
            print::line(
                "bridge",
                format!("none, so calls of AP do nothing: {error}{why}"),
            );
            Bridge::plain()
        }
        // Only a panic ends it otherwise, and has said why.
        Err(_) => Bridge::plain(),
    }
}

/// Forge's frames with the static files in this folder, and the themes of Atlassian's package, if it
/// is there.
pub(super) async fn of_forge(hosts: &[Host], shell: &Path, target: &Path) -> Bridge {
    let Some(host) = hosts.first() else {
        return Bridge::plain();
    };
    let target = target.to_owned();
    let found = tokio::task::spawn_blocking(move || Package::find(&target)).await;
    let package = found.ok().and_then(Result::ok);
    let themes = if package.is_some() {
        "with the product's themes"
    } else {
        "without the product's themes"
    };
    print::line("bridge", format!("Forge's, {themes}"));
    Bridge::forge(host.base_url(), shell, package.as_ref())
}
