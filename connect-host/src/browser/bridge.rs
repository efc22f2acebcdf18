//! The bridge between the product's pages and the app's: the JavaScript API (`AP`).
//!
//! Both scripts, the one in the product's page and the one that the app loads as `all.js`, are
//! Atlassian's own, from one version of the package [`NAME`]: the protocol, the `AP` object, events and
//! the logic of dialogs and themes are theirs. What Atlassian keeps inside its products, such as
//! `AP.request` and the look of dialogs, is written here from the public documentation ("About the
//! JavaScript API" and the pages below it).
//!
//! Without the package the app's pages are shown in plain iframes, and the page names the calls that they
//! make. An app can also be shown as on Forge, which has its own frames and bridge:
//! [`Bridge::forge`].
//!
//! | address | for |
//! |---|---|
//! | `/atlassian-connect/all.js`, `/atlassian-connect/…css` | the app's pages |
//! | `/_host/bridge/…` | the product's pages: scripts and their stylesheet |
//! | `POST /_host/frame` | the signed URL of a module, and its bridge options |
//! | `POST /_host/bridge-calls` | the journal of calls |
//!
//! The last two, and the REST API without a token, are for the product's own pages only: they need
//! the page's secret in the header `X-Local-Session`.

mod archive;
mod calls;
pub(super) mod frame;
pub(super) mod head;
mod package;
pub(super) mod routes;
mod scripts;

use std::path::Path;
use std::sync::Arc;

use url::Url;

use super::forge::shell::Shell;
use scripts::Scripts;

pub use self::archive::ARCHIVE_VARIABLE;
pub use self::package::{INTEGRITY, NAME, Package, PackageError, VERSION, archive_name};

/// The scripts and styles that the local product's pages need to show an app.
#[derive(Debug, Clone)]
pub struct Bridge {
    scripts: Arc<Scripts>,
    /// The static files of an app that is shown as on Forge.
    shell: Option<Shell>,
}

impl Bridge {
    /// Atlassian's bridge for pages at `origin`.
    ///
    /// # Errors
    /// [`PackageError`] when the package is not what it should be.
    pub fn genuine(origin: &Url, package: &Package) -> Result<Bridge, PackageError> {
        let origin = origin.origin().ascii_serialization();
        Ok(Bridge::of(Scripts::genuine(&origin, package)?))
    }

    /// Plain iframes without Atlassian's package.
    #[must_use]
    pub fn plain() -> Bridge {
        Bridge::of(Scripts::plain())
    }

    /// Forge's frames for pages at `origin`, with the static files in the folder `shell`, which the build
    /// writes to `target/connect/<package>/forge/shell`. The package supplies the product's themes.
    ///
    /// The product's origin must be at `localhost`, or the frames would belong to the same site.
    #[must_use]
    pub fn forge(origin: &Url, shell: &Path, package: Option<&Package>) -> Bridge {
        Bridge {
            scripts: Arc::new(Scripts::forge(package)),
            shell: Some(Shell::new(shell.to_owned(), origin)),
        }
    }

    fn of(scripts: Scripts) -> Bridge {
        Bridge {
            scripts: Arc::new(scripts),
            shell: None,
        }
    }

    /// Whether Atlassian's package is present.
    #[must_use]
    pub fn is_genuine(&self) -> bool {
        self.scripts.genuine
    }

    /// Whether the app's pages are shown as on Forge.
    #[must_use]
    pub fn is_of_forge(&self) -> bool {
        self.shell.is_some()
    }

    /// The origin of frames that do not come from the app's server.
    pub(super) fn frames_origin(&self) -> &str {
        self.shell.as_ref().map_or("", Shell::origin)
    }
}
