//! The app as Confluence sees it: it uses every module kind, and every page opens.

use connect_host::{Host, Method};
use connect_model::{Descriptor, Product};
use connect_runtime::App;
use connect_testing::kitchen_sink;

type Outcome = Result<(), Box<dyn std::error::Error>>;

const PRODUCTS: [Product; 1] = [Product::Confluence];

async fn installed() -> Result<Host, Box<dyn std::error::Error>> {
    Ok(Host::confluence().install(&App::collected()?).await?)
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

#[tokio::test]
async fn every_module_opens() -> Outcome {
    let unopened = kitchen_sink::open_every_module(&installed().await?, &PRODUCTS).await;
    assert_eq!(unopened, [""; 0]);
    Ok(())
}

/// The pages that a module has beside its own, by its key.
const PARTS: [(&str, &str); 3] = [
    ("question", "editor"),
    ("nothing-open", "dialog"),
    ("log", "routes.spaceview"),
];

#[tokio::test]
async fn every_other_page_of_a_module_opens() -> Outcome {
    kitchen_sink::open_parts(&installed().await?, &PARTS).await;
    Ok(())
}

/// The requests of the host's server: a condition, then callbacks.
const CALLS: [(Method, &str); 2] = [(Method::GET, "/has-decisions"), (Method::POST, "/record")];

#[tokio::test]
async fn the_calls_of_the_host_are_answered() -> Outcome {
    let host = installed().await?;
    kitchen_sink::call(&host, &CALLS).await;
    kitchen_sink::fire(&host, &["page_trashed", "page_removed"]).await;
    Ok(())
}
