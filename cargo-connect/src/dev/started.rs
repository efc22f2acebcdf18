//! A running app with the local hosts in which it is to be installed, for a single run.

use std::future::IntoFuture;
use std::net::{Ipv4Addr, SocketAddr};

use connect_host::KeyHost;
use connect_host::browser::bridge::Bridge;
use connect_model::forge::Forge;
use tempfile::TempDir;
use tokio::task::JoinHandle;
use url::Url;

use super::build::{Build, Built};
use super::database::Database;
use super::descriptors::Emitted;
use super::error::DevError;
use super::forge;
use super::hosts::Hosts;
use super::listen::PAGES;
use super::program::{Log, Program, Settings};

/// An app and its local hosts. Its files are in a temporary folder.
pub(crate) struct Started {
    /// The app's Forge manifest, if it is installed as on Forge.
    forge: Option<Forge>,
    hosts: Hosts,
    program: Program,
    pages: JoinHandle<std::io::Result<()>>,
    database: Database,
    /// Removed when dropped.
    _folder: TempDir,
}

impl Started {
    /// Starts the hosts, then the app.
    pub(crate) async fn start(
        build: &Build<'_>,
        built: &Built,
        emitted: &[Emitted],
        log: Log,
    ) -> Result<Self, DevError> {
        let (listener, address) = PAGES.anywhere(build.options.listen).await?;
        let origin = format!("http://{address}");
        let keys = KeyHost::start().await?;
        let on_forge = build.options.forge;
        let forge = on_forge.then(|| forge::of(built)).transpose()?;
        // Not the site of a persistent run, which may have the same database.
        let site = format!("{}-once", built.package);
        let hosts = Hosts::start(emitted, &origin, &site, &keys, on_forge).await?;
        // Before the app starts, since its handlers may call the product as soon as it is installed.
        // No browser opens the pages, so plain frames are enough.
        let pages = connect_host::browser::router(&hosts.all(), &Bridge::plain());
        let pages = tokio::spawn(axum::serve(listener, pages).into_future());
        let folder = tempfile::tempdir().map_err(|source| DevError::Folder {
            folder: std::env::temp_dir(),
            source,
        })?;
        let database = Database::of(folder.path());
        let program = Program::start(&Settings {
            executable: &built.executable,
            folder: folder.path(),
            database: &database,
            // Several may run at once.
            bind: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            base_url: None,
            keys: &keys,
            on_forge,
            product: &origin,
            log,
        })
        .await?;
        Ok(Self {
            forge,
            hosts,
            program,
            pages,
            database,
            _folder: folder,
        })
    }

    /// Installs the app in each host.
    pub(crate) async fn install(&self) -> Result<(), DevError> {
        self.hosts
            .install(self.base_url(), self.forge.as_ref())
            .await
    }

    /// The app's base URL.
    pub(crate) fn base_url(&self) -> &Url {
        self.program.base_url()
    }

    /// The database for the app's data.
    pub(super) fn database(&self) -> &Database {
        &self.database
    }

    pub(crate) fn hosts(&self) -> &Hosts {
        &self.hosts
    }

    /// Stops both, and returns the app's output that was kept.
    pub(crate) async fn stop(self) -> String {
        self.pages.abort();
        self.program.ended().await
    }
}
