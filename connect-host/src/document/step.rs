//! A request made by a browser.

use http::Method;
use url::Url;

/// The request of a click or a form submission.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) method: Method,
    pub(crate) url: Url,
    /// The fields of a form that is submitted by POST.
    pub(crate) body: Option<String>,
}
