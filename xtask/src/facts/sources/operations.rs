//! The REST operations: `operations.tsv`, from the list of operations with their scopes, the
//! OpenAPI documents with their parameters, and the table of those that are in no document.

use super::openapi::{Document, Operation};
use super::operation_paging::paging;
use super::operation_parameters as parameters;
use super::replacement::Anchors;
use super::source::{Object, Source};
use crate::facts::Fault;
use crate::facts::cell::{Api, Confidence, List, Method, Response};
use crate::facts::rows::{ConnectOperationRow, OperationRow, Row};
use crate::facts::table;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::Path;

/// The source of rows from OpenAPI documents.
const DOCUMENT: &str = "OpenAPI";

/// An API: its name here, its name in the facts, and what its document omits from the paths.
pub(super) const APIS: [(Api, &str, &str, &str); 6] = [
    (Api::JiraV3, "jira-platform", "3", ""),
    (Api::JiraV2, "jira-platform", "2", ""),
    (Api::JiraSoftware, "jira-software", "1.0", ""),
    (
        Api::JiraServiceManagement,
        "jira-service-management",
        "1",
        "",
    ),
    (Api::ConfluenceV1, "confluence", "1", ""),
    (Api::ConfluenceV2, "confluence", "2", "/wiki/api/v2"),
];

/// Derives the table: one row for each path and method, even if two APIs share it. Those that are
/// in no document are in a table of the workspace at `root`.
pub(crate) fn derive(source: &Source, root: &Path) -> Result<Vec<OperationRow>, Fault> {
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
    let mut derived: BTreeMap<[String; 2], OperationRow> = BTreeMap::new();
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
        // The newest API comes first in the facts, and determines a shared operation.
        let found = match derived.entry(key) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(operation_row(row, path, &operation, &anchors)?),
        };
        found.api.0.push(*api);
    }
    for row in table::read::<ConnectOperationRow>(root)? {
        let row = OperationRow::from(row);
        let key = [row.path.clone(), row.method.to_string()];
        if derived.contains_key(&key) {
            return Err(Fault::Fact {
                at: ConnectOperationRow::FILE.to_owned(),
                what: format!(
                    "`{} {}` is in an OpenAPI document: remove it here",
                    row.method, row.path
                ),
            });
        }
        derived.insert(key, row);
    }
    Ok(derived.into_values().collect())
}

impl From<ConnectOperationRow> for OperationRow {
    fn from(row: ConnectOperationRow) -> Self {
        Self {
            path: row.path,
            method: row.method,
            api: row.api,
            scope: row.scope,
            deprecated: false,
            replacement: String::new(),
            experimental: false,
            path_parameters: row.path_parameters,
            query_parameters: row.query_parameters,
            headers: String::new(),
            body: row.body,
            response: row.response,
            classic: List::default(),
            granular: List::default(),
            paging: row.paging,
            source: row.source,
            confidence: row.confidence,
        }
    }
}

fn operation_row(
    row: &Object,
    path: &str,
    operation: &Operation<'_>,
    anchors: &Anchors,
) -> Result<OperationRow, Fault> {
    let [scope] = row.texts("connect_scopes")?[..] else {
        return Err(row.fault("must have one Connect scope"));
    };
    let method = row.word("method")?;
    let deprecated = row.flag("deprecated");
    let replacement = if deprecated {
        anchors.replacement(operation.description())
    } else {
        String::new()
    };
    let parameters = parameters::cells(path, operation)?;
    Ok(OperationRow {
        path: path.to_owned(),
        method,
        api: List::default(),
        scope: scope.to_owned(),
        deprecated,
        replacement,
        experimental: row.flag("experimental"),
        path_parameters: parameters.path,
        query_parameters: parameters.query,
        headers: parameters.headers,
        body: body(path, method, operation)?,
        response: response(method, operation)?,
        classic: row.texts("oauth2_classic")?.into_iter().collect(),
        granular: row.texts("oauth2_granular")?.into_iter().collect(),
        paging: paging(operation)?,
        source: DOCUMENT.to_owned(),
        confidence: Confidence::Official,
    })
}

/// `json`, `json?` if it can be omitted, `multipart`, several if there is a choice.
fn body(path: &str, method: Method, operation: &Operation<'_>) -> Result<String, Fault> {
    let Some((required, media)) = operation.request_body()? else {
        // Setting a property without its value makes no sense; the document forgot the body.
        let property = method == Method::Put && path.ends_with("/property/{propertyKey}");
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

/// The content of a successful response. HTTP overrides the document: 204 has no content.
fn response(method: Method, operation: &Operation<'_>) -> Result<Response, Fault> {
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
        return Ok(Response::Bytes);
    }
    let full = successes().any(|(status, media)| *status != "204" && !media.is_empty());
    let empty = successes().any(|(status, media)| *status == "204" || media.is_empty());
    Ok(match (full, empty) {
        (true, false) => Response::Json,
        (true, true) => Response::JsonOrNothing,
        // A file, here or at the URL that the response names.
        (false, _) if redirects && method == Method::Get => Response::Bytes,
        // The URL of the task that does the work.
        (false, false) if redirects => Response::Redirect,
        (false, true) if method == Method::Get => Response::Unstated,
        (false, true) => Response::Nothing,
        (false, false) => return Err(operation.fault("must have a successful answer")),
    })
}
