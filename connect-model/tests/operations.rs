//! The REST operations: every row is found, as its table has it, and every slip is answered.

#![allow(
    clippy::unwrap_used,
    reason = "helpers outside of `#[test]` unwrap too"
)]

use connect_model::operation::{
    Access, Api, Body, Cardinality, Inaccessible, Paging, Response, ValueKind,
    operation_of_request, operations, operations_at, table_size,
};
use connect_model::{Method, Operation, OperationError, Product, Scope, check_operation};
use std::collections::{BTreeMap, BTreeSet};

/// A row of the table; an empty cell is `-`.
#[derive(Debug, serde::Deserialize)]
struct Row {
    path: String,
    method: String,
    api: String,
    scope: String,
    deprecated: bool,
    replacement: String,
    experimental: bool,
    query_parameters: String,
    headers: String,
    body: String,
    classic: String,
    granular: String,
    paging: String,
    source: String,
}

fn table() -> Vec<Row> {
    let text = include_str!("../facts/operations.tsv").replace("\t-", "\t");
    csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .quoting(false)
        .from_reader(text.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .unwrap()
}

fn check(method: Method, path: &str) -> Result<&'static Operation, OperationError> {
    let product = if path.starts_with("/wiki/") {
        Product::Confluence
    } else {
        Product::Jira
    };
    check_operation(product, method, path)
}

fn operation(method: Method, path: &str) -> &'static Operation {
    check(method, path).unwrap()
}

/// What apps of both products call that no OpenAPI document has.
#[test]
fn connects_own_operations_are_known() {
    for below in ["", "/wiki"] {
        let own = |path: &str| format!("{below}/rest/atlassian-connect/{path}");
        let license = operation(Method::Get, &own("1/addons/{addonKey}"));
        assert_eq!(license.access(), Access::Needs(Scope::Read));
        assert_eq!(license.response(), Response::Json);
        let property = own("1/addons/{addonKey}/properties/{propertyKey}");
        for method in [Method::Get, Method::Put, Method::Delete] {
            assert_eq!(operation(method, &property).access(), Access::Free);
        }
        let report = operation(Method::Post, &own("latest/report-accounts"));
        assert_eq!(report.response(), Response::JsonOrNothing);
        assert!(report.body_required());
        let mapping = operation(Method::Get, &own("1/migration/mapping/{transferId}/page"));
        assert!(mapping.query_parameter("namespace").unwrap().required());
    }
    let own = "/rest/atlassian-connect/1/addons/{addonKey}";
    let wrong = check_operation(Product::Confluence, Method::Get, own).unwrap_err();
    assert_eq!(
        wrong.help(),
        r#"did you mean "/wiki/rest/atlassian-connect/1/addons/{addonKey}"?"#
    );
    let own = format!("/wiki{own}");
    let wrong = check_operation(Product::Jira, Method::Get, &own).unwrap_err();
    assert_eq!(
        wrong.help(),
        r#"did you mean "/rest/atlassian-connect/1/addons/{addonKey}"?"#
    );
}

