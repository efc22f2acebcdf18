//! Errors of opening a PostgreSQL database.

use std::sync::Arc;

/// The oldest supported version of PostgreSQL.
pub(super) const OLDEST: i32 = 13;

/// Why a PostgreSQL database could not be opened, and what to do. Nothing in it has changed. Each
/// `database` is its URL without the password.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum PostgresOpenError {
    /// The server doesn't respond, or not in time.
    #[error(
        "{database} does not answer; start the server, let it be reached from here, or set CONNECT_DATABASE_URL to another one"
    )]
    Unreachable {
        /// The database.
        database: String,
        /// The network error.
        source: Arc<dyn std::error::Error + Send + Sync>,
    },
    /// No encrypted connection can be made.
    #[error(
        "{database} can't be reached by TLS as CONNECT_DATABASE_URL's `sslmode` asks; name the certification authority's file with `sslrootcert`, or choose another `sslmode`"
    )]
    Tls {
        /// The database.
        database: String,
        /// The cause.
        source: Arc<dyn std::error::Error + Send + Sync>,
    },
    /// The server rejects this user or password.
    #[error(
        "{database} refuses the user ({reason}); check user and password in CONNECT_DATABASE_URL, and the server's pg_hba.conf"
    )]
    Refused {
        /// The database.
        database: String,
        /// The server's message.
        reason: String,
    },
    /// The server has no such database.
    #[error("the server has no database of that name: {database}; make it with `CREATE DATABASE`")]
    Missing {
        /// The database.
        database: String,
    },
    /// The user lacks a required privilege.
    #[error(
        "{database}: the user lacks a right ({reason}); make it the owner of the tables, and let it make new ones: `GRANT CREATE, USAGE ON SCHEMA public TO …`"
    )]
    NoRights {
        /// The database.
        database: String,
        /// The server's message.
        reason: String,
    },
    /// The server is a standby, or the database is set to be read only.
    #[error("{database} can only be read; name the primary server in CONNECT_DATABASE_URL")]
    ReadOnly {
        /// The database.
        database: String,
    },
    /// The server has no connection to spare.
    #[error(
        "{database} has no connection to spare; raise the server's max_connections, or let fewer processes connect"
    )]
    Full {
        /// The database.
        database: String,
    },
    /// The server's version is too old.
    #[error(
        "{database} is served by PostgreSQL {version}, and the oldest that can be used is {OLDEST}; upgrade the server"
    )]
    TooOld {
        /// The database.
        database: String,
        /// The server's major version.
        version: i32,
    },
    /// The database's encoding can't represent every text.
    #[error(
        "{database} has the encoding {encoding}, and names of sites may need any letter; make a database with `ENCODING 'UTF8'`"
    )]
    Encoding {
        /// The database.
        database: String,
        /// Its encoding.
        encoding: String,
    },
    /// A later version of the app has migrated the database.
    #[error(
        "{database} was written by a newer version (its schema is {found}, this version knows {known}); run that version, or set CONNECT_DATABASE_URL to a database of its own"
    )]
    Newer {
        /// The database.
        database: String,
        /// The schema's version in the database.
        found: i64,
        /// The latest version that this program knows.
        known: i64,
    },
    /// The tables come from another build that gave its schema the same version.
    #[error(
        "{database} holds tables of another build (its schema {version} has the same number as this version's and differs); set CONNECT_DATABASE_URL to a database of its own"
    )]
    Altered {
        /// The database.
        database: String,
        /// The version that differs.
        version: i64,
    },
    /// Another process has locked the tables for longer than migrations take.
    #[error(
        "{database} is held by another process, which may be bringing the tables up to date; try again, or look for what is blocked in pg_stat_activity"
    )]
    Locked {
        /// The database.
        database: String,
    },
    /// Any other error.
    #[error("{database} can't be opened")]
    Other {
        /// The database.
        database: String,
        /// The error of the driver or the server.
        source: Arc<dyn std::error::Error + Send + Sync>,
    },
}
