//! Requests: issues that customers have raised, as customers see them.

use serde_json::{Value, json};

use super::{
    Desk, date, find as find_desk, link, page, participant, person, request_type, sla, whole,
};
use crate::failure::Failure;
use crate::jira::issue::Issue;
use crate::jira::issue::draft::Draft;
use crate::jira::issue::operations::raise;
use crate::jira::rights::{self, Caller, Level};
use crate::jira::shapes::Shapes;
use crate::jira::{comment, text, transition};
use crate::operations::{Answered, operations};
use crate::people;
use crate::request::Reply;
use crate::turn::{Outcome, Row, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/rest/servicedeskapi/request" => list;
    Post "/rest/servicedeskapi/request" => create;
    Get "/rest/servicedeskapi/request/{issueIdOrKey}" => get;
    Get "/rest/servicedeskapi/request/{issueIdOrKey}/comment" => comments;
    Post "/rest/servicedeskapi/request/{issueIdOrKey}/comment" => add_comment;
    Get "/rest/servicedeskapi/request/{issueIdOrKey}/comment/{commentId}" => one_comment;
    Get "/rest/servicedeskapi/request/{issueIdOrKey}/status" => statuses;
    Get "/rest/servicedeskapi/request/{issueIdOrKey}/transition" => transitions;
    Post "/rest/servicedeskapi/request/{issueIdOrKey}/transition" => transit;
    Get "/rest/servicedeskapi/request/{issueIdOrKey}/notification" => notification;
    Put "/rest/servicedeskapi/request/{issueIdOrKey}/notification" => subscribe;
    Delete "/rest/servicedeskapi/request/{issueIdOrKey}/notification" => unsubscribe;
};

/// A request that the caller may see.
pub(crate) struct Request {
    pub(crate) issue: Issue,
    pub(crate) desk: Desk,
}

impl Request {
    /// Whether it is the caller's own.
    pub(crate) fn is_own(&self, turn: &Turn<'_>) -> bool {
        let reporter = self.issue.row.text_if("reporter");
        reporter.is_some() && reporter.as_deref() == turn.user()
    }
}

const REQUESTS: &str = "SELECT i.*, r.request_type AS request_type, d.id AS desk FROM request AS r
    JOIN issue AS i ON i.id = r.issue JOIN service_desk AS d ON d.project = i.project
    WHERE i.deleted = 0";

/// How a user, `?1`, is involved in a request: the name for it, and the condition.
const CONCERNED: [(&str, &str); 4] = [
    ("OWNED_REQUESTS", "i.reporter = ?1"),
    (
        "PARTICIPATED_REQUESTS",
        "i.id IN (SELECT issue FROM request_participant WHERE account = ?1)",
    ),
    (
        "ALL_ORGANIZATIONS",
        "i.id IN (SELECT o.issue FROM request_organization AS o JOIN organization_member AS m
            ON m.organization = o.organization WHERE m.account = ?1)",
    ),
    (
        "APPROVER",
        "i.id IN (SELECT a.issue FROM approval AS a JOIN approver AS b ON b.approval = a.id
            WHERE b.account = ?1)",
    ),
];

fn concerned(wanted: impl Fn(&str) -> bool) -> String {
    let wanted = CONCERNED.iter().filter(|(name, _)| wanted(name));
    let conditions: Vec<&str> = wanted.map(|(_, condition)| *condition).collect();
    if conditions.is_empty() {
        return "0".to_owned();
    }
    format!("({})", conditions.join(" OR "))
}

const ABSENT: &str = "The request does not exist, or you do not have permission to see it.";

/// The request with this id or key: visible to agents of its desk, and to those who are involved.
async fn find(turn: &mut Turn<'_>, id_or_key: &str) -> Result<Request, Failure> {
    turn.authenticated()?;
    let absent = || Failure::not_found(ABSENT);
    let sql = format!("{REQUESTS} AND (i.key = ?1 OR i.id = ?2)");
    let cells = cells![id_or_key.to_uppercase(), id_or_key.parse::<i64>().ok()];
    let row = turn.database.row(sql, cells).await?.ok_or_else(absent)?;
    let id = row.number("id");
    let project = row.number("project");
    let level = rights::level(turn, project).await?;
    if level < Level::Work {
        let all = concerned(|_| true);
        let sql = format!("SELECT count(*) FROM issue AS i WHERE {all} AND i.id = ?2");
        let user = turn.user().map(str::to_owned);
        if turn.database.count(sql, cells![user, id]).await? == 0 {
            return Err(absent());
        }
    }
    let sql = "SELECT * FROM project WHERE id = ?";
    let of = turn.database.row(sql, cells![project]).await?;
    let of = of.ok_or_else(absent)?;
    Ok(Request {
        desk: Desk {
            id: row.number("desk"),
            project,
            key: of.text("key"),
            name: of.text("name"),
            level,
        },
        issue: Issue {
            id,
            key: row.text("key"),
            project,
            level,
            row,
        },
    })
}

