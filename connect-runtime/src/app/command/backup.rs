//! `my-app backup FILE`: a copy of the database, whether or not the app is running.

use std::path::Path;

use super::{App, CommandError};
use crate::config::Database;

const OF_THE_APP: &str = "the app opens its store itself, and only it can copy what is in there: call `SqliteStore::backup`";
const IN_MEMORY: &str = "the tenants are in the memory of the process that serves the app (CONNECT_DATABASE_URL=memory:): there is nothing \
     to back up";
const POSTGRES: &str = "`backup` copies a SQLite file, and CONNECT_DATABASE_URL names a PostgreSQL database: write \
     `pg_dump --format=custom --file=FILE`, or use the backups of the service that runs it";
#[cfg(not(feature = "sqlite"))]
const WITHOUT_SQLITE: &str = "this program is built without the feature `sqlite` of connect-runtime, and reads no SQLite file";

/// Writes the copy and reports it. The database is read as it is: a program with newer migrations
/// does not apply them for this.
pub(super) async fn write(app: &App, to: &Path) -> Result<String, CommandError> {
    match &app.config.database {
        _ if app.store.is_some() => Err(CommandError::NoBackup(OF_THE_APP)),
        Database::Memory => Err(CommandError::NoBackup(IN_MEMORY)),
        Database::Postgres(_) => Err(CommandError::NoBackup(POSTGRES)),
        #[cfg(feature = "sqlite")]
        Database::Sqlite(from) => {
            crate::tenants::SqliteStore::backup_of(from, to).await?;
            Ok(format!(
                "{} is a copy of {}\n",
                to.display(),
                from.display()
            ))
        }
        #[cfg(not(feature = "sqlite"))]
        Database::Sqlite(_) => {
            let _ = to;
            Err(CommandError::NoBackup(WITHOUT_SQLITE))
        }
    }
}
