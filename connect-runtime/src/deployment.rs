//! What pages need to know about where they are served.

use std::borrow::Cow;
use std::sync::Arc;

use futures_util::future::Either;
use url::Url;

/// The URL of the host's bridge script (`AP`), unless the configuration names another. Source:
/// "About the JavaScript API".
const BRIDGE: &str = "https://connect-cdn.atl-paas.net/all.js";
/// Where the script loads the stylesheets of the host's themes from: its own origin.
const BRIDGE_ORIGIN: &str = "https://connect-cdn.atl-paas.net";

tokio::task_local! {
    /// Set for a request only if something differs from the default, so that the ordinary case
    /// costs nothing.
    static DEPLOYMENT: Arc<Deployment>;
}

/// What differs from the default.
#[derive(Debug)]
pub(crate) struct Deployment {
    bridge: Option<Box<str>>,
    /// The origin of the bridge script.
    bridge_origin: Option<Box<str>>,
    /// The path of the base URL, without a trailing slash.
    prefix: Box<str>,
    /// Whether Forge shows the page.
    forge: bool,
}

impl Deployment {
    /// `None` at the root of a host, with the platform's own bridge script.
    pub(crate) fn of(base_url: &Url, bridge: Option<&Url>) -> Option<Arc<Self>> {
        let prefix = base_url.path().trim_end_matches('/');
        if prefix.is_empty() && bridge.is_none() {
            return None;
        }
        Some(Arc::new(Self {
            bridge: bridge.map(|script| script.as_str().into()),
            bridge_origin: bridge.map(|script| script.origin().ascii_serialization().into()),
            prefix: prefix.into(),
            forge: false,
        }))
    }

    /// The deployment for calls from Forge.
    pub(crate) fn on_forge(base_url: &Url) -> Arc<Self> {
        Arc::new(Self {
            bridge: None,
            bridge_origin: None,
            prefix: base_url.path().trim_end_matches('/').into(),
            forge: true,
        })
    }

    /// Runs `work` with this deployment visible to pages.
    pub(crate) fn around<F: Future>(
        this: Option<Arc<Self>>,
        work: F,
    ) -> impl Future<Output = F::Output> {
        match this {
            Some(deployment) => Either::Left(DEPLOYMENT.scope(deployment, work)),
            None => Either::Right(work),
        }
    }

    /// As [`Deployment::around`], for synchronous work.
    pub(crate) fn within<T>(this: Option<&Arc<Self>>, work: impl FnOnce() -> T) -> T {
        match this {
            Some(deployment) => DEPLOYMENT.sync_scope(Arc::clone(deployment), work),
            None => work(),
        }
    }
}

/// The URL from which a page loads the host's bridge script (`AP`): the platform's, or while a
/// request of an app with [`Config::bridge`](crate::config::Config::bridge) is handled, that one.
///
/// [`Page`](crate::Page) already includes the script; this is for documents made by another
/// template engine. Source: "About the JavaScript API".
///
/// ```
/// let script = format!("<script src=\"{}\"></script>", connect_runtime::bridge_url());
/// assert_eq!(script, "<script src=\"https://connect-cdn.atl-paas.net/all.js\"></script>");
/// ```
#[must_use]
pub fn bridge_url() -> Cow<'static, str> {
    let other = DEPLOYMENT.try_with(|deployment| deployment.bridge.as_deref().map(str::to_owned));
    other
        .ok()
        .flatten()
        .map_or(Cow::Borrowed(BRIDGE), Cow::Owned)
}

/// The origin of the bridge script.
pub(crate) fn bridge_origin() -> Cow<'static, str> {
    let other = DEPLOYMENT.try_with(|deployment| {
        let origin = deployment.bridge_origin.as_deref();
        origin.map(str::to_owned)
    });
    other
        .ok()
        .flatten()
        .map_or(Cow::Borrowed(BRIDGE_ORIGIN), Cow::Owned)
}

/// The path prefix of all URLs of the app whose request is being handled; empty for most.
pub(crate) fn prefix() -> String {
    DEPLOYMENT
        .try_with(|deployment| deployment.prefix.to_string())
        .unwrap_or_default()
}

/// Whether the page is shown by Forge, whose shell answers the calls of Connect's bridge: the bridge
/// script would be useless there, and inline scripts don't run.
pub(crate) fn is_on_forge() -> bool {
    DEPLOYMENT
        .try_with(|deployment| deployment.forge)
        .unwrap_or_default()
}