/// The request in the path.
pub(crate) async fn named(turn: &mut Turn<'_>) -> Result<Request, Failure> {
    let id_or_key = turn.value("issueIdOrKey");
    find(turn, &id_or_key).await
}

/// A status as customers see it.
fn status(shapes: &Shapes, id: i64, since: i64) -> Value {
    let known = shapes.statuses.get(&id).cloned().unwrap_or_default();
    let category = known["statusCategory"]["key"].as_str().unwrap_or_default();
    json!({
        "status": known["name"],
        "statusCategory": category.to_uppercase(),
        "statusDate": date(since),
    })
}

/// The statuses that an issue has had, the current one first.
async fn history(turn: &mut Turn<'_>, shapes: &Shapes, row: &Row) -> Result<Vec<Value>, Failure> {
    let sql = "SELECT h.created AS at, CAST(x.value ->> '$.from' AS INTEGER) AS old,
            CAST(x.value ->> '$.to' AS INTEGER) AS new
        FROM history AS h, json_each(h.items) AS x
        WHERE h.issue = ? AND x.value ->> '$.fieldId' = 'status' ORDER BY h.id, x.key";
    let changes = turn.database.rows(sql, cells![row.number("id")]).await?;
    let first = changes
        .first()
        .map_or(row.number("status"), |it| it.number("old"));
    let mut all = vec![status(shapes, first, row.number("created"))];
    all.extend(
        changes
            .iter()
            .map(|it| status(shapes, it.number("new"), it.number("at"))),
    );
    all.reverse();
    Ok(all)
}

async fn shown(
    turn: &mut Turn<'_>,
    shapes: &Shapes,
    request: &Request,
    expand: &[String],
) -> Result<Value, Failure> {
    let (issue, desk) = (&request.issue, &request.desk);
    let (id, row) = (issue.id, &issue.row);
    let statuses = history(turn, shapes, row).await?;
    let description = row.json("description");
    let reporter = row.text_if("reporter");
    let field = |id: &str, label: &str, value: Value| json!({"fieldId": id, "label": label, "value": value});
    let portal = format!("/servicedesk/customer/portal/{}/{}", desk.id, issue.key);
    let mut shown = json!({
        "_expands": [
            "participant", "status", "sla", "requestType", "serviceDesk", "comment",
        ],
        "issueId": id.to_string(),
        "issueKey": issue.key,
        "summary": row.text("summary"),
        "requestTypeId": row.number("request_type").to_string(),
        "serviceDeskId": desk.id.to_string(),
        "createdDate": date(row.number("created")),
        "reporter": person(turn, reporter.as_deref()).await?,
        "requestFieldValues": [
            field("summary", "Summary", row.text("summary").into()),
            field("description", "Description", text::plain(&description).into()),
        ],
        "currentStatus": statuses.first(),
        "_links": {
            "self": turn.link(&format!("/rest/servicedeskapi/request/{id}")),
            "jiraRest": turn.link(&format!("/rest/api/2/issue/{id}")),
            "web": turn.link(&portal),
            "agent": turn.link(&format!("/browse/{}", issue.key)),
        },
    });
    for name in expand {
        match name.as_str() {
            "participant" => {
                shown["participants"] = whole(participant::of_request(turn, id).await?);
            }
            "status" => shown["status"] = whole(statuses.clone()),
            "sla" if desk.is_agent() => shown["sla"] = whole(sla::of_request(turn, request).await?),
            "comment" => shown["comments"] = whole(visible_comments(turn, request).await?),
            "serviceDesk" => shown["serviceDesk"] = desk.shown(turn),
            "requestType" => {
                let of = row.number("request_type").to_string();
                let of = request_type::of_desk(turn, desk, &of).await?;
                shown["requestType"] = request_type::shown(turn, &of);
            }
            _ => {}
        }
    }
    Ok(shown)
}

