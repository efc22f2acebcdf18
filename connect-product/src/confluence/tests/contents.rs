use connect_answers::confluence::{Attachment, Comment, Page, Space};
use connect_model::Method;
use serde_json::{Value, json};

use super::{Answer, Site, first};
use crate::Body;
use crate::people::{USER, account_id};

const PAGE: &str = "/wiki/api/v2/pages/65537";

fn storage(text: &str) -> Value {
    json!({"representation": "storage", "value": text})
}

#[tokio::test]
async fn the_page_of_sample_contexts_exists() {
    let site = Site::demo();
    let page: Page = site.get(&format!("{PAGE}?body-format=view")).await.read();
    assert_eq!(page.id, "65537");
    assert_eq!(page.title.as_deref(), Some("Try the app"));
    assert_eq!(page.author_id.as_deref(), Some(USER));
    assert_eq!(page.version.and_then(|it| it.number), Some(1));
    let view = page.body.and_then(|it| it.view).and_then(|it| it.value);
    assert!(view.unwrap().contains("confluence-information-macro-info"));
    let space: Space = site.get("/wiki/api/v2/spaces/32769").await.read();
    assert_eq!((space.key.as_str(), space.id.as_str()), ("DEMO", "32769"));
    assert_eq!(
        space.homepage_id.as_ref().map(|it| it.as_str()),
        Some("65536")
    );
}

