//! The app as Confluence meets it: every kind is there, and every page opens.

use std::collections::BTreeSet;

use connect_host::{Host, Method};
use connect_model::{Descriptor, ModuleKind, Product, Url, module_kinds};
use connect_runtime::App;

type Outcome = Result<(), Box<dyn std::error::Error>>;

const PRODUCTS: [Product; 1] = [Product::Confluence];

async fn site() -> Result<Host, Box<dyn std::error::Error>> {
    Ok(Host::confluence().install(&App::collected()?).await?)
}

/// The kinds that the product has.
fn kinds() -> impl Iterator<Item = &'static ModuleKind> {
    module_kinds().iter().filter(|kind| {
        PRODUCTS
            .iter()
            .any(|product| kind.products.contains(product))
    })
}

/// The descriptor as the app serves it, under an address that is the same in each run.
async fn descriptor() -> Result<Descriptor, Box<dyn std::error::Error>> {
    let host = site().await?;
    let mut descriptor = host.descriptor().ok_or("it is installed")?;
    descriptor.base_url = Some("https://decisions.example".to_owned());
    Ok(descriptor)
}

#[tokio::test]
async fn the_descriptor_is_this_one() -> Outcome {
    let text = descriptor().await?.to_json_pretty();
    insta::assert_snapshot!(text);
    assert_eq!(Descriptor::parse(&text)?.to_json_pretty(), text);
    Ok(())
}

#[tokio::test]
async fn every_kind_of_the_product_is_used() -> Outcome {
    let descriptor = descriptor().await?;
    let used: BTreeSet<&str> = descriptor.all_modules().map(|(kind, _)| kind).collect();
    let missing: Vec<&str> = kinds()
        .map(|kind| kind.name)
        .filter(|kind| !used.contains(kind))
        .collect();
    assert_eq!(missing, [""; 0]);
    Ok(())
}

#[tokio::test]
async fn every_module_opens() -> Outcome {
    let host = site().await?;
    let mut opened = BTreeSet::new();
    for module in host.modules() {
        let Some(key) = module.key.as_deref().filter(|_| module.can_be_opened()) else {
            continue;
        };
        let page = host.open(key).with_samples().await?;
        assert_eq!(page.status, 200, "{} {key}: {}", module.kind, page.body);
        opened.insert(module.kind);
    }
    let pages = kinds().filter(|kind| matches!(kind.url, Url::Iframe | Url::Fetch));
    let closed: Vec<&str> = pages
        .map(|kind| kind.name)
        .filter(|kind| !opened.contains(*kind))
        .collect();
    // The app's web item opens the dialog module.
    assert_eq!(closed, ["webItems"]);
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
    let host = site().await?;
    for (key, part) in PARTS {
        let page = host.open(key).part(part).with_samples().await?;
        assert_eq!(page.status, 200, "{part} of {key}: {}", page.body);
    }
    Ok(())
}

/// What the host's server asks the app for: a condition, then callbacks.
const CALLS: [(Method, &str); 2] = [(Method::GET, "/has-decisions"), (Method::POST, "/record")];

#[tokio::test]
async fn what_the_host_calls_answers() -> Outcome {
    let host = site().await?;
    for (method, path) in CALLS {
        let answer = host.request(method, path).await?;
        assert!(answer.status.is_success(), "{path}: {}", answer.status);
    }
    for event in ["page_trashed", "page_removed"] {
        let deliveries = host.fire(event).await?;
        assert_eq!(deliveries.len(), 1, "{event}");
        assert_eq!(deliveries[0].status, 204, "{event}");
    }
    Ok(())
}
