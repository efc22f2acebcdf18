//! Request types: what customers can ask for.

use serde_json::{Value, json};

use super::{Desk, link, named, page};
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::request::Reply;
use crate::turn::{Outcome, Row, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/rest/servicedeskapi/requesttype" => all;
    Get "/rest/servicedeskapi/servicedesk/{serviceDeskId}/requesttype" => list;
    Post "/rest/servicedeskapi/servicedesk/{serviceDeskId}/requesttype" => create;
    Get "/rest/servicedeskapi/servicedesk/{serviceDeskId}/requesttype/{requestTypeId}" => get;
    Delete "/rest/servicedeskapi/servicedesk/{serviceDeskId}/requesttype/{requestTypeId}" => delete;
    Get "/rest/servicedeskapi/servicedesk/{serviceDeskId}/requesttype/{requestTypeId}/field" => fields;
    Get "/rest/servicedeskapi/servicedesk/{serviceDeskId}/requesttypegroup" => groups;
};

/// The only group of each desk.
const GROUP: (&str, &str) = ("1", "General");

/// The fields of each request type: the id, the name, whether it is required, its type.
const FIELDS: [(&str, &str, bool, &str); 2] = [
    ("summary", "Summary", true, "string"),
    ("description", "Description", false, "string"),
];

pub(crate) fn shown(turn: &Turn<'_>, row: &Row) -> Value {
    let (id, desk) = (row.number("id"), row.number("desk"));
    json!({
        "_expands": ["field"],
        "id": id.to_string(),
        "name": row.text("name"),
        "description": row.text("description"),
        "helpText": row.text("help"),
        "issueTypeId": row.number("issue_type").to_string(),
        "serviceDeskId": desk.to_string(),
        "portalId": desk.to_string(),
        "groupIds": [GROUP.0],
        "icon": {"id": "10000", "_links": {"iconUrls": {
            "48x48": turn.link("/images/icons/request-type.svg"),
        }}},
        "restrictionStatus": "OPEN",
        "canCreateRequest": true,
        "_links": link(turn, &format!("servicedesk/{desk}/requesttype/{id}")),
    })
}

/// A request type of a desk.
pub(crate) async fn of_desk(turn: &mut Turn<'_>, desk: &Desk, id: &str) -> Result<Row, Failure> {
    let sql = "SELECT * FROM request_type WHERE desk = ? AND id = ?";
    let number = id.parse::<i64>().unwrap_or_default();
    let row = turn.database.row(sql, cells![desk.id, number]).await?;
    row.ok_or_else(|| {
        Failure::not_found(format!(
            "The request type with ID '{id}' does not exist in this service project."
        ))
    })
}

async fn listed(turn: &mut Turn<'_>, desks: &[Desk]) -> Outcome {
    let search = turn.parameter("searchQuery").unwrap_or_default();
    let search = search.to_lowercase();
    let mut all = Vec::new();
    for desk in desks {
        let sql = "SELECT * FROM request_type WHERE desk = ? ORDER BY id";
        let rows = turn.database.rows(sql, cells![desk.id]).await?;
        let rows = rows.iter().filter(|row| {
            let text = format!("{} {}", row.text("name"), row.text("description"));
            text.to_lowercase().contains(&search)
        });
        all.extend(rows.map(|row| shown(turn, row)));
    }
    Ok(page(turn, all))
}

async fn all(turn: &mut Turn<'_>) -> Outcome {
    turn.authenticated()?;
    let mut desks = super::all(turn).await?;
    let wanted: Vec<i64> = turn
        .names("serviceDeskId")
        .iter()
        .filter_map(|id| id.parse().ok())
        .collect();
    desks.retain(|desk| wanted.is_empty() || wanted.contains(&desk.id));
    listed(turn, &desks).await
}

async fn list(turn: &mut Turn<'_>) -> Outcome {
    let desk = named(turn).await?;
    listed(turn, &[desk]).await
}

async fn create(turn: &mut Turn<'_>) -> Outcome {
    let desk = named(turn).await?;
    desk.administrators_only()?;
    let body = turn.json();
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    let issue_type = text("issueTypeId").parse::<i64>().unwrap_or_default();
    let known = "SELECT count(*) FROM issue_type WHERE id = ?";
    if text("name").is_empty() || turn.database.count(known, cells![issue_type]).await? == 0 {
        let message = "A request type needs a name, and the id of an issue type.";
        return Err(Failure::bad_request(message));
    }
    let sql = "INSERT INTO request_type (desk, name, description, help, issue_type)
        VALUES (?, ?, ?, ?, ?)";
    let cells = cells![
        desk.id,
        text("name"),
        text("description"),
        text("helpText"),
        issue_type
    ];
    let id = turn.database.insert(sql, cells).await?;
    let row = of_desk(turn, &desk, &id.to_string()).await?;
    Ok(Reply::ok(&shown(turn, &row)))
}

async fn get(turn: &mut Turn<'_>) -> Outcome {
    let desk = named(turn).await?;
    let id = turn.value("requestTypeId");
    let row = of_desk(turn, &desk, &id).await?;
    Ok(Reply::ok(&shown(turn, &row)))
}

async fn delete(turn: &mut Turn<'_>) -> Outcome {
    let desk = named(turn).await?;
    desk.administrators_only()?;
    let id = turn.value("requestTypeId");
    let id = of_desk(turn, &desk, &id).await?.number("id");
    // Requests of this type stay as issues.
    for sql in [
        "DELETE FROM request WHERE request_type = ?",
        "DELETE FROM request_type WHERE id = ?",
    ] {
        turn.database.run(sql, cells![id]).await?;
    }
    Ok(Reply::nothing())
}

async fn fields(turn: &mut Turn<'_>) -> Outcome {
    let desk = named(turn).await?;
    let id = turn.value("requestTypeId");
    of_desk(turn, &desk, &id).await?;
    let fields = FIELDS.iter().map(|(id, name, required, kind)| {
        json!({
            "fieldId": id, "name": name, "description": "", "required": required, "visible": true,
            "defaultValues": [], "validValues": [], "presetValues": [],
            "jiraSchema": {"type": kind, "system": id},
        })
    });
    let fields: Vec<Value> = fields.collect();
    Ok(Reply::ok(&json!({
        "canRaiseOnBehalfOf": desk.is_agent(),
        "canAddRequestParticipants": true,
        "requestTypeFields": fields,
    })))
}

async fn groups(turn: &mut Turn<'_>) -> Outcome {
    named(turn).await?;
    let (id, name) = GROUP;
    Ok(page(turn, vec![json!({"id": id, "name": name})]))
}
