//! What a caller may see: the spaces they may read, without the content that restrictions hide.
//!
//! An app that asks as itself sees everything; its scopes decide what it may do.

use crate::failure::Failure;
use crate::turn::{Database, Turn, cells};

/// Whether `?1`, which may be empty, is one of the principals in the row `p`.
pub(super) const CONCERNED: &str = "(p.principal_type = 'anonymous'
    OR p.principal_type = 'user' AND p.principal = ?1
    OR p.principal_type = 'group' AND p.principal IN (
        SELECT user_group FROM membership WHERE account = ?1))";

/// The content that `?1` may not read: that with restrictions that do not name them, and all below it.
const HIDDEN: &str = "WITH RECURSIVE hidden(id) AS (
        SELECT r.content FROM restriction AS r WHERE r.operation = 'read'
        GROUP BY r.content HAVING sum(r.kind = 'user' AND r.subject = ?1
            OR r.kind = 'group' AND r.subject IN (
                SELECT user_group FROM membership WHERE account = ?1)) = 0
        UNION SELECT content.id FROM hidden JOIN content ON content.parent = hidden.id
        UNION SELECT content.id FROM hidden JOIN content ON content.container = hidden.id
    ) SELECT id FROM hidden";

/// What a caller can see.
#[derive(Debug, Clone)]
pub(super) struct Sight(Option<Limits>);

#[derive(Debug, Clone)]
struct Limits {
    spaces: Vec<i64>,
    hidden: Vec<i64>,
}

impl Sight {
    /// What the caller can see.
    pub(super) async fn of(turn: &mut Turn<'_>) -> Result<Sight, Failure> {
        if turn.is_app() {
            return Ok(Sight(None));
        }
        let account = account(turn);
        Sight::of_account(&mut turn.database, &account).await
    }

    /// What an account can see; the empty one stands for anonymous callers.
    pub(super) async fn of_account(
        database: &mut Database<'_>,
        account: &str,
    ) -> Result<Sight, Failure> {
        let spaces = spaces(database, account, "read", "space").await?;
        let rows = database.rows(HIDDEN, cells![account]).await?;
        let hidden = rows.iter().map(|row| row.number("id")).collect();
        Ok(Sight(Some(Limits { spaces, hidden })))
    }

    /// The SQL condition for a content table with this name.
    pub(super) fn contents(&self, table: &str) -> String {
        match &self.0 {
            None => "1".to_owned(),
            Some(limits) => format!(
                "({table}.space IN ({}) AND {table}.id NOT IN ({}))",
                numbers(&limits.spaces),
                numbers(&limits.hidden)
            ),
        }
    }

    /// The SQL condition for a column with space ids.
    pub(super) fn spaces(&self, column: &str) -> String {
        match &self.0 {
            None => "1".to_owned(),
            Some(limits) => format!("{column} IN ({})", numbers(&limits.spaces)),
        }
    }

    pub(super) fn has_space(&self, space: i64) -> bool {
        self.0
            .as_ref()
            .is_none_or(|limits| limits.spaces.contains(&space))
    }

    pub(super) fn has(&self, space: i64, content: i64) -> bool {
        let hidden = |limits: &Limits| limits.hidden.contains(&content);
        self.has_space(space) && !self.0.as_ref().is_some_and(hidden)
    }
}

fn numbers(numbers: &[i64]) -> String {
    let texts: Vec<String> = numbers.iter().map(i64::to_string).collect();
    texts.join(",")
}

/// The caller's account; empty if anonymous.
pub(super) fn account(turn: &Turn<'_>) -> String {
    turn.user().unwrap_or_default().to_owned()
}

/// The spaces in which an account has a permission.
async fn spaces(
    database: &mut Database<'_>,
    account: &str,
    operation: &str,
    target: &str,
) -> Result<Vec<i64>, Failure> {
    let sql = format!(
        "SELECT DISTINCT space FROM space_permission AS p
         WHERE p.operation = ?2 AND p.target = ?3 AND {CONCERNED}"
    );
    let rows = database.rows(sql, cells![account, operation, target]);
    Ok(rows.await?.iter().map(|row| row.number("space")).collect())
}
