//! The app as Jira sees it, and as Forge does: it uses every module kind, and every page opens.

use connect_host::{Host, Method};
use connect_model::{Descriptor, Product};
use connect_runtime::App;
use connect_testing::kitchen_sink;

type Outcome = Result<(), Box<dyn std::error::Error>>;

const PRODUCTS: [Product; 3] = [
    Product::Jira,
    Product::JiraSoftware,
    Product::JiraServiceManagement,
];

async fn installed() -> Result<Host, Box<dyn std::error::Error>> {
    Ok(Host::jira().install(&App::collected()?).await?)
}

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
async fn the_descriptor_is_this_one() -> Outcome {
    let host = installed().await?;
    let text = kitchen_sink::descriptor(&host, "https://votes.example").to_json_pretty();
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
const NOT_ON_FORGE: [&str; 15] = [
    r#"Jira profile tab panel "votes-of-profile""#,
    r#"Jira search request view "votes-table""#,
    r#"Jira issue type "poll""#,
    r#"Jira project tab panel "project-tab""#,
    r#"Jira report "votes-over-time""#,
    r#"service desk queue group "by-votes""#,
    r#"service desk report group "vote-reports""#,
    r#"service desk report "votes-of-customers""#,
    r#"asset panel "asset-votes""#,
    r#"automation action "vote-automatically""#,
    r#"service desk organization action "organization-action""#,
    r#"service desk portal profile action "take-back""#,
    r#"Jira DevOps component provider "components""#,
    r#"Jira operations info provider "incidents""#,
    r#"Jira deployment gating "release-vote""#,
];

#[tokio::test]
async fn everything_that_has_a_place_on_forge_is_there() -> Outcome {
    let forge = App::collected()?.forge()?.ok_or("it goes to Forge")?;
    assert_eq!(kitchen_sink::left_out(&forge), NOT_ON_FORGE);
    Ok(())
}

/// The kinds of pages that Forge does not have: those of what has no place, and dialogs, which the shell
/// opens for any page.
const NO_PAGES_ON_FORGE: [&str; 9] = [
    "assetPanels",
    "dialogs",
    "jiraProfileTabPanels",
    "jiraProjectTabPanels",
    "jiraReports",
    "jiraSearchRequestViews",
    "serviceDeskOrganizationActions",
    "serviceDeskPortalProfileActions",
    "serviceDeskReports",
];

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

#[tokio::test]
async fn administrators_only_see_the_settings() -> Outcome {
    on_both(async |host| {
        for page in ["voters", "configure"] {
            assert_eq!(host.open(page).await?.status, 200, "{page}");
            let other = host.open(page).as_user("557058:bob").await?;
            assert_eq!(other.status, 403, "{page}");
        }
        Ok(())
    })
    .await
}

/// The pages that a module has besides its own, by its key.
const PARTS: [(&str, &str); 7] = [
    ("has-enough-votes", "create"),
    ("has-enough-votes", "edit"),
    ("close-vote", "create"),
    ("close-vote", "edit"),
    ("code", "actions.createBranch"),
    ("flags", "actions.createFlag"),
    ("vote-automatically", "configForm"),
];

/// Those of them whose module, or whose property of it, Forge does not have.
const PARTS_NOT_ON_FORGE: [(&str, &str); 3] = [
    ("code", "actions.createBranch"),
    ("flags", "actions.createFlag"),
    ("vote-automatically", "configForm"),
];

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

/// The requests of the host's server: a condition, then callbacks.
const CALLS: [(Method, &str); 8] = [
    (Method::GET, "/has-votes"),
    (Method::POST, "/jiraJqlFunctions/most-voted-issues"),
    (Method::POST, "/jiraWorkflowPostFunctions/close-vote"),
    (Method::POST, "/jiraDeploymentGating/release-vote"),
    (Method::POST, "/automationActions/vote-automatically"),
    (Method::POST, "/deployments"),
    (Method::POST, "/workspaces"),
    (Method::POST, "/design"),
];

/// Whom Forge calls instead. It asks no app for a condition, a gate or an action of an automation; and what
/// it asks a provider nothing answers yet, which `cargo connect forge report` says.
const CALLED_BY_FORGE: [&str; 2] = ["most-voted-issues", "close-vote"];

#[tokio::test]
async fn the_calls_of_the_host_are_answered() -> Outcome {
    on_both(async |host| {
        if host.is_on_forge() {
            kitchen_sink::call_on_forge(&host, &CALLED_BY_FORGE).await;
        } else {
            kitchen_sink::call(&host, &CALLS).await;
        }
        kitchen_sink::fire(&host, &["jira:issue_created", "jira:issue_updated"]).await;
        Ok(())
    })
    .await
}
