//! Content of any kind: a page, a blog post, a comment, an attachment, a whiteboard, …

mod shown;

use http::StatusCode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::body;
use super::moment::moment;
use super::sight::Sight;
use crate::cql::words;
use crate::failure::Failure;
use crate::turn::{Database, Row, Turn, cells};

/// A piece of content, as it is now or was in one of its versions.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Content {
    pub(super) id: i64,
    pub(super) kind: String,
    pub(super) status: String,
    pub(super) space: i64,
    pub(super) space_key: String,
    pub(super) space_name: String,
    pub(super) parent: Option<i64>,
    pub(super) parent_kind: Option<String>,
    pub(super) container: Option<i64>,
    pub(super) container_kind: Option<String>,
    pub(super) position: Option<i64>,
    pub(super) title: String,
    pub(super) body: String,
    pub(super) creator: Option<String>,
    pub(super) owner: Option<String>,
    pub(super) created: i64,
    pub(super) version: i64,
    pub(super) author: Option<String>,
    pub(super) modified: i64,
    pub(super) message: String,
    pub(super) minor: bool,
    pub(super) inline: Value,
    pub(super) media_type: Option<String>,
    pub(super) size: Option<i64>,
    pub(super) custom_type: Option<String>,
}

/// Selects the columns of content, with its related rows; conditions follow.
pub(super) const SELECT: &str =
    "SELECT content.*, space.key AS space_key, space.name AS space_name,
        (SELECT above.type FROM content AS above WHERE above.id = content.parent) AS parent_kind,
        (SELECT around.type FROM content AS around WHERE around.id = content.container)
            AS container_kind
    FROM content JOIN space ON space.id = content.space WHERE ";

/// The values of new content.
#[derive(Debug, Clone, Default)]
pub(super) struct New {
    pub(super) kind: &'static str,
    pub(super) status: &'static str,
    pub(super) space: i64,
    pub(super) parent: Option<i64>,
    pub(super) container: Option<i64>,
    pub(super) title: String,
    pub(super) body: String,
    pub(super) message: String,
    pub(super) inline: Value,
    pub(super) media_type: Option<String>,
    pub(super) bytes: Option<Vec<u8>>,
    pub(super) custom_type: Option<String>,
}

/// What a new version changes.
#[derive(Debug, Clone, Default)]
pub(super) struct Edit {
    pub(super) title: Option<String>,
    pub(super) body: Option<String>,
    pub(super) message: String,
    pub(super) minor: bool,
    pub(super) media_type: Option<String>,
    pub(super) bytes: Option<Vec<u8>>,
}

/// The first id of content created by users: the demo data's ids are lower.
pub(super) const FIRST_ID: i64 = 98_305;

impl Content {
    pub(super) fn read(row: &Row) -> Content {
        Content {
            id: row.number("id"),
            kind: row.text("type"),
            status: row.text("status"),
            space: row.number("space"),
            space_key: row.text("space_key"),
            space_name: row.text("space_name"),
            parent: row.number_if("parent"),
            parent_kind: row.text_if("parent_kind"),
            container: row.number_if("container"),
            container_kind: row.text_if("container_kind"),
            position: row.number_if("position"),
            title: row.text("title"),
            body: row.text("body"),
            creator: row.text_if("creator"),
            owner: row.text_if("owner"),
            created: row.number("created"),
            version: row.number("version"),
            author: row.text_if("author"),
            modified: row.number("modified"),
            message: row.text("message"),
            minor: row.flag("minor"),
            inline: row.json("inline"),
            media_type: row.text_if("media_type"),
            size: row.number_if("size"),
            custom_type: row.text_if("custom_type"),
        }
    }

    /// The id in responses: an attachment's has a letter prefix.
    pub(super) fn public_id(&self) -> String {
        match self.kind.as_str() {
            "attachment" => format!("att{}", self.id),
            _ => self.id.to_string(),
        }
    }

    pub(super) fn is_seen_by(&self, sight: &Sight) -> bool {
        sight.has(self.space, self.id)
    }

