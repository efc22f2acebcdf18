//! The app as Confluence sees it, and as Forge does: pages are approved, change, and are approved again.

use connect_host::rest::Refusal;
use connect_host::scope_proof::prove;
use connect_host::{Host, HostBuilder, HostError, Method};
use connect_runtime::{App, ScopeUseKind};
use serde_json::json;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

const ANN: &str = "557058:ann";
const BOB: &str = "557058:bob";

/// A page of the demo data that two people may read, neither of them Ann.
const FOR_TWO: u64 = 65548;

const PAGES: &str = "/wiki/api/v2/spaces/{id}/pages";
const COMMENTS: &str = "/wiki/api/v2/footer-comments";

/// A site with the app. Its space lists two pages of the demo data, which come one at a time.
async fn site(host: HostBuilder) -> Outcome<Host> {
    let host = host.install(&App::collected()?).await?;
    host.rest(Method::GET, PAGES)?.answer_with(|call| {
        let page = match call.parameter("cursor") {
            None => json!({
                "results": [{"id": "65537", "title": "Try the app"}],
                "_links": {"next": "/wiki/api/v2/spaces/32769/pages?limit=50&cursor=two"},
            }),
            Some(_) => json!({"results": [{"id": "65540", "title": "Before"}], "_links": {}}),
        };
        page.into()
    });
    Ok(host)
}

/// Runs a test of the app on Connect, and again of the same app on Forge.
async fn on_both(test: impl AsyncFn(Host) -> Outcome) -> Outcome {
    for host in [Host::confluence(), Host::forge()] {
        let host = site(host).await?;
        // It is shown when the test fails.
        println!("{host:?}");
        test(host).await?;
    }
    Ok(())
}

async fn approve(host: &Host, user: &str, page: u64) -> Result<u16, HostError> {
    let answer = host
        .endpoint(Method::POST, &format!("/pages/{page}/approvals"))
        .as_user(user)
        .await?;
    Ok(answer.status.as_u16())
}

async fn byline(host: &Host, page: u64) -> Result<String, HostError> {
    let byline = host
        .open("approvals")
        .as_user(ANN)
        .with("content.id", page)
        .await?;
    assert_eq!(byline.status, 200);
    Ok(byline.body)
}

#[tokio::test]
async fn a_page_is_approved_once_by_each() -> Outcome {
    on_both(async |host| {
        for user in [ANN, BOB, ANN] {
            assert_eq!(approve(&host, user, 65537).await?, 200);
        }
        let body = byline(&host, 65537).await?;
        assert!(body.contains(r#"<strong id="count">2</strong>"#), "{body}");
        assert!(
            body.contains(&format!(r#"data-account-id="{BOB}""#)),
            "{body}"
        );
        assert!(!body.contains("<button"), "{body}");
        assert!(byline(&host, 65540).await?.contains("<button"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn users_who_cannot_see_a_page_cannot_approve_it() -> Outcome {
    on_both(async |host| {
        assert_eq!(approve(&host, ANN, FOR_TWO).await?, 404);
        assert!(
            byline(&host, FOR_TWO)
                .await?
                .contains(r#"<strong id="count">0"#)
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_page_that_changes_loses_its_approvals_and_says_so() -> Outcome {
    on_both(async |host| {
        let updated = json!({"page": {"id": 65537}});
        let update = || host.fire("page_updated").with_body(updated.clone());
        update().until_handled().await?;
        assert_eq!(comments(&host), 0);

        approve(&host, ANN, 65537).await?;
        update().until_handled().await?;
        update().until_handled().await?;
        assert_eq!(comments(&host), 1);
        assert!(
            byline(&host, 65537)
                .await?
                .contains(r#"<strong id="count">0"#)
        );
        Ok(())
    })
    .await
}

fn comments(host: &Host) -> usize {
    let calls = host.rest_calls();
    calls
        .iter()
        .filter(|call| call.path == Some(COMMENTS))
        .count()
}

#[tokio::test]
async fn the_macro_lists_the_approvals() -> Outcome {
    on_both(async |host| {
        let empty = host.open("approval-list").with("content.id", 65537).await?;
        assert!(empty.body.contains("Nobody has approved"), "{}", empty.body);
        approve(&host, ANN, 65537).await?;
        let listed = host.open("approval-list").with("content.id", 65537).await?;
        assert!(listed.body.contains(ANN), "{}", listed.body);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_space_lists_its_approved_pages() -> Outcome {
    on_both(async |host| {
        approve(&host, ANN, 65540).await?;
        let tab = host
            .open("approved-pages")
            .as_user(ANN)
            .with("space.id", 32769)
            .await?;
        assert_eq!(tab.status, 200);
        assert!(tab.body.contains("Before (1)"), "{}", tab.body);
        assert!(!tab.body.contains("Try the app"), "{}", tab.body);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_app_asks_for_what_its_calls_need() -> Outcome {
    let host = site(Host::confluence()).await?;
    let descriptor = host.descriptor().ok_or("it is installed")?;
    let scopes = descriptor.scopes.as_deref().unwrap_or_default();
    assert_eq!(scopes, ["WRITE", "ACT_AS_USER"]);
    assert!(host.warnings().is_empty(), "{:?}", host.warnings());
    Ok(())
}

/// Everything that the app does in Confluence, once.
async fn everything(host: &Host) -> Result<(), HostError> {
    approve(host, ANN, 65540).await?;
    host.open("approvals")
        .as_user(ANN)
        .with("content.id", 65537)
        .await?;
    host.open("approval-list").with("content.id", 65537).await?;
    host.open("approved-pages")
        .as_user(ANN)
        .with("space.id", 32769)
        .await?;
    approve(host, ANN, 65537).await?;
    host.fire("page_updated")
        .with_body(json!({"page": {"id": 65537}}))
        .until_handled()
        .await?;
    Ok(())
}

#[tokio::test]
async fn each_scope_is_needed_by_exactly_the_calls_that_say_so() -> Outcome {
    let host = site(Host::confluence()).await?;
    // One page has a property already, which is kept again; the other has none.
    approve(&host, BOB, 65537).await?;
    let matrix = prove(&host, everything).await?;
    println!("{matrix}");
    matrix.exact()?;

    let app = App::collected()?;
    for need in app.needs() {
        // What the pages' scripts call, the browser calls.
        if let ScopeUseKind::Call { method, path, .. } = &need.kind {
            let call = format!("{method} {path}");
            assert!(
                matrix.rows.iter().any(|row| row.call == call),
                "{call} at {} is not exercised",
                need.origin
            );
        }
    }
    Ok(())
}

/// The proof above is of Connect's scopes. Forge's are others, and fewer calls tell them apart: with all
/// of them nothing is refused, and without those that write something is.
#[tokio::test]
async fn the_scopes_of_the_manifest_are_enough_and_needed() -> Outcome {
    let host = site(Host::forge()).await?;
    let refused = |host: &Host| {
        let calls = host.rest_calls();
        calls
            .iter()
            .any(|call| matches!(call.refused, Some(Refusal::MissingScopesOfForge(_))))
    };
    everything(&host).await?;
    assert!(!refused(&host), "{:?}", host.rest_calls());
    let manifest = host.manifest().ok_or("it is installed")?;
    let writing = manifest
        .scopes
        .keys()
        .filter(|name| name.starts_with("write:"));
    let mut count = 0;
    for scope in writing {
        count += 1;
        host.clear_rest_calls();
        host.withhold_on_forge(scope);
        everything(&host).await?;
        assert!(refused(&host), "{scope}");
        host.restore();
    }
    assert!(count > 0, "{:?}", manifest.scopes);
    Ok(())
}
