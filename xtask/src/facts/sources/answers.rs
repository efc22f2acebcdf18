//! The response types of the everyday operations: `answers.tsv`, from the schemas in the OpenAPI
//! documents.

use super::openapi::Document;
use super::source::Source;
use crate::facts::Fault;
use crate::facts::rows::AnswerRow;
use serde_json::Value;
use std::collections::BTreeMap;

/// Schemas, and the types that they become.
type Schemas = &'static [(&'static str, &'static str)];

/// A document, the module for its types, and its schemas with the types that they become. Several
/// schemas can become one type, which then has the members of all: the operation that reads a page describes
/// it with more members than the one that lists pages.
const TYPES: [(&str, &str, Schemas); 3] = [
    (
        "jira-platform@3",
        "jira",
        &[
            ("Attachment", "Attachment"),
            ("AttachmentMetadata", "Attachment"),
            ("ChangeDetails", "Change"),
            ("Changelog", "Changelog"),
            ("Comment", "Comment"),
            ("CreatedIssue", "CreatedIssue"),
            ("EntityProperty", "EntityProperty"),
            ("FieldDetails", "Field"),
            ("FoundGroup", "Group"),
            ("FoundGroups", "FoundGroups"),
            ("GroupDetails", "Group"),
            ("GroupName", "Group"),
            ("IssueBean", "Issue"),
            ("IssueLinkType", "IssueLinkType"),
            ("IssueLinkTypes", "IssueLinkTypes"),
            ("IssueTransition", "Transition"),
            ("IssueTypeDetails", "IssueType"),
            ("JsonTypeBean", "FieldSchema"),
            ("PageOfChangelogs", "Changelogs"),
            ("Permissions", "Permissions"),
            ("Priority", "Priority"),
            ("Project", "Project"),
            ("ProjectCategory", "ProjectCategory"),
            ("ProjectComponent", "Component"),
            ("SearchAndReconcileResults", "SearchResults"),
            ("ServerInformation", "ServerInfo"),
            ("StatusCategory", "StatusCategory"),
            ("StatusDetails", "Status"),
            ("Transitions", "Transitions"),
            ("User", "User"),
            ("UserDetails", "User"),
            ("UserPermission", "Permission"),
            ("Version", "Version"),
            ("Visibility", "Visibility"),
            ("Votes", "Votes"),
            ("Watchers", "Watchers"),
            ("Worklog", "Worklog"),
        ],
    ),
    (
        "confluence@2",
        "confluence",
        &[
            ("AbstractPageLinks", "Links"),
            ("AttachmentBulk", "Attachment"),
            ("AttachmentLinks", "Links"),
            ("AttachmentSingle", "Attachment"),
            ("AttachmentVersion", "Version"),
            ("BlogPostBulk", "BlogPost"),
            ("BlogPostSingle", "BlogPost"),
            ("BodyBulk", "Body"),
            ("BodySingle", "Body"),
            ("BodyType", "BodyValue"),
            ("ChildPage", "ChildPage"),
            ("CommentLinks", "Links"),
            ("CommentVersion", "Version"),
            ("ContentProperty", "ContentProperty"),
            ("FooterCommentModel", "Comment"),
            ("InlineCommentModel", "Comment"),
            ("Label", "Label"),
            ("PageBulk", "Page"),
            ("PageCommentModel", "Comment"),
            ("PageSingle", "Page"),
            ("PageVersion", "Version"),
            ("SpaceBulk", "Space"),
            ("SpaceLinks", "Links"),
            ("SpaceSingle", "Space"),
            ("Task", "Task"),
            ("Version", "Version"),
        ],
    ),
    (
        "confluence@1",
        "confluence",
        &[
            ("SearchPageResponseSearchResult", "SearchResults"),
            ("SearchResult", "SearchResult"),
            ("User", "User"),
        ],
    ),
];

/// What Jira's events have a type for: the fields of an issue, which the document leaves open.
const ISSUE_FIELDS: (&str, &str, &str) = ("jira", "Issue", "fields");

