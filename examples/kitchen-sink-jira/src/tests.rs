//! The app as Jira sees it: it uses every module kind, and every page opens.

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

#[tokio::test]
async fn every_module_opens() -> Outcome {
    let unopened = kitchen_sink::open_every_module(&installed().await?, &PRODUCTS).await;
    assert_eq!(unopened, [""; 0]);
    Ok(())
}

#[tokio::test]
async fn administrators_only_see_the_settings() -> Outcome {
    let host = installed().await?;
    for page in ["voters", "configure"] {
        assert_eq!(host.open(page).await?.status, 200, "{page}");
        let other = host.open(page).as_user("557058:bob").await?;
        assert_eq!(other.status, 403, "{page}");
    }
    Ok(())
}

/// The pages that a module has beside its own, by its key.
const PARTS: [(&str, &str); 7] = [
    ("has-enough-votes", "create"),
    ("has-enough-votes", "edit"),
    ("close-vote", "create"),
    ("close-vote", "edit"),
    ("code", "actions.createBranch"),
    ("flags", "actions.createFlag"),
    ("vote-automatically", "configForm"),
];

#[tokio::test]
async fn every_other_page_of_a_module_opens() -> Outcome {
    kitchen_sink::open_parts(&installed().await?, &PARTS).await;
    Ok(())
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

#[tokio::test]
async fn the_calls_of_the_host_are_answered() -> Outcome {
    let host = installed().await?;
    kitchen_sink::call(&host, &CALLS).await;
    kitchen_sink::fire(&host, &["jira:issue_created", "jira:issue_updated"]).await;
    Ok(())
}
