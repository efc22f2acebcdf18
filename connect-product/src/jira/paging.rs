//! Pagination in the style of the platform API: `startAt`, `maxResults`, `total`, `isLast`.

use serde_json::{Value, json};

use crate::request::Reply;
use crate::turn::Turn;

/// The requested page of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) start: i64,
    pub(crate) size: i64,
}

impl Page {
    pub(crate) fn asked(turn: &Turn<'_>, default: i64, most: i64) -> Page {
        Page {
            start: turn.number("startAt").unwrap_or_default().max(0),
            size: turn.number("maxResults").unwrap_or(default).clamp(0, most),
        }
    }

    /// The members of a whole list that are on the page.
    pub(crate) fn of<T>(self, all: Vec<T>) -> Vec<T> {
        let skip = usize::try_from(self.start).unwrap_or_default();
        let take = usize::try_from(self.size).unwrap_or_default();
        all.into_iter().skip(skip).take(take).collect()
    }

    pub(crate) fn is_last(self, total: i64) -> bool {
        self.start.saturating_add(self.size) >= total
    }
}

/// The requested page of a whole list, under `values`.
pub(crate) fn page(turn: &Turn<'_>, default: i64, all: Vec<Value>) -> Reply {
    let page = Page::asked(turn, default, 1000);
    let total = i64::try_from(all.len()).unwrap_or(i64::MAX);
    Reply::ok(&json!({
        "self": turn.link(&path(turn)),
        "maxResults": page.size,
        "startAt": page.start,
        "total": total,
        "isLast": page.is_last(total),
        "values": page.of(all),
    }))
}

/// The path of the request.
pub(crate) fn path(turn: &Turn<'_>) -> String {
    let mut path = turn.request.operation.path().to_owned();
    for (name, value) in &turn.request.values {
        path = path.replace(&format!("{{{name}}}"), value);
    }
    path
}