    /// The name of its kind in space permissions.
    pub(super) fn target(&self) -> &'static str {
        target(&self.kind)
    }

    /// The path of its page in the browser, relative to the base URL.
    pub(super) fn web_path(&self) -> String {
        let (key, id) = (&self.space_key, self.id);
        let title = utf8_percent_encode(&self.title, NON_ALPHANUMERIC)
            .to_string()
            .replace("%20", "+");
        match self.kind.as_str() {
            "page" => format!("/spaces/{key}/pages/{id}/{title}"),
            "blogpost" => {
                let day = moment(self.created);
                let day = day.get(..10).unwrap_or_default().replace('-', "/");
                format!("/spaces/{key}/blog/{day}/{id}/{title}")
            }
            "comment" => {
                let within = self.container.unwrap_or_default();
                format!("/spaces/{key}/pages/{within}?focusedCommentId={id}")
            }
            "attachment" => {
                let within = self.container.unwrap_or_default();
                format!(
                    "/pages/viewpageattachments.action?pageId={within}&preview=%2F{within}%2F{id}%2F{title}"
                )
            }
            kind => format!("/spaces/{key}/{kind}/{id}"),
        }
    }

    /// The path for downloading an attachment, relative to the base URL.
    pub(super) fn download_path(&self) -> String {
        let title = utf8_percent_encode(&self.title, NON_ALPHANUMERIC);
        format!(
            "/download/attachments/{}/{title}?version={}&modificationDate={}&cacheVersion=1&api=v2",
            self.container.unwrap_or_default(),
            self.version,
            self.modified
        )
    }

    /// The entity name under which its properties are stored.
    pub(super) fn entity(&self) -> String {
        let kinds = match self.kind.as_str() {
            "page" => "pages",
            "blogpost" => "blogposts",
            "comment" => "comments",
            "attachment" => "attachments",
            "whiteboard" => "whiteboards",
            "database" => "databases",
            "folder" => "folders",
            "embed" => "embeds",
            _ => "custom-content",
        };
        format!("/api/v2/{kinds}/{}", self.public_id())
    }
}

/// The name of a content kind in space permissions.
pub(super) fn target(kind: &str) -> &'static str {
    match kind {
        "blogpost" => "blogpost",
        "comment" => "comment",
        "attachment" => "attachment",
        "whiteboard" => "whiteboard",
        "database" => "database",
        "folder" => "folder",
        "embed" => "embed",
        _ => "page",
    }
}

/// A user, as in the first version of the API.
pub(super) async fn person(
    database: &mut Database<'_>,
    account: Option<&str>,
) -> Result<Value, Failure> {
    let Some(id) = account else {
        return Ok(json!({"type": "anonymous", "displayName": "Anonymous"}));
    };
    let known = crate::people::account(database, id).await?;
    let name = known.map_or_else(|| id.to_owned(), |known| known.name);
    Ok(json!({
        "type": "known", "accountId": id, "accountType": "atlassian", "displayName": name,
        "publicName": name,
    }))
}

/// The number in a content id, without an attachment's letter prefix.
pub(super) fn number(id: &str) -> Option<i64> {
    id.strip_prefix("att").unwrap_or(id).parse().ok()
}

pub(super) async fn get(database: &mut Database<'_>, id: i64) -> Result<Option<Content>, Failure> {
    let row = database.row(format!("{SELECT} content.id = ?"), cells![id]);
    Ok(row.await?.as_ref().map(Content::read))
}

/// The content with this id, if it is of one of these kinds (any, if there are none) and the caller can
/// see it.
pub(super) async fn find(
    turn: &mut Turn<'_>,
    id: &str,
    kinds: &[&str],
) -> Result<Content, Failure> {
    let sight = Sight::of(turn).await?;
    let found = match number(id) {
        Some(id) => get(&mut turn.database, id).await?,
        None => None,
    };
    let found = found.filter(|it| kinds.is_empty() || kinds.contains(&it.kind.as_str()));
    let found = found.filter(|it| it.is_seen_by(&sight));
    let mine = turn.user().map(str::to_owned);
    // A draft is visible only to its author.
    let found = found.filter(|it| it.status != "draft" || turn.is_app() || it.creator == mine);
    found.ok_or_else(|| not_found(kinds, id))
}

pub(super) fn not_found(kinds: &[&str], id: &str) -> Failure {
    let kind = kinds.first().copied().unwrap_or("content");
    Failure::not_found(format!(
        "Could not find {kind} with id: {id}, or the calling user does not have permission to view it"
    ))
}

/// The content that matches a condition, in this order, limited by `sight`.
pub(super) async fn select(
    database: &mut Database<'_>,
    sight: &Sight,
    rest: &str,
    cells: Vec<crate::turn::Cell>,
) -> Result<Vec<Content>, Failure> {
    let sql = format!("{SELECT} {} AND {rest}", sight.contents("content"));
    let rows = database.rows(sql, cells).await?;
    Ok(rows.iter().map(Content::read).collect())
}

/// The SQL order for `sort`.
pub(super) fn order(sort: Option<&str>, fallback: &str) -> String {
    let sort = sort.unwrap_or(fallback);
    let (name, direction) = match sort.strip_prefix('-') {
        Some(name) => (name, "DESC"),
        None => (sort, "ASC"),
    };
    let column = match name {
        "created-date" => "content.created",
        "modified-date" => "content.modified",
        "title" => "content.title COLLATE NOCASE",
        "child-position" => "content.position",
        _ => "content.id",
    };
    format!(" ORDER BY {column} {direction}, content.id {direction}")
}

