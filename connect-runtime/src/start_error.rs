//! Errors that prevent an app from starting.

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

/// Why an app does not start, and what to do about it. Nothing has been served or stored by then.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The program contains no `app!`.
    #[error(
        "no app was linked: write `connect_runtime::app! {{ key = \"…\", name = \"…\" }}` in the \
         crate's root; if it is in a library, write `use that_library as _;` in main.rs"
    )]
    NoApp,
    /// The program contains several `app!`.
    #[error(
        "a program serves one app, and several were linked: the packages {} each have an `app!`; \
         a package that only brings handlers says `connect_runtime::library!();` instead",
        .packages.join(", ")
    )]
    SeveralApps {
        /// The packages that contain them.
        packages: Vec<String>,
    },
    /// Conflicting declarations, such as two modules with the same key.
    #[error("the app's declarations conflict:{}", lines(.0))]
    Conflicts(Vec<Fault>),
    /// The build script's output can't be read.
    #[error(
        "what the build script left for `{package}` can't be read: connect-build and \
         connect-runtime must be of one release; rebuild with `cargo clean -p {package}`"
    )]
    Unreadable {
        /// The package.
        package: &'static str,
        /// The deserialization error.
        source: serde_json::Error,
    },
    /// The linked program differs from the app that the build saw.
    #[error("the linked program is not what the build's descriptor says:{0}")]
    Differs(Differences),
    /// A crate's state was not set.
    #[error(
        "{label} at {origin} needs the state `{state}`, which was not given: write \
         `connect_runtime::serve().with_state(value)` with a value of that type"
    )]
    MissingState {
        /// The state's type.
        state: &'static str,
        /// An item that needs it, by its name in messages.
        label: String,
        /// Where the item is declared.
        origin: Origin,
    },
    /// A page is for administrators only, and the program has no client to look them up.
    #[error(
        "{label} at {origin} is `admin_only`, which is checked with the product: give \
         connect-runtime the feature `client`"
    )]
    NoClientForGuard {
        /// The item's name in messages.
        label: String,
        /// Where it is declared.
        origin: Origin,
    },
    /// Two routes have the same path, or a path has a form that can't be matched.
    #[error("the routes don't fit together: {problem}; give one of them another path")]
    Routes {
        /// The error of the router.
        problem: String,
    },
    /// A route's path starts with the path of a base URL, and no setting states whether the proxy
    /// strips it.
    #[error(
        "the base URL's path `{prefix}` begins the route `{path}` as well, so it can't be told from a \
         request whether the proxy has taken it off: set CONNECT_PROXY to `strips` if the proxy \
         takes it off, to `passes` if it does not"
    )]
    AmbiguousPath {
        /// The route's path.
        path: String,
        /// The base URL's path.
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
    /// The program opens a specific kind of database, and another one is configured.
    #[error("CONNECT_DATABASE_URL names {configured}, and this program can only use {wanted}")]
    OtherDatabase {
        /// The configured kind.
        configured: &'static str,
        /// The kind that the program opens.
        wanted: &'static str,
    },
    /// The tenants' database can't be opened.
    #[cfg(feature = "sqlite")]
    #[cfg_attr(docsrs, doc(cfg(feature = "sqlite")))]
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The tenants' database can't be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The server can't listen on the address.
    #[error("can't listen on {address}; {}", bind_help(.address, .source))]
    Bind {
        /// The address.
        address: SocketAddr,
        /// The system's error.
        source: io::Error,
    },
    /// The file for the address can't be written.
    #[error("can't write the address to {}; set CONNECT_ADDRESS_FILE to a file in a folder that can be written", .path.display())]
    AddressFile {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// Something that the runtime needs can't be set up.
    #[error("can't set up {what}: {problem}")]
    Setup {
        /// What can't be set up.
        what: &'static str,
        /// The reason.
        problem: String,
    },
}

/// The message with its causes, because a `main` or a test that returns the error, or an `unwrap`,
/// prints it this way.
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