/// The requests in which the caller is involved; an app that acts as itself can see all.
async fn list(turn: &mut Turn<'_>) -> Outcome {
    turn.authenticated()?;
    let ownership = turn.names("requestOwnership");
    let is_asked = |name: &str| {
        ownership.is_empty()
            || ownership.iter().any(|it| {
                it == name
                    || it == "ALL_REQUESTS"
                    || (it == "ORGANIZATION" && name == "ALL_ORGANIZATIONS")
            })
    };
    let mut sql = format!("{REQUESTS} AND (?2 OR {})", concerned(is_asked));
    match turn.parameter("requestStatus").as_deref() {
        Some("OPEN_REQUESTS") => sql.push_str(" AND i.resolution IS NULL"),
        Some("CLOSED_REQUESTS") => sql.push_str(" AND i.resolution IS NOT NULL"),
        _ => {}
    }
    sql.push_str(
        " AND (?3 IS NULL OR d.id = ?3) AND (?4 IS NULL OR r.request_type = ?4)
          AND (?5 IS NULL OR i.summary LIKE ?5)
          AND (?6 IS NULL OR i.id IN (SELECT issue FROM request_organization WHERE organization = ?6))
          ORDER BY i.created DESC, i.id DESC",
    );
    let term = turn.parameter("searchTerm");
    let term = term.map(|term| format!("%{}%", term.replace(['%', '_'], "")));
    let cells = cells![
        turn.user().map(str::to_owned),
        Caller::asks(turn) == Caller::App,
        turn.number("serviceDeskId"),
        turn.number("requestTypeId"),
        term,
        turn.number("organizationId"),
    ];
    let rows = turn.database.rows(sql, cells).await?;
    let (shapes, expand) = (Shapes::for_webhooks(turn).await?, turn.names("expand"));
    let mut all = Vec::new();
    for row in rows {
        let request = find(turn, &row.text("key")).await?;
        all.push(shown(turn, &shapes, &request, &expand).await?);
    }
    Ok(page(turn, all))
}

async fn get(turn: &mut Turn<'_>) -> Outcome {
    let request = named(turn).await?;
    let (shapes, expand) = (Shapes::for_webhooks(turn).await?, turn.names("expand"));
    let body = shown(turn, &shapes, &request, &expand).await?;
    Ok(Reply::ok(&body))
}

/// The id of a service desk or request type in a body.
fn id_given(body: &Value, name: &str) -> Result<String, Failure> {
    let given = &body[name];
    let text = given.as_str().map(str::to_owned);
    let text = text.or_else(|| given.as_i64().map(|id| id.to_string()));
    text.ok_or_else(|| Failure::bad_request(format!("The request has no {name}.")))
}

async fn create(turn: &mut Turn<'_>) -> Outcome {
    let body = turn.json();
    let desk = id_given(&body, "serviceDeskId")?;
    let desk = find_desk(turn, &desk).await?;
    let kind = id_given(&body, "requestTypeId")?;
    let kind = request_type::of_desk(turn, &desk, &kind).await?;
    let mut draft = Draft {
        project: desk.project,
        kind: kind.number("issue_type"),
        priority: Some(3),
        reporter: turn.user().map(str::to_owned),
        ..Draft::default()
    };
    if let Some(other) = body["raiseOnBehalfOf"].as_str() {
        desk.agents_only()?;
        let known = people::account(&mut turn.database, other).await?;
        if known.is_none_or(|account| !account.active) {
            let message = format!("There is no customer with the account id '{other}'.");
            return Err(Failure::bad_request(message));
        }
        draft.reporter = Some(other.to_owned());
    }
    let fields = body["requestFieldValues"].as_object().cloned();
    let fields = fields.unwrap_or_default();
    if !fields.contains_key("summary") {
        return Err(Failure::field("summary", "The field Summary is required."));
    }
    for (field, value) in &fields {
        match (field.as_str(), value.as_str()) {
            ("description", Some(plain)) => draft.description = text::document(plain),
            _ => draft.set(turn, field, value).await?,
        }
    }
    let (id, key) = raise(turn, &draft, &desk.key, "service_desk").await?;
    let sql = "INSERT INTO request (issue, request_type) VALUES (?, ?)";
    turn.database
        .run(sql, cells![id, kind.number("id")])
        .await?;
    let sql = "INSERT OR IGNORE INTO request_participant (issue, account)
        SELECT ?, id FROM account WHERE id = ?";
    for account in body["requestParticipants"].as_array().into_iter().flatten() {
        turn.database.run(sql, cells![id, account.as_str()]).await?;
    }
    let request = find(turn, &key).await?;
    let shapes = Shapes::for_webhooks(turn).await?;
    let made = shown(turn, &shapes, &request, &[]).await?;
    Ok(Reply::created(&made))
}

async fn comment_shown(turn: &mut Turn<'_>, row: &Row) -> Result<Value, Failure> {
    let (id, issue, author) = (row.number("id"), row.number("issue"), row.text_if("author"));
    Ok(json!({
        "_expands": [],
        "id": id.to_string(),
        "body": text::plain(&row.json("body")),
        "public": row.flag("public"),
        "author": person(turn, author.as_deref()).await?,
        "created": date(row.number("created")),
        "_links": link(turn, &format!("request/{issue}/comment/{id}")),
    }))
}

