//! The servers, each in a process of its own: this program, started again with an argument.

use std::ffi::OsString;
use std::fmt;
use std::io::{Read, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use connect_runtime::App;
use connect_runtime::config::{Config, Database, ForgeApp, Mode};
use connect_runtime::tenants::{Sealer, SqliteStore, TenantStore};
use tokio::net::TcpListener;

use crate::{Failure, app, cpu, panel};

/// The first argument of a process that is to be a server.
const ROLE: &str = "--serve";

/// What serves the panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Variant {
    /// `axum::serve` with one route.
    Bare,
    /// The framework, with the tenants in this SQLite file.
    Connect(PathBuf),
    /// The same as Forge calls it, with the keys of this key set.
    Forge(PathBuf, String),
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bare => "bare",
            Self::Connect(_) => "connect",
            Self::Forge(..) => "forge",
        })
    }
}

impl Variant {
    /// The arguments that make this program such a server on a core.
    pub(crate) fn arguments(&self, core: usize) -> Vec<OsString> {
        let mut arguments = vec![ROLE.into(), core.to_string().into()];
        match self {
            Self::Bare => {}
            Self::Connect(database) => arguments.push(database.into()),
            Self::Forge(database, key_set) => {
                arguments.extend([database.into(), key_set.into()]);
            }
        }
        arguments
    }
}

/// Makes the file that the app finds its tenant in, with the secret sealed as in production.
///
/// # Errors
/// When the file can't be written.
pub fn install(database: &Path) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let store = SqliteStore::open(database, sealer()?).await?;
        let _installed = store.install(panel::install()?).await?;
        Ok(())
    })
}

/// Serves, if that is what this process was started for, until its standard input ends: a server
/// never outlives the program that measures it. `None`: it was started for something else.
pub fn role() -> Option<Result<(), Failure>> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next()? != ROLE {
        return None;
    }
    let core = arguments
        .next()
        .and_then(|core| core.to_str()?.parse().ok());
    let variant = match (arguments.next(), arguments.next()) {
        (None, _) => Variant::Bare,
        (Some(database), None) => Variant::Connect(database.into()),
        (Some(database), Some(key_set)) => {
            Variant::Forge(database.into(), key_set.to_string_lossy().into_owned())
        }
    };
    Some(serve(core.unwrap_or_default(), variant))
}

fn serve(core: usize, variant: Variant) -> Result<(), Failure> {
    // Before any thread is started, because threads inherit it.
    cpu::pin(core);
    // One worker for both. The server's task must not run in this thread, which only waits.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let started = runtime.spawn(start(variant));
    let address = runtime.block_on(started)??;
    println!("{address}");
    std::io::stdout().flush()?;
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

async fn start(variant: Variant) -> Result<SocketAddr, Failure> {
    let loopback = SocketAddr::from(([127, 0, 0, 1], 0));
    match variant {
        Variant::Bare => {
            let listener = TcpListener::bind(loopback).await?;
            let address = listener.local_addr()?;
            tokio::spawn(async move { axum::serve(listener, app::bare()).await });
            Ok(address)
        }
        Variant::Connect(database) => {
            let config = Config::development()
                .mode(Mode::Production)
                .base_url("https://votes.example.com".parse()?);
            framework(config, database).await
        }
        // A key set on loopback is for development only.
        Variant::Forge(database, key_set) => {
            let app = ForgeApp::new(panel::FORGE_APP).ok_or("not an id of an app")?;
            let config = Config::development().forge(app.key_set(key_set.parse()?));
            framework(config, database).await
        }
    }
}

async fn framework(config: Config, database: PathBuf) -> Result<SocketAddr, Failure> {
    let config = config
        .bind(([127, 0, 0, 1], 0))
        .sealer(sealer()?)
        .database(Database::Sqlite(database));
    let running = App::collected()?.config(|_| config).spawn().await?;
    let address = running.address();
    // Dropping it would stop the server.
    std::mem::forget(running);
    Ok(address)
}

fn sealer() -> Result<Sealer, Failure> {
    Ok(Sealer::from_keys(
        "bench:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    )?)
}