#[test]
fn every_row_is_found_and_says_what_the_table_says() {
    let table = table();
    assert_eq!(table.len(), operations().len());
    for (row, listed) in table.iter().zip(operations()) {
        let found = operation(row.method.parse().unwrap(), &row.path);
        assert!(std::ptr::eq(found, listed), "{found}");
        assert_eq!(found.to_string(), format!("{} {}", row.method, row.path));
        let apis: Vec<&str> = found.apis().map(Api::name).collect();
        assert_eq!(apis.join(","), row.api, "{found}");
        let scope = match found.access() {
            Access::Inaccessible => "INACCESSIBLE",
            Access::Free => "NONE",
            Access::Needs(scope) => scope.name(),
        };
        assert_eq!(scope, row.scope, "{found}");
        assert_eq!(found.deprecated(), row.deprecated, "{found}");
        assert_eq!(
            found.replacement().unwrap_or_default(),
            row.replacement,
            "{found}"
        );
        assert_eq!(found.experimental(), row.experimental, "{found}");
        let names: Vec<&str> = found.path_parameters().map(|it| it.name()).collect();
        let braces: Vec<&str> = found
            .path()
            .split('/')
            .filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
            .collect();
        assert_eq!(names, braces, "{found}");
        assert!(found.path_parameters().all(|it| it.required()));
        let any = usize::from(found.takes_any_query());
        assert_eq!(
            found.query_parameters().count() + any,
            row.query_parameters
                .split(' ')
                .filter(|cell| !cell.is_empty())
                .count(),
            "{found}"
        );
        for parameter in found.query_parameters() {
            let marks = match (parameter.required(), parameter.deprecated()) {
                (true, true) => "!~",
                (true, false) => "!",
                (false, true) => "~",
                (false, false) => "",
            };
            let words: Vec<&str> = parameter.words().collect();
            let value = match parameter.value_kind() {
                ValueKind::String => "string".to_owned(),
                ValueKind::Integer => "integer".to_owned(),
                ValueKind::Boolean => "boolean".to_owned(),
                ValueKind::Enum => format!("enum({})", words.join("|")),
            };
            let value = match parameter.cardinality() {
                Cardinality::Once => value,
                Cardinality::Repeated => format!("[{value}]"),
                Cardinality::Joined => format!("csv[{value}]"),
            };
            let cell = format!("{}{marks}:{value}", parameter.name());
            assert!(
                row.query_parameters.split(' ').any(|it| it == cell),
                "{found}: {cell}"
            );
        }
        assert_eq!(
            found.headers().count(),
            row.headers.split_whitespace().count()
        );
        assert_eq!(found.bodies().count() == 0, row.body.is_empty(), "{found}");
        assert_eq!(
            found.body_required(),
            !row.body.is_empty() && !row.body.ends_with('?')
        );
        let classic: Vec<&str> = found.classic_scopes().collect();
        assert_eq!(classic.join(","), row.classic, "{found}");
        let listed = match found.paging() {
            Paging::None => "",
            Paging::Object => "object",
            Paging::Pages => "pages",
            Paging::Whole => "whole",
            Paging::Windows(_) => "windows",
        };
        assert_eq!(row.paging.split('(').next(), Some(listed), "{found}");
        let granular: Vec<&str> = found.granular_scopes().collect();
        assert_eq!(granular.join(","), row.granular, "{found}");
    }
}

#[test]
fn each_api_has_as_many_operations_as_its_document() {
    let mut counts: BTreeMap<Api, usize> = BTreeMap::new();
    let mut inaccessible = 0;
    for (row, operation) in table().iter().zip(operations()) {
        // Other rows come from pages.
        if row.source != "OpenAPI" {
            continue;
        }
        for api in operation.apis() {
            *counts.entry(api).or_default() += 1;
            inaccessible += usize::from(operation.access() == Access::Inaccessible);
        }
    }
    assert_eq!(
        Api::ALL.map(|api| counts[&api]),
        [616, 610, 105, 72, 130, 218]
    );
    assert_eq!(inaccessible, 304);
}

#[test]
fn the_table_is_small() {
    println!("{} bytes of statics", table_size());
    assert!(table_size() < 200 * 1024, "{}", table_size());
}

#[test]
fn arguments_are_identifiers_and_distinguish_parameters() {
    for operation in operations() {
        let all = || {
            operation
                .path_parameters()
                .chain(operation.query_parameters())
        };
        for parameter in all() {
            let argument = parameter.argument();
            let letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
            assert!(argument.chars().all(letter), "{operation}: {argument}");
            assert!(!argument.starts_with(|c: char| c.is_ascii_digit()));
        }
        for parameter in operation.path_parameters() {
            let found = operation.path_parameter(parameter.argument()).unwrap();
            assert_eq!(found, parameter);
        }
        for parameter in operation.query_parameters() {
            let found = operation.query_parameter(parameter.argument()).unwrap();
            assert_eq!(found, parameter);
            assert!(parameter.words().all(|word| parameter.check(word).is_ok()));
        }
    }
}

#[test]
fn replacements_exist() {
    for operation in operations() {
        assert!(operation.replacement().is_none() || operation.deprecated());
        let replacement = operation.replacement().and_then(|it| it.split_once(" /"));
        if let Some((method, path)) = replacement {
            check(method.parse().unwrap(), &format!("/{path}")).unwrap();
        }
    }
}

