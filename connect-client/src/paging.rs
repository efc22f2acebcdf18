//! How a list is paged.

use connect_model::operation::{self, Windows, bare_list};

use super::request::RequestParts;

/// How a list is paged. The styles can be told apart by the responses, so [`Paging::Auto`] is right
/// for almost every list:
///
/// | style | where |
/// |---|---|
/// | `startAt`, `maxResults`, `total`, `isLast` | Jira |
/// | `nextPageToken` | Jira's newer searches |
/// | `nextPageCursor` | Jira's plans |
/// | `_links.next` with `cursor` or `start` | Confluence, Jira Service Management |
/// | a bare list that is complete | Jira's fields, statuses, projects' versions |
/// | a bare list of the users in a range, with most of them left out | Jira's searches for users |
///
/// Bare lists don't show how they are paged: the documented ones are known, and any other is an
/// error until [`Call::items_by`](crate::Call::items_by) specifies it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Paging {
    /// As the responses show; the items are in `values`, `results`, `issues` or another of the
    /// products' usual fields.
    #[default]
    Auto,
    /// As the responses show, with the items in this field.
    In(&'static str),
    /// By `startAt`, though the responses don't show it: for undocumented bare lists.
    StartAt,
    /// By `start`, though the responses don't show it.
    Start,
    /// Not paged: a bare list that is complete.
    Whole,
}

/// How the pages of a list are traversed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Walk {
    /// As specified by the caller.
    By(Paging),
    /// Ranges of a bare list.
    Range {
        /// The size of a range.
        size: u64,
        /// The last offset that can be requested.
        last: Option<u64>,
        /// Whether a range without items may be followed by one with items.
        filtered: bool,
    },
}

impl Walk {
    /// What is documented about a bare list takes precedence over the caller's choice: with `startAt`
    /// alone, a range with some of its items left out would be requested again, or be taken for the last.
    pub(super) fn of(parts: &mut RequestParts, paging: Paging) -> Self {
        let known = match paging {
            Paging::Auto | Paging::StartAt => bare_list(&parts.template),
            _ => None,
        };
        match known {
            Some(operation::Paging::Windows(windows)) => Self::range(parts, windows),
            Some(operation::Paging::Whole) => Self::By(Paging::Whole),
            _ => Self::By(paging),
        }
    }

    fn range(parts: &mut RequestParts, windows: Windows) -> Self {
        let asked = parts.query_number("maxResults").filter(|size| *size > 0);
        if asked.is_none() {
            // The host's default is documented, but might still change.
            parts.remove_query("maxResults");
            parts.add_query("maxResults", &windows.size);
        }
        let largest = windows.largest.map_or(u64::MAX, u64::from);
        Self::Range {
            size: asked.unwrap_or(windows.size.into()).min(largest),
            last: windows.last.map(u64::from),
            filtered: windows.filtered,
        }
    }

    /// The offset of the first page.
    pub(super) fn start(self, parts: &RequestParts) -> u64 {
        let name = match self {
            Self::By(Paging::Start) => "start",
            Self::By(Paging::StartAt) | Self::Range { .. } => "startAt",
            Self::By(_) => return 0,
        };
        parts.query_number(name).unwrap_or_default()
    }
}
