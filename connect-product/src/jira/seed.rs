//! Jira's demo data: three projects with a hundred issues, the same each time.

use serde_json::{Value, json};
use sqlx::SqliteConnection;

use super::text;
use crate::failure::Failure;
use crate::people::{AGENTS, account_id};
use crate::turn::{Database, cells};

/// Monday, 5 January 2026, 09:30.
const BEGIN: i64 = 1_767_605_400_000;
const HOUR: i64 = 3_600_000;

/// Small tables with fixed rows.
const FIXED: &str = include_str!("seed.sql");

/// A project's issues: the project, its key, how many, and their subjects.
struct Batch {
    project: i64,
    key: &'static str,
    count: i64,
    summaries: [&'static str; 10],
    types: &'static [i64],
    statuses: &'static [i64],
    /// The numbers of the people who work in it.
    people: &'static [&'static str],
    labels: &'static [&'static str],
    components: &'static [i64],
    versions: &'static [i64],
}

const BATCHES: [Batch; 3] = [
    Batch {
        project: 10000,
        key: "DEMO",
        count: 60,
        summaries: [
            "Try the app",
            "Show the votes of an issue in its panel",
            "The board loads slowly with many sprints",
            "Export the report as a table",
            "A comment with a link is cut off",
            "Remember the last filter of each user",
            "Say which fields are missing on the form",
            "Move the settings to a page of their own",
            "Login fails after the session has ended",
            "Describe the new webhooks in the guide",
        ],
        types: &[10002, 10001, 10003, 10002, 10001, 10003],
        statuses: &[1, 3, 10002, 1, 10001, 10002, 1, 3],
        people: &["1", "2", "3", "4"],
        labels: &["backend", "frontend", "documentation", "customer"],
        components: &[10200, 10201, 10202],
        versions: &[10100, 10101, 10102],
    },
    Batch {
        project: 10001,
        key: "ROAD",
        count: 25,
        summaries: [
            "Choose a date for the launch",
            "Write the announcement",
            "Ask three customers for a quote",
            "Plan the budget of the second quarter",
            "Order the posters",
            "Book a room for the workshop",
            "Translate the leaflet",
            "Collect what was learned",
            "Invite the partners",
            "Draw the new logo",
        ],
        types: &[10002],
        statuses: &[1, 3, 10002, 10002, 1],
        people: &["2", "7", "8"],
        labels: &["launch", "press"],
        components: &[],
        versions: &[],
    },
    Batch {
        project: 10002,
        key: "HELP",
        count: 20,
        summaries: [
            "I can't log in",
            "The invoice has a wrong address",
            "Please add a user for our new colleague",
            "The printer on the second floor is silent",
            "How do I export my data?",
            "The page shows an error since this morning",
            "A new laptop, please",
            "My password has expired",
            "The report is empty",
            "Where do I find the terms?",
        ],
        types: &[10005, 10006, 10005],
        statuses: &[10003, 3, 10004, 10003],
        people: &["5", "6"],
        labels: &["hardware", "account"],
        components: &[],
        versions: &[],
    },
];

pub(crate) async fn seed(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(FIXED).execute(&mut *connection).await?;
    let mut database = Database(connection);
    match all(&mut database).await {
        Ok(()) => Ok(()),
        Err(Failure::Database(error)) => Err(error),
        Err(Failure::Refused { messages, .. }) => Err(sqlx::Error::Protocol(messages.concat())),
    }
}

async fn all(database: &mut Database<'_>) -> Result<(), Failure> {
    members(database).await?;
    let mut id = 10000;
    for batch in &BATCHES {
        for number in 1..=batch.count {
            id += 1;
            issue(database, batch, number, id).await?;
        }
        let sql = "UPDATE project SET last_number = ? WHERE id = ?";
        database
            .run(sql, cells![batch.count, batch.project])
            .await?;
    }
    beside(database).await?;
    requests(database).await
}

