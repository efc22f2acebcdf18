//! The app as Jira sees it.

use std::time::Duration;

use connect_host::{Host, Method};
use connect_runtime::App;
use serde_json::{Value, json};

use super::note::PROPERTY;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

const ISSUE: &str = "/rest/api/3/issue/DEMO-1";

async fn site() -> Outcome<Host> {
    Ok(Host::jira().install(&App::collected()?).await?)
}

/// The note of an issue, as soon as it has one.
async fn note(host: &Host) -> Outcome<Value> {
    let kept = async {
        loop {
            match host.property(ISSUE, PROPERTY) {
                Some(note) => return note,
                None => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        }
    };
    Ok(tokio::time::timeout(Duration::from_secs(30), kept).await?)
}

#[tokio::test]
async fn a_note_is_kept_with_the_issue_that_was_shown() -> Outcome {
    let host = site().await?;
    let panel = host.open("issue-note").with("issue.key", "DEMO-1").await?;
    assert_eq!(panel.status, 200, "{}", panel.body);

    let body = json!({ "text": "Ask Ann" });
    let other = panel.endpoint(Method::PUT, "/issues/DEMO-2/note");
    assert_eq!(other.json(&body).await?.status, 403);
    let kept = panel.endpoint(Method::PUT, "/issues/DEMO-1/note");
    assert!(kept.json(&body).await?.status.is_success());

    let panel = host.open("issue-note").with("issue.key", "DEMO-1").await?;
    assert!(panel.body.contains("Ask Ann"), "{}", panel.body);
    Ok(())
}

#[tokio::test]
async fn a_new_issue_begins_with_the_note_that_administrators_set() -> Outcome {
    let host = site().await?;
    let settings = host.endpoint(Method::POST, "/settings/issues");
    let settings = settings.form(&[("first_note", "Welcome")]);
    assert_eq!(settings.await?.status, 200);

    let created = host.fire("jira:issue_created").with("issue.key", "DEMO-1");
    let deliveries = created.until_handled().await?;
    assert_eq!(deliveries[0].handled, Some(Ok(())));
    assert_eq!(note(&host).await?, json!({ "text": "Welcome" }));
    Ok(())
}

#[tokio::test]
async fn settings_are_for_administrators() -> Outcome {
    let host = site().await?;
    let page = host.open("issue-settings").as_user("557058:somebody");
    assert_eq!(page.await?.status, 403);
    let page = host.open("issue-settings").await?;
    assert!(page.body.contains("first_note"), "{}", page.body);
    Ok(())
}
