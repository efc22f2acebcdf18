//! What the names in a query refer to.

use crate::failure::Failure;
use crate::turn::{Database, Row, cells};

/// A thing with an id and names, any of which a query can use.
#[derive(Debug, Clone, Default)]
pub(crate) struct Named {
    pub(crate) id: i64,
    pub(crate) names: Vec<String>,
    /// A status's category, a sprint's state, a filter's JQL; for versions their state.
    pub(crate) about: String,
    /// The project that it belongs to.
    pub(crate) project: i64,
}

/// All names that a query can use.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    pub(crate) projects: Vec<Named>,
    pub(crate) types: Vec<Named>,
    pub(crate) statuses: Vec<Named>,
    pub(crate) priorities: Vec<Named>,
    pub(crate) resolutions: Vec<Named>,
    pub(crate) components: Vec<Named>,
    pub(crate) versions: Vec<Named>,
    pub(crate) sprints: Vec<Named>,
    pub(crate) filters: Vec<Named>,
    pub(crate) links: Vec<Named>,
    pub(crate) customs: Vec<Named>,
    /// The accounts: the id, the name, the email address.
    pub(crate) accounts: Vec<[String; 3]>,
    pub(crate) groups: Vec<String>,
}

impl Catalogue {
    pub(crate) async fn load(database: &mut Database<'_>) -> Result<Catalogue, Failure> {
        let mut catalogue = Catalogue::default();
        let tables: [(&mut Vec<Named>, &str, &[&str]); 11] = [
            (
                &mut catalogue.projects,
                "SELECT id, key, name, lead AS about, id AS project FROM project",
                &["key", "name"],
            ),
            (
                &mut catalogue.types,
                "SELECT id, name, CAST(level AS TEXT) AS about FROM issue_type",
                &["name"],
            ),
            (
                &mut catalogue.statuses,
                "SELECT id, name, category AS about FROM status",
                &["name"],
            ),
            (
                &mut catalogue.priorities,
                "SELECT id, name FROM priority",
                &["name"],
            ),
            (
                &mut catalogue.resolutions,
                "SELECT id, name FROM resolution",
                &["name"],
            ),
            (
                &mut catalogue.components,
                "SELECT id, name, project, lead AS about FROM component",
                &["name"],
            ),
            (
                &mut catalogue.versions,
                "SELECT id, name, project, CASE WHEN archived THEN 'archived'
                    WHEN released THEN 'released' ELSE 'unreleased' END AS about
                 FROM version ORDER BY position, id",
                &["name"],
            ),
            (
                &mut catalogue.sprints,
                "SELECT id, name, state AS about FROM sprint",
                &["name"],
            ),
            (
                &mut catalogue.filters,
                "SELECT id, name, jql AS about FROM filter",
                &["name"],
            ),
            (
                &mut catalogue.links,
                "SELECT id, inward, outward FROM link_type",
                &["inward", "outward"],
            ),
            (
                &mut catalogue.customs,
                "SELECT id, name, type AS about FROM custom_field",
                &["name"],
            ),
        ];
        for (list, sql, names) in tables {
            let rows = database.rows(sql, cells![]).await?;
            *list = rows.iter().map(|row| named(row, names)).collect();
        }
        let rows = database.rows("SELECT * FROM account", cells![]).await?;
        let accounts = rows.iter();
        let accounts = accounts.map(|row| [row.text("id"), row.text("name"), row.text("email")]);
        catalogue.accounts = accounts.collect();
        let rows = database
            .rows("SELECT name FROM user_group", cells![])
            .await?;
        catalogue.groups = rows.iter().map(|row| row.text("name")).collect();
        Ok(catalogue)
    }

    /// The account that a query refers to by id, name or email address.
    pub(crate) fn account(&self, text: &str) -> Option<&str> {
        let found = self.accounts.iter().find(|account| {
            let [id, name, email] = *account;
            id == text || name.eq_ignore_ascii_case(text) || email.eq_ignore_ascii_case(text)
        });
        found.map(|[id, ..]| id.as_str())
    }
}

fn named(row: &Row, names: &[&str]) -> Named {
    Named {
        id: row.number("id"),
        names: names.iter().map(|name| row.text(name)).collect(),
        about: row.text("about"),
        project: row.number("project"),
    }
}

/// The ids of the things with this name or id.
pub(crate) fn ids(things: &[Named], text: &str) -> Vec<i64> {
    let by_name = things.iter().filter(|thing| {
        let mut names = thing.names.iter();
        names.any(|name| name.to_lowercase() == text.to_lowercase())
    });
    let by_name: Vec<i64> = by_name.map(|thing| thing.id).collect();
    if !by_name.is_empty() {
        return by_name;
    }
    let id = text.parse::<i64>().ok();
    let by_id = things.iter().filter(|thing| Some(thing.id) == id);
    by_id.map(|thing| thing.id).collect()
}
