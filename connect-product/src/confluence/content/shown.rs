//! Content as JSON for responses, with related data where requested.

use serde_json::{Map, Value, json};

use super::super::body::Format;
use super::super::moment::moment;
use super::super::{label, permission, tree, version, watch};
use super::{Content, get, person};
use crate::failure::Failure;
use crate::property;
use crate::turn::Turn;

impl Content {
    fn version_shown(&self) -> Value {
        json!({
            "number": self.version,
            "message": self.message,
            "minorEdit": self.minor,
            "authorId": self.author,
            "createdAt": moment(self.modified),
        })
    }

    /// The JSON of the second version of the API.
    pub(in crate::confluence) fn shown(&self, turn: &Turn<'_>, format: Option<Format>) -> Value {
        let text = |id: Option<i64>| id.map(|id| id.to_string());
        let mut shown = json!({
            "id": self.public_id(),
            "status": self.status,
            "title": self.title,
            "createdAt": moment(self.created),
            "version": self.version_shown(),
            "_links": self.links(turn),
        });
        let mut put = |name: &str, value: Value| drop(value_of(&mut shown, name, value));
        match self.kind.as_str() {
            "comment" | "attachment" => {
                let within = match self.container_kind.as_deref() {
                    Some("blogpost") => "blogPostId",
                    Some("attachment") => "attachmentId",
                    Some("custom") => "customContentId",
                    _ => "pageId",
                };
                put(within, text(self.container).into());
            }
            _ => {
                put("spaceId", self.space.to_string().into());
                put("authorId", self.creator.clone().into());
                put("ownerId", self.owner.clone().into());
            }
        }
        match self.kind.as_str() {
            "comment" => {
                if let Some(parent) = self.parent {
                    put("parentCommentId", parent.to_string().into());
                }
                if let Value::Object(inline) = &self.inline {
                    let resolved = inline.get("resolved") == Some(&Value::Bool(true));
                    let status = if resolved { "resolved" } else { "open" };
                    put("resolutionStatus", status.into());
                    if let Some(properties) = inline.get("properties") {
                        put("properties", properties.clone());
                    }
                }
            }
            "attachment" => {
                put("mediaType", self.media_type.clone().into());
                put("mediaTypeDescription", "File".into());
                put("comment", self.message.clone().into());
                put(
                    "fileId",
                    format!("00000000-0000-4000-8000-{:012}", self.id).into(),
                );
                put("fileSize", self.size.into());
                put("webuiLink", self.web_path().into());
                put("downloadLink", self.download_path().into());
            }
            "blogpost" => {}
            "custom" => {
                put("type", self.custom_type.clone().into());
                put("pageId", text(self.parent).into());
            }
            kind => {
                if kind == "page" {
                    put("lastOwnerId", Value::Null);
                } else {
                    put("type", kind.into());
                }
                put("parentId", text(self.parent).into());
                put("parentType", self.parent_kind.clone().into());
                put("position", self.position.into());
            }
        }
        if matches!(
            self.kind.as_str(),
            "page" | "blogpost" | "comment" | "custom"
        ) {
            put(
                "body",
                format.map_or(json!({}), |format| format.shown(&self.body, turn)),
            );
        }
        shown
    }

    fn links(&self, turn: &Turn<'_>) -> Value {
        let id = self.id;
        let mut links = json!({ "webui": self.web_path(), "base": turn.link("") });
        match self.kind.as_str() {
            "page" | "blogpost" => {
                links["editui"] = format!("/pages/resumedraft.action?draftId={id}").into();
                links["tinyui"] = format!("/x/{id:x}").into();
            }
            "attachment" => links["download"] = self.download_path().into(),
            _ => {}
        }
        links
    }

    /// The JSON with what a request for a single piece of content includes.
    pub(in crate::confluence) async fn single(
        &self,
        turn: &mut Turn<'_>,
    ) -> Result<Value, Failure> {
        let format = Format::asked(turn)?;
        let mut shown = self.shown(turn, format);
        let path = self.web_path();
        let included = |results: Vec<Value>| {
            json!({
                "results": results,
                "meta": {"hasMore": false},
                "_links": {"self": path},
            })
        };
        if turn.flag("include-labels", false) {
            shown["labels"] = included(label::of(&mut turn.database, self.id).await?);
        }
        if turn.flag("include-properties", false) {
            let all = property::of(&mut turn.database, &self.entity()).await?;
            shown["properties"] = included(all.iter().map(property::content_shown).collect());
        }
        if turn.flag("include-operations", false) {
            shown["operations"] = included(permission::operations(turn, self).await?);
        }
        if turn.flag("include-likes", false) {
            shown["likes"] = included(watch::likes(&mut turn.database, self.id).await?);
        }
        if turn.flag("include-versions", false) {
            shown["versions"] = included(version::all(&mut turn.database, self.id).await?);
        }
        if turn.flag("include-direct-children", false) {
            shown["directChildren"] = included(tree::children(turn, self.id).await?);
        }
        if turn.flag("include-favorited-by-current-user-status", false) {
            shown["isFavoritedByCurrentUser"] = false.into();
        }
        if !turn.flag("include-version", true) {
            shown.as_object_mut().map(|shown| shown.remove("version"));
        }
        Ok(shown)
    }

