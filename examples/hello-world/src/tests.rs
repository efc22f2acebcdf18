//! The app as Jira sees it, and as Forge does: installed, opened, notified of an issue, uninstalled.

use connect_host::Host;
use connect_runtime::App;

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// Runs a test of the app on Connect, and again of the same app on Forge.
async fn on_both(test: impl AsyncFn(Host) -> Outcome) -> Outcome {
    for host in [Host::jira(), Host::forge()] {
        let host = host.install(&App::collected()?).await?;
        // It is shown when the test fails.
        println!("{host:?}");
        test(host).await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_page_greets_its_user() -> Outcome {
    on_both(async |host| {
        let page = host.open("hello").as_user("557058:ann").await?;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("Hello, 557058:ann"), "{}", page.body);
        assert_eq!(page.frame_refusal(), None);

        let page = host.open("hello").anonymous().await?;
        assert!(page.body.contains("Hello, stranger"), "{}", page.body);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_panel_greets_its_issue_as_text() -> Outcome {
    on_both(async |host| {
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
    })
    .await
}

#[tokio::test]
async fn the_webhook_accepts_a_new_issue() -> Outcome {
    on_both(async |host| {
        let deliveries = host.fire("jira:issue_created").until_handled().await?;
        assert_eq!(deliveries.len(), 1);
        assert_eq!(deliveries[0].status, 204);
        assert_eq!(deliveries[0].handled, Some(Ok(())));
        Ok(())
    })
    .await
}

/// Connect's pages have signed addresses, which someone may have kept. Forge's have none.
#[tokio::test]
async fn an_uninstalled_site_is_no_longer_served() -> Outcome {
    on_both(async |host| {
        let before = host.open("hello").page_url();
        host.uninstall().await?;
        match before {
            Ok(before) => assert_eq!(reqwest::get(before).await?.status(), 401),
            Err(error) => assert!(host.is_on_forge(), "{error}"),
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_app_asks_for_no_more_than_the_code_needs() -> Outcome {
    on_both(async |host| {
        match host.manifest() {
            None => {
                let descriptor = host.descriptor().ok_or("it is installed")?;
                assert_eq!(descriptor.scopes, Some(vec!["READ".to_owned()]));
            }
            Some(manifest) => {
                let of_jira = manifest
                    .scopes
                    .keys()
                    .filter(|name| name.ends_with("-work"));
                assert_eq!(of_jira.collect::<Vec<_>>(), ["read:jira-work"]);
            }
        }
        assert!(host.warnings().is_empty(), "{:?}", host.warnings());
        Ok(())
    })
    .await
}
