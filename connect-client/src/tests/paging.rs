//! Paginated lists, in each of the products' styles.

use connect_model::Method;
use connect_model::{Product, Scope, ScopeSet};
use futures_util::{StreamExt, TryStreamExt};
use serde_json::{Value, json};
use url::Url;

use super::host::{Asked, CREATE, Host};
use crate::{Call, CallErrorKind, Operation, Paging};

const LIST: Operation = Operation::new(Method::Get, Product::Jira, "/list", &[Scope::Read]);

fn parameter(asked: &Asked, name: &str) -> Option<String> {
    let url = Url::parse("http://host")
        .unwrap()
        .join(&asked.target)
        .unwrap();
    let mut pairs = url.query_pairs();
    pairs
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.into_owned())
}

/// Up to three of seven items, starting at `start`.
fn some(start: usize) -> Vec<usize> {
    (start..7).take(3).collect()
}

fn number(asked: &Asked, name: &str) -> usize {
    parameter(asked, name).map_or(0, |value| value.parse().unwrap())
}

async fn items_of(page: fn(&Asked) -> Value, paging: Paging) -> (Host, Vec<usize>) {
    let host = Host::start(move |asked| axum::Json(page(asked))).await;
    let call: Call<usize> = host.client().call(&LIST).query("q", "a b&c");
    let items = call.items_by(paging).all().await.unwrap();
    for asked in host.asked() {
        assert_eq!(
            parameter(&asked, "q").as_deref(),
            Some("a b&c"),
            "{}",
            asked.target
        );
    }
    (host, items)
}

