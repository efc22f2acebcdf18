use proptest::prelude::*;
use serde_json::json;
use url::form_urlencoded::byte_serialize;

use super::Site;
use connect_answers::confluence::SearchResults;

fn target(cql: &str) -> String {
    let cql: String = byte_serialize(cql.as_bytes()).collect();
    format!("/wiki/rest/api/content/search?limit=200&cql={cql}")
}

#[tokio::test]
async fn each_field_finds_what_it_is_about() {
    let site = Site::demo();
    for (cql, titles) in [
        (
            "type = blogpost and space = DEMO order by title",
            vec!["Notes of the first week", "The app is here"],
        ),
        (
            "type = page and space = team order by title",
            vec!["Plan", "Risks", "Team Home"],
        ),
        ("title = \"try the app\"", vec!["Try the app"]),
        ("title ~ \"notes\" and type = page", vec!["Meeting notes"]),
        (
            "type = page and text ~ \"how it\" order by created",
            vec!["Before", "After"],
        ),
        ("text ~ \"learn*\"", vec!["Notes of the first week"]),
        ("label = meeting", vec!["Meeting notes"]),
        (
            "label in (meeting, plan) order by title",
            vec!["Meeting notes", "Plan"],
        ),
        (
            "ancestor = 65541 order by id",
            vec!["One", "Two", "Two, in detail"],
        ),
        ("parent = 65541 and title != One", vec!["Two"]),
        ("container = 65537 and type = attachment", vec!["notes.txt"]),
        ("id in (65542, 65543) order by id desc", vec!["Two", "One"]),
        ("mention = currentUser()", vec!["Meeting notes"]),
        (
            "creator.fullname ~ \"chiara\" and type = page",
            vec!["Meeting notes"],
        ),
        (
            "creator = currentUser() and type = blogpost",
            vec!["The app is here"],
        ),
        ("type = page and macro = code", vec!["How to write code"]),
        ("watcher = currentUser()", vec!["Try the app"]),
        (
            "space.title ~ team and type = blogpost",
            vec!["Release 1.0"],
        ),
        (
            "created < \"2026-01-05 11:30\" order by created",
            vec!["Demo Home", "Try the app"],
        ),
        ("created < now(\"-1000w\")", vec![]),
        (
            "lastmodified >= 2026/01/06 and type = attachment",
            vec!["notes.txt"],
        ),
        ("type = page and not (space = DEMO or space = TEAM)", vec![]),
    ] {
        assert_eq!(site.titles(&target(cql)).await, titles, "{cql}");
    }
    let refused = site.get(&target("type = ")).await;
    assert_eq!(refused.status, 400);
    let message = "Could not parse cql : type =  (a value must be at the end)";
    assert_eq!(refused.json["message"], message);
}

#[tokio::test]
async fn properties_are_found_by_their_values() {
    let site = Site::demo();
    for (page, value) in [
        ("65537", json!({"state": "open", "votes": 3, "done": true})),
        ("65540", json!({"state": "shut", "votes": 12})),
    ] {
        let path = format!("/wiki/api/v2/pages/{page}/properties");
        site.post(&path, json!({"key": "poll", "value": value}))
            .await
            .ok();
    }
    for (cql, titles) in [
        ("content.property[poll].state = open", vec!["Try the app"]),
        ("content.property[poll].votes > 3", vec!["Before"]),
        (
            "content.property[\"poll\"].votes >= 3 order by id",
            vec!["Try the app", "Before"],
        ),
        ("content.property[poll].done = true", vec!["Try the app"]),
        ("content.property[poll].state ~ SHU", vec!["Before"]),
        ("content.property[other].state = open", vec![]),
    ] {
        assert_eq!(site.titles(&target(cql)).await, titles, "{cql}");
    }
}

#[tokio::test]
async fn a_search_also_finds_spaces_and_is_paged() {
    let site = Site::demo();
    let target = "/wiki/rest/api/search?cql=type%3Dspace";
    let found: SearchResults = site.get(target).await.read();
    assert_eq!(found.total_size, Some(2));
    assert_eq!(found.results[0].entity_type.as_deref(), Some("space"));
    let mut next =
        Some("/wiki/rest/api/search?cql=type%3Dpage&limit=5&expand=content.space".to_owned());
    let (mut seen, mut total) = (0, 0);
    while let Some(target) = next.take() {
        let page = site.get(&target).await.ok();
        seen += page["results"].as_array().unwrap().len();
        assert_eq!(
            page["results"][0]["content"]["space"]["key"]
                .as_str()
                .map(str::is_empty),
            Some(false)
        );
        total = usize::try_from(page["totalSize"].as_i64().unwrap()).unwrap();
        next = page["_links"]["next"]
            .as_str()
            .map(|next| format!("/wiki{next}"));
    }
    assert!(total > 10);
    assert_eq!(seen, total);
}

#[tokio::test]
async fn what_is_in_the_trash_is_found_by_its_status() {
    let site = Site::demo();
    site.delete("/wiki/api/v2/pages/65542").await.ok();
    assert_eq!(
        site.titles(&target("title = One")).await,
        Vec::<String>::new()
    );
    assert_eq!(
        site.titles(&target("title = One and status = trashed"))
            .await,
        ["One"]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// SQLite takes whatever a query becomes, and a condition and its opposite share nothing.
    #[test]
    fn a_condition_and_its_opposite_are_all(
        field in prop::sample::select(vec![
            "type = page", "title ~ \"the app*\"", "space in (DEMO, team)", "label != app",
            "created > now(\"-1y\")", "content.property[a].b.c = 1", "contributor = currentUser()",
            "parent = 65536", "ancestor not in (65536)", "favourite = currentUser()", "macro = info",
            "creator.fullname !~ sam", "text ~ \"'; \\\"--\"", "watcher != currentUser()",
        ]),
        other in prop::sample::select(vec!["type = comment", "not type = comment", "id > 0 or id = 1"]),
        and in prop::sample::select(vec!["and", "or"]),
    ) {
        let other = if other.contains('>') { "id != 1" } else { other };
        let site = Site::demo();
        let count = async |cql: String| {
            let found = site.get(&target(&cql)).await.ok();
            found["totalSize"].as_i64().unwrap()
        };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let cql = format!("{field} {and} {other}");
            let (yes, no) = (count(cql.clone()).await, count(format!("not ({cql})")).await);
            let all = count("id != 0".to_owned()).await;
            assert_eq!(yes + no, all, "{cql}");
        });
    }
}
