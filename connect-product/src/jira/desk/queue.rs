//! The queues in which agents find their work.

use serde_json::{Value, json};

use super::{Desk, link, named, page};
use crate::failure::Failure;
use crate::jira::issue::fields::{self, Selection};
use crate::jira::search;
use crate::jira::shapes::Shapes;
use crate::jql::parse::parse;
use crate::jql::sql::Search;
use crate::operations::{Answered, operations};
use crate::request::Reply;
use crate::turn::{Outcome, Turn};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/rest/servicedeskapi/servicedesk/{serviceDeskId}/queue" => list;
    Get "/rest/servicedeskapi/servicedesk/{serviceDeskId}/queue/{queueId}" => get;
    Get "/rest/servicedeskapi/servicedesk/{serviceDeskId}/queue/{queueId}/issue" => issues;
};

/// The queues of each desk: the id, the name, the condition for its requests.
const QUEUES: [(&str, &str, &str); 4] = [
    ("1", "All open", "resolution = Unresolved"),
    (
        "2",
        "Assigned to me",
        "resolution = Unresolved AND assignee = currentUser()",
    ),
    (
        "3",
        "Unassigned",
        "resolution = Unresolved AND assignee IS EMPTY",
    ),
    ("4", "Incidents", "issuetype = Incident"),
];

const COLUMNS: [&str; 7] = [
    "issuekey",
    "summary",
    "issuetype",
    "status",
    "reporter",
    "assignee",
    "created",
];

fn jql(desk: &Desk, condition: &str) -> String {
    let key = &desk.key;
    format!("project = \"{key}\" AND {condition} ORDER BY created ASC")
}

async fn searched(turn: &mut Turn<'_>, jql: &str) -> Result<Search, Failure> {
    let query = parse(jql).map_err(|fault| search::refused(vec![fault]))?;
    search::search_of(turn, &query).await
}

async fn shown(
    turn: &mut Turn<'_>,
    desk: &Desk,
    (id, name, condition): (&str, &str, &str),
) -> Result<Value, Failure> {
    let jql = jql(desk, condition);
    let mut queue = json!({
        "id": id, "name": name, "jql": jql, "fields": COLUMNS,
        "_links": link(turn, &format!("servicedesk/{}/queue/{id}", desk.id)),
    });
    if turn.flag("includeCount", false) {
        let search = searched(turn, &jql).await?;
        queue["issueCount"] = search::total(turn, &search).await?.into();
    }
    Ok(queue)
}

async fn list(turn: &mut Turn<'_>) -> Outcome {
    let desk = named(turn).await?;
    desk.agents_only()?;
    let mut queues = Vec::new();
    for queue in QUEUES {
        queues.push(shown(turn, &desk, queue).await?);
    }
    Ok(page(turn, queues))
}

/// The queue in the path.
async fn found(
    turn: &mut Turn<'_>,
) -> Result<(Desk, (&'static str, &'static str, &'static str)), Failure> {
    let desk = named(turn).await?;
    desk.agents_only()?;
    let id = turn.value("queueId");
    let queue = QUEUES.into_iter().find(|(known, ..)| *known == id);
    let absent = || Failure::not_found(format!("The queue with ID '{id}' does not exist."));
    Ok((desk, queue.ok_or_else(absent)?))
}

async fn get(turn: &mut Turn<'_>) -> Outcome {
    let (desk, queue) = found(turn).await?;
    Ok(Reply::ok(&shown(turn, &desk, queue).await?))
}

async fn issues(turn: &mut Turn<'_>) -> Outcome {
    let (desk, (_, _, condition)) = found(turn).await?;
    let search = searched(turn, &jql(&desk, condition)).await?;
    let rows = search::rows(turn, &search, 0, MOST).await?;
    let selection = Selection::of(&COLUMNS.map(str::to_owned), "*all");
    let mut shapes = Shapes::for_webhooks(turn).await?;
    let mut issues = Vec::new();
    for row in &rows {
        issues.push(fields::shown(turn, &mut shapes, row, &selection).await?);
    }
    Ok(page(turn, issues))
}

/// How many requests of a queue are searched.
const MOST: i64 = 1000;
