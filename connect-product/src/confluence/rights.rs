//! Who may see and do what: permissions of spaces, and restrictions of content.
//!
//! An app that acts as itself may do everything; its scopes limit what it may do.

use http::StatusCode;

use super::content::Content;
use crate::failure::Failure;
use crate::people;
use crate::turn::{Database, Turn, cells};

/// Whether `?1`, which may be empty, is one of the principals in the row `p`.
const CONCERNED: &str = "(p.principal_type = 'anonymous'
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

    pub(super) fn has(&self, content: &Content) -> bool {
        let hidden = |limits: &Limits| limits.hidden.contains(&content.id);
        self.has_space(content.space) && !self.0.as_ref().is_some_and(hidden)
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

/// Whether an account has a permission in a space.
pub(super) async fn has(
    database: &mut Database<'_>,
    account: &str,
    space: i64,
    operation: &str,
    target: &str,
) -> Result<bool, Failure> {
    let sql = format!(
        "SELECT count(*) FROM space_permission AS p
         WHERE p.operation = ?2 AND p.target = ?3 AND p.space = ?4 AND {CONCERNED}"
    );
    let cells = cells![account, operation, target, space];
    Ok(database.count(sql, cells).await? > 0)
}

/// Refuses the caller unless they have a permission in a space.
pub(super) async fn must(
    turn: &mut Turn<'_>,
    space: i64,
    operation: &str,
    target: &str,
) -> Result<(), Failure> {
    if turn.is_app() {
        return Ok(());
    }
    let account = account(turn);
    if has(&mut turn.database, &account, space, operation, target).await? {
        return Ok(());
    }
    turn.authenticated()?;
    let message = "The calling user does not have permission to perform this action.";
    Err(Failure::new(StatusCode::FORBIDDEN, message))
}

/// Whether restrictions allow an account to change content: only those on the content
/// itself count, not those above it.
pub(super) async fn may_update(
    database: &mut Database<'_>,
    account: &str,
    content: i64,
) -> Result<bool, Failure> {
    let sql = "SELECT count(*) FROM restriction WHERE content = ?1 AND operation = 'update'";
    if database.count(sql, cells![content]).await? == 0 {
        return Ok(true);
    }
    let sql = "SELECT count(*) FROM restriction AS r
        WHERE content = ?2 AND operation = 'update' AND (kind = 'user' AND subject = ?1
            OR kind = 'group' AND subject IN (
                SELECT user_group FROM membership WHERE account = ?1))";
    Ok(database.count(sql, cells![account, content]).await? > 0)
}

/// Refuses the caller unless they may change content.
pub(super) async fn must_update(
    turn: &mut Turn<'_>,
    content: &Content,
    operation: &str,
) -> Result<(), Failure> {
    if turn.is_app() {
        return Ok(());
    }
    let target = content.target();
    let account = account(turn);
    let own = content.creator.as_deref() == Some(account.as_str()) && !account.is_empty();
    // The author of a comment may change and delete it.
    if content.kind != "comment" || !own {
        let operation = match (operation, target) {
            // "Add" is also the permission for changes.
            ("update", _) => "create",
            (other, _) => other,
        };
        must(turn, content.space, operation, target).await?;
    }
    if may_update(&mut turn.database, &account, content.id).await? {
        return Ok(());
    }
    let message = "The calling user does not have permission to update this content.";
    Err(Failure::forbidden(message))
}

/// Refuses users who do not administer Confluence.
pub(super) async fn administrators_only(turn: &mut Turn<'_>) -> Result<(), Failure> {
    if turn.is_app() {
        return Ok(());
    }
    turn.authenticated()?;
    let account = account(turn);
    if people::administers(&mut turn.database, &account).await? {
        return Ok(());
    }
    Err(Failure::forbidden(
        "This needs the permission to administer Confluence.",
    ))
}
