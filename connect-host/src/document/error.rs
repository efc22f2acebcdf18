//! Why a page has not what a test looks for in it, or does not lead on.

use thiserror::Error;

/// Why a page has not what a test looks for in it, or does not lead on.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// The selector is not one.
    #[error("`{selector}` is not a CSS selector")]
    Selector {
        /// What was given.
        selector: String,
    },

    /// Nothing fits the selector.
    #[error("nothing in the page fits `{selector}`; the page reads: {text}")]
    Nothing {
        /// What was given.
        selector: String,
        /// The page's text.
        text: String,
    },

    /// More than one element fits the selector.
    #[error("{count} elements of the page fit `{selector}`; name one, as with `:nth-child(1)`")]
    Several {
        /// What was given.
        selector: String,
        /// How many there are.
        count: usize,
    },

    /// A link or an action is not a URL.
    #[error("`{link}` is not a URL that a browser would request")]
    Link {
        /// What the page has.
        link: String,
        /// What is wrong with it.
        source: url::ParseError,
    },

    /// It leads to the product or elsewhere.
    #[error("{url} is not below the app's base URL: a browser would leave the app")]
    Away {
        /// Where it leads.
        url: String,
    },

    /// A click on it requests nothing.
    #[error("a click on {html} requests nothing: {why}")]
    NotClickable {
        /// The element.
        html: String,
        /// What is in the way.
        why: &'static str,
    },

    /// It is not a form.
    #[error("`{selector}` is not a form; name the `form` itself")]
    NotAForm {
        /// What was given.
        selector: String,
    },

    /// The form has no field of this name that a person could fill in.
    #[error("the form has no field `{name}`; it has {}", .fields.join(", "))]
    NoField {
        /// What was given.
        name: String,
        /// The names of its fields.
        fields: Vec<String>,
    },

    /// The form is sent in a way that this host does not know.
    #[error("the form is sent as `{kind}`, which the host cannot; call its action with `endpoint`")]
    Kind {
        /// Its method or its `enctype`.
        kind: String,
    },
}
