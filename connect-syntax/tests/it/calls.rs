//! Each operation that a Connect app can call can be written as a call, and only whole.
use connect_model::Product;
use connect_model::operation::{
    Access, Body, Cardinality, Operation, Parameter, ValueKind, operations,
};
use connect_syntax::ScopedMacro;
use connect_syntax::rest::{RestCall, Step};
use proc_macro2::TokenStream;

fn product(operation: &Operation) -> Product {
    operation.product().host()
}

/// A value of the right kind.
fn value(parameter: &Parameter) -> String {
    let one = match parameter.value_kind() {
        ValueKind::String => "\"a\"".to_owned(),
        ValueKind::Integer => "-1".to_owned(),
        ValueKind::Boolean => "true".to_owned(),
        ValueKind::Enum => format!("{:?}", parameter.words().last().unwrap()),
    };
    match parameter.cardinality() {
        Cardinality::Once => one,
        Cardinality::Repeated | Cardinality::Joined => format!("[{one}, {one}]"),
    }
}

fn body(body: Body) -> &'static str {
    match body {
        Body::Json => "json = x",
        Body::JsonPatch => "json_patch = x",
        Body::Multipart => "multipart = x",
        Body::Text => "text = x",
        Body::Any => "bytes(\"image/png\", x)",
    }
}

/// Everything that a call can be given, by its argument; words of Rust's own as they are.
fn clauses(operation: &Operation) -> Vec<String> {
    let mut clauses: Vec<String> = operation
        .path_parameters()
        .map(|parameter| format!("{} = {}", parameter.argument(), value(parameter)))
        .collect();
    let query: Vec<String> = operation
        .query_parameters()
        .map(|parameter| format!("{} = {}", parameter.argument(), value(parameter)))
        .collect();
    clauses.push(format!("query({})", query.join(", ")));
    let headers: Vec<String> = operation
        .headers()
        .map(|header| format!("{:?} = \"a\"", header.name()))
        .collect();
    clauses.push(format!("headers({})", headers.join(", ")));
    clauses.extend(operation.bodies().next().map(|kind| body(kind).to_owned()));
    clauses
}

fn tokens(operation: &Operation, clauses: &[String]) -> TokenStream {
    let mut call = format!("client, {} {:?}", operation.method(), operation.path());
    for clause in clauses {
        call.push_str(", ");
        call.push_str(clause);
    }
    call.parse().expect(&call)
}

#[test]
fn every_operation_can_be_called_with_all_that_it_takes() {
    for operation in operations()
        .iter()
        .filter(|it| it.access() != Access::Inaccessible)
    {
        let clauses = clauses(operation);
        let tokens = tokens(operation, &clauses);
        let call = match RestCall::parse(product(operation), tokens.clone()) {
            Ok(call) => call,
            Err(error) => {
                let errors: Vec<String> = error.into_iter().map(|it| it.to_string()).collect();
                panic!("{tokens}: {errors:?}");
            }
        };
        assert!(std::ptr::eq(call.operation, operation), "{operation}");
        let query = call
            .steps
            .iter()
            .filter(|step| matches!(step, Step::Query { .. }))
            .count();
        assert_eq!(query, operation.query_parameters().count(), "{operation}");
        // The build script reads the same.
        let need = ScopedMacro::Call(product(operation))
            .scopes(&tokens)
            .unwrap();
        assert_eq!(
            Some((product(operation), operation.method(), operation.path())),
            need.kind.operation()
        );
        assert!(call.scope.is_none_or(|scope| need.scopes.covers(scope)));
    }
}

#[test]
fn without_anything_each_missing_thing_is_reported_once() {
    for operation in operations()
        .iter()
        .filter(|it| it.access() != Access::Inaccessible)
    {
        let needed = operation.path_parameters().len()
            + operation
                .query_parameters()
                .filter(|it| it.required())
                .count()
            + operation.headers().filter(|it| it.required()).count()
            + usize::from(operation.body_required());
        let found = match RestCall::parse(product(operation), tokens(operation, &[])) {
            Ok(_) => 0,
            Err(errors) => errors.into_iter().count(),
        };
        assert_eq!(found, needed, "{operation}");
    }
}

#[test]
fn what_no_app_can_call_is_refused() {
    for operation in operations()
        .iter()
        .filter(|it| it.access() == Access::Inaccessible)
    {
        let tokens = tokens(operation, &clauses(operation));
        let error = RestCall::parse(product(operation), tokens).unwrap_err();
        assert!(
            error.to_string().starts_with("no Connect app can call"),
            "{operation}: {error}"
        );
    }
}

#[test]
fn expressions_keep_the_order_in_which_they_are_written() {
    let call = r#"client, PUT "/rest/api/3/issue/{issueIdOrKey}",
        json = a, query(notifyUsers = b), issueIdOrKey = c, query(returnIssue = d)"#;
    let call = RestCall::parse(Product::Jira, call.parse().unwrap()).unwrap();
    let order: Vec<&str> = call
        .steps
        .iter()
        .map(|step| match step {
            Step::Body { .. } => "body",
            Step::Query { name, .. } => name,
            Step::Path { name, .. } => name,
            Step::Header { name, .. } => name,
        })
        .collect();
    assert_eq!(
        order,
        ["body", "notifyUsers", "issueIdOrKey", "returnIssue"]
    );
}
