//! Declarations in comments: `connect: PUT /rest/api/3/issue/{issueIdOrKey}`, or
//! `connect: scopes WRITE`.

use connect_model::forge::scope as forge_scope;
use connect_model::{Method, Scope, ScopeSet};

use super::script::Comment;

/// What a comment declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum StatementKind {
    Operation(Method, String),
    /// Connect scopes, and space-separated Forge scopes.
    Scopes(ScopeSet, String),
    /// It starts like a declaration, but is wrong.
    Wrong(String),
}

/// One declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statement {
    /// Its offset.
    pub(super) at: usize,
    pub(super) kind: StatementKind,
}

/// The declarations in a comment, one per line.
pub(super) fn statements(comment: &Comment) -> Vec<Statement> {
    let mut statements = Vec::new();
    let mut at = comment.inside;
    for line in comment.text.split_inclusive('\n') {
        let text = line.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '*');
        let begins = at + (line.len() - text.len());
        at += line.len();
        if let Some(kind) = text.strip_prefix("connect:").and_then(kind) {
            statements.push(Statement { at: begins, kind });
        }
    }
    statements
}

/// What follows `connect:`; `None` if it is prose.
fn kind(text: &str) -> Option<StatementKind> {
    let text = text.trim();
    let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let rest = rest.trim();
    if matches!(first, "scope" | "scopes") {
        return Some(scopes(rest));
    }
    match first.to_ascii_uppercase().parse::<Method>() {
        Ok(method) if rest.starts_with('/') && !rest.contains(char::is_whitespace) => {
            let path = rest.split(['?', '#']).next().unwrap_or(rest);
            Some(StatementKind::Operation(method, path.to_owned()))
        }
        // Prose may start with one of these words, but it contains no path.
        _ if text.contains("/rest/") || text.contains("/api/") => Some(StatementKind::Wrong(
            format!("{text:?} is not a method and a path"),
        )),
        _ => None,
    }
}

fn scopes(text: &str) -> StatementKind {
    let names = text.split([',', ' ']).filter(|name| !name.is_empty());
    let mut set = ScopeSet::EMPTY;
    let mut of_forge: Vec<&str> = Vec::new();
    let mut any = false;
    for name in names {
        any = true;
        // Connect scopes contain no colon.
        let known = if name.contains(':') {
            forge_scope::named(name).map(|scope| of_forge.push(scope))
        } else {
            Scope::named(name).map(|scope| set.extend(scope))
        };
        if let Err(unknown) = known {
            let help = unknown.suggestion().map(|it| format!("\nhelp: {it}"));
            return StatementKind::Wrong(format!("{unknown}{}", help.unwrap_or_default()));
        }
    }
    if any {
        StatementKind::Scopes(set, of_forge.join(" "))
    } else {
        StatementKind::Wrong("no scope is named".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_distinguished_from_prose() {
        let operation = |method, path: &str| StatementKind::Operation(method, path.to_owned());
        let wrong = |message: &str| StatementKind::Wrong(message.to_owned());
        for (text, expected) in [
            (
                " connect: GET /rest/api/3/myself",
                vec![operation(Method::Get, "/rest/api/3/myself")],
            ),
            (
                " connect: put /rest/a?b=c ",
                vec![operation(Method::Put, "/rest/a")],
            ),
            (
                "*\n * connect: GET /rest/a\n * connect: scopes WRITE, ACT_AS_USER\n ",
                vec![
                    operation(Method::Get, "/rest/a"),
                    StatementKind::Scopes(
                        ScopeSet::of(&[Scope::Write, Scope::ActAsUser]),
                        String::new(),
                    ),
                ],
            ),
            (
                "connect: scopes none",
                vec![StatementKind::Scopes(ScopeSet::EMPTY, String::new())],
            ),
            (
                "connect: scopes READ, read:jira-work read:jira-user",
                vec![StatementKind::Scopes(
                    ScopeSet::of(&[Scope::Read]),
                    "read:jira-work read:jira-user".to_owned(),
                )],
            ),
            (
                "connect: scopes READ, read:jira-wrok",
                vec![wrong(
                    "unknown scope of Forge \"read:jira-wrok\"\nhelp: did you mean \"read:jira-work\"?",
                )],
            ),
            (" connect: to the server", vec![]),
            (" connect: get the issue first", vec![]),
            (" we connect: GET /rest/a", vec![]),
            (
                " connect: FETCH /rest/a",
                vec![wrong("\"FETCH /rest/a\" is not a method and a path")],
            ),
            (
                " connect: scopes WRIT",
                vec![wrong(
                    "unknown scope \"WRIT\"\nhelp: did you mean \"WRITE\"?",
                )],
            ),
            (" connect: scopes", vec![wrong("no scope is named")]),
        ] {
            let comment = Comment {
                range: 0..0,
                text: text.to_owned(),
                inside: 0,
            };
            let found: Vec<_> = statements(&comment).into_iter().map(|it| it.kind).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
