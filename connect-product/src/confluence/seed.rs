//! The demo data: an open space that everybody may read, one of a team, and one of a person.

use serde_json::{Value, json};
use sqlx::SqliteConnection;

use super::content::FIRST_ID;
use super::{body, permission};
use crate::cql::words;
use crate::failure::Failure;
use crate::people::{self, account_id};
use crate::turn::{Database, cells};

/// 5 January 2026, 9:00: when the site's first space was created.
const BEGIN: i64 = 1_767_603_600_000;
const HOUR: i64 = 3_600_000;

/// The open space, which sample contexts name.
const DEMO: i64 = 32_769;
const TEAM: i64 = 32_770;
const PERSONAL: i64 = 32_771;

/// A space: its id, key, name, type, creator, description, home page.
type Space = (
    i64,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    i64,
);

const SPACES: [Space; 3] = [
    (
        DEMO,
        "DEMO",
        "Demo",
        "global",
        "1",
        "What everybody may read.",
        65_536,
    ),
    (
        TEAM,
        "TEAM",
        "Team",
        "global",
        "2",
        "What the developers plan.",
        65_610,
    ),
    (
        PERSONAL,
        "~alice",
        "Alice Ashby",
        "personal",
        "2",
        "",
        65_630,
    ),
];

/// A piece of content: its id, kind, space, parent, author, title, body.
type Content = (
    i64,
    &'static str,
    i64,
    Option<i64>,
    &'static str,
    &'static str,
    &'static str,
);

