//! The messages about calls of the REST API.

use connect_model::fact::{self, joined};
use connect_model::operation::{
    Body, Cardinality, Inaccessible, Operation, OperationError, Parameter, ValueKind, WrongValue,
};

use super::{did_you_mean, list};

pub(crate) const INCOMPLETE: &str = "incomplete call\nhelp: write `jira!(client, GET \"/rest/…\")`";

pub(crate) const PATH_AT_RUN_TIME: &str = "the path must be a string literal, as in the documentation\n\
     help: for a path that is made at run time, use \
     `client.unchecked(Method::Get, path, scopes![READ])`";

pub(crate) const CLAUSES: &str =
    "expected `name = value`, `query(…)`, `headers(…)` or a body, such as `json = value`";

pub(crate) const BYTES: &str = "`bytes` takes the content type and what is sent\n\
     help: write `bytes(\"image/png\", …)`";

pub(crate) fn no_client(macro_name: &str) -> String {
    format!("`{macro_name}!` needs a client\nhelp: write `{macro_name}!(client, GET \"/rest/…\")`")
}

pub(crate) fn no_path(macro_name: &str) -> String {
    format!(
        "`{macro_name}!` needs a method and a path\n\
         help: write `{macro_name}!(client, GET \"/rest/…\")`"
    )
}

pub(crate) fn in_parens(clause: &str) -> String {
    let name = match clause {
        "headers" => "\"Name\"",
        _ => "name",
    };
    format!("`{clause}` takes a list in parentheses\nhelp: write `{clause}({name} = …)`")
}

pub(crate) fn comma_before_path(method: &str) -> String {
    format!("no comma between the method and the path\nhelp: write `{method} \"/rest/…\"`")
}

pub(crate) fn unnamed_body(clause: &str, value: Option<&str>) -> String {
    let value = value.unwrap_or("…");
    format!("`{clause}` does not say how the body is sent\nhelp: write `json = {value}`")
}

pub(crate) fn bare_json(clause: &str) -> String {
    format!(
        "`{clause}` takes a Rust expression, and JSON is not one\n\
         help: write `{clause} = serde_json::json!({{ … }})`"
    )
}

pub(crate) fn unknown_clause(name: &str) -> String {
    let help = match name {
        "json" | "json_patch" | "text" | "multipart" => format!("write `{name} = …`"),
        "header" => "write `headers(\"Name\" = …)`".to_owned(),
        _ => "it is `query(…)`, `headers(…)` or `bytes(…)`".to_owned(),
    };
    format!("unknown clause `{name}(…)`\nhelp: {help}")
}

pub(crate) fn no_operation(error: &OperationError) -> String {
    format!("{error}\nhelp: {}", error.help())
}

pub(crate) fn inaccessible(error: &Inaccessible) -> String {
    format!("{error}\nhelp: {}", error.help())
}

pub(crate) fn unknown_path_parameter(name: &str, operation: &Operation, near: &[&str]) -> String {
    let all: Vec<_> = operation
        .path_parameters()
        .map(Parameter::argument)
        .collect();
    let help = did_you_mean(near).unwrap_or_else(|| takes("path parameters", &all));
    format!("unknown path parameter `{name}` of `{operation}`\nhelp: {help}")
}

pub(crate) fn unknown_query_parameter(
    name: &str,
    operation: &Operation,
    near: &[&str],
    all: &[&str],
) -> String {
    let help = did_you_mean(near).unwrap_or_else(|| takes("query parameters", all));
    format!("unknown query parameter `{name}` of `{operation}`\nhelp: {help}")
}

pub(crate) fn unknown_header(
    name: &str,
    operation: &Operation,
    near: &[&str],
    all: &[&str],
) -> String {
    let help = match (did_you_mean(near), all) {
        (Some(help), _) => help,
        (None, []) => format!(
            "the documentation lists none; for one of your own, write \
             `.header(HeaderName::from_static({:?}), …)` after the call",
            name.to_ascii_lowercase()
        ),
        (None, all) => takes("headers", all),
    };
    format!("unknown header `{name}` of `{operation}`\nhelp: {help}")
}

pub(crate) fn belongs_in_query(name: &str, operation: &Operation) -> String {
    format!("`{name}` is a query parameter of `{operation}`\nhelp: write `query({name} = …)`")
}

pub(crate) fn belongs_in_path(name: &str, operation: &Operation) -> String {
    format!(
        "`{name}` is a path parameter of `{operation}`\nhelp: write `{name} = …` outside `query`"
    )
}

pub(crate) fn repeated(what: &str, name: &str, takes_list: bool) -> String {
    let help = if takes_list {
        format!("give it a list: `{name} = [a, b]`")
    } else {
        "remove one of the two".to_owned()
    };
    format!("{what} `{name}` is given twice\nhelp: {help}")
}

