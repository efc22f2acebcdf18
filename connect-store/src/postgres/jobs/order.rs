//! Ordering: running an order's jobs one after another.

use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};

use super::now;

/// The keys of orders: app, tenant and text.
#[derive(Debug, Default)]
pub(super) struct Orders {
    apps: Vec<String>,
    tenants: Vec<String>,
    orders: Vec<String>,
}

impl Orders {
    pub(super) fn add(&mut self, app_key: &str, client_key: &str, order: &str) {
        self.apps.push(app_key.to_owned());
        self.tenants.push(client_key.to_owned());
        self.orders.push(order.to_owned());
    }

    /// The orders of the rows that have one.
    pub(super) fn of(rows: &[PgRow]) -> Result<Self, sqlx::Error> {
        let mut orders = Self::default();
        for row in rows {
            if let Some(order) = row.try_get("in_order")? {
                orders.add(row.try_get("app_key")?, row.try_get("client_key")?, order);
            }
        }
        Ok(orders)
    }
}

/// Changes to an order's open jobs are serialized over all processes: the one that accepts a job
/// behind the last must not miss that the last is done. Sorted, so that two transactions that need
/// the same two locks never hold one each.
const IN_LINE: &str = "
    SELECT pg_advisory_xact_lock(key) FROM (
        SELECT DISTINCT hashtextextended(concat_ws(chr(1), 'connect order', app_key, client_key, in_order), 0) AS key
        FROM unnest($1::text[], $2::text[], $3::text[]) AS named (app_key, client_key, in_order)
        ORDER BY 1) AS keys";

/// The first blocked job takes its place if no other one in its order is open.
const UNBLOCK: &str = concat!(
    "WITH named AS (
        SELECT DISTINCT app_key, client_key, in_order
        FROM unnest($1::text[], $2::text[], $3::text[]) AS named (app_key, client_key, in_order)),
    first AS MATERIALIZED (
        SELECT blocked.id FROM named CROSS JOIN LATERAL (
            SELECT id FROM connect_jobs job
            WHERE job.app_key = named.app_key AND job.client_key = named.client_key
                AND job.in_order = named.in_order AND job.state = 6
            ORDER BY id LIMIT 1) AS blocked
        WHERE NOT EXISTS (
            SELECT 1 FROM connect_jobs head
            WHERE head.app_key = named.app_key AND head.client_key = named.client_key
                AND head.in_order = named.in_order AND head.state IN (0, 1, 2, 5)))
    UPDATE connect_jobs job SET state = CASE WHEN job.due > ",
    now!(),
    " THEN 1 ELSE 0 END
    FROM first WHERE job.id = first.id AND job.state = 6"
);

/// Unblocks the next job in each of these orders, in the transaction that has changed them.
pub(super) async fn settle(
    connection: &mut PgConnection,
    orders: &Orders,
) -> Result<(), sqlx::Error> {
    if orders.apps.is_empty() {
        return Ok(());
    }
    sqlx::query(IN_LINE)
        .bind(&orders.apps)
        .bind(&orders.tenants)
        .bind(&orders.orders)
        .execute(&mut *connection)
        .await?;
    // A separate statement, so that it sees what was committed before the lock.
    sqlx::query(UNBLOCK)
        .bind(&orders.apps)
        .bind(&orders.tenants)
        .bind(&orders.orders)
        .execute(connection)
        .await?;
    Ok(())
}
