//! Changes to installations, each in one transaction: one rule for both databases.

use std::future::Future;

use super::{Holder, Row, Seen, rekeyed, seen, uninstalled};
use crate::failed::Failed;
use crate::transaction::Transaction;
use crate::{ForgeCall, ForgeRecord, Rekeyed, Sealer, Tenant};

/// The installations, read and written in a transaction of either database.
pub(crate) trait Installations: Transaction {
    /// The installation with this id.
    fn find(
        &mut self,
        sealer: &Sealer,
        app_key: &str,
        installation_id: &str,
    ) -> impl Future<Output = Result<Option<Row>, Failed>> + Send;

    /// Who has this client key.
    fn holder(
        &mut self,
        app_key: &str,
        client_key: &str,
    ) -> impl Future<Output = Result<Holder, Failed>> + Send;

    /// Writes all of a row.
    fn put(
        &mut self,
        sealer: &Sealer,
        row: &Row,
    ) -> impl Future<Output = Result<(), Failed>> + Send;

    /// Only writes the token of a row.
    fn put_token(
        &mut self,
        sealer: &Sealer,
        row: &Row,
    ) -> impl Future<Output = Result<(), Failed>> + Send;
}

/// Writes a whole row, and notifies the other processes.
async fn put(
    installations: &mut impl Installations,
    sealer: &Sealer,
    row: &Row,
) -> Result<(), Failed> {
    installations.put(sealer, row).await?;
    for name in row.names() {
        installations.announce(&row.app_key, name).await?;
    }
    Ok(())
}

pub(crate) async fn record(
    installations: &mut impl Installations,
    sealer: &Sealer,
    call: &ForgeCall,
) -> Result<ForgeRecord, Failed> {
    let (app_key, id) = (&call.app_key, &call.installation.installation_id);
    installations.lock(app_key).await?;
    let seen = seen(installations.find(sealer, app_key, id).await?, call);
    match &seen {
        Seen::Known(_) => {}
        Seen::Token(row) => installations.put_token(sealer, row).await?,
        Seen::News(row) => put(installations, sealer, row).await?,
    }
    Ok(seen.row().record())
}

pub(crate) async fn uninstall(
    installations: &mut impl Installations,
    sealer: &Sealer,
    app_key: &str,
    installation_id: &str,
    issued_at: i64,
) -> Result<Option<Tenant>, Failed> {
    installations.lock(app_key).await?;
    let former = installations.find(sealer, app_key, installation_id).await?;
    let Some(row) = uninstalled(former, issued_at) else {
        return Ok(None);
    };
    put(installations, sealer, &row).await?;
    Ok(Some(row.tenant()))
}

pub(crate) async fn rekey(
    installations: &mut impl Installations,
    sealer: &Sealer,
    app_key: &str,
    installation_id: &str,
    client_key: &str,
) -> Result<Rekeyed, Failed> {
    installations.lock(app_key).await?;
    let former = installations.find(sealer, app_key, installation_id).await?;
    let holder = installations.holder(app_key, client_key).await?;
    match rekeyed(former, client_key, &holder) {
        Ok(row) => {
            put(installations, sealer, &row).await?;
            Ok(Rekeyed::Done)
        }
        Err(why) => Ok(why),
    }
}
