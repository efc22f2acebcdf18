//! Data that the host stores for the app, and dynamic modules.

use std::sync::Mutex;

use axum::response::{IntoResponse, Response};
use connect_model::{Scope, ScopeSet};
use serde_json::{Value, json};

use super::host::{APP, Asked, Host, json_with, settings};
use crate::{CallError, CallErrorKind, ClientPool, Content, Entity};

/// A host that stores whatever is put at a path.
async fn keeps() -> Host {
    let kept = Mutex::new(std::collections::BTreeMap::<String, Value>::new());
    Host::start(move |asked: &Asked| -> Response {
        let mut kept = kept.lock().unwrap();
        let target = asked.target.clone();
        let (_, key) = target.rsplit_once('/').unwrap();
        match asked.method.as_str() {
            "PUT" => {
                kept.insert(target, asked.json());
                http::StatusCode::CREATED.into_response()
            }
            "DELETE" => match kept.remove(&target) {
                Some(_) => http::StatusCode::NO_CONTENT.into_response(),
                None => json_with(404, "{}"),
            },
            _ if key.starts_with("properties") => {
                let keys = kept
                    .keys()
                    .map(|path| json!({ "key": path.rsplit_once('/').unwrap().1 }));
                axum::Json(json!({ "keys": keys.collect::<Vec<_>>() })).into_response()
            }
            _ => match kept.get(&target) {
                Some(value) => axum::Json(json!({ "key": key, "value": value })).into_response(),
                None => json_with(404, r#"{"errorMessages":["no such property"]}"#),
            },
        }
    })
    .await
}

#[tokio::test]
async fn properties_of_entities_and_of_the_app() {
    for (entity, path) in [
        (
            Some(Entity::Issue("A-1")),
            "/rest/api/3/issue/A-1/properties/votes",
        ),
        (
            Some(Entity::Project("A")),
            "/rest/api/3/project/A/properties/votes",
        ),
        (
            Some(Entity::Comment("7")),
            "/rest/api/3/comment/7/properties/votes",
        ),
        (
            Some(Entity::IssueType("7")),
            "/rest/api/3/issuetype/7/properties/votes",
        ),
        (
            Some(Entity::User("5:a")),
            "/rest/api/3/user/properties/votes?accountId=5%3Aa",
        ),
        (
            Some(Entity::Board("7")),
            "/rest/agile/1.0/board/7/properties/votes",
        ),
        (
            Some(Entity::Sprint("7")),
            "/rest/agile/1.0/sprint/7/properties/votes",
        ),
        (
            None,
            "/rest/atlassian-connect/1/addons/com.example.votes/properties/votes",
        ),
    ] {
        let host = keeps().await;
        let client = host.client();
        let everything = ScopeSet::of(&[Scope::Admin]);
        let properties = match entity {
            Some(entity) => client.properties(entity, everything),
            None => client.app_properties(),
        };
        assert_eq!(properties.get::<u32>("votes").await.unwrap(), None);
        properties.set("votes", &3).await.unwrap();
        assert_eq!(properties.get::<u32>("votes").await.unwrap(), Some(3));
        assert_eq!(properties.keys().await.unwrap().len(), 1);
        assert!(properties.remove("votes").await.unwrap());
        assert!(!properties.remove("votes").await.unwrap());
        assert_eq!(host.asked()[0].target, path);
    }
}

#[tokio::test]
async fn the_apps_properties_on_confluence_are_below_wiki() {
    let host = keeps().await;
    let mut config = host.config();
    config.base_url.set_path("/wiki");
    let client = ClientPool::with_settings(settings())
        .client(&config)
        .unwrap();
    client
        .app_properties()
        .set("a b", &json!({}))
        .await
        .unwrap();
    let path = format!("/wiki/rest/atlassian-connect/1/addons/{APP}/properties/a%20b");
    assert_eq!(host.asked()[0].target, path);
}

#[tokio::test]
async fn content_properties_have_versions() {
    let version = Mutex::new(0);
    let host = Host::start(move |asked: &Asked| -> Response {
        let mut version = version.lock().unwrap();
        match asked.method.as_str() {
            "GET" if *version == 0 => axum::Json(json!({ "results": [], "_links": {} })).into_response(),
            "GET" => axum::Json(json!({ "_links": {}, "results": [
                { "id": "99", "key": "state", "value": *version, "version": { "number": *version } },
            ] })).into_response(),
            "PUT" if asked.json()["version"]["number"] != *version + 1 => json_with(409, "{}"),
            _ => {
                *version += 1;
                json_with(200, "{}")
            }
        }
    })
    .await;
    let mut config = host.config();
    config.base_url.set_path("/wiki");
    let client = ClientPool::with_settings(settings())
        .client(&config)
        .unwrap();
    let properties = client.content_properties(Content::Page("10"), ScopeSet::of(&[Scope::Write]));
    assert!(properties.get::<u32>("state").await.unwrap().is_none());
    properties.set("state", "open").await.unwrap();
    let old = properties.get::<u32>("state").await.unwrap().unwrap();
    assert_eq!((old.value, old.version.number), (1, 1));
    properties.set("state", "closed").await.unwrap();
    let error = properties.replace(&old, "late").await.unwrap_err();
    assert_eq!(error.status().unwrap(), 409);
    assert!(properties.remove("state").await.unwrap());

    let asked = host.asked();
    let lines: Vec<_> = asked
        .iter()
        .map(|asked| format!("{} {}", asked.method, asked.target))
        .collect();
    let list = "/wiki/api/v2/pages/10/properties";
    assert_eq!(lines[0], format!("GET {list}?key=state"));
    assert_eq!(lines[2], format!("POST {list}"));
    assert_eq!(asked[2].json(), json!({ "key": "state", "value": "open" }));
    assert_eq!(lines[5], format!("PUT {list}/99"));
    assert_eq!(
        asked[5].json(),
        json!({ "key": "state", "value": "closed", "version": { "number": 2 } })
    );
    assert_eq!(lines.last().unwrap(), &format!("DELETE {list}/99"));
}

#[tokio::test]
async fn dynamic_modules_are_added_and_removed() {
    let host = Host::start(|asked: &Asked| -> Response {
        match asked.method.as_str() {
            "GET" => axum::Json(json!({ "webPanels": [{ "key": "a" }] })).into_response(),
            _ => http::StatusCode::OK.into_response(),
        }
    })
    .await;
    let modules = host.client().dynamic_modules();
    assert_eq!(modules.list().await.unwrap()["webPanels"][0]["key"], "a");
    modules.add(&json!({ "webPanels": [] })).await.unwrap();
    modules.remove(&["a", "b"]).await.unwrap();
    let path = "/rest/atlassian-connect/1/app/module/dynamic";
    let asked = host.asked();
    assert_eq!(
        (asked[1].method.as_str(), &*asked[1].target),
        ("POST", path)
    );
    assert_eq!(asked[2].target, format!("{path}?moduleKey=a&moduleKey=b"));
    assert!(asked[2].body.is_empty());
}

/// The host treats a request without keys as one to remove them all.
#[tokio::test]
async fn all_dynamic_modules_are_removed_only_by_that_name() {
    let host = Host::usual().await;
    let modules = host.client().dynamic_modules();
    modules.remove(&[]).await.unwrap();
    modules.remove(&["", ""]).await.unwrap();
    assert!(host.asked().is_empty());
    modules.remove(&["", "a"]).await.unwrap();
    modules.remove_all().await.unwrap();
    let path = "/rest/atlassian-connect/1/app/module/dynamic";
    let asked: Vec<_> = host.asked().into_iter().map(|asked| asked.target).collect();
    assert_eq!(asked, [format!("{path}?moduleKey=a"), path.to_owned()]);
}

#[tokio::test]
async fn what_the_named_scopes_dont_cover_is_not_sent() {
    let host = keeps().await;
    let client = host.client();
    let read = ScopeSet::of(&[Scope::Read]);
    let issue = client.properties(Entity::Issue("A-1"), read);
    assert_eq!(issue.get::<u32>("votes").await.unwrap(), None);
    let asked = host.asked().len();
    let error = issue.set("votes", &3).await.unwrap_err();
    assert!(matches!(error.kind(), CallErrorKind::ScopeNotNamed { named, .. } if *named == read));
    assert_eq!(
        error.to_string(),
        "PUT /rest/api/3/issue/{entity}/properties/{propertyKey} (tenant `one`): the \
         operation needs the scope WRITE, which `scopes![READ]` doesn't cover; help: write \
         `scopes![WRITE]`"
    );
    let write = ScopeSet::of(&[Scope::Write]);
    let error = client
        .properties(Entity::Issue("A-1"), write)
        .remove("votes")
        .await
        .unwrap_err();
    let not_named = |error: CallError| {
        assert!(
            matches!(error.kind(), CallErrorKind::ScopeNotNamed { .. }),
            "{error}"
        );
    };
    not_named(error);
    let kind = client.properties(Entity::IssueType("1"), write);
    not_named(kind.set("votes", &3).await.unwrap_err());
    let page = client.content_properties(Content::Page("1"), ScopeSet::EMPTY);
    let error = page.get::<u32>("votes").await.unwrap_err();
    assert!(
        error.to_string().ends_with("write `scopes![READ]`"),
        "{error}"
    );
    assert_eq!(host.asked().len(), asked);
}
