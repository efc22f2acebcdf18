//! The bridge between the product's pages and the app's: the JavaScript API (`AP`).
//!
//! Both scripts, the one of the product's page and the one that the app loads as `all.js`, are
//! Atlassian's own, from the package [`NAME`] in one version: the protocol, the `AP` object, events and
//! the logic of dialogs and themes are theirs. What Atlassian keeps inside of its products, such as
//! `AP.request` and the look of dialogs, is written here after the public documentation ("About the
//! JavaScript API" and the pages below it).
//!
//! Without the package the app's pages are shown in plain iframes, and the calls that they make are
//! named on the page. An app may also be shown as on Forge, whose frames and bridge are others:
//! [`Bridge::forge`].
//!
//! | address | for |
//! |---|---|
//! | `/atlassian-connect/all.js`, `/atlassian-connect/…css` | the app's pages |
//! | `/_host/bridge/…` | the product's pages: scripts and their stylesheet |
//! | `POST /_host/frame` | the signed URL of a module and its bridge's options |
//! | `POST /_host/bridge-calls` | the journal of calls |
//!
//! The last two, and the REST API without a token, are for the product's own pages only: they need
//! the page's secret in the header `X-Local-Session`.

mod archive;
mod calls;
mod canonical;
mod frame;
mod package;
mod rest;
mod scripts;

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use maud::{Markup, PreEscaped, html};
use serde_json::{Map, Value, json};
use url::Url;

use super::forge::Shell;
use super::session::Choice;
use super::site::{Front, Origin};
use crate::wire::url::without_trailing_slash;

pub use self::archive::ARCHIVE_VARIABLE;
pub(super) use self::canonical::to_canonical_origin;
pub(super) use self::frame::{NO_PRODUCT, SANDBOX, Wanted, failed};
pub use self::package::{INTEGRITY, NAME, Package, PackageError, VERSION, archive_name};
pub(super) use self::rest::routes as rest_routes;
use self::scripts::Scripts;
pub(super) use self::scripts::refuse;

/// In bytes: what a page of the product may send about its frames.
const MAX_BODY_BYTES: usize = 256 * 1024;

/// What the local product's pages need of the bridge.
#[derive(Debug, Clone)]
pub struct Bridge {
    scripts: Arc<Scripts>,
    /// Where the app's pages are those of Forge.
    shell: Option<Shell>,
}

impl Bridge {
    /// Atlassian's bridge for pages at `origin`.
    ///
    /// # Errors
    /// [`PackageError`] when the package is not what it should be.
    pub fn genuine(origin: &Url, package: &Package) -> Result<Bridge, PackageError> {
        let origin = origin.origin().ascii_serialization();
        Ok(Bridge::of(Scripts::genuine(&origin, package)?))
    }

    /// Plain iframes, without Atlassian's package.
    #[must_use]
    pub fn plain() -> Bridge {
        Bridge::of(Scripts::plain())
    }

    /// Forge's frames, with the static files in `shell`, which the build writes to
    /// `target/connect/<package>/forge/shell`, for pages at `origin`. The package brings the product's
    /// themes.
    ///
    /// The product's origin is at `localhost`, or the frames would be of the same site.
    #[must_use]
    pub fn forge(origin: &Url, shell: &Path, package: Option<&Package>) -> Bridge {
        Bridge {
            scripts: Arc::new(Scripts::forge(package)),
            shell: Some(Shell::new(shell.to_owned(), origin)),
        }
    }

    fn of(scripts: Scripts) -> Bridge {
        Bridge {
            scripts: Arc::new(scripts),
            shell: None,
        }
    }

    /// Whether Atlassian's package is there.
    #[must_use]
    pub fn is_genuine(&self) -> bool {
        self.scripts.genuine
    }

    /// Whether the app's pages are shown as on Forge.
    #[must_use]
    pub fn is_of_forge(&self) -> bool {
        self.shell.is_some()
    }

    /// Where frames come from that are not of the app's server.
    pub(super) fn frames_origin(&self) -> &str {
        self.shell.as_ref().map_or("", Shell::origin)
    }

    /// The addresses in the table above.
    pub(super) fn routes(&self) -> Router<Origin> {
        let scripts = Router::new()
            .route("/atlassian-connect/{*file}", get(scripts::for_app))
            .route("/_host/bridge/{file}", get(scripts::for_page))
            .with_state(Arc::clone(&self.scripts));
        let of_forge = self.shell.as_ref().map(Shell::routes);
        Router::new()
            .route("/_host/frame", post(frame::open))
            .route("/_host/bridge-calls", post(calls::record))
            .merge(of_forge.unwrap_or_default())
            .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
            .merge(scripts)
    }

    /// What stands in the head of a page that shows frames of this host's app.
    pub(super) fn head(&self, front: &Front, visitor: &Choice) -> Markup {
        // In an element of data, which no policy forbids, `<` could only end it.
        let mut facts = facts(front, visitor);
        if let Some(shell) = &self.shell {
            facts["forge"] = shell.facts();
        }
        let facts = facts.to_string().replace('<', "\\u003c");
        html! {
            // Frames compare these with the product's surfaces, and follow them.
            @for theme in self.scripts.themes() {
                link rel="stylesheet" href={ "/atlassian-connect/themes/atlaskit-tokens_" (theme) ".css" };
            }
            link rel="stylesheet" href="/_host/bridge/bridge.css";
            script id="local-facts" type="application/json" { (PreEscaped(facts)) }
            @for script in self.scripts.of_page() { script src={ "/_host/bridge/" (script) } {} }
        }
    }
}

/// What the scripts must know of the host, the app and the visitor.
fn facts(front: &Front, visitor: &Choice) -> Value {
    let host = &front.host;
    let modules = host.modules();
    // Where `AP.dialog.create` looks for what the descriptor says of a dialog.
    let dialogs: Map<String, Value> = modules
        .iter()
        .filter(|module| module.kind == "dialogs")
        .filter_map(|module| {
            let options = module.properties.get("options");
            Some((module.key.clone()?, dialog_options(options)))
        })
        .collect();
    json!({
        "appKey": host.installed_key(),
        "product": host.product().name(),
        "site": front.origin.below(),
        "contextPath": without_trailing_slash(host.base_url().path()),
        "user": {
            "accountId": visitor.user,
            "locale": visitor.locale,
            "timeZone": visitor.time_zone,
        },
        "dialogs": dialogs,
    })
}

/// A dialog's options as its script wants them: the header as plain text.
fn dialog_options(options: Option<&Value>) -> Value {
    let mut options = options.cloned().unwrap_or_else(|| json!({}));
    if let Some(text) = options.pointer("/header/value").cloned() {
        options["header"] = text;
    }
    options
}