const CONTENTS: [Content; 28] = [
    (
        65_536,
        "page",
        DEMO,
        None,
        "1",
        "Demo Home",
        "<h1>Welcome</h1><p>This space shows what the app does.</p>",
    ),
    // The page in sample contexts.
    (
        65_537,
        "page",
        DEMO,
        Some(65_536),
        "1",
        "Try the app",
        "<p>Open the app on this page. <strong>Everything</strong> here may be changed.</p>\
         <ac:structured-macro ac:name=\"info\" \
         ac:macro-id=\"5c1ab5f6-0a5c-4b47-9b3c-000000000001\"><ac:parameter ac:name=\"title\">Demo\
         </ac:parameter><ac:rich-text-body><p>The data is made up.</p>\
         </ac:rich-text-body></ac:structured-macro>",
    ),
    (
        65_538,
        "blogpost",
        DEMO,
        None,
        "1",
        "The app is here",
        "<p>From today on, the app helps us.</p>",
    ),
    (
        65_539,
        "blogpost",
        DEMO,
        None,
        "2",
        "Notes of the first week",
        "<p>What we have learned in the first week.</p>",
    ),
    (
        65_540,
        "page",
        DEMO,
        Some(65_536),
        "2",
        "Before",
        "<p>How it was before.</p>",
    ),
    (
        65_541,
        "page",
        DEMO,
        Some(65_536),
        "2",
        "After",
        "<p>How it is after.</p>",
    ),
    (
        65_542,
        "page",
        DEMO,
        Some(65_541),
        "3",
        "One",
        "<p>The first step.</p>",
    ),
    (
        65_543,
        "page",
        DEMO,
        Some(65_541),
        "3",
        "Two",
        "<p>The second step.</p>",
    ),
    (
        65_544,
        "page",
        DEMO,
        Some(65_543),
        "3",
        "Two, in detail",
        "<table><tbody><tr><th>Step</th><th>Who</th></tr><tr><td>Review</td><td>Bruno</td></tr>\
         </tbody></table>",
    ),
    (
        65_545,
        "page",
        DEMO,
        Some(65_536),
        "4",
        "Meeting notes",
        "<h2>Agenda</h2><ul><li>The plan</li><li>Questions</li></ul>\
         <p><ac:link><ri:user ri:account-id=\"557058:00000000-0000-4000-8000-000000000001\" /></ac:link> \
         takes notes.</p><ac:task-list><ac:task><ac:task-id>1</ac:task-id>\
         <ac:task-status>incomplete</ac:task-status><ac:task-body>Send the notes</ac:task-body>\
         </ac:task></ac:task-list>",
    ),
    (
        65_546,
        "page",
        DEMO,
        Some(65_536),
        "1",
        "How to write code",
        "<ac:structured-macro ac:name=\"code\"><ac:parameter ac:name=\"language\">rust</ac:parameter>\
         <ac:plain-text-body><![CDATA[fn main() { println!(\"<hello>\"); }]]></ac:plain-text-body>\
         </ac:structured-macro>",
    ),
    (
        65_547,
        "page",
        DEMO,
        Some(65_536),
        "2",
        "Links",
        "<p>See <ac:link><ri:page ri:content-title=\"Meeting notes\" /></ac:link> and \
         <a href=\"https://example.com/\">the site</a>.</p>",
    ),
    (
        65_548,
        "page",
        DEMO,
        Some(65_536),
        "1",
        "For two only",
        "<p>Two people may read this.</p>",
    ),
    (
        65_549,
        "page",
        DEMO,
        Some(65_548),
        "1",
        "Below it",
        "<p>Only readers of the page above can read this.</p>",
    ),
    (65_550, "whiteboard", DEMO, Some(65_536), "4", "Ideas", ""),
    (65_551, "folder", DEMO, Some(65_536), "4", "Archive", ""),
    (65_552, "database", DEMO, Some(65_536), "4", "Contacts", ""),
    (
        65_553,
        "page",
        DEMO,
        Some(65_551),
        "5",
        "Plan of last year",
        "<p>It went well.</p>",
    ),
    (
        65_600,
        "comment",
        DEMO,
        Some(65_537),
        "2",
        "Re: Try the app",
        "<p>It works.</p>",
    ),
    (
        65_601,
        "comment",
        DEMO,
        Some(65_537),
        "1",
        "Re: Try the app",
        "<p>Thank you.</p>",
    ),
    (
        65_602,
        "comment",
        DEMO,
        Some(65_537),
        "3",
        "Re: Try the app",
        "<p>Really everything?</p>",
    ),
    (
        65_603,
        "comment",
        DEMO,
        Some(65_538),
        "4",
        "Re: The app is here",
        "<p>At last.</p>",
    ),
    (
        65_610,
        "page",
        TEAM,
        None,
        "2",
        "Team Home",
        "<p>Only the developers see this.</p>",
    ),
    (
        65_611,
        "page",
        TEAM,
        Some(65_610),
        "3",
        "Plan",
        "<p>The plan of the next weeks.</p>",
    ),
    (
        65_612,
        "page",
        TEAM,
        Some(65_611),
        "3",
        "Risks",
        "<p>What may go wrong.</p>",
    ),
    (
        65_613,
        "blogpost",
        TEAM,
        None,
        "2",
        "Release 1.0",
        "<p>It is out.</p>",
    ),
    (
        65_630,
        "page",
        PERSONAL,
        None,
        "2",
        "Alice's notes",
        "<p>Only for me.</p>",
    ),
    // The file in sample events.
    (
        65_700,
        "attachment",
        DEMO,
        Some(65_537),
        "1",
        "notes.txt",
        "",
    ),
];

const LABELS: [(i64, &str); 7] = [
    (65_537, "app"),
    (65_537, "sample"),
    (65_538, "app"),
    (65_545, "meeting"),
    (65_545, "sample"),
    (65_611, "plan"),
    (65_700, "sample"),
];

