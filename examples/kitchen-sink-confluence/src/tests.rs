//! The app as Confluence sees it, and as Forge does: it uses every module kind, and every page opens.

use connect_host::{ForgeRule, Host, HostError, Method};
use connect_model::{Descriptor, Product};
use connect_runtime::App;
use connect_testing::kitchen_sink;

type Outcome = Result<(), Box<dyn std::error::Error>>;

const PRODUCTS: [Product; 1] = [Product::Confluence];

async fn installed() -> Result<Host, Box<dyn std::error::Error>> {
    Ok(Host::confluence().install(&App::collected()?).await?)
}

/// Runs a test of the app on Connect, and again of the same app on Forge.
async fn on_both(test: impl AsyncFn(Host) -> Outcome) -> Outcome {
    for host in [Host::confluence(), Host::forge()] {
        let host = host.install(&App::collected()?).await?;
        // It is shown when the test fails.
        println!("{host:?}");
        test(host).await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_descriptor_is_this_one() -> Outcome {
    let host = installed().await?;
    let text = kitchen_sink::descriptor(&host, "https://decisions.example").to_json_pretty();
    insta::assert_snapshot!(text);
    assert_eq!(Descriptor::parse(&text)?.to_json_pretty(), text);
    Ok(())
}

#[tokio::test]
async fn every_kind_of_the_product_is_used() -> Outcome {
    let unused = kitchen_sink::unused_kinds(&installed().await?, &PRODUCTS);
    assert_eq!(unused, [""; 0]);
    Ok(())
}

/// What Forge has no place for. Each says `forge = skip`, or the build would refuse it.
const NOT_ON_FORGE: [&str; 5] = [
    r#"publish condition "nothing-open""#,
    r#"keyboard shortcut "open-my-decisions""#,
    r#"profile page "decisions-of-profile""#,
    r#"blueprint "record""#,
    r#"Confluence theme "log""#,
];

#[tokio::test]
async fn everything_that_has_a_place_on_forge_is_there() -> Outcome {
    let forge = App::collected()?.forge()?.ok_or("it goes to Forge")?;
    assert_eq!(kitchen_sink::left_out(&forge), NOT_ON_FORGE);
    Ok(())
}

/// The kinds of pages that Forge does not have: those of what has no place, and dialogs, which the shell
/// opens for any page.
const NO_PAGES_ON_FORGE: [&str; 2] = ["dialogs", "profilePages"];

/// By Forge's schema it has no endpoint.
#[tokio::test]
async fn on_forge_the_page_of_custom_content_has_no_endpoint() -> Outcome {
    let host = Host::forge().install(&App::collected()?).await?;
    let refused = host.open("decision").await;
    let rule = ForgeRule::NoEndpoint;
    assert!(
        matches!(refused, Err(HostError::AgainstForge { rule: of, .. }) if of == rule),
        "it is opened"
    );
    Ok(())
}

#[tokio::test]
async fn every_module_opens() -> Outcome {
    let descriptor = installed().await?.descriptor().ok_or("it is installed")?;
    on_both(async |host| {
        let unopened = kitchen_sink::open_every_module(&host, &descriptor, &PRODUCTS).await;
        if host.is_on_forge() {
            assert_eq!(unopened, NO_PAGES_ON_FORGE);
        } else {
            assert_eq!(unopened, [""; 0]);
        }
        Ok(())
    })
    .await
}

/// The pages that a module has besides its own, by its key.
const PARTS: [(&str, &str); 3] = [
    ("question", "editor"),
    ("nothing-open", "dialog"),
    ("log", "routes.spaceview"),
];

/// Those of them whose module Forge does not have.
const PARTS_NOT_ON_FORGE: [(&str, &str); 2] =
    [("nothing-open", "dialog"), ("log", "routes.spaceview")];

#[tokio::test]
async fn every_other_page_of_a_module_opens() -> Outcome {
    on_both(async |host| {
        let without = kitchen_sink::open_parts(&host, &PARTS).await;
        if host.is_on_forge() {
            assert_eq!(without, PARTS_NOT_ON_FORGE);
        } else {
            assert_eq!(without, []);
        }
        Ok(())
    })
    .await
}

/// The requests of the host's server, a condition and a callback. Forge makes neither: it asks no app for
/// a condition, and has no blueprints.
const CALLS: [(Method, &str); 2] = [(Method::GET, "/has-decisions"), (Method::POST, "/record")];

#[tokio::test]
async fn the_calls_of_the_host_are_answered() -> Outcome {
    on_both(async |host| {
        if !host.is_on_forge() {
            kitchen_sink::call(&host, &CALLS).await;
        }
        kitchen_sink::fire(&host, &["page_trashed", "page_removed"]).await;
        Ok(())
    })
    .await
}
