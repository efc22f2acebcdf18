//! A request of a browser.

use http::Method;
use url::Url;

/// A request that a click or a form makes.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) method: Method,
    pub(crate) url: Url,
    /// The fields of a form that is posted.
    pub(crate) body: Option<String>,
}
