//! Accounts, groups, and who administers the product, which both products have in common.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sqlx::SqliteConnection;

use crate::failure::Failure;
use crate::turn::{Database, Row, Turn, cells};

/// The account id of the demo data's default user, who is an administrator.
pub const USER: &str = "557058:00000000-0000-4000-8000-000000000001";

pub(crate) const SCHEMA: &str = include_str!("people/schema.sql");

/// The group of the product's administrators.
pub(crate) const ADMINISTRATORS: &str = "site-admins";
/// The group of the product's licensed users: everyone except customers.
pub(crate) const USERS: &str = "jira-users";
pub(crate) const CONFLUENCE_USERS: &str = "confluence-users";
pub(crate) const DEVELOPERS: &str = "developers";
pub(crate) const AGENTS: &str = "support-agents";

/// The people of the demo data: the end of the account id, the name, the type of account, whether
/// it is active, the groups.
pub(crate) const PEOPLE: [(&str, &str, &str, bool, &[&str]); 10] = [
    (
        "1",
        "Sam Sample",
        "atlassian",
        true,
        &[ADMINISTRATORS, USERS, CONFLUENCE_USERS, DEVELOPERS],
    ),
    (
        "2",
        "Alice Ashby",
        "atlassian",
        true,
        &[USERS, CONFLUENCE_USERS, DEVELOPERS],
    ),
    (
        "3",
        "Bruno Baum",
        "atlassian",
        true,
        &[USERS, CONFLUENCE_USERS, DEVELOPERS],
    ),
    (
        "4",
        "Chiara Conti",
        "atlassian",
        true,
        &[USERS, CONFLUENCE_USERS, DEVELOPERS],
    ),
    (
        "5",
        "Dmitri Dell",
        "atlassian",
        true,
        &[USERS, CONFLUENCE_USERS, AGENTS],
    ),
    (
        "6",
        "Esra Erdem",
        "atlassian",
        true,
        &[USERS, CONFLUENCE_USERS, AGENTS],
    ),
    (
        "7",
        "Farid Fell",
        "atlassian",
        true,
        &[USERS, CONFLUENCE_USERS],
    ),
    ("8", "Grace Gunn", "atlassian", true, &[USERS]),
    ("9", "Hanna Holm", "customer", true, &[]),
    ("10", "Igor Ilves", "atlassian", false, &[USERS]),
];

/// The account id of a person of the demo data.
pub(crate) fn account_id(number: &str) -> String {
    format!("557058:00000000-0000-4000-8000-{number:0>12}")
}

pub(crate) async fn seed(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let groups = [ADMINISTRATORS, USERS, CONFLUENCE_USERS, DEVELOPERS, AGENTS];
    for (number, name) in (1..).zip(groups) {
        sqlx::query("INSERT INTO user_group (id, name) VALUES (?, ?)")
            .bind(format!("5f3ff69b-9c2c-46c4-95f1-{number:012}"))
            .bind(name)
            .execute(&mut *connection)
            .await?;
    }
    for (number, name, kind, active, groups) in PEOPLE {
        let id = account_id(number);
        let address = name.to_lowercase().replace(' ', ".");
        sqlx::query("INSERT INTO account (id, name, email, kind, active) VALUES (?, ?, ?, ?, ?)")
            .bind(&id)
            .bind(name)
            .bind(format!("{address}@example.com"))
            .bind(kind)
            .bind(active)
            .execute(&mut *connection)
            .await?;
        for group in groups {
            sqlx::query(JOIN)
                .bind(&id)
                .bind(*group)
                .execute(&mut *connection)
                .await?;
        }
    }
    Ok(())
}

/// Adds an account to a group.
pub(crate) const JOIN: &str = "INSERT OR IGNORE INTO membership (account, user_group)
    SELECT ?, id FROM user_group WHERE name = ?";

/// Adds unknown accounts as ordinary users.
const ADD: &str = "INSERT OR IGNORE INTO account (id, name, email, kind, active)
    VALUES (?, ?, ?, 'atlassian', 1)";

/// Sets who administers the product: previous administrators no longer do.
pub(crate) async fn set_administrators(
    connection: &mut SqliteConnection,
    account_ids: &BTreeSet<String>,
) -> Result<(), Failure> {
    let mut database = Database(connection);
    let everybody = "DELETE FROM membership WHERE user_group =
        (SELECT id FROM user_group WHERE name = ?)";
    database.run(everybody, cells![ADMINISTRATORS]).await?;
    for id in account_ids {
        add(&mut database, id).await?;
        database.run(JOIN, cells![id, ADMINISTRATORS]).await?;
    }
    Ok(())
}

