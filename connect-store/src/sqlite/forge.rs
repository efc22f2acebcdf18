//! Forge installations in SQLite.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};

use crate::Sealer;
use crate::failed::Failed;
use crate::forge::statements::{self, bind_row, bind_token, put};
use crate::forge::transaction::Installations;
use crate::forge::{Holder, Row};
use crate::moment::now;
use crate::row::site;

const PUT: &str = put!("(SELECT COALESCE(MAX(changed), 0) + 1 FROM connect_forge_installations)");

impl Installations for SqliteConnection {
    async fn lock(&mut self, _app_key: &str) -> Result<(), Failed> {
        // A transaction that writes has exclusive access to the database.
        Ok(())
    }

    async fn find(
        &mut self,
        sealer: &Sealer,
        app_key: &str,
        installation_id: &str,
    ) -> Result<Option<Row>, Failed> {
        let found = sqlx::query(statements::BEFORE)
            .bind(app_key)
            .bind(installation_id)
            .fetch_optional(self)
            .await?;
        let found = found.map(|row| statements::read(&row, sealer));
        Ok(found.transpose()?)
    }

    async fn holder(&mut self, app_key: &str, client_key: &str) -> Result<Holder, Failed> {
        let of_key = |statement| sqlx::query(statement).bind(app_key).bind(client_key);
        let installation = of_key(statements::HOLDER)
            .fetch_optional(&mut *self)
            .await?;
        let connect = of_key(statements::CONNECT).fetch_optional(self).await?;
        let id = |row: &SqliteRow| row.try_get("installation_id");
        Ok(Holder {
            installation_id: installation.as_ref().map(id).transpose()?,
            connect: connect.map(|row| site(&row)).transpose()?,
        })
    }

    async fn put(&mut self, sealer: &Sealer, row: &Row) -> Result<(), Failed> {
        let sealed = statements::seal(row, sealer)?;
        bind_row!(PUT, row, sealed.as_ref(), now())
            .execute(&mut *self)
            .await?;
        Ok(())
    }

    async fn put_token(&mut self, sealer: &Sealer, row: &Row) -> Result<(), Failed> {
        let sealed = statements::seal(row, sealer)?;
        bind_token!(row, sealed.as_ref(), now())
            .execute(self)
            .await?;
        Ok(())
    }
}
