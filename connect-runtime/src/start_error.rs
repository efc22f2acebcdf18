//! Why an app does not start.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use connect_model::Origin;
use connect_model::assemble::Fault;

use crate::config::ConfigError;
use crate::error::WithCauses;
use crate::registry::difference::Differences;
#[cfg(feature = "sqlite")]
use crate::tenants::OpenError;
#[cfg(feature = "postgres")]
use crate::tenants::PostgresOpenError;
use crate::tenants::StoreError;

/// Why an app does not start, and what to do about it. Nothing has been served or stored then.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The program holds no `app!`.
    #[error(
        "no app was linked: write `connect_runtime::app! {{ key = \"…\", name = \"…\" }}` in the \
         crate's root; if it is in a library, write `use that_library as _;` in main.rs"
    )]
    NoApp,
    /// The program holds several.
    #[error(
        "a program serves one app, and several were linked: the packages {} each have an `app!`; \
         a package that only brings handlers says `connect_runtime::library!();` instead",
        .packages.join(", ")
    )]
    SeveralApps {
        /// The packages that declare them.
        packages: Vec<String>,
    },
    /// Declarations that can't go together, such as two modules with one key.
    #[error("the app's declarations conflict:{}", lines(.0))]
    Conflicts(Vec<Fault>),
    /// What the build script left can't be read.
    #[error(
        "what the build script left for `{package}` can't be read: connect-build and \
         connect-runtime must be of one release; rebuild with `cargo clean -p {package}`"
    )]
    Unreadable {
        /// The package.
        package: &'static str,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// The linked program is not the app that the build saw.
    #[error("the linked program is not what the build's descriptor says:{0}")]
    Differs(Differences),
    /// A crate's state was not given.
    #[error(
        "{label} at {origin} needs the state `{state}`, which was not given: write \
         `connect_runtime::serve().with_state(value)` with a value of that type"
    )]
    MissingState {
        /// The state's type.
        state: &'static str,
        /// How a message calls the item.
        label: String,
        /// Where it is written.
        origin: Origin,
    },
    /// A page is for administrators only, and the program has no client to ask who is one.
    #[error(
        "{label} at {origin} is `admin_only`, which is checked with the product: give \
         connect-runtime the feature `client`"
    )]
    NoClientForGuard {
        /// How a message calls the item.
        label: String,
        /// Where it is written.
        origin: Origin,
    },
    /// Two routes claim one path, or a path has a form that can't be matched.
    #[error("the routes don't fit together: {problem}; give one of them another path")]
    Routes {
        /// The error of the router.
        problem: String,
    },
    /// A route's path begins as a base URL's does, and no setting says what the proxy before the app
    /// does with that.
    #[error(
        "the base URL's path `{prefix}` begins the route `{path}` as well, so it can't be told from a \
         request whether the proxy has taken it off: set CONNECT_PROXY to `strips` if the proxy \
         takes it off, to `passes` if it does not"
    )]
    AmbiguousPath {
        /// The route's path.
        path: String,
        /// The base URL's.
        prefix: String,
    },
    /// [`App::router`](crate::App::router) without a base URL.
    #[error(
        "a mounted app must know where it is reached: set CONNECT_BASE_URL or `Config::base_url`, \
         the prefix of the nest included"
    )]
    NoBaseUrl,
    /// The configuration can't be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The configured database is SQLite, and the program was built without it.
    #[error(
        "tenants are configured to be kept in SQLite, and this program was built without it: enable \
         connect-runtime's feature `sqlite`, set CONNECT_DATABASE_URL to `memory:`, or give the app \
         a store of its own with `App::store`"
    )]
    NoSqlite,
    /// The configured database is PostgreSQL, and the program was built without it.
    #[error(
        "CONNECT_DATABASE_URL names a PostgreSQL database, and this program was built without it: add \
         feature `postgres` to connect-runtime in Cargo.toml"
    )]
    NoPostgres,
    /// The tenants' database on a PostgreSQL server can't be opened.
    #[cfg(feature = "postgres")]
    #[cfg_attr(docsrs, doc(cfg(feature = "postgres")))]
    #[error(transparent)]
    OpenPostgres(#[from] PostgresOpenError),
    /// A database was asked for by its kind, and another one is configured.
    #[error("CONNECT_DATABASE_URL names {configured}, and this program can only use {wanted}")]
    OtherDatabase {
        /// What is configured.
        configured: &'static str,
        /// What the program asks for.
        wanted: &'static str,
    },
    /// The tenants' database can't be opened.
    #[cfg(feature = "sqlite")]
    #[cfg_attr(docsrs, doc(cfg(feature = "sqlite")))]
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The tenants' database can't be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The address can't be listened on.
    #[error("can't listen on {address}; {}", bind_help(.address, .source))]
    Bind {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The file for the address can't be written.
    #[error("can't write the address to {}; set CONNECT_ADDRESS_FILE to a file in a folder that can be written", .path.display())]
    AddressFile {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Something that the runtime itself needs can't be set up.
    #[error("can't set up {what}: {problem}")]
    Setup {
        /// What.
        what: &'static str,
        /// Why not.
        problem: String,
    },
}

/// The sentence, with its causes: it is what a `main` or a test that returns it prints, and what an
/// `unwrap` shows.
impl fmt::Debug for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&WithCauses(self), f)
    }
}

fn lines(faults: &[Fault]) -> String {
    faults.iter().map(|fault| format!("\n  {fault}")).collect()
}

fn bind_help(address: &SocketAddr, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::AddrInUse => format!(
            "another program has port {}: stop it, or set PORT or CONNECT_BIND to another address \
             (port 0 takes any that is free)",
            address.port()
        ),
        io::ErrorKind::PermissionDenied => {
            "ports below 1024 need a privilege: set PORT to a higher one".to_owned()
        }
        io::ErrorKind::AddrNotAvailable => {
            "set CONNECT_BIND to an address that this machine has".to_owned()
        }
        _ => "set PORT or CONNECT_BIND to another address".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_is_the_sentence_with_its_causes() {
        let error = StartError::NoApp;
        assert_eq!(format!("{error:?}"), error.to_string());
        let error = StartError::from(ConfigError::NoBaseUrl);
        assert_eq!(format!("{error:?}"), error.to_string());
        let source = io::Error::other("the disk is full");
        let path = PathBuf::from("address");
        let error = StartError::AddressFile { path, source };
        assert!(
            format!("{error:?}").ends_with("be written: the disk is full"),
            "{error:?}"
        );
    }
}