/// Stores new content.
pub(super) async fn insert(turn: &mut Turn<'_>, new: New) -> Result<Content, Failure> {
    let now = turn.now();
    let account = turn.user().map(str::to_owned);
    let size = new
        .bytes
        .as_ref()
        .map(|it| i64::try_from(it.len()).unwrap_or(i64::MAX));
    let position = match new.kind {
        "comment" | "attachment" | "blogpost" | "custom" => None,
        _ => {
            let sql = "SELECT coalesce(max(position), -1) + 1 FROM content
                WHERE space = ? AND parent IS ?";
            let count = turn.database.count(sql, cells![new.space, new.parent]);
            Some(count.await?)
        }
    };
    let sql = "INSERT INTO content (type, status, space, parent, container, position, title,
            title_words, body, body_words, creator, owner, created, author, modified, message,
            inline, media_type, size, custom_type)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11, ?12, ?11, ?12, ?13, ?14, ?15, ?16,
            ?17)";
    let cells = cells![
        new.kind,
        new.status,
        new.space,
        new.parent,
        new.container,
        position,
        &new.title,
        words(&new.title),
        &new.body,
        words(&body::text(&new.body)),
        account,
        now,
        &new.message,
        &new.inline,
        new.media_type,
        size,
        new.custom_type,
    ];
    let id = turn.database.insert(sql, cells).await?;
    remember(turn, id, new.bytes).await
}

/// Stores a new version of content.
pub(super) async fn edit(
    turn: &mut Turn<'_>,
    content: &Content,
    edit: Edit,
) -> Result<Content, Failure> {
    let title = edit.title.unwrap_or_else(|| content.title.clone());
    let text = edit.body.unwrap_or_else(|| content.body.clone());
    let size = edit
        .bytes
        .as_ref()
        .map(|it| i64::try_from(it.len()).unwrap_or(i64::MAX));
    let sql = "UPDATE content SET title = ?1, title_words = ?2, body = ?3, body_words = ?4,
            author = ?5, modified = ?6, message = ?7, minor = ?8, version = version + 1,
            size = coalesce(?9, size), media_type = coalesce(?10, media_type)
        WHERE id = ?11";
    let cells = cells![
        &title,
        words(&title),
        &text,
        words(&body::text(&text)),
        turn.user(),
        turn.now(),
        edit.message,
        edit.minor,
        size,
        edit.media_type,
        content.id,
    ];
    turn.database.run(sql, cells).await?;
    remember(turn, content.id, edit.bytes).await
}

/// Stores the current version; without new bytes, an attachment keeps the last ones.
async fn remember(
    turn: &mut Turn<'_>,
    id: i64,
    bytes: Option<Vec<u8>>,
) -> Result<Content, Failure> {
    let sql = "INSERT OR REPLACE INTO content_version
            (content, number, title, body, author, created, message, minor, bytes)
        SELECT id, version, title, body, author, modified, message, minor, coalesce(?2, (
            SELECT bytes FROM content_version WHERE content = ?1 ORDER BY number DESC LIMIT 1))
        FROM content WHERE id = ?1";
    turn.database.run(sql, cells![id, bytes]).await?;
    let stored = get(&mut turn.database, id).await?;
    stored.ok_or_else(|| not_found(&[], &id.to_string()))
}

/// Changes only the status: no new version, and no event.
pub(super) async fn set_status(
    turn: &mut Turn<'_>,
    content: &Content,
    status: &str,
) -> Result<(), Failure> {
    let sql = "UPDATE content SET status = ? WHERE id = ?";
    turn.database.run(sql, cells![status, content.id]).await?;
    Ok(())
}

/// Refuses a version number that does not follow the current one.
pub(super) fn follows(content: &Content, given: &Value) -> Result<(), Failure> {
    let Some(given) = given.as_i64() else {
        return Err(Failure::bad_request(
            "Must supply an incremented version when updating.",
        ));
    };
    if given == content.version + 1 {
        return Ok(());
    }
    let message = format!(
        "Version must be incremented on update. Current version is: {}",
        content.version
    );
    Err(Failure::new(StatusCode::CONFLICT, message))
}

/// Removes content with everything that belongs to it, including what is below and within it.
pub(super) async fn purge(database: &mut Database<'_>, id: i64) -> Result<(), Failure> {
    let all = "WITH RECURSIVE gone(id) AS (SELECT ?1
        UNION SELECT content.id FROM gone JOIN content ON content.container = gone.id
    ) SELECT id FROM gone";
    for row in database.rows(all, cells![id]).await? {
        if let Some(content) = get(database, row.number("id")).await? {
            let sql = "DELETE FROM property WHERE entity = ?";
            database.run(sql, cells![content.entity()]).await?;
        }
    }
    // The pages below move up one level, as in the product.
    let up = "UPDATE content SET parent = (SELECT parent FROM content WHERE id = ?1)
        WHERE parent = ?1 AND type <> 'comment'";
    database.run(up, cells![id]).await?;
    for (table, column) in [
        ("content_version", "content"),
        ("labelled", "content"),
        ("restriction", "content"),
        ("watch", "content"),
        ("liked", "content"),
        ("favourite", "content"),
        ("content", "id"),
    ] {
        let sql = format!("DELETE FROM {table} WHERE {column} IN ({all})");
        database.run(sql, cells![id]).await?;
    }
    Ok(())
}
