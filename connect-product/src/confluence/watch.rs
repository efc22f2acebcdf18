//! Watches and likes.

use serde_json::{Value, json};

use super::content::{find, person};
use super::list::Part;
use super::space;
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::people;
use crate::request::Reply;
use crate::turn::{Cell, Database, Outcome, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/wiki/rest/api/user/watch/content/{contentId}" => read;
    Post "/wiki/rest/api/user/watch/content/{contentId}" => add;
    Delete "/wiki/rest/api/user/watch/content/{contentId}" => remove;
    Get "/wiki/rest/api/user/watch/space/{spaceKey}" => read;
    Post "/wiki/rest/api/user/watch/space/{spaceKey}" => add;
    Delete "/wiki/rest/api/user/watch/space/{spaceKey}" => remove;
    Get "/wiki/rest/api/user/watch/label/{labelName}" => read;
    Post "/wiki/rest/api/user/watch/label/{labelName}" => add;
    Delete "/wiki/rest/api/user/watch/label/{labelName}" => remove;
    Get "/wiki/rest/api/space/{spaceKey}/watch" => of_space;
    Get "/wiki/rest/api/content/{id}/notification/created" => of_content;
    Get "/wiki/rest/api/content/{id}/notification/child-created" => of_content;
    Get "/wiki/api/v2/pages/{id}/likes/count" => count;
    Get "/wiki/api/v2/pages/{id}/likes/users" => users;
    Get "/wiki/api/v2/blogposts/{id}/likes/count" => count;
    Get "/wiki/api/v2/blogposts/{id}/likes/users" => users;
    Get "/wiki/api/v2/footer-comments/{id}/likes/count" => count;
    Get "/wiki/api/v2/footer-comments/{id}/likes/users" => users;
    Get "/wiki/api/v2/inline-comments/{id}/likes/count" => count;
    Get "/wiki/api/v2/inline-comments/{id}/likes/users" => users;
};

/// The column and the value of what is watched.
async fn watched(turn: &mut Turn<'_>) -> Result<(&'static str, Cell), Failure> {
    if let Some(id) = turn.request.value("contentId").map(str::to_owned) {
        return Ok(("content", find(turn, &id, &[]).await?.id.into()));
    }
    if let Some(key) = turn.request.value("spaceKey").map(str::to_owned) {
        return Ok(("space", space::by_key(turn, &key).await?.id.into()));
    }
    Ok(("label", turn.value("labelName").to_lowercase().into()))
}

/// Whose watch it is: the caller's own, or, for administrators and apps, another user's.
async fn watcher(turn: &mut Turn<'_>) -> Result<String, Failure> {
    turn.authenticated()?;
    let own = turn.user().map(str::to_owned);
    let Some(asked) = turn.parameter("accountId") else {
        return own.ok_or_else(|| Failure::bad_request("The accountId must be given."));
    };
    let may = match &own {
        None => true,
        Some(own) => *own == asked || people::administers(&mut turn.database, own).await?,
    };
    if may {
        return Ok(asked);
    }
    Err(Failure::forbidden(
        "Only administrators may ask for another user.",
    ))
}

async fn read(turn: &mut Turn<'_>) -> Outcome {
    let (column, cell) = watched(turn).await?;
    let account = watcher(turn).await?;
    let sql = format!("SELECT count(*) FROM watch WHERE account = ? AND {column} = ?");
    let count = turn.database.count(sql, vec![account.into(), cell]).await?;
    Ok(Reply::ok(&json!({ "watching": count > 0 })))
}

async fn add(turn: &mut Turn<'_>) -> Outcome {
    let (column, cell) = watched(turn).await?;
    let account = watcher(turn).await?;
    let sql = format!(
        "INSERT INTO watch (account, {column}) SELECT ?1, ?2
         WHERE NOT EXISTS (SELECT 1 FROM watch WHERE account = ?1 AND {column} = ?2)"
    );
    turn.database.run(sql, vec![account.into(), cell]).await?;
    Ok(Reply::nothing())
}

async fn remove(turn: &mut Turn<'_>) -> Outcome {
    let (column, cell) = watched(turn).await?;
    let account = watcher(turn).await?;
    let sql = format!("DELETE FROM watch WHERE account = ? AND {column} = ?");
    turn.database.run(sql, vec![account.into(), cell]).await?;
    Ok(Reply::nothing())
}

async fn of_space(turn: &mut Turn<'_>) -> Outcome {
    let space = space::by_key(turn, &turn.value("spaceKey")).await?;
    watchers(turn, "space", space.id).await
}

async fn of_content(turn: &mut Turn<'_>) -> Outcome {
    let content = find(turn, &turn.value("id"), &[]).await?;
    watchers(turn, "content", content.id).await
}

async fn watchers(turn: &mut Turn<'_>, column: &str, id: i64) -> Outcome {
    let part = Part::by_start(turn);
    let sql = format!(
        "SELECT account FROM watch WHERE {column} = ? ORDER BY account{}",
        part.sql()
    );
    let mut rows = turn.database.rows(sql, cells![id]).await?;
    let more = part.cut(&mut rows);
    let mut results = Vec::new();
    for row in rows {
        let watcher = person(&mut turn.database, Some(&row.text("account"))).await?;
        results.push(json!({"type": "watcher", "watcher": watcher, column: id}));
    }
    Ok(Reply::ok(&part.start_body(turn, results, more)))
}

/// The users who like a piece of content.
pub(super) async fn likes(
    database: &mut Database<'_>,
    content: i64,
) -> Result<Vec<Value>, Failure> {
    let sql = "SELECT account FROM liked WHERE content = ? ORDER BY account";
    let rows = database.rows(sql, cells![content]).await?;
    Ok(rows
        .iter()
        .map(|row| json!({"accountId": row.text("account")}))
        .collect())
}

async fn count(turn: &mut Turn<'_>) -> Outcome {
    let content = find(turn, &turn.value("id"), &[]).await?;
    let likes = likes(&mut turn.database, content.id).await?;
    Ok(Reply::ok(&json!({ "count": likes.len() })))
}

async fn users(turn: &mut Turn<'_>) -> Outcome {
    let content = find(turn, &turn.value("id"), &[]).await?;
    let likes = likes(&mut turn.database, content.id).await?;
    let part = Part::by_cursor(turn)?;
    let (likes, more) = part.of(likes);
    Ok(part.cursor_reply(turn, likes, more))
}