pub(crate) async fn seed(connection: &mut SqliteConnection) -> Result<(), Failure> {
    let database = &mut Database(connection);
    spaces(database).await?;
    contents(database).await?;
    for (content, name) in LABELS {
        let sql = "INSERT OR IGNORE INTO label (prefix, name) VALUES ('global', ?)";
        database.run(sql, cells![name]).await?;
        let sql = "INSERT INTO labelled (content, label) SELECT ?, id FROM label WHERE name = ?";
        database.run(sql, cells![content, name]).await?;
    }
    for person in ["1", "2"] {
        for operation in ["read", "update"] {
            let sql = "INSERT INTO restriction VALUES (65548, ?, 'user', ?)";
            database
                .run(sql, cells![operation, account_id(person)])
                .await?;
        }
    }
    let sql = "INSERT INTO liked (content, account) VALUES (65537, ?)";
    database.run(sql, cells![account_id("2")]).await?;
    let sql = "INSERT INTO watch (account, content) VALUES (?, 65537)";
    database.run(sql, cells![people::USER]).await?;
    let sql = "INSERT INTO template (space, name, description, body)
        VALUES (NULL, 'Meeting notes', 'For every meeting.', '<h2>Agenda</h2><p></p>')";
    database.run(sql, cells![]).await?;
    for (table, last) in [("content", FIRST_ID - 1), ("space", 32_800)] {
        let sql = "UPDATE sqlite_sequence SET seq = ? WHERE name = ?";
        database.run(sql, cells![last, table]).await?;
    }
    Ok(())
}

async fn spaces(database: &mut Database<'_>) -> Result<(), Failure> {
    for (id, key, name, kind, creator, about, home) in SPACES {
        let sql = "INSERT INTO space
                (id, key, name, name_words, type, description, homepage, creator, created)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
        let creator = account_id(creator);
        let cells = cells![
            id,
            key,
            name,
            words(name),
            kind,
            about,
            home,
            &creator,
            BEGIN
        ];
        database.run(sql, cells).await?;
        permission::first(database, id, Some(&creator), id == DEMO).await?;
    }
    permission::grant(database, DEMO, "anonymous", "anonymous", "read", "space").await?;
    for (group, administers) in [(people::DEVELOPERS, false), (people::ADMINISTRATORS, true)] {
        let group = permission::group_id(database, group).await?;
        permission::grant_all(database, TEAM, "group", &group, administers).await?;
    }
    Ok(())
}

async fn contents(database: &mut Database<'_>) -> Result<(), Failure> {
    for (hours, (id, kind, space, above, author, title, body)) in (1..).zip(CONTENTS) {
        let at = BEGIN + hours * HOUR;
        let within = matches!(kind, "comment" | "attachment");
        let (parent, container) = match (id, within) {
            // A reply.
            (65_601, _) => (Some(65_600), above),
            (_, true) => (None, above),
            (_, false) => (above, None),
        };
        let inline = match id {
            65_602 => json!({"resolved": false, "properties": {
                "inlineMarkerRef": "marker-65537-1", "inlineOriginalSelection": "Everything",
            }}),
            _ => Value::Null,
        };
        let (media_type, size) = match kind {
            "attachment" => (Some("text/plain"), Some(5_i64)),
            _ => (None, None),
        };
        let position = (!within && kind != "blogpost").then_some(hours);
        let sql = "INSERT INTO content (id, type, space, parent, container, position, title,
                title_words, body, body_words, creator, owner, created, author, modified, inline,
                media_type, size)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11, ?12, ?11, ?12, ?13, ?14, ?15)";
        let cells = cells![
            id,
            kind,
            space,
            parent,
            container,
            position,
            title,
            words(title),
            body,
            words(&body::text(body)),
            account_id(author),
            at,
            &inline,
            media_type,
            size,
        ];
        database.run(sql, cells).await?;
        let bytes = (kind == "attachment").then(|| b"Notes".to_vec());
        let sql =
            "INSERT INTO content_version (content, number, title, body, author, created, bytes)
            VALUES (?, 1, ?, ?, ?, ?, ?)";
        let cells = cells![id, title, body, account_id(author), at, bytes];
        database.run(sql, cells).await?;
    }
    Ok(())
}