/// Customers can see only public comments.
async fn visible_comments(turn: &mut Turn<'_>, request: &Request) -> Result<Vec<Value>, Failure> {
    let sql = "SELECT * FROM comment WHERE issue = ?1 AND (public OR ?2) ORDER BY id";
    let cells = cells![request.issue.id, request.desk.is_agent()];
    let rows = turn.database.rows(sql, cells).await?;
    let mut comments = Vec::new();
    for row in &rows {
        comments.push(comment_shown(turn, row).await?);
    }
    Ok(comments)
}

async fn comments(turn: &mut Turn<'_>) -> Outcome {
    let request = named(turn).await?;
    let mut comments = visible_comments(turn, &request).await?;
    let (public, internal) = (turn.flag("public", true), turn.flag("internal", true));
    comments.retain(|comment| {
        if comment["public"] == true {
            public
        } else {
            internal
        }
    });
    Ok(page(turn, comments))
}

async fn one_comment(turn: &mut Turn<'_>) -> Outcome {
    let request = named(turn).await?;
    let id = turn.value("commentId");
    let comments = visible_comments(turn, &request).await?;
    match comments.iter().find(|comment| comment["id"] == id.as_str()) {
        Some(comment) => Ok(Reply::ok(comment)),
        None => Err(Failure::not_found(format!(
            "The comment with ID '{id}' does not exist."
        ))),
    }
}

/// Adds a comment and returns its id.
async fn comment_on(
    turn: &mut Turn<'_>,
    request: &Request,
    body: &Value,
    public: bool,
) -> Result<i64, Failure> {
    let words = body.as_str().unwrap_or_default();
    if words.trim().is_empty() {
        return Err(Failure::bad_request("The comment has no body."));
    }
    let document = text::document(words);
    comment::store(turn, request.issue.id, &document, &Value::Null, public).await
}

async fn add_comment(turn: &mut Turn<'_>) -> Outcome {
    let request = named(turn).await?;
    let body = turn.json();
    let public = body["public"].as_bool().unwrap_or(true);
    if !public {
        request.desk.agents_only()?;
    }
    let id = comment_on(turn, &request, &body["body"], public).await?;
    let sql = "SELECT * FROM comment WHERE id = ?";
    let row = turn.database.row(sql, cells![id]).await?;
    let row = row.ok_or_else(|| Failure::not_found(ABSENT))?;
    let made = comment_shown(turn, &row).await?;
    Ok(Reply::created(&made))
}

async fn statuses(turn: &mut Turn<'_>) -> Outcome {
    let request = named(turn).await?;
    let shapes = Shapes::for_webhooks(turn).await?;
    let all = history(turn, &shapes, &request.issue.row).await?;
    Ok(page(turn, all))
}

/// Agents perform transitions; none are available to customers.
async fn transitions(turn: &mut Turn<'_>) -> Outcome {
    let request = named(turn).await?;
    let shapes = Shapes::for_webhooks(turn).await?;
    let all = transition::of_issue(turn, &shapes, &request.issue, false).await?;
    let all = all.iter();
    let all = all.map(|it| json!({"id": it["id"], "name": it["name"]}));
    let all = all.collect();
    Ok(page(turn, all))
}

async fn transit(turn: &mut Turn<'_>) -> Outcome {
    let request = named(turn).await?;
    let body = turn.json();
    let id = id_given(&body, "id")?;
    transition::go(turn, &request.issue, &id, &serde_json::Map::new()).await?;
    let comment = &body["additionalComment"]["body"];
    if !comment.is_null() {
        comment_on(turn, &request, comment, true).await?;
    }
    Ok(Reply::nothing())
}

/// Users who are notified watch the issue.
async fn notification(turn: &mut Turn<'_>) -> Outcome {
    let request = named(turn).await?;
    let user = turn.user().map(str::to_owned);
    let sql = "SELECT count(*) FROM watcher WHERE issue = ? AND account = ?";
    let count = turn
        .database
        .count(sql, cells![request.issue.id, user])
        .await?;
    Ok(Reply::ok(&json!({"subscribed": count > 0})))
}

async fn subscribe(turn: &mut Turn<'_>) -> Outcome {
    let sql = "INSERT OR IGNORE INTO watcher (issue, account) VALUES (?, ?)";
    change_notification(turn, sql).await
}

async fn unsubscribe(turn: &mut Turn<'_>) -> Outcome {
    change_notification(turn, "DELETE FROM watcher WHERE issue = ? AND account = ?").await
}

async fn change_notification(turn: &mut Turn<'_>, sql: &str) -> Outcome {
    let request = named(turn).await?;
    if let Some(user) = turn.user().map(str::to_owned) {
        turn.database
            .run(sql, cells![request.issue.id, user])
            .await?;
    }
    Ok(Reply::nothing())
}
