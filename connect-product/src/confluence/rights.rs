//! Who may do what: permissions of spaces, and restrictions of contents.
//!
//! An app that asks as itself may do everything; its scopes decide what it may do.

use http::StatusCode;

use super::content::Content;
use super::sight::{CONCERNED, account};
use crate::failure::Failure;
use crate::people;
use crate::turn::{Database, Turn, cells};

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