#[test]
fn a_letter_left_out_anywhere_is_answered_with_the_path() {
    let mut missed = BTreeSet::new();
    let mut tried = 0;
    for (number, row) in operations().iter().enumerate().step_by(11) {
        let path = row.path();
        // Another place in each path; all the places of some.
        let places = match number % 121 {
            0 => 0..path.len(),
            _ => number % path.len()..number % path.len() + 1,
        };
        for place in places {
            let slip = format!("{}{}", &path[..place], &path[place + 1..]);
            let found = check_operation(row.product(), row.method(), &slip);
            let Err(OperationError::UnknownPath { nearest, .. }) = found else {
                // It makes another path of the table.
                continue;
            };
            tried += 1;
            // Without its digit it is a path of either version.
            let newer = path.replace("/rest/api/2", "/rest/api/3");
            let first = nearest.first().copied().unwrap_or_default();
            if first != path && (first != newer || place > "/rest/api/2".len()) {
                missed.insert(format!("{slip} is {path}, not {nearest:?}"));
            }
        }
    }
    println!("{tried} slips");
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn what_people_write_for_a_path_is_answered_with_the_path() {
    let cases = [
        (
            "/rest/api/3/issue/{key}",
            "/rest/api/3/issue/{issueIdOrKey}",
        ),
        (
            "/rest/api/3/issue/DEMO-1",
            "/rest/api/3/issue/{issueIdOrKey}",
        ),
        ("/rest/api/3/issue/{}", "/rest/api/3/issue/{issueIdOrKey}"),
        ("/rest/api/3/issue/:key", "/rest/api/3/issue/{issueIdOrKey}"),
        (
            "/rest/api/3/issue/{issueIdOrKey}/",
            "/rest/api/3/issue/{issueIdOrKey}",
        ),
        (
            "/rest/api/3/issue/{issueIdOrKey}?fields=id",
            "/rest/api/3/issue/{issueIdOrKey}",
        ),
        (
            "https://x.atlassian.net/rest/api/3/myself",
            "/rest/api/3/myself",
        ),
        ("rest/api/3/myself", "/rest/api/3/myself"),
        ("/myself", "/rest/api/3/myself"),
        ("/rest/api/latest/myself", "/rest/api/3/myself"),
        (
            "/rest/api/3/issue/{issueIdOrKey}/comments",
            "/rest/api/3/issue/{issueIdOrKey}/comment",
        ),
        (
            "/rest/api/3/issue/DEMO-1/comments",
            "/rest/api/3/issue/{issueIdOrKey}/comment",
        ),
        (
            "/rest/agile/latest/board/{id}",
            "/rest/agile/1.0/board/{boardId}",
        ),
    ];
    for (written, meant) in cases {
        match check_operation(Product::Jira, Method::Get, written) {
            Err(OperationError::UnknownPath { nearest, .. }) => {
                assert_eq!(nearest.first(), Some(&meant), "{written}: {nearest:?}");
            }
            other => panic!("{written}: {other:?}"),
        }
    }
    let cases = [
        (
            "/rest/api/content/{id}/label",
            "/wiki/rest/api/content/{id}/label",
        ),
        ("/api/v2/pages/{id}", "/wiki/api/v2/pages/{id}"),
        ("/pages/{id}", "/wiki/api/v2/pages/{id}"),
        ("/wiki/api/v2/pages/123", "/wiki/api/v2/pages/{id}"),
    ];
    for (written, meant) in cases {
        match check_operation(Product::Confluence, Method::Get, written) {
            Err(OperationError::UnknownPath { nearest, .. }) => {
                assert_eq!(nearest.first(), Some(&meant), "{written}: {nearest:?}");
            }
            other => panic!("{written}: {other:?}"),
        }
    }
}

#[test]
fn nonsense_is_answered_without_guesses() {
    let long = "/x".repeat(100_000);
    for written in [
        "",
        "/",
        "//",
        "frobnicate",
        "/rest/frobnicate",
        "{",
        "/é/{ü}",
        &long,
    ] {
        match check_operation(Product::Jira, Method::Get, written) {
            Err(OperationError::UnknownPath { nearest, .. }) => {
                assert!(nearest.is_empty(), "{written}: {nearest:?}");
            }
            other => panic!("{written}: {other:?}"),
        }
    }
}

#[test]
fn a_wrong_method_lists_the_right_ones() {
    for row in operations() {
        let methods: Vec<Method> = operations_at(row.path())
            .iter()
            .map(Operation::method)
            .collect();
        for wrong in Method::ALL.into_iter().filter(|it| !methods.contains(it)) {
            match check(wrong, row.path()) {
                Err(OperationError::WrongMethod {
                    methods: listed, ..
                }) => assert_eq!(listed, methods),
                other => panic!("{wrong} {row}: {other:?}"),
            }
        }
    }
    let wrong = check(Method::Patch, "/rest/api/3/issue/{issueIdOrKey}").unwrap_err();
    assert_eq!(
        format!("{wrong}; {}", wrong.help()),
        r#"unknown method `PATCH` of "/rest/api/3/issue/{issueIdOrKey}"; use `DELETE`, `GET` or `PUT`"#
    );
    let wrong = check(Method::Put, "/rest/api/3/field/{id}").unwrap_err();
    assert_eq!(
        wrong.help(),
        r#"use `DELETE`; `PUT` is at "/rest/api/3/field/{fieldId}""#
    );
}

#[test]
fn the_other_products_path_says_so() {
    let wrong = check_operation(Product::Jira, Method::Get, "/wiki/api/v2/pages").unwrap_err();
    assert_eq!(
        format!("{wrong}; {}", wrong.help()),
        "unknown Jira path \"/wiki/api/v2/pages\": it is a path of Confluence; use `confluence!`"
    );
    // An application of Jira is in Jira.
    let board = "/rest/agile/1.0/board/{boardId}";
    assert!(check_operation(Product::Jira, Method::Get, board).is_ok());
}

#[test]
fn an_inaccessible_operation_says_that_no_app_can_call_it() {
    let banner = operation(Method::Get, "/rest/api/3/announcementBanner");
    let inaccessible: Inaccessible = banner.check_access().unwrap_err();
    assert_eq!(
        inaccessible.to_string(),
        "no Connect app can call `GET /rest/api/3/announcementBanner`"
    );
    let search = operation(Method::Get, "/rest/api/3/field/search");
    assert_eq!(search.check_access(), Ok(None));
}

#[test]
fn parameters_and_bodies_of_well_known_operations() {
    let edit = operation(Method::Put, "/rest/api/3/issue/{issueIdOrKey}");
    assert_eq!(edit.access(), Access::Needs(Scope::Write));
    assert!(edit.takes(Body::Json) && edit.body_required());
    assert_eq!(edit.response(), Response::JsonOrNothing);
    let unknown = edit.query_parameter("notifyUser").unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "unknown query parameter of `PUT /rest/api/3/issue/{issueIdOrKey}` \"notifyUser\""
    );
    assert_eq!(unknown.nearest, ["notifyUsers"]);
    assert_eq!(
        edit.path_parameter("key").unwrap_err().nearest,
        ["issueIdOrKey"]
    );

    let page = operation(Method::Get, "/wiki/api/v2/pages/{id}");
    assert_eq!(page.path_below_base_url(), "/api/v2/pages/{id}");
    let format = page.query_parameter("body_format").unwrap();
    assert_eq!(format.name(), "body-format");
    assert!(format.check("storage").is_ok() && format.check("html").is_err());

    let attach = operation(Method::Post, "/rest/api/3/issue/{issueIdOrKey}/attachments");
    assert_eq!(attach.bodies().collect::<Vec<_>>(), [Body::Multipart]);
    let content = operation(Method::Get, "/rest/api/3/attachment/content/{id}");
    assert_eq!(content.response(), Response::Bytes);
    let builds = operation(Method::Delete, "/rest/builds/0.1/bulkByProperties");
    assert!(builds.takes_any_query() && builds.query_parameter("accountId").is_ok());
}

#[test]
fn a_request_finds_its_operation() {
    for row in operations() {
        let value = |segment: &'static str| {
            if segment.starts_with('{') {
                "1"
            } else {
                segment
            }
        };
        let path: Vec<&str> = row.path().split('/').map(value).collect();
        let found = operation_of_request(row.product(), row.method(), &path.join("/")).unwrap();
        assert_eq!(found, row);
    }
    let bulk = operation_of_request(Product::Jira, Method::Post, "/rest/api/3/issue/bulk");
    assert_eq!(bulk.unwrap().path(), "/rest/api/3/issue/bulk");
    let page = operation_of_request(
        Product::Confluence,
        Method::Post,
        "/rest/api/content/1/label",
    );
    assert_eq!(page.unwrap().path(), "/wiki/rest/api/content/{id}/label");
    let wrong = operation_of_request(Product::Jira, Method::Post, "/rest/api/3/issue/DEMO-1");
    assert!(matches!(
        wrong,
        Err(OperationError::WrongMethod { methods, .. }) if methods.len() == 3
    ));
    assert!(operation_of_request(Product::Jira, Method::Get, "/rest/api/3/issue/").is_err());
}
