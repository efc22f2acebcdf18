//! What pages need to know of where they are served.

use std::borrow::Cow;
use std::sync::Arc;

use url::Url;

/// Where the host's bridge script (`AP`) is loaded from unless the configuration names another
/// place. Source: "About the JavaScript API".
const BRIDGE: &str = "https://connect-cdn.atl-paas.net/all.js";

tokio::task_local! {
    /// Set around a request only where something differs, so that the ordinary case pays nothing.
    static DEPLOYMENT: Arc<Deployment>;
}

/// What differs.
#[derive(Debug)]
pub(crate) struct Deployment {
    bridge: Box<str>,
}

impl Deployment {
    /// `None` with the platform's own bridge script.
    pub(crate) fn of(bridge: Option<&Url>) -> Option<Arc<Self>> {
        let bridge = bridge?.as_str().into();
        Some(Arc::new(Self { bridge }))
    }

    /// Runs `work` where pages find this deployment.
    pub(crate) async fn around<T>(this: Option<Arc<Self>>, work: impl Future<Output = T>) -> T {
        match this {
            Some(deployment) => DEPLOYMENT.scope(deployment, work).await,
            None => work.await,
        }
    }

    /// As [`Deployment::around`], for what does not wait.
    pub(crate) fn within<T>(this: Option<&Arc<Self>>, work: impl FnOnce() -> T) -> T {
        match this {
            Some(deployment) => DEPLOYMENT.sync_scope(Arc::clone(deployment), work),
            None => work(),
        }
    }
}

/// Where a page loads the host's bridge script (`AP`) from: the platform's address, or the one that
/// [`Config::bridge`](crate::config::Config::bridge) names while a request of that app is handled.
///
/// [`Page`](crate::Page) has the script already; this is for documents that another template engine
/// makes. Source: "About the JavaScript API".
///
/// ```
/// let script = format!("<script src=\"{}\"></script>", connect_runtime::bridge_url());
/// assert_eq!(script, "<script src=\"https://connect-cdn.atl-paas.net/all.js\"></script>");
/// ```
#[must_use]
pub fn bridge_url() -> Cow<'static, str> {
    let other = DEPLOYMENT.try_with(|deployment| deployment.bridge.to_string());
    other.map_or(Cow::Borrowed(BRIDGE), Cow::Owned)
}
