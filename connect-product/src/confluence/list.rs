//! Pagination of lists: by cursor in the second version of the API, by start in the first.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

use crate::failure::Failure;
use crate::request::Reply;
use crate::turn::Turn;

/// The requested part of a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) start: usize,
    pub(super) limit: usize,
}

impl Part {
    /// By `limit` and `cursor`, which is the start of the part and opaque to callers.
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

    /// The SQL for one entry more, to know whether the list continues.
    pub(super) fn sql(self) -> String {
        format!(" LIMIT {} OFFSET {}", self.limit + 1, self.start)
    }

    /// Cuts the result of a statement with [`Part::sql`] to this part; returns whether more follow.
    pub(super) fn cut<T>(self, found: &mut Vec<T>) -> bool {
        let more = found.len() > self.limit;
        found.truncate(self.limit);
        more
    }

    /// This part of a whole list, and whether more follow.
    pub(super) fn of<T>(self, all: Vec<T>) -> (Vec<T>, bool) {
        let mut found: Vec<T> = all
            .into_iter()
            .skip(self.start)
            .take(self.limit + 1)
            .collect();
        let more = self.cut(&mut found);
        (found, more)
    }

    /// The response in the second version of the API.
    pub(super) fn cursor_reply(self, turn: &Turn<'_>, results: Vec<Value>, more: bool) -> Reply {
        let mut links = Map::new();
        if more {
            let cursor = format!("c{}", self.start + self.limit);
            links.insert("next".to_owned(), next(turn, "cursor", &cursor).into());
        }
        links.insert("base".to_owned(), turn.link("").into());
        Reply::ok(&json!({ "results": results, "_links": links }))
    }

    /// The response body in the first version of the API.
    pub(super) fn start_body(self, turn: &Turn<'_>, results: Vec<Value>, more: bool) -> Value {
        let mut links = json!({ "base": turn.link(""), "context": "/wiki", "self": own(turn) });
        if more {
            let start = (self.start + self.limit).to_string();
            // Relative to the context path, which this version omits.
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
    /// The link to the next page of a search: relative to the context path, which the first version omits.
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

/// The URL of the request itself.
fn own(turn: &Turn<'_>) -> String {
    let path = path(turn);
    turn.link(path.strip_prefix("/wiki").unwrap_or(&path))
}

/// The same request, from another start.
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
