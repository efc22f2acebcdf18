//! The app as Confluence sees it.

use std::time::Duration;

use connect_host::{Host, Method};
use connect_runtime::App;
use serde_json::{Value, json};

use super::note::PROPERTY;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

const PAGE: &str = "/wiki/api/v2/pages/65537";

async fn site() -> Outcome<Host> {
    let app = App::collected()?;
    Ok(Host::confluence().install(&app).await?)
}

/// The note of a page, as soon as it has one.
async fn note(host: &Host) -> Outcome<Value> {
    let kept = async {
        loop {
            match host.property(PAGE, PROPERTY) {
                Some(note) => return note,
                None => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        }
    };
    Ok(tokio::time::timeout(Duration::from_secs(30), kept).await?)
}

#[tokio::test]
async fn a_note_is_kept_with_the_page_that_was_shown() -> Outcome {
    let host = site().await?;
    let line = host.open("page-note").with("content.id", 65537).await?;
    assert_eq!(line.status, 200, "{}", line.body);

    let body = json!({ "text": "Ask Ann" });
    let other = line.endpoint(Method::PUT, "/pages/65538/note");
    assert_eq!(other.json(&body).await?.status, 403);
    let kept = line.endpoint(Method::PUT, "/pages/65537/note");
    assert!(kept.json(&body).await?.status.is_success());

    let line = host.open("page-note").with("content.id", 65537).await?;
    assert!(line.body.contains("Ask Ann"), "{}", line.body);
    Ok(())
}

#[tokio::test]
async fn a_new_page_begins_with_the_note_that_administrators_set() -> Outcome {
    let host = site().await?;
    let settings = host.endpoint(Method::POST, "/settings/pages");
    let settings = settings.form(&[("first_note", "Welcome")]);
    assert_eq!(settings.await?.status, 200);

    let created = host.fire("page_created").with("content.id", 65537);
    let deliveries = created.until_handled().await?;
    assert_eq!(deliveries[0].handled, Some(Ok(())));
    assert_eq!(note(&host).await?, json!({ "text": "Welcome" }));
    Ok(())
}

#[tokio::test]
async fn settings_are_for_administrators() -> Outcome {
    let host = site().await?;
    let page = host.open("page-settings").as_user("557058:somebody");
    assert_eq!(page.await?.status, 403);
    let page = host.open("page-settings").await?;
    assert!(page.body.contains("first_note"), "{}", page.body);
    Ok(())
}
