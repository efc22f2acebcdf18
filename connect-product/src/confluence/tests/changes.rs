use connect_events::confluence::{AttachmentEvent, CommentEvent, LabelEvent, PageEvent};
use serde::de::DeserializeOwned;
use serde_json::json;

use super::{Answer, Site};
use crate::people::USER;

fn event_of<T: DeserializeOwned>(answer: &Answer, event: &str) -> T {
    let change = answer.changes.iter().find(|it| it.event == event);
    serde_json::from_value(change.unwrap().body.clone()).unwrap()
}

#[tokio::test]
async fn reported_changes_have_the_payloads_of_events() {
    let site = Site::demo();
    let made = site
        .post(
            "/wiki/api/v2/pages",
            json!({"spaceId": "32769", "title": "Told"}),
        )
        .await;
    assert_eq!(made.changes[0].user.as_deref(), Some(USER));
    let event: PageEvent = event_of(&made, "page_created");
    assert_eq!(event.page.title.as_deref(), Some("Told"));
    assert_eq!(event.page.space_key.as_deref(), Some("DEMO"));
    assert_eq!(event.page.version, Some(1));

    let body = json!({"representation": "storage", "value": "<p>x</p>"});
    let comment = json!({"parentCommentId": "65600", "body": body});
    let made = site.post("/wiki/api/v2/footer-comments", comment).await;
    let event: CommentEvent = event_of(&made, "comment_created");
    assert_eq!(event.comment.parent.unwrap().id, "65537");
    assert_eq!(event.comment.in_reply_to.unwrap().id, "65600");

    let label = site
        .post("/wiki/rest/api/content/65540/label", json!({"name": "new"}))
        .await;
    let event: LabelEvent = event_of(&label, "label_added");
    assert_eq!(event.label.name, "new");
    assert_eq!(event.labeled.unwrap().id, "65540");

    let gone = site.delete("/wiki/api/v2/attachments/att65700").await;
    let event: AttachmentEvent = event_of(&gone, "attachment_trashed");
    assert_eq!(event.attachments[0].file_name.as_deref(), Some("notes.txt"));
    assert_eq!(event.attached_to.unwrap().id, "65537");
}

#[tokio::test]
async fn a_refused_request_changes_nothing() {
    let site = Site::demo();
    let list = json!([{"name": "good"}, {"name": "not good"}]);
    let refused = site.post("/wiki/rest/api/content/65540/label", list).await;
    assert_eq!((refused.status, refused.events()), (400, Vec::new()));
    let labels = site.get("/wiki/api/v2/pages/65540/labels").await.ok();
    assert_eq!(labels["results"], json!([]));
}
