//! A space, and who finds it.

pub(super) mod operations;

use serde_json::{Value, json};

use super::moment::moment;
use super::sight::Sight;
use crate::failure::Failure;
use crate::turn::{Database, Row, Turn, cells};

/// A space.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Space {
    pub(super) id: i64,
    pub(super) key: String,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) status: String,
    pub(super) description: String,
    pub(super) homepage: Option<i64>,
    pub(super) creator: Option<String>,
    pub(super) created: i64,
}

impl Space {
    fn read(row: &Row) -> Space {
        Space {
            id: row.number("id"),
            key: row.text("key"),
            name: row.text("name"),
            kind: row.text("type"),
            status: row.text("status"),
            description: row.text("description"),
            homepage: row.number_if("homepage"),
            creator: row.text_if("creator"),
            created: row.number("created"),
        }
    }

    /// The JSON of the second version of the API.
    fn shown(&self, turn: &Turn<'_>) -> Value {
        let description = turn.parameter("description-format").map(|format| {
            json!({ format.clone(): {"representation": format, "value": self.description} })
        });
        json!({
            "id": self.id.to_string(),
            "key": self.key,
            "name": self.name,
            "type": self.kind,
            "status": self.status,
            "authorId": self.creator,
            "spaceOwnerId": self.creator,
            "createdAt": moment(self.created),
            "homepageId": self.homepage.map(|id| id.to_string()),
            "currentActiveAlias": self.key,
            "description": description,
            "icon": turn.flag("include-icon", false).then(|| json!({
                "path": "/images/logo/default-space-logo.svg",
                "apiDownloadLink": "/images/logo/default-space-logo.svg",
            })),
            "_links": {"webui": format!("/spaces/{}", self.key), "base": turn.link("")},
        })
    }

    /// The JSON of the first version of the API.
    pub(super) fn shown_as_first(&self, turn: &Turn<'_>) -> Value {
        json!({
            "id": self.id,
            "key": self.key,
            "name": self.name,
            "type": self.kind,
            "status": self.status,
            "description": {"plain": {"value": self.description, "representation": "plain"}},
            "_expandable": {
                "homepage": self.homepage.map(|id| format!("/rest/api/content/{id}")),
            },
            "_links": {
                "webui": format!("/spaces/{}", self.key),
                "self": turn.link(&format!("/rest/api/space/{}", self.key)),
                "base": turn.link(""),
                "context": "/wiki",
            },
        })
    }

    /// The entity name under which its properties are stored.
    fn entity(&self) -> String {
        format!("/api/v2/spaces/{}", self.id)
    }
}

/// The space of this id, whoever asks.
async fn get(database: &mut Database<'_>, id: i64) -> Result<Option<Space>, Failure> {
    let row = database.row("SELECT * FROM space WHERE id = ?", cells![id]);
    Ok(row.await?.as_ref().map(Space::read))
}

/// The space with this id, if the caller can see it.
pub(super) async fn find(turn: &mut Turn<'_>, id: &str) -> Result<Space, Failure> {
    let found = match id.parse() {
        Ok(id) => get(&mut turn.database, id).await?,
        Err(_) => None,
    };
    seen(turn, found, id).await
}

/// The space of this key, if the caller may see it.
pub(super) async fn by_key(turn: &mut Turn<'_>, key: &str) -> Result<Space, Failure> {
    let row = turn
        .database
        .row("SELECT * FROM space WHERE key = ?", cells![key]);
    let found = row.await?.as_ref().map(Space::read);
    seen(turn, found, key).await
}

async fn seen(turn: &mut Turn<'_>, found: Option<Space>, name: &str) -> Result<Space, Failure> {
    let sight = Sight::of(turn).await?;
    let found = found.filter(|it| sight.has_space(it.id));
    found.ok_or_else(|| Failure::not_found(format!("No space with key or id : {name}")))
}

/// A user's personal space, if they have one.
pub(super) async fn personal(
    database: &mut Database<'_>,
    account: &str,
) -> Result<Option<Space>, Failure> {
    let sql = "SELECT * FROM space WHERE type = 'personal' AND creator = ?";
    let row = database.row(sql, cells![account]).await?;
    Ok(row.as_ref().map(Space::read))
}
