//! Pages of lists: by cursor in the second version of the API, by start in the first.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

use crate::failure::Failure;
use crate::request::Reply;
use crate::turn::Turn;

/// Which part of a list is requested.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) start: usize,
    pub(super) limit: usize,
}

impl Part {
    /// By `limit` and `cursor`, which is where the part begins: opaque to callers.
    pub(super) fn by_cursor(turn: &Turn<'_>) -> Result<Part, Failure> {
        let start = match turn.parameter("cursor") {
            None => 0,
            Some(cursor) => cursor
                .strip_prefix("c")
                .and_then(|number| number.parse().ok())
                .ok_or_else(|| Failure::bad_request("Provided value for 'cursor' is not valid."))?,
        };
        Ok(Part {
            start,
            limit: limit(turn, 250),
        })
    }

    /// By `limit` and `start`.
    pub(super) fn by_start(turn: &Turn<'_>) -> Part {
        let start = turn.number("start").unwrap_or_default();
        Part {
            start: usize::try_from(start).unwrap_or_default(),
            limit: limit(turn, 200),
        }
    }

    /// For SQL: one more, to know whether the list goes on.
    pub(super) fn sql(self) -> String {
        format!(" LIMIT {} OFFSET {}", self.limit + 1, self.start)
    }

    /// Takes the part out of what a statement with [`Part::sql`] has found; whether more follow.
    pub(super) fn cut<T>(self, found: &mut Vec<T>) -> bool {
        let more = found.len() > self.limit;
        found.truncate(self.limit);
        more
    }

    /// The part of a whole list; whether more follow.
    pub(super) fn of<T>(self, all: Vec<T>) -> (Vec<T>, bool) {
        let mut found: Vec<T> = all
            .into_iter()
            .skip(self.start)
            .take(self.limit + 1)
            .collect();
        let more = self.cut(&mut found);
        (found, more)
    }

    /// The answer of the second version.
    pub(super) fn cursor_reply(self, turn: &Turn<'_>, results: Vec<Value>, more: bool) -> Reply {
        let mut links = Map::new();
        if more {
            let cursor = format!("c{}", self.start + self.limit);
            links.insert("next".to_owned(), next(turn, "cursor", &cursor).into());
        }
        links.insert("base".to_owned(), turn.link("").into());
        Reply::ok(&json!({ "results": results, "_links": links }))
    }

    /// The answer of the first version.
    pub(super) fn start_body(self, turn: &Turn<'_>, results: Vec<Value>, more: bool) -> Value {
        let mut links = json!({ "base": turn.link(""), "context": "/wiki", "self": own(turn) });
        if more {
            let start = (self.start + self.limit).to_string();
            // Below the context, which this version leaves out.
            let next = next(turn, "start", &start);
            links["next"] = next.strip_prefix("/wiki").unwrap_or(&next).into();
        }
        json!({
            "start": self.start,
            "limit": self.limit,
            "size": results.len(),
            "results": results,
            "_links": links,
        })
    }
}

fn limit(turn: &Turn<'_>, most: usize) -> usize {
    let limit = turn.number("limit").and_then(|it| usize::try_from(it).ok());
    limit.unwrap_or(25).clamp(1, most)
}

impl Part {
    /// Where a search goes on: below the context, which the first version leaves out.
    pub(super) fn cursor_next(self, turn: &Turn<'_>) -> String {
        let cursor = format!("c{}", self.start + self.limit);
        let next = next(turn, "cursor", &cursor);
        next.strip_prefix("/wiki").unwrap_or(&next).to_owned()
    }
}

/// The path of the request, with its values.
fn path(turn: &Turn<'_>) -> String {
    let segments = turn.request.operation.path().split('/').map(|segment| {
        let name = segment
            .strip_prefix('{')
            .and_then(|it| it.strip_suffix('}'));
        match name {
            Some(name) => escaped(turn.request.value(name).unwrap_or_default()),
            None => segment.to_owned(),
        }
    });
    segments.collect::<Vec<_>>().join("/")
}

pub(super) fn escaped(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// The address of the request itself.
fn own(turn: &Turn<'_>) -> String {
    let path = path(turn);
    turn.link(path.strip_prefix("/wiki").unwrap_or(&path))
}

/// The request again, from another place on.
fn next(turn: &Turn<'_>, parameter: &str, value: &str) -> String {
    let mut query: Vec<String> = turn
        .request
        .query
        .iter()
        .filter(|(name, _)| name != parameter)
        .map(|(name, value)| format!("{}={}", escaped(name), escaped(value)))
        .collect();
    query.push(format!("{parameter}={value}"));
    format!("{}?{}", path(turn), query.join("&"))
}
