//! The ready-made payloads of connect-runtime read what the host fires, for every event it knows.

use connect_host::{Host, HostProduct};
use connect_model::{Event, Product, events};
use connect_runtime::events::{confluence, jira};
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::recording_app::App;

/// The documentation of the payloads, whose tables list the events of each.
const TABLE_OF_JIRA: &str = include_str!("../../../connect-events/src/jira.rs");
const TABLE_OF_CONFLUENCE: &str = include_str!("../../../connect-events/src/confluence.rs");

/// Groups of events without a payload: nothing reliable is known about their bodies.
const UNTYPED_GROUPS: [&str; 12] = [
    // In every product.
    "add-on",
    "app-access",
    "server",
    // Jira: the key of a filter or an issue type is not known.
    "feature status",
    "filter",
    "issue type",
    "expressions",
    // Confluence.
    "auth",
    "plugin",
    "relation",
    "search",
    "theme",
];

/// Events without a payload in groups that have one.
const UNTYPED: [&str; 1] = [
    // The old name of `worklog_…`, from when it carried the issue.
    "jira:worklog_updated",
];

type Read = fn(&[u8]) -> Result<(), serde_json::Error>;

/// The payload of an event: its name, and whether it reads a body.
fn payload(event: &Event, product: HostProduct) -> Option<(&'static str, Read)> {
    fn read<T: DeserializeOwned>(body: &[u8]) -> Result<(), serde_json::Error> {
        serde_json::from_slice::<T>(body).map(drop)
    }
    macro_rules! payload {
        ($product:ident::$payload:ident) => {
            (stringify!($payload), read::<$product::$payload> as Read)
        };
    }
    if UNTYPED.contains(&event.name) {
        return None;
    }
    Some(match (product, event.group) {
        (HostProduct::Jira, "issue") => payload!(jira::IssueEvent),
        (HostProduct::Jira, "comment") => payload!(jira::CommentEvent),
        (HostProduct::Jira, "worklog") => payload!(jira::WorklogEvent),
        (HostProduct::Jira, "attachment") => payload!(jira::AttachmentEvent),
        (HostProduct::Jira, "issue link") => payload!(jira::IssueLinkEvent),
        (HostProduct::Jira, "issue property") => payload!(jira::IssuePropertyEvent),
        (HostProduct::Jira, "project") => payload!(jira::ProjectEvent),
        (HostProduct::Jira, "version") => payload!(jira::VersionEvent),
        (HostProduct::Jira, "user") => payload!(jira::UserEvent),
        (HostProduct::Jira, "sprint") => payload!(jira::SprintEvent),
        (HostProduct::Jira, "board") => payload!(jira::BoardEvent),
        (HostProduct::Confluence, "page" | "blueprint") => payload!(confluence::PageEvent),
        (HostProduct::Confluence, "blog") => payload!(confluence::BlogPostEvent),
        (HostProduct::Confluence, "comment") => payload!(confluence::CommentEvent),
        (HostProduct::Confluence, "attachment") => payload!(confluence::AttachmentEvent),
        (HostProduct::Confluence, "label") => payload!(confluence::LabelEvent),
        (HostProduct::Confluence, "space") => payload!(confluence::SpaceEvent),
        (HostProduct::Confluence, "content") => payload!(confluence::ContentEvent),
        (HostProduct::Confluence, "user") => payload!(confluence::UserEvent),
        (HostProduct::Confluence, "group") => payload!(confluence::GroupEvent),
        _ => return None,
    })
}

/// An app that listens to every event.
async fn listening() -> App {
    let app = App::start(json!({"webhooks": [{"event": "*", "url": "/event"}]})).await;
    app.describe(|descriptor| {
        descriptor["authentication"] = json!({"type": "none"});
        drop(descriptor.as_object_mut().unwrap().remove("lifecycle"));
    });
    app
}

/// The events that a host of this product fires.
fn fired_by(product: HostProduct) -> impl Iterator<Item = &'static Event> {
    events().iter().filter(move |event| match event.product {
        Product::Jira | Product::JiraSoftware | Product::JiraServiceManagement => {
            product == HostProduct::Jira
        }
        Product::Confluence => product == HostProduct::Confluence,
        Product::Common => true,
        _ => false,
    })
}

