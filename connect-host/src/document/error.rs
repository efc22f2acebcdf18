//! Why a test can't find something in a page, or can't navigate from it.

use thiserror::Error;

/// Why a test can't find something in a page, or can't navigate from it.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// The selector is invalid.
    #[error("`{selector}` is not a CSS selector")]
    Selector {
        /// The selector as given.
        selector: String,
    },

    /// Nothing matches the selector.
    #[error("nothing in the page fits `{selector}`; the page reads: {text}")]
    Nothing {
        /// The selector as given.
        selector: String,
        /// The page's text.
        text: String,
    },

    /// More than one element matches the selector.
    #[error("{count} elements of the page fit `{selector}`; name one, as with `:nth-child(1)`")]
    Several {
        /// The selector as given.
        selector: String,
        /// The number of matching elements.
        count: usize,
    },

    /// The target of a link or form is not a URL.
    #[error("`{link}` is not a URL that a browser would request")]
    Link {
        /// The target in the page.
        link: String,
        /// Why it is not a URL.
        source: url::ParseError,
    },

    /// It leads out of the app, to the product or elsewhere.
    #[error("{url} is not below the app's base URL: a browser would leave the app")]
    Away {
        /// The URL that it leads to.
        url: String,
    },

    /// A click on the element requests nothing.
    #[error("a click on {html} requests nothing: {why}")]
    NotClickable {
        /// The element's HTML.
        html: String,
        /// Why it requests nothing.
        why: &'static str,
    },

    /// The element is not a form.
    #[error("`{selector}` is not a form; name the `form` itself")]
    NotAForm {
        /// The selector as given.
        selector: String,
    },

    /// The form has no field with this name that a person could fill in.
    #[error("the form has no field `{name}`; it has {}", .fields.join(", "))]
    NoField {
        /// The field's name as given.
        name: String,
        /// The names of its fields.
        fields: Vec<String>,
    },

    /// The form is submitted in a way that this host does not support.
    #[error("the form is sent as `{kind}`, which the host cannot; call its action with `endpoint`")]
    Kind {
        /// Its method or `enctype`.
        kind: String,
    },
}
