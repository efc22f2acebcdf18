//! The REST operations: `operations.tsv`, from the list of operations with their scopes and from
//! the OpenAPI documents with their parameters.

use super::openapi::{Document, Operation};
use super::operation_parameters as parameters;
use super::replacement::Anchors;
use super::source::{Fault, Row, Source};
use super::table::{Table, flag};
use std::collections::BTreeMap;

/// An API: its name here, how the facts call it, and what its document leaves out of the paths.
const APIS: [(&str, &str, &str, &str); 6] = [
    ("jira-v3", "jira-platform", "3", ""),
    ("jira-v2", "jira-platform", "2", ""),
    ("jira-software", "jira-software", "1.0", ""),
    (
        "jira-service-management",
        "jira-service-management",
        "1",
        "",
    ),
    ("confluence-v1", "confluence", "1", ""),
    ("confluence-v2", "confluence", "2", "/wiki/api/v2"),
];

/// Derives the table: one row for each path and method, also where two APIs share it.
pub(crate) fn derive(source: &Source) -> Result<Table, Fault> {
    let file = source.read("rest-operations.json")?;
    let rows = file.rows("operations")?;
    let mut documents = BTreeMap::new();
    for (counts, row) in file.members("counts")? {
        documents.insert(
            counts.to_owned(),
            Document::read(source, row.text("spec")?)?,
        );
    }
    let mut anchors = Anchors::default();
    for row in &rows {
        anchors.add(row.text("method")?, row.text("path")?);
    }
    let mut cells: BTreeMap<[String; 2], (Vec<&str>, [String; 11])> = BTreeMap::new();
    for row in &rows {
        let product = row.text("product")?;
        let version = row.text("api_version")?;
        let api = APIS.iter().find(|api| (api.1, api.2) == (product, version));
        let document = documents.get(&format!("{product}@{version}"));
        let (Some((api, _, _, base)), Some(document)) = (api, document) else {
            return Err(row.fault(format!("unknown API `{product}` {version}")));
        };
        let (path, method) = (row.text("path")?, row.text("method")?);
        let stated = path.strip_prefix(base).unwrap_or(path);
        let operation = document.operation(stated, method)?;
        let key = [path.to_owned(), method.to_owned()];
        // The newest API comes first in the facts, and it tells what a shared operation is like.
        let (apis, _) = match cells.entry(key) {
            std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert((Vec::new(), facts(row, path, method, &operation, &anchors)?))
            }
        };
        apis.push(api);
    }
    let mut table = Table::new(
        "operations.tsv",
        &[
            "path",
            "method",
            "api",
            "scope",
            "deprecated",
            "replacement",
            "experimental",
            "path_parameters",
            "query_parameters",
            "headers",
            "body",
            "response",
            "classic",
            "granular",
        ],
    );
    for ([path, method], (apis, facts)) in cells {
        let [a, b, c, d, e, f, g, h, i, j, k] = facts;
        let apis = apis.join(",");
        table.push([path, method, apis, a, b, c, d, e, f, g, h, i, j, k]);
    }
    Ok(table)
}

fn facts(
    row: &Row,
    path: &str,
    method: &str,
    operation: &Operation<'_>,
    anchors: &Anchors,
) -> Result<[String; 11], Fault> {
    let [scope] = row.texts("connect_scopes")?[..] else {
        return Err(row.fault("must have one Connect scope"));
    };
    let deprecated = row.flag("deprecated");
    let replacement = match deprecated {
        true => anchors.replacement(operation.description()),
        false => String::new(),
    };
    let parameters = parameters::cells(path, operation)?;
    Ok([
        scope.to_owned(),
        flag(deprecated),
        replacement,
        flag(row.flag("experimental")),
        parameters.path,
        parameters.query,
        parameters.headers,
        body(path, method, operation)?,
        response(method, operation)?,
        row.texts("oauth2_classic")?.join(","),
        row.texts("oauth2_granular")?.join(","),
    ])
}

/// `json`, `json?` where it may be left out, `multipart`, several where there is a choice.
fn body(path: &str, method: &str, operation: &Operation<'_>) -> Result<String, Fault> {
    let Some((required, media)) = operation.request_body()? else {
        // Setting a property without its value is nothing; the document forgot the body.
        let property = method == "PUT" && path.ends_with("/property/{propertyKey}");
        return Ok(if property { "json" } else { "" }.to_owned());
    };
    let mut kinds = Vec::new();
    for media in media {
        kinds.push(match media {
            "application/json" => "json",
            "application/json-patch+json" => "json-patch",
            "multipart/form-data" => "multipart",
            "text/plain" => "text",
            "*/*" => "any",
            other => return Err(operation.fault(format!("unknown media type `{other}` of a body"))),
        });
    }
    kinds.sort_unstable();
    let kinds = kinds.join(",");
    Ok(if required { kinds } else { format!("{kinds}?") })
}

/// What a successful answer is. What HTTP says wins over the document: 204 has no content.
fn response(method: &str, operation: &Operation<'_>) -> Result<String, Fault> {
    let responses = operation.responses()?;
    let redirects = responses.iter().any(|(status, _)| status.starts_with('3'));
    let successes = || {
        responses
            .iter()
            .filter(|(status, _)| status.starts_with('2'))
    };
    let binary = |media: &&str| {
        ["image/", "application/zip", "text/csv"]
            .iter()
            .any(|start| media.starts_with(start))
    };
    if successes().any(|(_, media)| media.iter().any(binary)) {
        return Ok("bytes".to_owned());
    }
    let full = successes().any(|(status, media)| *status != "204" && !media.is_empty());
    let empty = successes().any(|(status, media)| *status == "204" || media.is_empty());
    let kind = match (full, empty) {
        (true, false) => "json",
        (true, true) => "json?",
        // A file, here or at the address that the answer names.
        (false, _) if redirects && method == "GET" => "bytes",
        // The address of the task that does the work.
        (false, false) if redirects => "redirect",
        (false, true) if method == "GET" => "unstated",
        (false, true) => "none",
        (false, false) => return Err(operation.fault("must have a successful answer")),
    };
    Ok(kind.to_owned())
}