async fn read_all(product: HostProduct, host: Host, app: App) -> usize {
    let mut read = 0;
    let table = match product {
        HostProduct::Jira => TABLE_OF_JIRA,
        HostProduct::Confluence => TABLE_OF_CONFLUENCE,
    };
    for event in fired_by(product) {
        let Some((name, payload)) = payload(event, product) else {
            assert!(
                UNTYPED_GROUPS.contains(&event.group) || UNTYPED.contains(&event.name),
                "{} ({}) has no payload, and isn't among the events that have none",
                event.name,
                event.group
            );
            continue;
        };
        for fire in [host.fire(event.name), host.fire(event.name).anonymous()] {
            fire.await.unwrap();
            let body = app.last("/event").body;
            if let Err(error) = payload(&body) {
                let body = String::from_utf8_lossy(&body);
                panic!("{name} doesn't read {}: {error}\n{body}", event.name);
            }
        }
        let row = table.lines().any(|row| {
            row.contains(&format!("[`{name}`] |")) && row.contains(&format!("`{}`", event.name))
        });
        assert!(row, "the table does not list {} and {name}", event.name);
        read += 1;
    }
    read
}

#[tokio::test]
async fn every_event_of_jira_can_be_read() {
    let app = listening().await;
    let host = Host::jira().install(&app.url).await.unwrap();
    assert!(read_all(HostProduct::Jira, host, app).await > 40);
}

#[tokio::test]
async fn every_event_of_confluence_can_be_read() {
    let app = listening().await;
    let host = Host::confluence().install(&app.url).await.unwrap();
    assert!(read_all(HostProduct::Confluence, host, app).await > 50);
}

/// The untyped ones are still events: an entry for a group or name that no longer exists is stale.
#[test]
fn no_untyped_entry_is_stale() {
    for group in UNTYPED_GROUPS {
        let mut of_group = events().iter().filter(|event| event.group == group);
        assert!(of_group.next().is_some(), "no event is in {group}");
    }
    for name in UNTYPED {
        assert!(events().iter().any(|event| event.name == name), "{name}");
    }
}

/// The payloads hold the values of the bodies, and don't merely parse them.
#[tokio::test]
async fn payloads_have_the_values_of_the_bodies() {
    async fn fired<T: DeserializeOwned>(fire: connect_host::requests::Fire, app: &App) -> T {
        fire.await.unwrap();
        let body = app.last("/event").body;
        serde_json::from_slice(&body).unwrap()
    }
    let app = listening().await;
    let jira = Host::jira().install(&app.url).await.unwrap();
    let fire = jira.fire("jira:issue_updated").as_user("ann");
    let issue: jira::IssueEvent = fired(fire.with("issue.key", "DEMO-7"), &app).await;
    assert_eq!(issue.issue.key, "DEMO-7");
    let user = issue.user.as_ref().unwrap();
    assert_eq!(user.account_id.as_deref(), Some("ann"));
    let status = issue.issue.fields.status.as_ref().unwrap();
    let category = status.status_category.as_ref().unwrap();
    assert_eq!(category.key.as_deref(), Some("new"));
    assert!(issue.issue.fields.other.contains_key("description"));
    assert!(!issue.issue.fields.other.contains_key("summary"));
    assert_eq!(
        issue.change("summary").unwrap().to_string.as_deref(),
        Some("Try the app")
    );
    // The same project, by number and by text.
    let project: jira::ProjectEvent = fired(jira.fire("project_updated"), &app).await;
    assert_eq!(project.project.id, issue.issue.fields.project.unwrap().id);
    let fire = jira.fire("jira:version_merged");
    let merged: jira::VersionEvent = fired(fire.with("mergedVersion.id", "10101"), &app).await;
    assert_eq!(merged.merged_to.unwrap().id, "10101");
    let sprint: jira::SprintEvent = fired(jira.fire("sprint_updated"), &app).await;
    assert_ne!(sprint.sprint.name, sprint.old_value.unwrap().name);
    let board: jira::BoardEvent = fired(jira.fire("board_configuration_changed"), &app).await;
    assert_eq!(board.board.board_type.as_deref(), Some("scrum"));

    let confluence = Host::confluence().install(&app.url).await.unwrap();
    let fire = confluence.fire("comment_created").as_user("ann");
    let comment: confluence::CommentEvent = fired(fire.with("content.id", "7"), &app).await;
    assert_eq!(comment.user_account_id.as_deref(), Some("ann"));
    assert_eq!(comment.comment.container().unwrap().id, "7");
    let moved: confluence::PageEvent = fired(confluence.fire("page_moved"), &app).await;
    assert_ne!(moved.old_parent.unwrap().id, moved.new_parent.unwrap().id);
    let label: confluence::LabelEvent = fired(confluence.fire("label_added"), &app).await;
    assert_eq!(label.labeled.unwrap().content_type.as_deref(), Some("page"));
    let files: confluence::AttachmentEvent =
        fired(confluence.fire("attachment_created"), &app).await;
    assert_eq!(files.attachments.len(), 1);
    assert!(files.attached_to.is_some());
    let group: confluence::GroupEvent = fired(confluence.fire("group_created"), &app).await;
    assert_eq!(group.name.as_deref(), Some("sample-group"));
}
