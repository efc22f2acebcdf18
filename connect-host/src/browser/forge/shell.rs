//! The static files of an app, and the other name of this machine under which they are served.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};
use url::Url;

/// The path of the frame's files under the other name.
pub(super) const FILES: &str = "/_forge/";
/// What a page in the frame may do, in addition to the policy ("Custom UI iframe").
const SANDBOX: &str =
    "allow-downloads allow-forms allow-modals allow-pointer-lock allow-same-origin allow-scripts";

/// The static files of an app, and the origin that serves them.
#[derive(Debug, Clone)]
pub(in crate::browser) struct Shell(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// The folder with the files: `target/connect/<package>/forge/shell`.
    folder: PathBuf,
    /// The product's origin.
    product: String,
    /// The frame's origin.
    origin: String,
}

impl Shell {
    /// The shell in this folder, for product pages at this URL.
    pub(in crate::browser) fn new(folder: PathBuf, product: &Url) -> Shell {
        let mut other = product.clone();
        let name = if product.host_str() == Some("localhost") {
            "127.0.0.1"
        } else {
            "localhost"
        };
        // Only a URL that can't have a host would refuse one.
        let _ = other.set_host(Some(name));
        Shell(Arc::new(Inner {
            folder,
            product: product.origin().ascii_serialization(),
            origin: other.origin().ascii_serialization(),
        }))
    }

    /// What the scripts of the product's pages need to know.
    pub(in crate::browser) fn facts(&self) -> Value {
        json!({
            "page": format!("{}{FILES}index.html", self.0.origin),
            "origin": self.0.origin,
            "sandbox": SANDBOX,
        })
    }

    /// The folder with its files.
    pub(super) fn folder(&self) -> &Path {
        &self.0.folder
    }

    /// The origin of the product whose pages contain its frames.
    pub(super) fn product(&self) -> &str {
        &self.0.product
    }

    /// The origin of its frames, for the policy of the pages around them.
    pub(in crate::browser) fn origin(&self) -> &str {
        &self.0.origin
    }
}

/// Whether a path belongs to the frame.
pub(in crate::browser) fn is_of_frame(path: &str) -> bool {
    path.starts_with(FILES)
}