/// The requests of customers.
async fn requests(database: &mut Database<'_>) -> Result<(), Failure> {
    let sql = "INSERT INTO request (issue, request_type)
        SELECT id, CASE type WHEN 10006 THEN 2 ELSE 1 END FROM issue WHERE project = 10002";
    database.run(sql, cells![]).await?;
    let sql = "INSERT INTO request_organization (issue, organization) VALUES (10086, 1)";
    database.run(sql, cells![]).await?;
    let sql = "INSERT INTO request_participant (issue, account) VALUES (10087, ?)";
    database.run(sql, cells![account_id("8")]).await?;
    // A new laptop costs money.
    let sql = "INSERT INTO approval (id, issue, name, created) VALUES (1, 10092, ?, ?)";
    let asked = BEGIN + 31 * HOUR;
    database
        .run(sql, cells!["Waiting for approval", asked])
        .await?;
    let sql = "INSERT INTO approver (approval, account) VALUES (1, ?)";
    for number in ["1", "7"] {
        database.run(sql, cells![account_id(number)]).await?;
    }
    Ok(())
}

async fn members(database: &mut Database<'_>) -> Result<(), Failure> {
    let sql = "INSERT INTO project_member (project, role, account) VALUES (?, ?, ?)";
    for (project, role, number) in [
        (10000_i64, "administrators", "2"),
        (10001, "administrators", "7"),
        (10002, "administrators", "5"),
        (10002, "customers", "9"),
    ] {
        database
            .run(sql, cells![project, role, account_id(number)])
            .await?;
    }
    let sql = "INSERT INTO project_member (project, role, user_group)
        SELECT 10002, 'members', id FROM user_group WHERE name = ?";
    database.run(sql, cells![AGENTS]).await?;
    Ok(())
}

/// The `number`th entry of a list, repeating it endlessly.
fn nth<T: Copy>(list: &[T], number: i64) -> Option<T> {
    let length = i64::try_from(list.len()).ok()?;
    let at = number.checked_rem_euclid(length)?;
    list.get(usize::try_from(at).ok()?).copied()
}

async fn issue(
    database: &mut Database<'_>,
    batch: &Batch,
    number: i64,
    id: i64,
) -> Result<(), Failure> {
    let round = (number - 1) / 10;
    let subject = nth(&batch.summaries, number - 1).unwrap_or_default();
    let summary = match round {
        0 => subject.to_owned(),
        round => format!("{subject} ({})", round + 1),
    };
    let first = batch.key == "DEMO" && number == 1;
    let status = if first {
        1
    } else {
        nth(batch.statuses, number * 3 + round).unwrap_or(1)
    };
    let kind = if first {
        10002
    } else {
        nth(batch.types, number).unwrap_or(10002)
    };
    let done = status == 10002 || status == 10004;
    let assignee = nth(batch.people, number + round).map(account_id);
    // Every fifth is unassigned.
    let assignee = assignee.filter(|_| number % 5 != 0);
    let reporter = match batch.key {
        "HELP" => account_id("9"),
        _ => nth(batch.people, number * 2 + 1)
            .map(account_id)
            .unwrap_or_default(),
    };
    let created = BEGIN + (number - 1) * 5 * HOUR;
    let updated = created + (number % 7) * HOUR;
    let description = text::document(&format!(
        "{subject}.\n\nThis is what someone wrote about it, on a quiet day.",
    ));
    let words = text::words(&text::plain(&description));
    let estimate = (number % 3 == 0).then_some(number % 8 * 3600 + 3600);
    let points = json!({"customfield_10016": number % 8 + 1});
    let sql = "INSERT INTO issue (id, key, project, number, type, status, priority, resolution,
        summary, description, summary_words, description_words, assignee, reporter, creator,
        created, updated, resolved, due, estimate, fields)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let due = (number % 4 == 0).then(|| super::moment::date(created + 14 * 24 * HOUR));
    let cells = cells![
        id,
        format!("{}-{number}", batch.key),
        batch.project,
        number,
        kind,
        status,
        if first { 3 } else { number % 5 + 1 },
        done.then_some(10000_i64),
        &summary,
        &description,
        text::words(&summary),
        words,
        assignee.clone(),
        &reporter,
        &reporter,
        created,
        updated,
        done.then_some(updated),
        due,
        estimate,
        &if batch.key == "DEMO" {
            points
        } else {
            Value::Null
        },
    ];
    database.run(sql, cells).await?;
    let label = nth(batch.labels, number).filter(|_| number % 2 == 0);
    if let Some(label) = label {
        let sql = "INSERT INTO issue_label (issue, label) VALUES (?, ?)";
        database.run(sql, cells![id, label]).await?;
    }
    if let Some(component) = nth(batch.components, number) {
        let sql = "INSERT INTO issue_component (issue, component) VALUES (?, ?)";
        database.run(sql, cells![id, component]).await?;
    }
    if let Some(version) = nth(batch.versions, number / 2).filter(|_| number % 3 != 0) {
        let sql = "INSERT INTO issue_version (issue, kind, version) VALUES (?, 'fix', ?)";
        database.run(sql, cells![id, version]).await?;
    }
    // The second sprint has not started, and the backlog has the rest.
    let sprint = match number {
        1..=12 => Some(1_i64),
        13..=24 => Some(2),
        25..=30 => Some(3),
        _ => None,
    };
    if let Some(sprint) = sprint.filter(|_| batch.key == "DEMO") {
        let sql = "INSERT INTO issue_sprint (issue, sprint) VALUES (?, ?)";
        database.run(sql, cells![id, sprint]).await?;
    }
    let sql = "INSERT INTO watcher (issue, account) VALUES (?, ?)";
    database.run(sql, cells![id, &reporter]).await?;
    if done {
        let items = json!([super::issue::draft::item(
            "status",
            (Some("1".to_owned()), Some("To Do".to_owned())),
            (Some(status.to_string()), Some("Done".to_owned())),
        ),]);
        let sql = "INSERT INTO history (issue, author, created, items) VALUES (?, ?, ?, ?)";
        database
            .run(sql, cells![id, assignee, updated, &items])
            .await?;
    }
    Ok(())
}