    /// The JSON of the first version of the API, with what is to be expanded.
    pub(in crate::confluence) async fn expanded(
        &self,
        turn: &mut Turn<'_>,
        expand: &[String],
    ) -> Result<Value, Failure> {
        let id = self.public_id();
        let own = turn.link(&format!("/rest/api/content/{id}"));
        let mut shown = json!({
            "id": id,
            "type": self.custom_type.clone().unwrap_or_else(|| self.kind.clone()),
            "status": self.status,
            "title": self.title,
            "macroRenderedOutput": {},
            "_links": {
                "self": own,
                "webui": self.web_path(),
                "tinyui": format!("/x/{:x}", self.id),
                "base": turn.link(""),
                "context": "/wiki",
            },
        });
        let wants = |name: &str| {
            expand.iter().any(|it| {
                it == name
                    || it
                        .strip_prefix(name)
                        .is_some_and(|rest| rest.starts_with('.'))
            })
        };
        let mut expandable = Map::new();
        for (name, path) in [
            ("space", format!("/rest/api/space/{}", self.space_key)),
            ("history", format!("/rest/api/content/{id}/history")),
            ("version", String::new()),
            ("ancestors", String::new()),
            ("body", String::new()),
            ("container", String::new()),
            ("metadata", String::new()),
            ("children", format!("/rest/api/content/{id}/child")),
            (
                "restrictions",
                format!("/rest/api/content/{id}/restriction/byOperation"),
            ),
        ] {
            if !wants(name) {
                expandable.insert(name.to_owned(), path.into());
            }
        }
        if wants("space") {
            shown["space"] = json!({
                "id": self.space, "key": self.space_key, "name": self.space_name, "type": "global",
                "_links": {"webui": format!("/spaces/{}", self.space_key)},
            });
        }
        if wants("version") {
            let by = person(&mut turn.database, self.author.as_deref()).await?;
            shown["version"] = json!({
                "by": by, "when": moment(self.modified), "message": self.message,
                "number": self.version, "minorEdit": self.minor,
            });
        }
        if wants("history") {
            let by = person(&mut turn.database, self.creator.as_deref()).await?;
            shown["history"] = json!({
                "latest": true, "createdBy": by, "createdDate": moment(self.created),
                "lastUpdated": {"when": moment(self.modified), "number": self.version},
            });
        }
        if wants("ancestors") {
            let mut all = Vec::new();
            for above in tree::ancestors(&mut turn.database, self).await? {
                all.push(json!({
                    "id": above.public_id(), "type": above.kind, "status": above.status,
                    "title": above.title,
                }));
            }
            shown["ancestors"] = Value::Array(all);
        }
        if wants("body") {
            let mut bodies = Map::new();
            for format in Format::ALL {
                if wants(&format!("body.{}", format.name())) {
                    let value = format.value(&self.body, turn);
                    let body = json!({"value": value, "representation": format.name()});
                    bodies.insert(format.name().to_owned(), body);
                }
            }
            shown["body"] = Value::Object(bodies);
        }
        if wants("container")
            && let Some(within) = self.container
            && let Some(within) = get(&mut turn.database, within).await?
        {
            shown["container"] = json!({
                "id": within.public_id(), "type": within.kind, "status": within.status,
                "title": within.title,
            });
        }
        if wants("metadata") {
            let labels = label::of(&mut turn.database, self.id).await?;
            shown["metadata"] = json!({"labels": {"results": labels, "size": labels.len()}});
        }
        if self.kind == "attachment" {
            shown["extensions"] = json!({
                "mediaType": self.media_type, "fileSize": self.size, "comment": self.message,
            });
            shown["metadata"] = json!({"mediaType": self.media_type, "comment": self.message});
            shown["_links"]["download"] = self.download_path().into();
        }
        shown["_expandable"] = Value::Object(expandable);
        Ok(shown)
    }
}

fn value_of(shown: &mut Value, name: &str, value: Value) -> Option<Value> {
    shown.as_object_mut()?.insert(name.to_owned(), value)
}
