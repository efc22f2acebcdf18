//! One page of a list: its items, and how the next one is requested.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use url::form_urlencoded;

use super::paging::{Paging, Walk};

/// The fields in which a page may have its items, in the order in which they are tried.
const ITEMS: [&str; 12] = [
    "values",
    "results",
    "issues",
    "comments",
    "worklogs",
    "dashboards",
    "users",
    "histories",
    "records",
    "keys",
    "items",
    "data",
];

/// How to request the next page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Next {
    /// Set these parameters.
    Set(Vec<(String, String)>),
    /// That was the last page.
    End,
}

/// A page that has been read.
#[derive(Debug)]
pub(super) struct Page<T> {
    pub(super) items: Vec<T>,
    pub(super) next: Next,
}

/// Why a page can't be read.
#[derive(Debug)]
pub(super) enum Unreadable {
    Json(serde_json::Error),
    NoItems,
    /// It is a bare list, and how it is paged is not known.
    Bare,
}

impl From<serde_json::Error> for Unreadable {
    fn from(error: serde_json::Error) -> Self {
        Self::Json(error)
    }
}

/// The links of a Confluence or Service Management page.
#[derive(Deserialize)]
struct Links {
    next: Option<String>,
}

/// Parses a page. `start` is its offset, if it was requested.
pub(super) fn read<T: DeserializeOwned>(
    body: &[u8],
    walk: Walk,
    start: u64,
) -> Result<Page<T>, Unreadable> {
    if body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
        if let Walk::By(Paging::Auto | Paging::In(_)) = walk {
            return Err(Unreadable::Bare);
        }
        let items: Vec<T> = serde_json::from_slice(body)?;
        let next = match walk {
            Walk::By(Paging::StartAt) if !items.is_empty() => after("startAt", start, items.len()),
            Walk::By(Paging::Start) if !items.is_empty() => after("start", start, items.len()),
            Walk::By(_) => Next::End,
            Walk::Range {
                size,
                last,
                filtered,
            } => {
                let next = start.saturating_add(size);
                let over = last.is_some_and(|last| next >= last);
                if over || (items.is_empty() && !filtered) {
                    Next::End
                } else {
                    Next::Set(vec![("startAt".to_owned(), next.to_string())])
                }
            }
        };
        return Ok(Page { items, next });
    }
    let paging = match walk {
        Walk::By(paging) => paging,
        // The list is no longer bare, and states itself how it continues.
        Walk::Range { .. } => Paging::Auto,
    };
    let fields: BTreeMap<&str, &RawValue> = serde_json::from_slice(body)?;
    let list = match paging {
        Paging::In(name) => fields.get(name),
        _ => ITEMS.iter().find_map(|name| {
            let value = fields.get(name)?;
            value.get().starts_with('[').then_some(value)
        }),
    };
    let items: Vec<T> = serde_json::from_str(list.ok_or(Unreadable::NoItems)?.get())?;
    let next = next(&fields, paging, start, items.len());
    Ok(Page { items, next })
}

fn next(fields: &BTreeMap<&str, &RawValue>, paging: Paging, start: u64, count: usize) -> Next {
    if flag(fields, "isLast") == Some(true)
        || flag(fields, "isLastPage") == Some(true)
        || flag(fields, "last") == Some(true)
    {
        return Next::End;
    }
    for (field, parameter) in [
        ("nextPageToken", "nextPageToken"),
        ("nextPageCursor", "cursor"),
        ("nextCursor", "cursor"),
    ] {
        if let Some(token) = text(fields, field) {
            return Next::Set(vec![(parameter.to_owned(), token)]);
        }
    }
    let links: Option<Links> = value(fields, "_links");
    if let Some(link) = links.and_then(|links| links.next) {
        return of_link(&link);
    }
    if let Some(link) = text(fields, "nextPage") {
        return of_link(&link);
    }
    let (parameter, at) = match paging {
        Paging::Start => ("start", number(fields, "start")),
        Paging::StartAt => ("startAt", number(fields, "startAt")),
        _ => match number(fields, "startAt") {
            Some(at) => ("startAt", Some(at)),
            // Confluence and Service Management link to the next page if there is one.
            None => return Next::End,
        },
    };
    // The page may be shorter than requested without being the last.
    let start = at.unwrap_or(start);
    let reached = start.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
    match number(fields, "total").or(number(fields, "totalSize")) {
        _ if count == 0 => Next::End,
        Some(total) if reached >= total => Next::End,
        _ => after(parameter, start, count),
    }
}

fn after(parameter: &str, start: u64, count: usize) -> Next {
    let reached = start.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
    Next::Set(vec![(parameter.to_owned(), reached.to_string())])
}