/// Adds an account with a licence for the product, unless it is known.
pub(crate) async fn add(database: &mut Database<'_>, id: &str) -> Result<(), Failure> {
    let name = id.rsplit(':').next().unwrap_or(id);
    let email = format!("{}@example.com", name.to_lowercase());
    if database.run(ADD, cells![id, name, email]).await? > 0 {
        for group in [USERS, CONFLUENCE_USERS] {
            database.run(JOIN, cells![id, group]).await?;
        }
    }
    Ok(())
}

/// Stores an account, with a name if one is given, and in these groups, which are created if necessary.
pub(crate) async fn set(
    database: &mut Database<'_>,
    id: &str,
    name: Option<&str>,
    groups: &[String],
) -> Result<(), Failure> {
    add(database, id).await?;
    if let Some(name) = name {
        let sql = "UPDATE account SET name = ? WHERE id = ?";
        database.run(sql, cells![name, id]).await?;
    }
    for group in groups {
        let sql = "INSERT OR IGNORE INTO user_group (id, name) VALUES (?1, ?1)";
        if database
            .row("SELECT id FROM user_group WHERE name = ?", cells![group])
            .await?
            .is_none()
        {
            database.run(sql, cells![group]).await?;
        }
        database.run(JOIN, cells![id, group]).await?;
    }
    Ok(())
}

/// Makes sure that the caller is known. A test's own users need no preparation: anyone who is logged in
/// has an account, and a licence for the product.
pub(crate) async fn greet(turn: &mut Turn<'_>) -> Result<(), Failure> {
    let Some(user) = turn.user().map(str::to_owned) else {
        return Ok(());
    };
    match account(&mut turn.database, &user).await? {
        Some(known) if !known.active => {
            let message = "The account is inactive.";
            Err(Failure::new(http::StatusCode::UNAUTHORIZED, message))
        }
        Some(_) => Ok(()),
        None => add(&mut turn.database, &user).await,
    }
}

/// An account.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) email: String,
    /// `atlassian`, `app` or `customer`.
    pub(crate) kind: String,
    pub(crate) active: bool,
}

impl Account {
    pub(crate) fn read(row: &Row) -> Account {
        Account {
            id: row.text("id"),
            name: row.text("name"),
            email: row.text("email"),
            kind: row.text("kind"),
            active: row.flag("active"),
        }
    }

    /// The JSON of Jira's REST API.
    pub(crate) fn shown(&self, turn: &Turn<'_>) -> Value {
        let url = turn.link(&format!("/rest/api/3/user?accountId={}", self.id));
        json!({
            "self": url,
            "accountId": self.id,
            "accountType": self.kind,
            "emailAddress": self.email,
            "avatarUrls": avatars(turn),
            "displayName": self.name,
            "active": self.active,
            "timeZone": "Etc/UTC",
            "locale": "en_US",
        })
    }
}

/// The URLs of an avatar, by size.
pub(crate) fn avatars(turn: &Turn<'_>) -> Value {
    let at = |size: &str| turn.link(&format!("/secure/useravatar?size={size}"));
    json!({
        "48x48": at("xlarge"), "24x24": at("small"), "16x16": at("xsmall"), "32x32": at("medium"),
    })
}

pub(crate) async fn account(
    database: &mut Database<'_>,
    id: &str,
) -> Result<Option<Account>, Failure> {
    let row = database.row("SELECT * FROM account WHERE id = ?", cells![id]);
    Ok(row.await?.map(|row| Account::read(&row)))
}

/// The names of the groups of an account, sorted.
pub(crate) async fn groups(
    database: &mut Database<'_>,
    account: &str,
) -> Result<Vec<String>, Failure> {
    let sql = "SELECT name FROM user_group JOIN membership ON user_group = id
        WHERE account = ? ORDER BY name";
    let rows = database.rows(sql, cells![account]).await?;
    Ok(rows.iter().map(|row| row.text("name")).collect())
}

/// Whether an account administers the product.
pub(crate) async fn administers(
    database: &mut Database<'_>,
    account: &str,
) -> Result<bool, Failure> {
    let sql = "SELECT count(*) FROM user_group JOIN membership ON user_group = id
        WHERE account = ? AND name = ?";
    let count = database.count(sql, cells![account, ADMINISTRATORS]);
    Ok(count.await? > 0)
}
