//! The bodies of requests and responses.

use std::fmt;

/// A kind of request body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Body {
    /// `application/json`
    Json,
    /// `application/json-patch+json`
    JsonPatch,
    /// `multipart/form-data`
    Multipart,
    /// `text/plain`
    Text,
    /// `*/*`: anything, such as the bytes of an image; the document states no type.
    Any,
}

impl Body {
    /// All kinds.
    pub const ALL: [Body; 5] = [
        Body::Json,
        Body::JsonPatch,
        Body::Multipart,
        Body::Text,
        Body::Any,
    ];

    pub(crate) const fn bit(self) -> u8 {
        1 << (self as u8)
    }
}

/// Displays the name used in messages: `JSON`.
impl fmt::Display for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Body::Json => "JSON",
            Body::JsonPatch => "JSON Patch",
            Body::Multipart => "multipart",
            Body::Text => "text",
            Body::Any => "bytes",
        })
    }
}

/// The content of a successful response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Response {
    /// JSON.
    Json,
    /// JSON with one status, no content with another, such as 200 and 204.
    JsonOrNothing,
    /// No content.
    Nothing,
    /// A file or an image, in the response or behind a redirect.
    Bytes,
    /// A redirect (303) to the task that does the work.
    Redirect,
    /// The document describes success without stating its content.
    Unstated,
}
