use connect_runtime::prelude::*;

use connect_runtime::axum::Json;
use connect_runtime::axum::extract::Path;

#[endpoint(PUT "/issues/{issue}/vote")]
async fn vote(Path(issue): Path<String>, user: User, Json(vote): Json<bool>) -> Json<bool> {
    let _ = (issue, user);
    Json(vote)
}
