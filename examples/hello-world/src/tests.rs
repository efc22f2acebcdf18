//! The app as a host meets it: installed, opened, notified of an issue, uninstalled.

use connect_host::Host;
use connect_runtime::App;

type Outcome = Result<(), Box<dyn std::error::Error>>;

#[tokio::test]
async fn the_page_greets_its_user() -> Outcome {
    let host = Host::jira().install(&App::collected()?).await?;

    let page = host.open("hello").as_user("557058:ann").await?;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Hello, 557058:ann"), "{}", page.body);
    assert_eq!(page.frame_refusal(), None);

    let page = host.open("hello").anonymous().await?;
    assert!(page.body.contains("Hello, stranger"), "{}", page.body);
    Ok(())
}

#[tokio::test]
async fn the_panel_greets_its_issue_as_text() -> Outcome {
    let host = Host::jira().install(&App::collected()?).await?;
    let panel = host
        .open("greeting")
        .with("issue.key", "<b>DEMO</b>-1")
        .await?;
    assert_eq!(panel.status, 200);
    assert!(
        panel.body.contains("Hello, &lt;b&gt;DEMO&lt;/b&gt;-1"),
        "{}",
        panel.body
    );
    Ok(())
}

#[tokio::test]
async fn the_webhook_takes_a_new_issue() -> Outcome {
    let host = Host::jira().install(&App::collected()?).await?;
    let deliveries = host.fire("jira:issue_created").until_handled().await?;
    assert_eq!(deliveries.len(), 1);
    assert_eq!(deliveries[0].status, 204);
    assert_eq!(deliveries[0].handled, Some(Ok(())));
    Ok(())
}

#[tokio::test]
async fn an_uninstalled_site_is_served_no_more() -> Outcome {
    let host = Host::jira().install(&App::collected()?).await?;
    let before = host.open("hello").page_url()?;
    assert_eq!(reqwest::get(before.clone()).await?.status(), 200);
    host.uninstall().await?;
    assert_eq!(reqwest::get(before).await?.status(), 401);
    Ok(())
}

#[tokio::test]
async fn the_descriptor_asks_for_no_more_than_the_code_needs() -> Outcome {
    let host = Host::jira().install(&App::collected()?).await?;
    let descriptor = host.descriptor().ok_or("it is installed")?;
    assert_eq!(descriptor.scopes, Some(vec!["READ".to_owned()]));
    assert!(host.warnings().is_empty(), "{:?}", host.warnings());
    Ok(())
}