#[tokio::test]
async fn every_style_gives_every_item_once() {
    type Style = (&'static str, fn(&Asked) -> Value, Paging, usize);
    let styles: [Style; 8] = [
        (
            "startAt and total",
            |asked| {
                let start = number(asked, "startAt");
                json!({ "startAt": start, "maxResults": 3, "total": 7, "issues": some(start) })
            },
            Paging::Auto,
            3,
        ),
        (
            "startAt and isLast",
            |asked| {
                let start = number(asked, "startAt");
                json!({ "startAt": start, "isLast": start + 3 >= 7, "values": some(start) })
            },
            Paging::Auto,
            3,
        ),
        (
            "nextPageToken",
            |asked| {
                let start = number(asked, "nextPageToken");
                let mut page = json!({ "issues": some(start) });
                if start + 3 < 7 {
                    page["nextPageToken"] = json!((start + 3).to_string());
                }
                page
            },
            Paging::Auto,
            3,
        ),
        (
            "links with cursors",
            |asked| {
                let start = number(asked, "cursor");
                let next = format!("/wiki/api/v2/pages?q=a+b%26c&cursor={}", start + 3);
                let links = if start + 3 < 7 {
                    json!({ "next": next })
                } else {
                    json!({})
                };
                json!({ "results": some(start), "_links": links })
            },
            Paging::Auto,
            3,
        ),
        (
            "absolute links of another host",
            |asked| {
                let start = number(asked, "start");
                let next = format!("https://evil.example/x?q=a%20b%26c&start={}", start + 3);
                let last = start + 3 >= 7;
                json!({ "start": start, "isLastPage": last, "values": some(start), "_links": { "next": next } })
            },
            Paging::Auto,
            3,
        ),
        (
            "cursors",
            |asked| {
                let start = number(asked, "cursor");
                json!({ "last": start + 3 >= 7, "nextPageCursor": (start + 3).to_string(), "values": some(start) })
            },
            Paging::Auto,
            3,
        ),
        (
            "bare lists",
            |asked| json!(some(number(asked, "startAt"))),
            Paging::StartAt,
            4,
        ),
        (
            "a field of its own",
            |asked| {
                let start = number(asked, "startAt");
                json!({ "startAt": start, "total": 7, "odd": some(start), "values": ["no"] })
            },
            Paging::In("odd"),
            3,
        ),
    ];
    for (name, page, paging, pages) in styles {
        let (host, items) = items_of(page, paging).await;
        assert_eq!(items, [0, 1, 2, 3, 4, 5, 6], "{name}");
        assert_eq!(host.asked().len(), pages, "{name}");
    }
}

#[tokio::test]
async fn a_page_is_requested_when_it_is_needed() {
    let host = Host::start(|asked| {
        axum::Json(
            json!({ "startAt": number(asked, "startAt"), "isLast": false, "values": [1, 2, 3] }),
        )
    })
    .await;
    let call: Call<u8> = host.client().call(&LIST);
    let items: Vec<u8> = call.clone().items().take(5).try_collect().await.unwrap();
    assert_eq!(items.len(), 5);
    assert_eq!(host.asked().len(), 2);
    let mut items = call.items();
    assert_eq!(items.next().await.unwrap().unwrap(), 1);
    assert_eq!(host.asked().len(), 3);
}

#[tokio::test]
async fn a_search_by_post_is_paged_in_its_body() {
    let host = Host::start(|asked| {
        let start = asked.json()["nextPageToken"]
            .as_str()
            .map_or(0, |token| token.parse().unwrap());
        let mut page = json!({ "issues": some(start) });
        if start + 3 < 7 {
            page["nextPageToken"] = json!((start + 3).to_string());
        }
        axum::Json(page)
    })
    .await;
    let call: Call<usize> = host
        .client()
        .call(&CREATE)
        .json(&json!({ "jql": "votes > 0" }));
    assert_eq!(call.items().all().await.unwrap().len(), 7);
    for asked in host.asked() {
        assert_eq!(asked.json()["jql"], "votes > 0");
        assert_eq!(asked.target, "/rest/api/3/issue");
    }
}

#[tokio::test]
async fn a_list_that_goes_in_circles_or_breaks_ends() {
    let host = Host::start(|_| axum::Json(json!({ "values": [1], "nextPageToken": "same" }))).await;
    let call: Call<u8> = host.client().call(&LIST);
    let mut items = call.items();
    assert!(items.next().await.unwrap().is_ok());
    let error = items.next().await.unwrap().unwrap_err();
    assert!(
        matches!(error.kind(), CallErrorKind::Page { .. }),
        "{error}"
    );
    assert!(items.next().await.is_none());
    assert_eq!(host.asked().len(), 2);

    let host = Host::start(|_| axum::Json(json!({ "odd": [1] }))).await;
    let call: Call<u8> = host.client().call(&LIST);
    let error = call.clone().items().all().await.unwrap_err();
    assert!(error.to_string().contains("Paging::In"), "{error}");
    assert_eq!(call.items_by(Paging::In("odd")).all().await.unwrap(), [1]);
}

const ASSIGNABLE: &str = "/rest/api/3/user/assignable/search";

/// A search for users at this path; the host has 1,200 users, of whom these match.
async fn users(path: &'static str, matching: fn(usize) -> bool) -> (Host, Call<usize>) {
    let host = Host::start(move |asked| {
        let (start, size) = (number(asked, "startAt"), number(asked, "maxResults"));
        let range = start..(start + size).min(1200);
        axum::Json(json!(
            range.filter(|user| matching(*user)).collect::<Vec<_>>()
        ))
    })
    .await;
    let call = host
        .client()
        .unchecked(Method::Get, path, ScopeSet::EMPTY)
        .query("q", "a b&c");
    (host, call)
}

/// 30 of the first fifty users match, none of the next fifty, 12 of the third.
fn few(user: usize) -> bool {
    matches!(user, 0..30 | 100..112)
}

#[tokio::test]
async fn filtered_ranges_are_requested_to_the_end() {
    let matching: Vec<usize> = (0..200).filter(|user| few(*user)).collect();
    for paging in [Paging::Auto, Paging::StartAt] {
        for (size, requests) in [(Some(50), 20), (None, 20), (Some(100), 10), (Some(5000), 1)] {
            let (host, call) = users(ASSIGNABLE, few).await;
            let call = call.query("maxResults", size);
            assert_eq!(call.items_by(paging).all().await.unwrap(), matching);
            let starts: Vec<_> = host
                .asked()
                .iter()
                .map(|asked| number(asked, "startAt"))
                .collect();
            let size = size.unwrap_or(50);
            assert_eq!(starts, (0..1000).step_by(size).collect::<Vec<_>>());
            assert_eq!(starts.len(), requests);
            for asked in host.asked() {
                assert_eq!(number(&asked, "maxResults"), size);
                assert_eq!(parameter(&asked, "q").as_deref(), Some("a b&c"));
            }
        }
    }
    // The caller may start later, and continue only as far as needed.
    let (host, call) = users(ASSIGNABLE, few).await;
    let rest = call
        .clone()
        .query("startAt", 50)
        .items()
        .all()
        .await
        .unwrap();
    assert_eq!(rest, (100..112).collect::<Vec<_>>());
    let before = host.asked().len();
    let first: Vec<usize> = call.items().take(31).try_collect().await.unwrap();
    assert_eq!(first[30], 100);
    assert_eq!(host.asked().len() - before, 3);
}

#[tokio::test]
async fn unfiltered_ranges_end_with_an_empty_one() {
    let all: Vec<usize> = (0..1200).collect();
    for (size, requests) in [(500, 4), (5000, 3)] {
        let host = Host::start(|asked| {
            let (start, size) = (number(asked, "startAt"), number(asked, "maxResults"));
            let range = start..(start + size.min(1000)).min(1200);
            axum::Json(json!(range.collect::<Vec<_>>()))
        })
        .await;
        let path = "/rest/api/3/users/search";
        let call: Call<usize> = host.client().unchecked(Method::Get, path, ScopeSet::EMPTY);
        let items = call.query("maxResults", size).items().all().await.unwrap();
        assert_eq!(items, all);
        assert_eq!(
            host.asked().len(),
            requests,
            "no more than a thousand at once"
        );
    }
    // Filtered first: a range without users is the last.
    let (host, call) = users("/rest/api/2/user/search", |user| user < 60).await;
    assert_eq!(call.items().all().await.unwrap().len(), 60);
    assert_eq!(host.asked().len(), 3);
}

#[tokio::test]
async fn a_bare_list_that_is_not_documented_needs_its_paging_named() {
    let host = Host::start(|_| axum::Json(json!([1, 2]))).await;
    let call: Call<u8> = host.client().call(&LIST);
    let error = call.clone().items().all().await.unwrap_err();
    assert!(
        error.to_string().contains("a bare list, which doesn't say"),
        "{error}"
    );
    assert!(error.to_string().contains("Paging::Whole"), "{error}");
    assert_eq!(host.asked().len(), 1);
    assert_eq!(call.items_by(Paging::Whole).all().await.unwrap(), [1, 2]);
    // This list is documented, and complete.
    let fields = host
        .client()
        .unchecked::<u8>(Method::Get, "/rest/api/3/field", ScopeSet::EMPTY);
    assert_eq!(fields.items().all().await.unwrap(), [1, 2]);
    assert_eq!(host.asked().len(), 3);
}
