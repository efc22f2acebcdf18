use std::time::SystemTime;

use connect_model::Product;
use connect_model::operation::{Operation, check_operation, operations};
use serde_json::{Value, json};
use url::Url;

use super::shape::Shape;
use super::*;
use crate::{Body, Caller};

fn made(
    operation: &'static Operation,
    values: &[(&'static str, &str)],
    sent: Option<Value>,
) -> Reply {
    let base = match operation.product().host() {
        Product::Confluence => "https://demo.example/wiki/",
        _ => "https://demo.example/",
    };
    let values: Vec<_> = values
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect();
    example(&Request {
        operation,
        values,
        query: Vec::new(),
        body: Body {
            json: sent,
            ..Body::default()
        },
        caller: Caller::default(),
        base_url: Url::parse(base).unwrap(),
        now: SystemTime::UNIX_EPOCH,
    })
}

fn body(reply: &Reply) -> Value {
    let (_, bytes) = reply.body.as_ref().unwrap();
    serde_json::from_slice(bytes).unwrap()
}

fn jira(method: Method, path: &str, values: &[(&'static str, &str)], sent: Option<Value>) -> Value {
    let operation = check_operation(Product::Jira, method, path).unwrap();
    body(&made(operation, values, sent))
}

#[test]
fn each_cell_of_the_tables_is_a_shape_whose_names_are_known() {
    fn names(shape: &Shape, api: &str) {
        match shape {
            Shape::Object(members) => members.iter().for_each(|it| names(&it.shape, api)),
            Shape::List(inner) | Shape::Map(inner) => names(inner, api),
            Shape::Named(name) => assert!(table::shape(api, name).is_some(), "{api} {name}"),
            _ => {}
        }
    }
    let mut shapes = 0;
    for line in include_str!("../../facts/shapes.tsv").lines().skip(1) {
        let [_, apis, holds] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        for api in apis.split(',') {
            names(&Shape::parse(holds).expect(line), api);
            shapes += 1;
        }
    }
    assert!(shapes > 1_000);
    for line in include_str!("../../facts/responses.tsv").lines().skip(1) {
        let [_, _, api, _, holds] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        if holds != "-" {
            names(&Shape::parse(holds).expect(line), api);
        }
    }
}

/// Each is as its document says, is not an error, ends, and is reproducible.
#[test]
fn each_operation_has_an_example() {
    let mut full = 0;
    for operation in operations() {
        let values: Vec<_> = operation
            .path_parameters()
            .map(|it| (it.name(), "1"))
            .collect();
        let reply = made(operation, &values, None);
        let at = format!("{} {}", operation.method().name(), operation.path());
        assert!(
            reply.status.is_success() || reply.status.is_redirection(),
            "{at}"
        );
        assert_eq!(reply.known, Known::Example);
        let size = reply.body.as_ref().map_or(0, |(_, bytes)| bytes.len());
        assert!(size < 64 * 1024, "{at}: {size}");
        assert_eq!(reply.body, made(operation, &values, None).body, "{at}");
        full += usize::from(size > 2);
    }
    assert!(full > 1_000, "{full}");
}

#[test]
fn an_example_refers_to_the_demo_data_and_to_what_was_asked_for() {
    let scheme = jira(
        Method::Get,
        "/rest/api/3/screens/{screenId}/tabs/{tabId}/fields",
        &[("screenId", "7"), ("tabId", "8")],
        None,
    );
    assert_eq!(scheme[0]["name"], "Example");
    let category = "/rest/api/3/projectCategory/{id}";
    let category = jira(Method::Get, category, &[("id", "77")], None);
    assert_eq!(category["id"], "77");
    assert_eq!(
        category["self"],
        "https://demo.example/rest/api/3/projectCategory/77"
    );
    let sent = json!({"name": "Mine", "description": "Of the test."});
    let created = jira(Method::Post, "/rest/api/3/projectCategory", &[], Some(sent));
    assert_eq!(
        (&created["name"], &created["description"]),
        (&json!("Mine"), &json!("Of the test."))
    );
}

#[test]
fn a_page_has_one_element_and_no_next() {
    let page = jira(Method::Get, "/rest/api/3/workflowscheme", &[], None);
    assert_eq!(page["values"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&page["startAt"], &page["total"], &page["isLast"]),
        (&json!(0), &json!(1), &json!(true))
    );
    assert_eq!(page.get("nextPage"), None);
}

#[test]
fn what_only_the_app_creates_does_not_exist() {
    let hooks = jira(Method::Get, "/rest/api/3/webhook", &[], None);
    assert_eq!(hooks["values"], json!([]));
}