/// Comments, worklogs, links, votes, attachments.
async fn beside(database: &mut Database<'_>) -> Result<(), Failure> {
    let comments = [
        (10001_i64, "2", "It works on my machine."),
        (10001, "3", "On mine too, since the update."),
        (10002, "1", "Let us ask a customer."),
        (10005, "4", "The link is cut off after 80 characters."),
        (10009, "2", "I see it only in the evening."),
        (10061, "7", "The first week of June?"),
        (10086, "5", "Please try it again now."),
        (10086, "9", "Thank you, it works."),
    ];
    let sql = "INSERT INTO comment
        (id, issue, author, update_author, body, words, created, updated)
        VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6, ?6)";
    for (number, (issue, author, words)) in (0_i64..).zip(comments) {
        let created = BEGIN + number * 26 * HOUR;
        let cells = cells![
            10300 + number,
            issue,
            account_id(author),
            &text::document(words),
            text::words(words),
            created,
        ];
        database.run(sql, cells).await?;
    }
    let sql = "INSERT INTO worklog
        (id, issue, author, update_author, comment, started, seconds, created, updated)
        VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6, ?5, ?5)";
    for (number, (issue, author, seconds)) in (0_i64..).zip([
        (10001_i64, "1", 3600_i64),
        (10001, "2", 5400),
        (10003, "3", 7200),
    ]) {
        let started = BEGIN + number * 24 * HOUR;
        let cells = cells![
            10400 + number,
            issue,
            account_id(author),
            &text::document("Tried it"),
            started,
            seconds,
        ];
        database.run(sql, cells).await?;
    }
    let sql = "INSERT INTO issue_link (id, type, source, destination) VALUES (?, ?, ?, ?)";
    for (number, (kind, source, destination)) in (10800_i64..).zip([
        (10000_i64, 10001_i64, 10003_i64),
        (10003, 10002, 10005),
        (10000, 10061, 10062),
    ]) {
        database
            .run(sql, cells![number, kind, source, destination])
            .await?;
    }
    let sql = "INSERT INTO vote (issue, account) VALUES (?, ?)";
    for (issue, author) in [(10001_i64, "1"), (10001, "4"), (10002, "3"), (10003, "1")] {
        database.run(sql, cells![issue, account_id(author)]).await?;
    }
    let sql = "INSERT INTO attachment (id, issue, author, filename, mime, size, created, content)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    let notes = b"Notes on how it was tried.\n".to_vec();
    let size = i64::try_from(notes.len()).unwrap_or_default();
    let author = account_id("2");
    let cells = cells![
        10700_i64,
        10001_i64,
        author,
        "notes.txt",
        "text/plain",
        size,
        BEGIN,
        notes,
    ];
    database.run(sql, cells).await?;
    // A subtask, and an epic with some of the stories.
    let sql = "UPDATE issue SET type = 10004, parent = 10002 WHERE id = 10060";
    database.run(sql, cells![]).await?;
    let sql = "UPDATE issue SET type = 10000 WHERE id = 10050";
    database.run(sql, cells![]).await?;
    let sql = "UPDATE issue SET parent = 10050 WHERE id IN (10002, 10004, 10006)";
    database.run(sql, cells![]).await?;
    Ok(())
}