pub(crate) fn derive(source: &Source) -> Result<Vec<AnswerRow>, Fault> {
    let file = source.read("rest-operations.json")?;
    let mut specs = BTreeMap::new();
    for (counts, row) in file.members("counts")? {
        specs.insert(counts.to_owned(), row.text("spec")?.to_owned());
    }
    let mut rows: BTreeMap<[String; 3], AnswerRow> = BTreeMap::new();
    for (spec, api, schemas) in TYPES {
        let file = specs
            .get(spec)
            .ok_or_else(|| file.fault(format!("`{spec}` must exist")))?;
        let document = Document::read(source, file)?;
        for (schema, name) in schemas {
            let row = |member: &str, holds: String, about: &str| AnswerRow {
                api: api.to_owned(),
                r#type: (*name).to_owned(),
                member: member.to_owned(),
                holds,
                about: sentence(about),
            };
            let mut add = |row: AnswerRow| {
                let key = [row.api.clone(), row.r#type.clone(), row.member.clone()];
                rows.entry(key).or_insert(row);
            };
            let schema_value = document.schema(schema)?;
            let text = |of: &Value| {
                let text = of.get("description").and_then(Value::as_str);
                text.unwrap_or_default().to_owned()
            };
            add(row("", (*schema).to_owned(), &text(schema_value)));
            for (member, value) in document.members(schema_value)? {
                let mut holds = holds(&document, value, member, schemas)?;
                if (api, *name, member) == ISSUE_FIELDS {
                    holds = "fields".to_owned();
                }
                add(row(member, holds, &text(value)));
            }
        }
    }
    Ok(rows.into_values().collect())
}

/// The type of a member: `id`, `string`, `integer`, `number`, `boolean`, `moment`, `any`, a type in the
/// table, `[…]` for a list, `{…}` for a map.
fn holds(
    document: &Document,
    value: &Value,
    member: &str,
    schemas: Schemas,
) -> Result<String, Fault> {
    if let Some(name) = reference(value)
        && let Some((_, ty)) = schemas.iter().find(|(schema, _)| *schema == name)
    {
        return Ok((*ty).to_owned());
    }
    // A description next to a reference makes it a composition with one part.
    if let Some([only]) = value
        .get("allOf")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
    {
        return holds(document, only, member, schemas);
    }
    let value = document.resolve(value)?;
    let format = value.get("format").and_then(Value::as_str);
    let inner = |value: &Value| holds(document, value, "", schemas);
    // Accounts are identified by text everywhere.
    let account = ["ccountId", "wnerId", "uthorId", "reatedBy"];
    let is_id = member == "id"
        || (member.ends_with("Id") && !account.iter().any(|end| member.ends_with(end)));
    Ok(match value.get("type").and_then(Value::as_str) {
        Some("string") if format == Some("date-time") => "moment".to_owned(),
        Some("string" | "integer") if is_id => "id".to_owned(),
        Some(plain @ ("string" | "integer" | "number" | "boolean")) => plain.to_owned(),
        Some("array") => match value.get("items") {
            Some(items) => format!("[{}]", inner(items)?),
            None => "[any]".to_owned(),
        },
        Some("object") if value.get("properties").is_none() => {
            match value.get("additionalProperties") {
                Some(of @ Value::Object(fields)) if !fields.is_empty() => {
                    format!("{{{}}}", inner(of)?)
                }
                _ => "any".to_owned(),
            }
        }
        _ => "any".to_owned(),
    })
}

fn reference(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()?.rsplit('/').next()
}

/// The first sentence, without markup.
fn sentence(about: &str) -> String {
    let mut plain = String::new();
    let mut in_tag = false;
    for letter in about.chars() {
        match letter {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            '\n' if plain.ends_with('\n') => break,
            _ if !in_tag => plain.push(letter),
            _ => {}
        }
    }
    let words: Vec<&str> = plain.split_whitespace().collect();
    let mut text = unlinked(&words.join(" ")).replace("**", "");
    if let Some(end) = text.find(". ") {
        text.truncate(end + 1);
    }
    // What only introduces a list is meaningless without it.
    if text.ends_with(':') {
        text.clear();
    }
    text
}

/// `[text](address)` → `text`, and other brackets as code, so that rustdoc does not look for an item.
fn unlinked(text: &str) -> String {
    let mut rest = text;
    let mut plain = String::new();
    while let Some(open) = rest.find('[') {
        let (before, after) = rest.split_at(open);
        plain.push_str(before);
        let Some(close) = after.find(']') else {
            return plain + &after.replace('[', "");
        };
        plain.push_str(after[1..close].trim());
        rest = &after[close + 1..];
        if rest.starts_with('(') {
            rest = rest.find(')').map_or("", |end| &rest[end + 1..]);
        }
    }
    plain + rest
}
