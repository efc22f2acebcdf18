//! The app's pages as Forge shows them: its static files in a sandboxed frame with their own origin,
//! under the policy that Atlassian's server sends with such files, with a bridge as the only way
//! out.
//!
//! | address | for |
//! |---|---|
//! | `/_forge/…`, by the machine's other name | the frame: the files that the build wrote, and the bridge |
//! | `POST /_host/forge/context` | the context of a module, as `view.getContext` returns it |
//! | `POST /_host/forge/invoke` | `invokeRemote` |
//!
//! The other name makes the frame a separate site for the browser, as Atlassian's servers for apps are:
//! where the product is at `localhost`, the frame is at `127.0.0.1`.
//!
//! Source: "Custom UI iframe", "Custom UI bridge"; @forge/bridge 7.2.0.

mod calls;
mod files;
mod policy;
pub(super) mod shell;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use super::site::Origin;
use shell::{FILES, Shell};

/// In bytes: more than Forge accepts, so that Forge's own rule refuses what is too long.
const MAX_INVOKED_BYTES: usize = 4 << 20;

/// The routes in the table above, for this shell.
pub(super) fn routes(shell: &Shell) -> Router<Origin> {
    let files = Router::new()
        .route(&format!("{FILES}{{*file}}"), get(files::serve))
        .with_state(shell.clone());
    Router::new()
        .route("/_host/forge/context", post(calls::context))
        .route(
            "/_host/forge/invoke",
            post(calls::invoke).layer(DefaultBodyLimit::max(MAX_INVOKED_BYTES)),
        )
        .merge(files)
}