/// Takes only the query of a link. Path and host stay the call's own: a page can't lead a token
/// elsewhere.
fn of_link(link: &str) -> Next {
    let Some((_, query)) = link.split_once('?') else {
        return Next::End;
    };
    let query = query.split('#').next().unwrap_or_default();
    let pairs = form_urlencoded::parse(query.as_bytes())
        .filter(|(name, _)| name != "jwt")
        .map(|(name, value)| (name.into_owned(), value.into_owned()));
    Next::Set(pairs.collect())
}

fn value<T: DeserializeOwned>(fields: &BTreeMap<&str, &RawValue>, name: &str) -> Option<T> {
    serde_json::from_str(fields.get(name)?.get()).ok()
}

fn flag(fields: &BTreeMap<&str, &RawValue>, name: &str) -> Option<bool> {
    value(fields, name)
}

fn number(fields: &BTreeMap<&str, &RawValue>, name: &str) -> Option<u64> {
    value(fields, name)
}

fn text(fields: &BTreeMap<&str, &RawValue>, name: &str) -> Option<String> {
    value::<String>(fields, name).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next_of(body: &str, paging: Paging) -> Vec<(String, String)> {
        match read::<serde_json::Value>(body.as_bytes(), Walk::By(paging), 0)
            .unwrap()
            .next
        {
            Next::Set(pairs) => pairs,
            Next::End => Vec::new(),
        }
    }

    #[test]
    fn each_style_leads_to_the_next_page_and_ends() {
        let auto = Paging::Auto;
        for (body, paging, leads) in [
            (
                r#"{"startAt":0,"maxResults":2,"total":5,"values":[1,2]}"#,
                auto,
                "startAt=2",
            ),
            (
                r#"{"startAt":4,"maxResults":2,"total":5,"values":[1]}"#,
                auto,
                "",
            ),
            (
                r#"{"startAt":2,"values":[1,2],"isLast":false}"#,
                auto,
                "startAt=4",
            ),
            (
                r#"{"startAt":2,"values":[1,2],"isLast":true,"nextPage":"https://h/x?startAt=4"}"#,
                auto,
                "",
            ),
            (r#"{"startAt":2,"values":[],"isLast":false}"#, auto, ""),
            (
                r#"{"issues":[1],"nextPageToken":"a b"}"#,
                auto,
                "nextPageToken=a b",
            ),
            (
                r#"{"issues":[1],"nextPageToken":"a","isLast":true}"#,
                auto,
                "",
            ),
            (r#"{"issues":[1],"nextPageToken":null}"#, auto, ""),
            (
                r#"{"results":[1],"_links":{"next":"/wiki/api/v2/pages?limit=1&cursor=x%3D"}}"#,
                auto,
                "limit=1&cursor=x=",
            ),
            (
                r#"{"results":[1],"_links":{"next":"/rest/api/content?limit=1&start=1","base":"https://h/wiki"}}"#,
                auto,
                "limit=1&start=1",
            ),
            (r#"{"results":[1],"_links":{}}"#, auto, ""),
            (
                r#"{"start":0,"limit":1,"isLastPage":false,"values":[1],"_links":{"next":"https://evil.example/x?start=1&jwt=t"}}"#,
                auto,
                "start=1",
            ),
            (
                r#"{"start":1,"limit":1,"isLastPage":true,"values":[1]}"#,
                auto,
                "",
            ),
            (
                r#"{"cursor":"a","last":false,"nextPageCursor":"b","values":[1]}"#,
                auto,
                "cursor=b",
            ),
            (
                r#"{"cursor":"b","last":true,"nextPageCursor":"c","values":[1]}"#,
                auto,
                "",
            ),
            ("[1,2]", Paging::Whole, ""),
            ("[1,2]", Paging::StartAt, "startAt=2"),
            ("[]", Paging::StartAt, ""),
            (
                r#"{"odd":[1],"startAt":0,"total":2,"values":[7,8]}"#,
                Paging::In("odd"),
                "startAt=1",
            ),
        ] {
            let pairs = next_of(body, paging);
            let pairs: Vec<_> = pairs.iter().map(|(n, v)| format!("{n}={v}")).collect();
            assert_eq!(pairs.join("&"), leads, "{body}");
        }
    }

    #[test]
    fn a_page_without_items_is_reported() {
        let read = |body: &str| read::<u8>(body.as_bytes(), Walk::By(Paging::Auto), 0);
        assert!(matches!(read("[1]"), Err(Unreadable::Bare)));
        assert!(matches!(read("{}"), Err(Unreadable::NoItems)));
        assert!(matches!(read(r#"{"values":7}"#), Err(Unreadable::NoItems)));
        assert!(matches!(read(r#"{"values":["#), Err(Unreadable::Json(_))));
        assert!(matches!(read("7"), Err(Unreadable::Json(_))));
    }
}