#[tokio::test]
async fn a_read_after_an_edit_shows_the_edit() {
    let site = Site::demo();
    let edit = |number: i64, title: &str| {
        json!({
            "id": "65537", "status": "current", "title": title, "body": storage("<p>New</p>"),
            "version": {"number": number, "message": "better"},
        })
    };
    let edited = site.put(PAGE, edit(2, "Edited")).await;
    assert_eq!(edited.events(), ["page_updated"]);
    let edited: Page = edited.read();
    assert_eq!(edited.title.as_deref(), Some("Edited"));
    let read = site.get(&format!("{PAGE}?body-format=storage")).await.ok();
    assert_eq!(read["title"], "Edited");
    assert_eq!(read["body"]["storage"]["value"], "<p>New</p>");
    assert_eq!(read["version"]["number"], 2);
    assert_eq!(read["version"]["message"], "better");

    for number in [1, 2, 4] {
        let refused = site.put(PAGE, edit(number, "Again")).await;
        assert_eq!(refused.status, 409, "{number}");
        let title = "Version must be incremented on update. Current version is: 2";
        assert_eq!(refused.json["errors"][0]["title"], title);
    }

    let old = site
        .get(&format!("{PAGE}?version=1&body-format=storage"))
        .await
        .ok();
    assert_eq!(
        (&old["title"], &old["status"]),
        (&json!("Try the app"), &json!("historical"))
    );
    let versions = site.get(&format!("{PAGE}/versions")).await.ok();
    let numbers: Vec<_> = versions["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["number"])
        .collect();
    assert_eq!(numbers, [2, 1]);
    let one = site.get(&format!("{PAGE}/versions/1")).await.ok();
    assert_eq!(one["nextVersion"], 2);
    let restore =
        json!({"operationKey": "restore", "params": {"versionNumber": 1, "restoreTitle": true}});
    site.post("/wiki/rest/api/content/65537/version", restore)
        .await
        .ok();
    let back = site.get(PAGE).await.ok();
    assert_eq!(
        (&back["title"], &back["version"]["number"]),
        (&json!("Try the app"), &json!(3))
    );
}

#[tokio::test]
async fn pages_are_created_listed_and_deleted() {
    let site = Site::demo();
    let sent = json!({"spaceId": "32769", "status": "current", "title": "Mine", "body": storage("<p>a</p>")});
    let made = site.post("/wiki/api/v2/pages", sent.clone()).await;
    assert_eq!(made.events(), ["page_created"]);
    let made: Page = made.read();
    assert_eq!(
        made.parent_id.as_ref().map(|it| it.as_str()),
        Some("65536"),
        "below the home page"
    );
    let again = site.post("/wiki/api/v2/pages", sent).await;
    assert_eq!(again.status, 400, "its title is taken: {}", again.json);
    let by_title = site
        .titles("/wiki/api/v2/pages?title=mine&space-id=32769")
        .await;
    assert_eq!(by_title, ["Mine"]);

    let path = format!("/wiki/api/v2/pages/{}", made.id);
    assert_eq!(site.delete(&path).await.events(), ["page_trashed"]);
    assert_eq!(site.get(&path).await.status, 404);
    assert_eq!(
        site.get(&format!("{path}?status=trashed")).await.ok()["status"],
        "trashed"
    );
    let restore = json!({
        "id": made.id.as_str(), "status": "current", "title": "Mine", "version": {"number": 2},
    });
    assert_eq!(site.put(&path, restore).await.events(), ["page_restored"]);
    site.delete(&path).await;
    assert_eq!(
        site.delete(&format!("{path}?purge=true")).await.events(),
        ["page_removed"]
    );
    assert_eq!(
        site.get(&format!("{path}?status=trashed")).await.status,
        404
    );

    for (body, what) in [
        (json!({"title": "a"}), "spaceId"),
        (json!({"spaceId": "32769"}), "title"),
        (
            json!({"spaceId": "32769", "title": "a", "body": storage("<p>")}),
            "xhtml",
        ),
        (
            json!({"spaceId": "32769", "title": "a", "status": "odd"}),
            "odd",
        ),
    ] {
        let refused = site.post("/wiki/api/v2/pages", body).await;
        assert_eq!(refused.status, 400);
        assert!(refused.json.to_string().contains(what), "{}", refused.json);
    }
}

#[tokio::test]
async fn a_list_is_paged_to_its_end() {
    let site = Site::demo();
    let all = site
        .titles("/wiki/api/v2/spaces/32769/pages?limit=250")
        .await;
    let mut next = Some("/wiki/api/v2/spaces/32769/pages?limit=4".to_owned());
    let mut seen = Vec::new();
    while let Some(target) = next.take() {
        seen.extend(site.titles(&target).await);
        let page = site.get(&target).await.ok();
        next = page["_links"]["next"].as_str().map(str::to_owned);
    }
    assert!(all.len() > 10);
    assert_eq!(seen, all);
    let sorted = site.titles("/wiki/api/v2/pages?sort=-title&limit=1").await;
    assert_eq!(sorted, ["Two, in detail"]);
    assert_eq!(site.get("/wiki/api/v2/pages?cursor=x").await.status, 400);
}

#[tokio::test]
async fn pages_form_a_tree() {
    let site = Site::demo();
    let below = "/wiki/api/v2/pages/65541";
    assert_eq!(
        site.titles(&format!("{below}/children")).await,
        ["One", "Two"]
    );
    assert_eq!(
        site.titles(&format!("{below}/descendants")).await,
        ["One", "Two", "Two, in detail"]
    );
    assert_eq!(
        site.titles(&format!("{below}/descendants?depth=1")).await,
        ["One", "Two"]
    );
    let above = site.get("/wiki/api/v2/pages/65544/ancestors").await.ok();
    assert_eq!(
        above["results"],
        json!([
            {"id": "65536", "type": "page"}, {"id": "65541", "type": "page"}, {"id": "65543", "type": "page"},
        ])
    );

    let moved = site
        .put("/wiki/rest/api/content/65543/move/before/65542", json!({}))
        .await;
    assert_eq!(moved.events(), ["page_children_reordered"]);
    let children = &moved.changes[0].body["newSortedChildren"];
    assert_eq!(
        (&children[0]["title"], &children[1]["title"]),
        (&json!("Two"), &json!("One"))
    );
    assert_eq!(
        site.titles(&format!("{below}/children")).await,
        ["Two", "One"]
    );
    let moved = site
        .put("/wiki/rest/api/content/65543/move/append/65540", json!({}))
        .await;
    assert_eq!(moved.events(), ["page_moved"]);
    assert_eq!(moved.changes[0].body["newParent"]["title"], "Before");
    assert_eq!(
        site.titles("/wiki/api/v2/pages/65540/children").await,
        ["Two"]
    );
    let round = site
        .put("/wiki/rest/api/content/65540/move/append/65544", json!({}))
        .await;
    assert_eq!(round.status, 400, "{}", round.json);

    let copy = json!({"destination": {"type": "parent_page", "value": "65540"}, "pageTitle": "Copied", "copyLabels": true});
    let copied = site
        .post(
            "/wiki/rest/api/content/65537/copy?expand=body.storage",
            copy,
        )
        .await;
    assert_eq!(copied.events(), ["page_copied"]);
    assert_eq!(
        site.titles("/wiki/api/v2/pages/65540/children").await,
        ["Two", "Copied"]
    );
    let kinds: Vec<_> = site
        .get("/wiki/api/v2/pages/65536/direct-children")
        .await
        .ok()["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["type"].as_str().unwrap().to_owned())
        .collect();
    assert!(
        ["whiteboard", "folder", "database"]
            .iter()
            .all(|it| kinds.iter().any(|kind| kind == it))
    );
}

#[tokio::test]
async fn comments_reply_and_resolve() {
    let site = Site::demo();
    let list = site
        .get(&format!("{PAGE}/footer-comments?body-format=storage"))
        .await
        .ok();
    assert_eq!(
        list["results"].as_array().unwrap().len(),
        1,
        "replies are not listed"
    );
    let replies = site
        .get("/wiki/api/v2/footer-comments/65600/children?body-format=storage")
        .await
        .ok();
    assert_eq!(first(&replies, "/body/storage/value"), "<p>Thank you.</p>");
    let sent = json!({"pageId": "65537", "body": storage("<p>Hm</p>")});
    let made = site.post("/wiki/api/v2/footer-comments", sent).await;
    assert_eq!(made.status, 201);
    assert_eq!(made.events(), ["comment_created"]);
    assert_eq!(made.changes[0].body["comment"]["parent"]["id"], "65537");
    let made: Comment = made.read();
    let path = format!("/wiki/api/v2/footer-comments/{}", made.id);
    let edit = json!({"version": {"number": 2}, "body": storage("<p>Ah</p>")});
    assert_eq!(
        site.put(&path, edit.clone()).await.events(),
        ["comment_updated"]
    );
    assert_eq!(site.put(&path, edit).await.status, 409);
    let read = site.get(&format!("{path}?body-format=storage")).await.ok();
    assert_eq!(read["body"]["storage"]["value"], "<p>Ah</p>");
    assert_eq!(site.delete(&path).await.events(), ["comment_removed"]);
    assert_eq!(site.get(&path).await.status, 404);

    let inline = json!({
        "pageId": "65537", "body": storage("<p>all?</p>"),
        "inlineCommentProperties": {"textSelection": "Everything", "textSelectionMatchCount": 1, "textSelectionMatchIndex": 0},
    });
    let made = site.post("/wiki/api/v2/inline-comments", inline).await.ok();
    assert_eq!(made["resolutionStatus"], "open");
    let path = format!(
        "/wiki/api/v2/inline-comments/{}",
        made["id"].as_str().unwrap()
    );
    let resolve =
        json!({"version": {"number": 2}, "body": storage("<p>all?</p>"), "resolved": true});
    assert_eq!(
        site.put(&path, resolve).await.ok()["resolutionStatus"],
        "resolved"
    );
    let absent = json!({
        "pageId": "65537", "body": storage("<p>x</p>"), "inlineCommentProperties": {"textSelection": "Nothing"},
    });
    assert_eq!(
        site.post("/wiki/api/v2/inline-comments", absent)
            .await
            .status,
        400
    );
}

async fn upload(site: &Site, method: Method, name: &str, text: &str) -> Answer {
    let form = format!(
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: text/csv\r\n\r\n{text}\r\n--x\r\n\
         Content-Disposition: form-data; name=\"comment\"\r\n\r\nfrom a test\r\n--x--\r\n"
    );
    let body = Body {
        content_type: Some("multipart/form-data; boundary=x".to_owned()),
        bytes: form.into_bytes(),
        json: None,
    };
    let path = "/wiki/rest/api/content/65537/child/attachment";
    Answer::of(site.reply(method, path, body).await)
}

#[tokio::test]
async fn files_are_attached_and_downloaded() {
    let site = Site::demo();
    let made = upload(&site, Method::Post, "a.csv", "1,2").await;
    assert_eq!(made.events(), ["attachment_created"]);
    let id = first(&made.ok(), "/id");
    let read: Attachment = site
        .get(&format!("/wiki/api/v2/attachments/{id}"))
        .await
        .read();
    assert_eq!(
        (read.media_type.as_deref(), read.file_size),
        (Some("text/csv"), Some(3))
    );
    assert_eq!(read.comment.as_deref(), Some("from a test"));
    assert_eq!(
        upload(&site, Method::Post, "a.csv", "3").await.status,
        400,
        "the name is taken"
    );
    let changed = upload(&site, Method::Put, "a.csv", "3,4,5").await;
    assert_eq!(changed.events(), ["attachment_updated"]);
    let download = format!("/wiki/rest/api/content/65537/child/attachment/{id}/download");
    for (query, bytes) in [("", "3,4,5"), ("?version=1", "1,2")] {
        let reply = site
            .reply(Method::Get, &format!("{download}{query}"), Body::default())
            .await;
        assert_eq!(
            reply.body,
            Some(("text/csv".to_owned(), bytes.as_bytes().to_vec()))
        );
    }
    assert_eq!(
        site.titles(&format!("{PAGE}/attachments")).await,
        ["notes.txt", "a.csv"]
    );
    assert_eq!(
        site.delete(&format!("/wiki/api/v2/attachments/{id}"))
            .await
            .events(),
        ["attachment_trashed"]
    );
    assert_eq!(
        site.titles(&format!("{PAGE}/attachments")).await,
        ["notes.txt"]
    );
    let broken = Body {
        content_type: Some("multipart/form-data".to_owned()),
        ..Body::default()
    };
    let path = "/wiki/rest/api/content/65537/child/attachment";
    assert_eq!(
        Answer::of(site.reply(Method::Post, path, broken).await).status,
        400
    );
}

#[tokio::test]
async fn labels_are_added_and_removed() {
    let site = Site::demo();
    let path = "/wiki/rest/api/content/65537/label";
    let added = site
        .post(
            path,
            json!([{"prefix": "global", "name": "Fresh"}, {"name": "app"}]),
        )
        .await;
    assert_eq!(
        added.events(),
        ["label_created", "label_added"],
        "`app` was there"
    );
    let names = |answer: Value| -> Vec<String> {
        let results = answer["results"].as_array().unwrap().clone();
        results
            .iter()
            .map(|it| it["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        names(site.get(&format!("{PAGE}/labels")).await.ok()),
        ["app", "fresh", "sample"]
    );
    let removed = site.delete(&format!("{path}?name=fresh")).await;
    assert_eq!(removed.events(), ["label_removed", "label_deleted"]);
    assert_eq!(site.delete(&format!("{path}/fresh")).await.status, 404);
    assert_eq!(
        site.post(path, json!({"name": "two words"})).await.status,
        400
    );
    let found = site.get("/wiki/rest/api/label?name=app").await.ok();
    assert_eq!(found["associatedContents"]["size"], 2);
    let id = found["label"]["id"].as_str().unwrap();
    assert_eq!(
        site.titles(&format!("/wiki/api/v2/labels/{id}/pages"))
            .await,
        ["Try the app"]
    );
    let single = site
        .get(&format!(
            "{PAGE}?include-labels=true&include-operations=true"
        ))
        .await
        .ok();
    assert_eq!(names(single["labels"].clone()), ["app", "sample"]);
    assert!(single["operations"]["results"].as_array().unwrap().len() > 3);
}

#[tokio::test]
async fn spaces_have_a_home_page() {
    let site = Site::demo();
    let sent = json!({"key": "NEW", "name": "New space", "description": {"value": "For tests.", "representation": "plain"}});
    let made = site.post("/wiki/api/v2/spaces", sent.clone()).await;
    assert_eq!(made.status, 201);
    assert_eq!(made.events(), ["space_created"]);
    let made: Space = made.read();
    let home = made.homepage_id.unwrap();
    assert_eq!(
        site.get(&format!("/wiki/api/v2/pages/{home}")).await.ok()["title"],
        "New space Home"
    );
    assert_eq!(site.post("/wiki/api/v2/spaces", sent).await.status, 400);
    let update = json!({"name": "Renamed"});
    assert_eq!(
        site.put("/wiki/rest/api/space/NEW", update).await.events(),
        ["space_updated"]
    );
    let found = site.get("/wiki/api/v2/spaces?keys=NEW").await.ok();
    assert_eq!(first(&found, "/name"), "Renamed");
    let gone = site.delete("/wiki/rest/api/space/NEW").await;
    assert_eq!((gone.status, gone.events()), (202, vec!["space_removed"]));
    assert_eq!(
        site.get(&format!("/wiki/api/v2/pages/{home}")).await.status,
        404
    );
}

#[tokio::test]
async fn whiteboards_templates_watches_and_users() {
    let site = Site::demo();
    let board = site
        .post(
            "/wiki/api/v2/whiteboards",
            json!({"spaceId": "32769", "title": "W"}),
        )
        .await;
    assert_eq!(board.events(), ["content_created"]);
    let id = board.ok()["id"].as_str().unwrap().to_owned();
    let read = site
        .get(&format!("/wiki/api/v2/whiteboards/{id}"))
        .await
        .ok();
    assert_eq!(
        (&read["type"], &read["title"]),
        (&json!("whiteboard"), &json!("W"))
    );
    assert_eq!(
        site.get(&format!("/wiki/api/v2/databases/{id}"))
            .await
            .status,
        404
    );
    site.delete(&format!("/wiki/api/v2/whiteboards/{id}"))
        .await
        .ok();
    assert_eq!(
        site.get(&format!("/wiki/api/v2/whiteboards/{id}"))
            .await
            .status,
        404
    );

    let sent = json!({"name": "T", "templateType": "page", "body": {"storage": {"value": "<p>t</p>", "representation": "storage"}}});
    let template = site.post("/wiki/rest/api/template", sent).await.ok();
    let id = template["templateId"].as_str().unwrap();
    let read = site
        .get(&format!("/wiki/rest/api/template/{id}"))
        .await
        .ok();
    assert_eq!(read["body"]["storage"]["value"], "<p>t</p>");

    let watch = "/wiki/rest/api/user/watch/content/65540";
    assert_eq!(site.get(watch).await.ok(), json!({"watching": false}));
    site.post(watch, json!({})).await.ok();
    assert_eq!(site.get(watch).await.ok(), json!({"watching": true}));
    site.delete(watch).await.ok();
    assert_eq!(site.get(watch).await.ok(), json!({"watching": false}));

    let me = site
        .get("/wiki/rest/api/user/current?expand=operations")
        .await
        .ok();
    assert_eq!(
        (&me["displayName"], &me["operations"][1]["operation"]),
        (&json!("Sam Sample"), &json!("administer"))
    );
    let alice = account_id("2");
    let user = site
        .get(&format!(
            "/wiki/rest/api/user?accountId={alice}&expand=personalSpace"
        ))
        .await
        .ok();
    assert_eq!(user["personalSpace"]["key"], "~alice");
    let groups = site
        .get(&format!("/wiki/rest/api/user/memberof?accountId={alice}"))
        .await
        .ok();
    assert_eq!(first(&groups, "/name"), "confluence-users");
    let found = site
        .get("/wiki/rest/api/search/user?cql=user.fullname~%22alice%22")
        .await
        .ok();
    assert_eq!(first(&found, "/user/accountId"), alice);
    let all = site
        .get("/wiki/rest/api/search/user?cql=type%3Duser")
        .await
        .ok();
    assert_eq!(first(&all, "/user/accountId"), alice, "the first by name");
    assert!(all["results"].as_array().unwrap().len() > 1, "{all}");
}

#[tokio::test]
async fn both_apis_share_the_properties() {
    let site = Site::demo();
    let made = site
        .post(
            &format!("{PAGE}/properties"),
            json!({"key": "state", "value": {"done": true}}),
        )
        .await
        .ok();
    assert_eq!(made["version"]["number"], 1);
    let listed = site.get(&format!("{PAGE}/properties")).await.ok();
    assert_eq!(first(&listed, "/key"), "state");
    let read = site
        .get(&format!("{PAGE}?include-properties=true"))
        .await
        .ok();
    assert_eq!(
        read["properties"]["results"][0]["value"],
        json!({"done": true})
    );
}

#[tokio::test]
async fn properties_are_as_visible_as_their_page() {
    let site = Site::demo();
    let path = "/wiki/api/v2/pages/65548/properties";
    let sent = json!({"key": "secret", "value": "x"});
    site.post(path, sent.clone()).await.ok();
    assert_eq!(site.by("3").get(path).await.status, 404);
    assert_eq!(site.by("3").post(path, sent.clone()).await.status, 404);
    assert_eq!(
        site.by_nobody()
            .get(&format!("{PAGE}/properties"))
            .await
            .status,
        200
    );
    assert_eq!(
        site.by_nobody()
            .post(&format!("{PAGE}/properties"), sent)
            .await
            .status,
        401
    );
    assert_eq!(
        site.get("/wiki/api/v2/pages/1/properties").await.status,
        404
    );

    let own = format!("/wiki/rest/api/user/{USER}/property/theme");
    assert_eq!(site.get(&own).await.status, 404);
    assert_eq!(
        site.put(&own, json!({"value": {"dark": true}}))
            .await
            .status,
        404
    );
    assert_eq!(
        site.post(&own, json!({"value": {"dark": true}}))
            .await
            .status,
        201
    );
    assert_eq!(site.post(&own, json!({"value": {}})).await.status, 409);
    assert_eq!(site.get(&own).await.ok()["value"], json!({"dark": true}));
    assert_eq!(site.by("2").get(&own).await.status, 403);
    assert_eq!(site.delete(&own).await.status, 204);
}

#[tokio::test]
async fn the_macro_of_sample_contexts_is_in_the_page() {
    let site = Site::demo();
    let path = "/wiki/rest/api/content/65537/history/1/macro/id";
    let id = "5c1ab5f6-0a5c-4b47-9b3c-000000000001";
    let found = site.get(&format!("{path}/{id}")).await.ok();
    assert_eq!(found["name"], "info");
    assert_eq!(found["body"], "<p>The data is made up.</p>");
    assert_eq!(found["parameters"], json!({"title": {"value": "Demo"}}));
    let view = site.get(&format!("{path}/{id}/convert/view")).await.ok();
    assert!(
        view["value"]
            .as_str()
            .unwrap()
            .starts_with("<div class=\"panel")
    );
    assert_eq!(site.get(&format!("{path}/other")).await.status, 404);

    let sent = json!({"value": "<p>a</p>", "representation": "storage"});
    let begun = site
        .post("/wiki/rest/api/contentbody/convert/async/view", sent)
        .await
        .ok();
    let id = begun["asyncId"].as_str().unwrap();
    let done = site
        .get(&format!("/wiki/rest/api/contentbody/convert/async/{id}"))
        .await
        .ok();
    assert_eq!(
        (&done["status"], &done["value"]),
        (&json!("COMPLETED"), &json!("<p>a</p>"))
    );
}

#[tokio::test]
async fn a_tree_is_copied_and_deleted_as_a_whole() {
    let site = Site::demo();
    let sent = json!({
        "destinationPageId": "65540", "copyLabels": true, "titleOptions": {"prefix": "Copy of "},
    });
    let copied = site
        .post("/wiki/rest/api/content/65541/pagehierarchy/copy", sent)
        .await;
    assert_eq!(
        (copied.status, copied.events()),
        (202, vec!["page_copied"; 4])
    );
    let task = copied.json["links"]["status"].as_str().unwrap();
    assert_eq!(
        site.get(&format!("/wiki{task}")).await.ok()["finished"],
        true
    );
    let below = "/wiki/api/v2/pages/65540/descendants";
    let titles = [
        "Copy of After",
        "Copy of One",
        "Copy of Two",
        "Copy of Two, in detail",
    ];
    assert_eq!(site.titles(below).await, titles);
    let gone = site.delete("/wiki/rest/api/content/65541/pageTree").await;
    assert_eq!(gone.events(), vec!["page_trashed"; 4]);
    assert_eq!(site.get("/wiki/api/v2/pages/65544").await.status, 404);
}
