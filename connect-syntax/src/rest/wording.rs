//! What the compiler says about calls of the REST API.
//!
//! The grammar is the one of [`crate::wording`].

use connect_model::operation::{
    Body, Holds, Inaccessible, Many, Operation, OperationError, Parameter, WrongValue,
};

pub(super) const INCOMPLETE: &str =
    "the call is incomplete\nhelp: write `jira!(client, GET \"/rest/…\")`";

pub(super) const PATH_AT_RUN_TIME: &str = "the path is a string literal, as the documentation writes it\n\
     help: for a path that is made at run time, use \
     `client.unchecked(Method::Get, path, scopes![READ])`";

pub(super) const NAME_AND_VALUE: &str = "expected `name = value`";

pub(super) const CLAUSES: &str =
    "expected `name = value`, `query(…)`, `headers(…)` or a body, such as `json = value`";

pub(super) const BYTES: &str = "`bytes` takes the content type and what is sent\n\
     help: write `bytes(\"image/png\", …)`";

pub(super) fn no_client(macro_name: &str) -> String {
    format!("`{macro_name}!` needs a client\nhelp: write `{macro_name}!(client, GET \"/rest/…\")`")
}

pub(super) fn no_path(macro_name: &str) -> String {
    format!(
        "`{macro_name}!` needs a method and a path\n\
         help: write `{macro_name}!(client, GET \"/rest/…\")`"
    )
}

pub(super) fn no_comma(behind: &str) -> String {
    format!("expected `,` behind {behind}")
}

pub(super) fn no_value(name: &str) -> String {
    format!("`{name}` has no value\nhelp: write `{name} = …`")
}

pub(super) fn in_parens(clause: &str) -> String {
    let name = match clause {
        "headers" => "\"Name\"",
        _ => "name",
    };
    format!("`{clause}` is a list in parentheses\nhelp: write `{clause}({name} = …)`")
}

pub(super) fn unknown_clause(name: &str) -> String {
    let help = match name {
        "json" | "json_patch" | "text" | "multipart" => format!("write `{name} = …`"),
        "header" => "write `headers(\"Name\" = …)`".to_owned(),
        _ => "it is `query(…)`, `headers(…)` or `bytes(…)`".to_owned(),
    };
    format!("unknown clause `{name}(…)`\nhelp: {help}")
}

pub(super) fn no_operation(error: &OperationError) -> String {
    format!("{error}\nhelp: {}", error.help())
}

pub(super) fn inaccessible(error: &Inaccessible) -> String {
    format!("{error}\nhelp: {}", error.help())
}

pub(super) fn unknown_path_parameter(name: &str, operation: &Operation, near: &[&str]) -> String {
    let all: Vec<_> = operation
        .path_parameters()
        .map(Parameter::argument)
        .collect();
    let help = did_you_mean(near).unwrap_or_else(|| takes("path parameters", &all));
    format!("unknown path parameter `{name}` of `{operation}`\nhelp: {help}")
}

pub(super) fn unknown_query_parameter(
    name: &str,
    operation: &Operation,
    near: &[&str],
    all: &[&str],
) -> String {
    let help = did_you_mean(near).unwrap_or_else(|| takes("query parameters", all));
    format!("unknown query parameter `{name}` of `{operation}`\nhelp: {help}")
}

pub(super) fn unknown_header(
    name: &str,
    operation: &Operation,
    near: &[&str],
    all: &[&str],
) -> String {
    let help = match (did_you_mean(near), all) {
        (Some(help), _) => help,
        (None, []) => format!(
            "the documentation lists none; for one of your own, write \
             `.header(HeaderName::from_static({:?}), …)` behind the call",
            name.to_ascii_lowercase()
        ),
        (None, all) => takes("headers", all),
    };
    format!("unknown header `{name}` of `{operation}`\nhelp: {help}")
}

pub(super) fn belongs_in_query(name: &str, operation: &Operation) -> String {
    format!("`{name}` is a query parameter of `{operation}`\nhelp: write `query({name} = …)`")
}

pub(super) fn belongs_in_path(name: &str, operation: &Operation) -> String {
    format!(
        "`{name}` is a path parameter of `{operation}`\nhelp: write `{name} = …` outside of `query`"
    )
}

pub(super) fn repeated(what: &str, name: &str, list: bool) -> String {
    let help = match list {
        true => format!("give it a list: `{name} = [a, b]`"),
        false => "remove one of the two".to_owned(),
    };
    format!("{what} `{name}` is given twice\nhelp: {help}")
}