pub(crate) fn missing_path_parameter(operation: &Operation, name: &str) -> String {
    format!("`{operation}` needs path parameter `{name}`\nhelp: write `{name} = …`")
}

pub(crate) fn missing_query_parameter(operation: &Operation, parameter: &Parameter) -> String {
    let name = parameter.argument();
    format!(
        "`{operation}` needs query parameter `{name}`\nhelp: write `query({name} = {})`",
        example(parameter)
    )
}

pub(crate) fn missing_header(operation: &Operation, name: &str) -> String {
    let value = if name.eq_ignore_ascii_case("X-Atlassian-Token") {
        "\"no-check\""
    } else {
        "…"
    };
    format!("`{operation}` needs header `{name}`\nhelp: write `headers({name:?} = {value})`")
}

pub(crate) fn bad_header_value(name: &str) -> String {
    format!(
        "the value of header `{name}` must be printable ASCII\nhelp: remove the other characters"
    )
}

pub(crate) fn bad_segment(name: &str, written: &str) -> String {
    format!("`{name}` can't be {written:?}, which is not a path segment\nhelp: write `{name} = …`")
}

pub(crate) fn wrong_value(wrong: &WrongValue, near: &[&str]) -> String {
    let quoted: Vec<String> = near.iter().map(|word| format!("{word:?}")).collect();
    let help = match fact::did_you_mean(&quoted) {
        Some(help) => help,
        None => format!(
            "write `{} = {}`",
            wrong.parameter.argument(),
            example(&wrong.parameter)
        ),
    };
    format!("{wrong}\nhelp: {help}")
}

pub(crate) fn not_a_list(parameter: &Parameter) -> String {
    let name = parameter.argument();
    format!(
        "`{name}` takes one value, not a list\nhelp: write `{name} = {}`",
        example(parameter)
    )
}

pub(crate) fn takes_no_body(operation: &Operation, get: bool) -> String {
    let help = if get && operation.query_parameters().next().is_some() {
        "write `query(name = …)`, or remove it"
    } else {
        "remove it"
    };
    format!("`{operation}` takes no body\nhelp: {help}")
}

pub(crate) fn takes_another_body(operation: &Operation, body: Body, choices: &[&str]) -> String {
    format!(
        "`{operation}` does not take a {body} body\nhelp: write {}",
        joined(choices, "or")
    )
}

pub(crate) fn second_body(clause: &str) -> String {
    format!("`{clause}` is a second body\nhelp: remove one of the two")
}

pub(crate) fn needs_body(operation: &Operation, choices: &[&str]) -> String {
    format!(
        "`{operation}` needs a body\nhelp: write {}",
        joined(choices, "or")
    )
}

pub(crate) fn bad_content_type(written: &str) -> String {
    format!("{written:?} is not a content type\nhelp: write one such as \"image/png\"")
}

pub(crate) fn deprecated_parameter(what: &str, name: &str, operation: &Operation) -> String {
    format!("{what} `{name}` of `{operation}` is deprecated")
}

pub(crate) fn as_user_needs(what: &str) -> String {
    as_user(&format!("`as_user!` needs {what}"))
}

pub(crate) fn as_user_takes_three() -> String {
    as_user("`as_user!` takes no more than three arguments")
}

fn as_user(problem: &str) -> String {
    format!(
        "{problem}\n\
         help: write `as_user!(client, account)`, or `as_user!(client, account, scopes![READ])`"
    )
}

pub(crate) fn unknown_scope(name: &str, near: &[&str], all: &[&str]) -> String {
    let help = did_you_mean(near).unwrap_or_else(|| format!("it is one of {}", list(all)));
    format!("unknown scope `{name}`\nhelp: {help}")
}

pub(crate) fn unknown_scope_of_forge(name: &str, near: &[&str]) -> String {
    let help = did_you_mean(near).unwrap_or_else(|| {
        "write one of the operation's scopes in Atlassian's documentation, such as \
         `\"read:jira-work\"`; one of Connect is written without quotes: `READ`"
            .to_owned()
    });
    format!("unknown scope of Forge `{name}`\nhelp: {help}")
}

pub(crate) const SCOPE_NAME: &str =
    "expected a scope\nhelp: write its name as a descriptor does: `scopes![READ, WRITE]`";

fn takes(what: &str, all: &[&str]) -> String {
    match all {
        [] => format!("it takes no {what}"),
        all => format!("it takes {}", list(all)),
    }
}

/// An example value of the parameter.
fn example(parameter: &Parameter) -> String {
    let one = match parameter.value_kind() {
        ValueKind::String => "\"…\"".to_owned(),
        ValueKind::Integer => "10".to_owned(),
        ValueKind::Boolean => "true".to_owned(),
        ValueKind::Enum => format!("{:?}", parameter.words().next().unwrap_or("…")),
    };
    match parameter.cardinality() {
        Cardinality::Once => one,
        Cardinality::Repeated | Cardinality::Joined => format!("[{one}]"),
    }
}
