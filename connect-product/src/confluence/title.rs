//! Titles: how long they may be, and that two pages of a space can't share one.

use crate::failure::Failure;
use crate::turn::{Turn, cells};

/// Refuses a title that is missing, unless it is a draft's, or too long.
pub(super) fn check(title: &str, status: &str) -> Result<(), Failure> {
    if title.is_empty() && status != "draft" {
        return Err(Failure::bad_request("A title must be given."));
    }
    if title.chars().count() > 255 {
        return Err(Failure::bad_request(
            "Title cannot be longer than 255 characters.",
        ));
    }
    Ok(())
}

/// Refuses a title that another page in the space has.
pub(super) async fn must_be_new(
    turn: &mut Turn<'_>,
    space: i64,
    title: &str,
    except: i64,
) -> Result<(), Failure> {
    let sql =
        "SELECT count(*) FROM content WHERE space = ? AND type = 'page' AND status = 'current'
        AND title = ? COLLATE NOCASE AND id <> ?";
    let count = turn.database.count(sql, cells![space, title, except]);
    if count.await? == 0 {
        return Ok(());
    }
    let message = "A page with this title already exists: A page already exists with the same TITLE in this space";
    Err(Failure::bad_request(message))
}
