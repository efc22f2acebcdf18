//! The app's pages as Forge shows them: its static files in a sandboxed frame on an origin of their
//! own, under the policy of Atlassian's server for such files, with a bridge over which everything
//! goes.
//!
//! | address | for |
//! |---|---|
//! | `/_forge/…`, by the machine's other name | the frame: the files that the build wrote, and the bridge |
//! | `POST /_host/forge/context` | the context of a module, as `view.getContext` gives it |
//! | `POST /_host/forge/invoke` | `invokeRemote` |
//!
//! The other name makes the frame another site for a browser, as Atlassian's servers for apps are:
//! where the product is at `localhost`, the frame is at `127.0.0.1`.
//!
//! Source: "Custom UI iframe", "Custom UI bridge"; @forge/bridge 7.2.0.

mod calls;
mod files;
mod policy;

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use serde_json::{Value, json};
use url::Url;

use super::site::Origin;

/// Where the frame's files are, at the other name.
const FILES: &str = "/_forge/";
/// What a page in the frame may do, beside what the policy says ("Custom UI iframe").
const SANDBOX: &str =
    "allow-downloads allow-forms allow-modals allow-pointer-lock allow-same-origin allow-scripts";

/// The static files of an app, and where a browser finds them.
#[derive(Debug, Clone)]
pub(super) struct Shell(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// `target/connect/<package>/forge/shell`.
    folder: PathBuf,
    /// The product's origin.
    product: String,
    /// The frame's.
    origin: String,
}

impl Shell {
    /// The shell in this folder, for pages of a product at this address.
    pub(super) fn new(folder: PathBuf, product: &Url) -> Shell {
        let mut other = product.clone();
        let name = if product.host_str() == Some("localhost") {
            "127.0.0.1"
        } else {
            "localhost"
        };
        // Only an address that can have no host would refuse one.
        let _ = other.set_host(Some(name));
        Shell(Arc::new(Inner {
            folder,
            product: product.origin().ascii_serialization(),
            origin: other.origin().ascii_serialization(),
        }))
    }

    /// What the scripts of the product's pages must know.
    pub(super) fn facts(&self) -> Value {
        json!({
            "page": format!("{}{FILES}index.html", self.0.origin),
            "origin": self.0.origin,
            "sandbox": SANDBOX,
        })
    }

    /// Where its frames come from, for the policy of the pages around them.
    pub(super) fn origin(&self) -> &str {
        &self.0.origin
    }

    /// The addresses in the table above.
    pub(super) fn routes(&self) -> Router<Origin> {
        let files = Router::new()
            .route(&format!("{FILES}{{*file}}"), get(files::serve))
            .with_state(self.clone());
        Router::new()
            .route("/_host/forge/context", post(calls::context))
            .route("/_host/forge/invoke", post(calls::invoke))
            .merge(files)
    }
}

/// Whether a path is one of the frame's.
pub(super) fn is_of_frame(path: &str) -> bool {
    path.starts_with(FILES)
}
