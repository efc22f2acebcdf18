//! Whiteboards, databases, folders and embeds: only their place in the tree, not their contents.

use http::StatusCode;

use super::content::{self, New, find};
use super::event::{What, tell};
use super::sent::text;
use super::{rights, space, tree};
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::request::Reply;
use crate::turn::{Outcome, Turn};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Post "/wiki/api/v2/whiteboards" => create;
    Get "/wiki/api/v2/whiteboards/{id}" => read;
    Delete "/wiki/api/v2/whiteboards/{id}" => delete;
    Post "/wiki/api/v2/databases" => create;
    Get "/wiki/api/v2/databases/{id}" => read;
    Delete "/wiki/api/v2/databases/{id}" => delete;
    Post "/wiki/api/v2/folders" => create;
    Get "/wiki/api/v2/folders/{id}" => read;
    Delete "/wiki/api/v2/folders/{id}" => delete;
    Post "/wiki/api/v2/embeds" => create;
    Get "/wiki/api/v2/embeds/{id}" => read;
    Delete "/wiki/api/v2/embeds/{id}" => delete;
};

const KINDS: [(&str, &str); 4] = [
    ("/wiki/api/v2/whiteboards", "whiteboard"),
    ("/wiki/api/v2/databases", "database"),
    ("/wiki/api/v2/folders", "folder"),
    ("/wiki/api/v2/embeds", "embed"),
];

fn kind(turn: &Turn<'_>) -> &'static str {
    let path = turn.request.operation.path();
    let found = KINDS.iter().find(|(before, _)| path.starts_with(before));
    found.map_or("folder", |(_, kind)| kind)
}

async fn create(turn: &mut Turn<'_>) -> Outcome {
    let kind = kind(turn);
    let sent = turn.json();
    let Some(space) = text(&sent["spaceId"]) else {
        return Err(Failure::bad_request("The spaceId must be given."));
    };
    let space = space::find(turn, &space).await?;
    rights::must(turn, space.id, "create", content::target(kind)).await?;
    let parent = match text(&sent["parentId"]) {
        Some(parent) => {
            let kinds = ["page", "folder", "whiteboard", "database", "embed"];
            Some(find(turn, &parent, &kinds).await?.id)
        }
        None => space.homepage,
    };
    let title = sent["title"].as_str().unwrap_or_default().trim();
    if title.is_empty() && kind == "folder" {
        return Err(Failure::bad_request("A title must be given."));
    }
    let new = New {
        kind,
        status: "current",
        space: space.id,
        parent,
        title: if title.is_empty() {
            format!("Untitled {kind}")
        } else {
            title.to_owned()
        },
        ..New::default()
    };
    let made = content::insert(turn, new).await?;
    tell(turn, &made, What::Created);
    Ok(Reply::json(StatusCode::OK, &made.shown(turn, None)))
}

async fn read(turn: &mut Turn<'_>) -> Outcome {
    let kind = kind(turn);
    let id = turn.value("id");
    let found = find(turn, &id, &[kind]).await?;
    if found.status != "current" {
        return Err(content::not_found(&[kind], &id));
    }
    Ok(Reply::ok(&found.single(turn).await?))
}

async fn delete(turn: &mut Turn<'_>) -> Outcome {
    let kind = kind(turn);
    let found = find(turn, &turn.value("id"), &[kind]).await?;
    rights::must_update(turn, &found, "update").await?;
    tree::trash(turn, &found).await?;
    Ok(Reply::nothing())
}
