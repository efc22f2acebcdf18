//! The customer portal reads and writes through the service desk's own REST API, as the visitor.

use serde_json::json;

use super::visitor::text;
use super::{Visitor, on_jira};

const CUSTOMER: &str = "557058:00000000-0000-4000-8000-000000000009";
const AGENT: &str = "557058:00000000-0000-4000-8000-000000000005";
const STRANGER: &str = "557058:00000000-0000-4000-8000-000000000002";
const PORTAL: &str = "/servicedesk/customer/portal/1";

async fn act(visitor: &Visitor, name: &str, back: &str, fields: &[(&str, &str)]) -> (u16, String) {
    let secret = visitor.secret().await;
    let mut all = vec![("session", &*secret), ("back", back)];
    all.extend_from_slice(fields);
    let (status, location, _) = visitor.send(&format!("/_host/act/{name}"), &all).await;
    (status, location)
}

#[tokio::test]
async fn a_customer_asks_and_an_agent_answers() {
    let visitor = on_jira(json!({})).await;
    visitor.become_user(CUSTOMER).await;
    let portal = visitor.look(PORTAL).await;
    assert!(portal.text.contains("Report a problem"), "{}", portal.text);
    assert_eq!(portal.all("main tbody tr").len(), 20);
    let create = visitor
        .look(&format!("{PORTAL}/create?requestType=2"))
        .await;
    let chosen = create.one("input[name=requestTypeId]");
    assert_eq!(chosen.attr("value"), Some("2"));
    let fields = [
        ("serviceDeskId", "1"),
        ("requestTypeId", "2"),
        ("summary", "It smokes"),
        ("description", "The laptop."),
    ];
    let (status, page) = act(&visitor, "raise-request", PORTAL, &fields).await;
    assert_eq!(
        (status, &*page),
        (303, "/servicedesk/customer/portal/1/HELP-21")
    );
    let comment = [("request", "HELP-21"), ("body", "Blue smoke")];
    assert_eq!(
        act(&visitor, "comment-request", &page, &comment).await,
        (303, page.clone())
    );
    let own = visitor.look(&page).await;
    assert_eq!(text(own.one("main h1")), "It smokes");
    assert!(
        own.text.contains("Blue smoke") && !own.has("[name=internal]"),
        "{}",
        own.text
    );

    visitor.become_user(AGENT).await;
    let internal = [
        ("request", "HELP-21"),
        ("body", "Tea"),
        ("internal", "true"),
    ];
    assert_eq!(
        act(&visitor, "comment-request", &page, &internal).await.0,
        303
    );
    let done = [("request", "HELP-21"), ("id", "31")];
    assert_eq!(act(&visitor, "move-request", &page, &done).await.0, 303);
    let seen = visitor.look(&page).await;
    assert!(seen.text.contains("Tea") && seen.text.contains("Time to resolution"));
    let queues = visitor.look("/jira/servicedesk/queues?queue=4").await;
    assert_eq!(
        text(queues.one(".sidebar [aria-current=page]")),
        "Incidents"
    );
    assert!(queues.text.contains("HELP-21"), "{}", queues.text);

    visitor.become_user(CUSTOMER).await;
    let own = visitor.look(&page).await;
    assert!(
        own.text.contains("Resolved") && !own.text.contains("Tea"),
        "{}",
        own.text
    );
    let queues = visitor.look("/jira/servicedesk/queues").await;
    assert!(queues.text.contains("Only agents have queues."));

    visitor.become_user(STRANGER).await;
    assert_eq!(visitor.look(&page).await.status, 404);
    let portal = visitor.look(PORTAL).await;
    assert!(
        portal
            .text
            .contains("You are not a customer of this service desk.")
    );
    let (status, _) = act(&visitor, "comment-request", &page, &comment).await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn an_approver_decides_on_the_page() {
    let visitor = on_jira(json!({})).await;
    let page = format!("{PORTAL}/HELP-7");
    assert!(visitor.look(&page).await.has("button[value=approve]"));
    let yes = [
        ("request", "HELP-7"),
        ("approval", "1"),
        ("decision", "approve"),
    ];
    assert_eq!(act(&visitor, "answer-approval", &page, &yes).await.0, 303);
    assert!(!visitor.look(&page).await.has("button[value=approve]"));
    assert_eq!(act(&visitor, "answer-approval", &page, &yes).await.0, 403);
}
