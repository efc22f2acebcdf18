//! Installs and their consequences, each within one transaction: one rule for both databases.

pub(crate) mod rows;

use std::future::Future;

use crate::encryption::{Binding, Sealed};
use crate::failed::Failed;
use crate::proof::Before;
use crate::reinstall::{self, Row};
use crate::row::{self, Columns};
use crate::transaction::Transaction;
use crate::{Install, Installed, Proof, Sealer, Tenant, TenantRecord, TenantState, Unchanged};

/// The rows of tenants, as a transaction of either database reads and writes them.
pub(crate) trait TenantRows: Transaction {
    type Row: Columns + Send + Sync;

    /// The row of a tenant.
    fn find(
        &mut self,
        app_key: &str,
        client_key: &str,
    ) -> impl Future<Output = Result<Option<Self::Row>, sqlx::Error>> + Send;

    /// The hash of the body with which a token came before.
    fn seen(
        &mut self,
        app_key: &str,
        proof: &Proof,
    ) -> impl Future<Output = Result<Option<Vec<u8>>, sqlx::Error>> + Send;

    /// Remembers a token with its body, and drops those that have expired.
    fn remember(
        &mut self,
        app_key: &str,
        proof: &Proof,
    ) -> impl Future<Output = Result<(), sqlx::Error>> + Send;

    /// Writes an installed tenant.
    fn put(
        &mut self,
        row: &Row,
        secrets: &Sealed,
    ) -> impl Future<Output = Result<(), sqlx::Error>> + Send;

    /// The other installed tenants of a site.
    fn others(
        &mut self,
        of: Binding<'_>,
    ) -> impl Future<Output = Result<Vec<Self::Row>, sqlx::Error>> + Send;

    /// Ends a tenant whose site has been installed anew.
    fn supersede(
        &mut self,
        app_key: &str,
        client_key: &str,
        secrets: Option<&Sealed>,
    ) -> impl Future<Output = Result<(), sqlx::Error>> + Send;

    /// Moves the time of the latest accepted callback on.
    fn believe(
        &mut self,
        app_key: &str,
        client_key: &str,
        issued_at: i64,
    ) -> impl Future<Output = Result<(), sqlx::Error>> + Send;

    /// Ends a tenant; its row, if it was not uninstalled before.
    fn end(
        &mut self,
        app_key: &str,
        client_key: &str,
    ) -> impl Future<Output = Result<Option<Self::Row>, sqlx::Error>> + Send;

    /// Writes the secrets alone.
    fn put_secrets(
        &mut self,
        app_key: &str,
        client_key: &str,
        secrets: &Sealed,
    ) -> impl Future<Output = Result<(), sqlx::Error>> + Send;

    /// Drops the host's answers about an installation that begins or ends.
    fn forget_answers(
        &mut self,
        app_key: &str,
        client_key: &str,
    ) -> impl Future<Output = Result<(), sqlx::Error>> + Send;
}

/// Accepts a callback: remembers its token, or says why the callback must not change anything.
async fn accept<R: TenantRows>(
    rows: &mut R,
    app_key: &str,
    former: Option<&R::Row>,
    proof: Option<&Proof>,
) -> Result<Result<(), Unchanged>, Failed> {
    let Some(proof) = proof else {
        return Ok(Ok(()));
    };
    let seen = rows.seen(app_key, proof).await?;
    let before = former.map(before).transpose()?;
    if let Some(objection) = proof.objection(seen.as_deref(), before) {
        return Ok(Err(objection));
    }
    rows.remember(app_key, proof).await?;
    Ok(Ok(()))
}

fn before(row: &impl Columns) -> Result<Before<'_>, sqlx::Error> {
    Ok(Before {
        believed_at: row.number("believed_at")?.unwrap_or_default(),
        environment: row.text("environment")?,
    })
}

pub(crate) async fn install(
    rows: &mut impl TenantRows,
    sealer: &Sealer,
    install: Install,
) -> Result<Result<Installed, Unchanged>, Failed> {
    let (app_key, client_key) = (&*install.app_key, &*install.client_key);
    rows.lock(app_key).await?;
    let former = rows.find(app_key, client_key).await?;
    let accepted = accept(rows, app_key, former.as_ref(), install.proof.as_ref());
    if let Err(objection) = accepted.await? {
        return Ok(Err(objection));
    }
    let former = former.map(|row| row::former(&row, sealer)).transpose()?;
    let row = reinstall::installed(&install, former);
    let binding = Binding {
        app_key,
        client_key,
        base_url: row.tenant.base_url().as_str(),
        state: TenantState::Installed,
    };
    let sealed = sealer.seal(binding, &row.secrets)?;
    rows.put(&row, &sealed).await?;
    rows.forget_answers(app_key, client_key).await?;
    rows.announce(app_key, client_key).await?;
    let superseded = supersede_others(rows, sealer, binding).await?;
    Ok(Ok(Installed {
        record: TenantRecord::new(row.tenant, Some(row.secrets), row.generation),
        superseded,
    }))
}

/// Ends the other installations of the same site, which keep their secrets for a while.
async fn supersede_others(
    rows: &mut impl TenantRows,
    sealer: &Sealer,
    by: Binding<'_>,
) -> Result<Vec<String>, Failed> {
    let mut superseded = Vec::new();
    for other in rows.others(by).await? {
        let binding = row::binding(&other)?;
        let ended = Binding {
            state: TenantState::Superseded,
            ..binding
        };
        let kept = row::secrets_that_open(&other, sealer)?;
        let kept = kept
            .map(|secrets| sealer.seal(ended, &secrets))
            .transpose()?;
        rows.supersede(ended.app_key, ended.client_key, kept.as_ref())
            .await?;
        rows.announce(ended.app_key, ended.client_key).await?;
        superseded.push(ended.client_key.to_owned());
    }
    Ok(superseded)
}

pub(crate) async fn uninstall(
    rows: &mut impl TenantRows,
    sealer: &Sealer,
    app_key: &str,
    client_key: &str,
    proof: Option<&Proof>,
) -> Result<Result<Option<Tenant>, Unchanged>, Failed> {
    rows.lock(app_key).await?;
    let former = rows.find(app_key, client_key).await?;
    if let Err(objection) = accept(rows, app_key, former.as_ref(), proof).await? {
        return Ok(Err(objection));
    }
    if let Some(proof) = proof {
        rows.believe(app_key, client_key, proof.issued_at).await?;
    }
    rows.forget_answers(app_key, client_key).await?;
    let Some(ended) = rows.end(app_key, client_key).await? else {
        return Ok(Ok(None));
    };
    rows.announce(app_key, client_key).await?;
    Ok(Ok(Some(row::tenant(&ended, sealer)?)))
}

/// Drops the former secret of a tenant, if no install has come since this generation.
pub(crate) async fn settle(
    rows: &mut impl TenantRows,
    sealer: &Sealer,
    app_key: &str,
    client_key: &str,
    generation: u64,
) -> Result<bool, Failed> {
    let Some(row) = rows.find(app_key, client_key).await? else {
        return Ok(false);
    };
    let Some(sealed) = row::settled(&row, sealer, generation)? else {
        return Ok(false);
    };
    rows.put_secrets(app_key, client_key, &sealed).await?;
    rows.announce(app_key, client_key).await?;
    Ok(true)
}
