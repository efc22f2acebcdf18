//! Installations on Forge: each change one transaction.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};

use crate::failed::Failed;
use crate::forge::statements::{self, bind_row, bind_token, put};
use crate::forge::{self, Holder, Row, Seen};
use crate::moment::now;
use crate::row::site;
use crate::{ForgeCall, ForgeRecord, Rekeyed, Sealer, Tenant};

const PUT: &str = put!("(SELECT COALESCE(MAX(changed), 0) + 1 FROM connect_forge_installations)");

async fn before(
    connection: &mut SqliteConnection,
    sealer: &Sealer,
    app_key: &str,
    installation_id: &str,
) -> Result<Option<Row>, Failed> {
    let found = sqlx::query(statements::BEFORE)
        .bind(app_key)
        .bind(installation_id)
        .fetch_optional(connection)
        .await?;
    let found = found.map(|row| statements::read(&row, sealer));
    Ok(found.transpose()?)
}

async fn put(connection: &mut SqliteConnection, sealer: &Sealer, row: &Row) -> Result<(), Failed> {
    let sealed = statements::seal(row, sealer)?;
    bind_row!(PUT, row, sealed.as_ref(), now())
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn record(
    connection: &mut SqliteConnection,
    sealer: &Sealer,
    call: &ForgeCall,
) -> Result<ForgeRecord, Failed> {
    let id = &call.installation.installation_id;
    let seen = forge::seen(before(connection, sealer, &call.app_key, id).await?, call);
    match &seen {
        Seen::Known(_) => {}
        Seen::Token(row) => {
            let sealed = statements::seal(row, sealer)?;
            bind_token!(row, sealed.as_ref(), now())
                .execute(connection)
                .await?;
        }
        Seen::News(row) => put(connection, sealer, row).await?,
    }
    Ok(seen.row().record())
}

pub(super) async fn uninstall(
    connection: &mut SqliteConnection,
    sealer: &Sealer,
    app_key: &str,
    installation_id: &str,
    issued_at: i64,
) -> Result<Option<Tenant>, Failed> {
    let former = before(connection, sealer, app_key, installation_id).await?;
    let Some(row) = forge::uninstalled(former, issued_at) else {
        return Ok(None);
    };
    put(connection, sealer, &row).await?;
    Ok(Some(row.tenant()))
}

pub(super) async fn rekey(
    connection: &mut SqliteConnection,
    sealer: &Sealer,
    app_key: &str,
    installation_id: &str,
    client_key: &str,
) -> Result<Rekeyed, Failed> {
    let former = before(connection, sealer, app_key, installation_id).await?;
    let holder = holder(connection, app_key, client_key).await?;
    match forge::rekeyed(former, client_key, &holder) {
        Ok(row) => {
            put(connection, sealer, &row).await?;
            Ok(Rekeyed::Done)
        }
        Err(why) => Ok(why),
    }
}

async fn holder(
    connection: &mut SqliteConnection,
    app_key: &str,
    client_key: &str,
) -> Result<Holder, Failed> {
    let of_key = |statement| sqlx::query(statement).bind(app_key).bind(client_key);
    let installation = of_key(statements::HOLDER)
        .fetch_optional(&mut *connection)
        .await?;
    let connect = of_key(statements::CONNECT)
        .fetch_optional(connection)
        .await?;
    let id = |row: &SqliteRow| row.try_get("installation_id");
    Ok(Holder {
        installation_id: installation.as_ref().map(id).transpose()?,
        connect: connect.map(|row| site(&row)).transpose()?,
    })
}