pub(super) fn missing_path_parameter(operation: &Operation, name: &str) -> String {
    format!("`{operation}` needs path parameter `{name}`\nhelp: write `{name} = …`")
}

pub(super) fn missing_query_parameter(operation: &Operation, parameter: &Parameter) -> String {
    let name = parameter.argument();
    format!(
        "`{operation}` needs query parameter `{name}`\nhelp: write `query({name} = {})`",
        example(parameter)
    )
}

pub(super) fn missing_header(operation: &Operation, name: &str) -> String {
    let value = match name.eq_ignore_ascii_case("X-Atlassian-Token") {
        true => "\"no-check\"",
        false => "…",
    };
    format!("`{operation}` needs header `{name}`\nhelp: write `headers({name:?} = {value})`")
}

pub(super) fn no_header_value(name: &str) -> String {
    format!("the value of header `{name}` must be printable ASCII\nhelp: remove what is not")
}

pub(super) fn no_segment(name: &str, written: &str) -> String {
    format!("`{name}` can't be {written:?}: a path has no such segment\nhelp: write `{name} = …`")
}

pub(super) fn wrong_value(wrong: &WrongValue, near: &[&str]) -> String {
    let help = match did_you_mean(near) {
        Some(help) => help,
        None => format!(
            "write `{} = {}`",
            wrong.parameter.argument(),
            example(&wrong.parameter)
        ),
    };
    format!("{wrong}\nhelp: {help}")
}

pub(super) fn no_list(parameter: &Parameter) -> String {
    let name = parameter.argument();
    format!(
        "`{name}` takes one value, not a list\nhelp: write `{name} = {}`",
        example(parameter)
    )
}

pub(super) fn takes_no_body(operation: &Operation, get: bool) -> String {
    let help = match get && operation.query_parameters().next().is_some() {
        true => "write `query(name = …)`, or leave it out",
        false => "leave it out",
    };
    format!("`{operation}` takes no body\nhelp: {help}")
}

pub(super) fn takes_another_body(operation: &Operation, body: Body, choices: &[&str]) -> String {
    format!(
        "`{operation}` takes no {body} body\nhelp: write {}",
        or(choices)
    )
}

pub(super) fn second_body(clause: &str) -> String {
    format!("`{clause}` is a second body\nhelp: remove one of the two")
}

pub(super) fn needs_body(operation: &Operation, choices: &[&str]) -> String {
    format!("`{operation}` needs a body\nhelp: write {}", or(choices))
}

pub(super) fn no_content_type(written: &str) -> String {
    format!("{written:?} is no content type\nhelp: write one such as \"image/png\"")
}

pub(super) fn deprecated_parameter(what: &str, name: &str, operation: &Operation) -> String {
    format!("{what} `{name}` of `{operation}` is deprecated")
}

pub(super) fn as_user_takes(problem: &str) -> String {
    format!(
        "{problem}\n\
         help: write `as_user!(client, account)`, or `as_user!(client, account, scopes![READ])`"
    )
}

pub(super) fn unknown_scope(name: &str, near: &[&str], all: &[&str]) -> String {
    let help = did_you_mean(near).unwrap_or_else(|| format!("it is one of {}", or(&quoted(all))));
    format!("unknown scope `{name}`\nhelp: {help}")
}

pub(super) const SCOPE_NAME: &str =
    "expected a scope\nhelp: write its name as a descriptor does: `scopes![READ, WRITE]`";

fn did_you_mean(near: &[&str]) -> Option<String> {
    (!near.is_empty()).then(|| format!("did you mean {}?", or(&quoted(near))))
}

fn takes(what: &str, all: &[&str]) -> String {
    match all {
        [] => format!("it takes no {what}"),
        all => format!("it takes {}", or(&quoted(all))),
    }
}

fn quoted(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| format!("`{name}`")).collect()
}

/// `a, b or c`
fn or(names: &[impl AsRef<str>]) -> String {
    let mut text = String::new();
    for (index, name) in names.iter().enumerate() {
        text.push_str(match index {
            0 => "",
            _ if index + 1 == names.len() => " or ",
            _ => ", ",
        });
        text.push_str(name.as_ref());
    }
    text
}

/// What a value of the parameter looks like.
fn example(parameter: &Parameter) -> String {
    let one = match parameter.holds() {
        Holds::String => "\"…\"".to_owned(),
        Holds::Integer => "10".to_owned(),
        Holds::Boolean => "true".to_owned(),
        Holds::Enum => format!("{:?}", parameter.words().next().unwrap_or("…")),
    };
    match parameter.many() {
        Many::Once => one,
        Many::Repeated | Many::Joined => format!("[{one}]"),
    }
}
