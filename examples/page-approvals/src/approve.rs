//! What the button calls.

use connect_runtime::axum::Json;
use connect_runtime::axum::extract::Path;
use connect_runtime::axum::http::StatusCode;
use connect_runtime::prelude::*;
use serde::Deserialize;

use crate::approvals::Approvals;

/// Only whether the user can see the page matters.
#[derive(Debug, Deserialize)]
struct Seen {}

/// Approves a page in the user's name. Answers what the page shows next.
#[endpoint(POST "/pages/{page}/approvals")]
async fn approve(
    Path(page): Path<u64>,
    user: User,
    confluence: Confluence,
) -> Result<Json<Approvals>> {
    // Read as the user: they can only approve a page that they can see.
    let me = as_user!(confluence, user);
    let seen: Option<Seen> = confluence!(me, GET "/wiki/api/v2/pages/{id}", id = page)
        .optional()
        .await?;
    if seen.is_none() {
        return Err(Error::new("the user sees no such page").with_status(StatusCode::NOT_FOUND));
    }

    let page = page.to_string();
    let mut approvals = Approvals::of(&confluence, &page).await?;
    if approvals.by.insert(user.account_id().to_owned()) {
        approvals.keep(&confluence, &page).await?;
    }
    Ok(Json(approvals))
}
