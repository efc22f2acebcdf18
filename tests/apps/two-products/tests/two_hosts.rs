//! One running app, installed by a Jira host and a Confluence host, each from its own descriptor.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests, outside of `#[test]`"
)]

use std::collections::BTreeSet;

use connect_host::requests::Verdict;
use connect_host::{Host, HostError, KeyHost};
use connect_model::Descriptor;
use connect_model::app_field::BASE_URL;
use connect_runtime::Running;

/// The app, with the hosts' key host.
async fn running(keys: &KeyHost) -> Running {
    let app = two_products::app()
        .unwrap()
        .config(|config| config.key_host(keys.url().clone()));
    app.spawn().await.unwrap()
}

fn modules(descriptor: &Descriptor) -> BTreeSet<String> {
    let name = |(kind, module): (&str, &connect_model::descriptor::Module)| {
        let name = module.key.as_ref().or(module.event.as_ref());
        format!("{kind} {}", name.unwrap())
    };
    descriptor.all_modules().map(name).collect()
}

#[tokio::test]
async fn each_host_installs_its_own_descriptor_and_opens_what_is_in_it() {
    let keys = KeyHost::start().await.unwrap();
    let jira = Host::jira().key_host(&keys).start().await.unwrap();
    let confluence = Host::confluence().key_host(&keys).start().await.unwrap();
    let app = running(&keys).await;
    jira.install(&app).await.unwrap();
    confluence.install(&app).await.unwrap();

    let [of_jira, of_confluence] = [&jira, &confluence].map(|host| host.descriptor().unwrap());
    let expected = [
        "generalPages about",
        "webPanels votes",
        "webhooks jira:issue_created",
    ];
    assert_eq!(modules(&of_jira), expected.map(str::to_owned).into());
    let expected = [
        "contentBylineItems approvals",
        "generalPages about",
        "webhooks page_created",
    ];
    assert_eq!(modules(&of_confluence), expected.map(str::to_owned).into());
    assert_eq!(of_jira.scopes.unwrap(), ["WRITE"]);
    assert_eq!(of_confluence.scopes.unwrap(), ["READ"]);
    assert_eq!(of_jira.key, of_confluence.key);
    let migration = of_jira.cloud_app_migration.unwrap();
    assert_eq!(migration.migration_webhook_path.unwrap(), "/moved");
    for (product, links) in [("jira", of_jira.links), ("confluence", of_confluence.links)] {
        let address = format!("{}{product}/atlassian-connect.json", app.base_url());
        assert_eq!(links.unwrap()["self"], address);
    }

    // One page, two tenants.
    for (host, own) in [(&jira, "votes"), (&confluence, "approvals")] {
        assert_eq!(host.warnings(), []);
        for key in [own, "about"] {
            let page = host.open(key).await.unwrap();
            assert_eq!(page.verdict(), Verdict::Accepted, "{page:?}");
            let text = format!("[{key} for {}]", host.client_key());
            assert!(page.body.contains(&text), "{}", page.body);
        }
    }
    for fire in [
        jira.fire("jira:issue_created"),
        confluence.fire("page_created"),
    ] {
        let deliveries = fire.until_handled().await.unwrap();
        assert_eq!(deliveries[0].handled, Some(Ok(())));
    }
    assert!(jira.open("approvals").await.is_err());
}

#[tokio::test]
async fn a_host_accepts_the_address_of_a_descriptor() {
    let keys = KeyHost::start().await.unwrap();
    let jira = Host::jira().key_host(&keys).start().await.unwrap();
    let app = running(&keys).await;
    let urls = app.descriptor_urls();
    let paths: Vec<&str> = urls.iter().map(|(_, url)| url.path()).collect();
    assert_eq!(
        paths,
        [
            "/jira/atlassian-connect.json",
            "/confluence/atlassian-connect.json"
        ]
    );
    assert_eq!(app.descriptor_url(), urls[0].1);
    jira.install_url(app.descriptor_url().as_str())
        .await
        .unwrap();
    let page = jira.open("votes").await.unwrap();
    assert_eq!(page.verdict(), Verdict::Accepted);
    jira.reinstall().await.unwrap();
    assert_eq!(jira.app().unwrap().base_url(), app.base_url());

    // There is none at the address that a single descriptor would have.
    let refused = jira.install_url(app.base_url().as_str()).await.unwrap_err();
    assert!(
        matches!(&refused, HostError::NoDescriptor { status, .. } if *status == 404),
        "{refused}"
    );
}

#[tokio::test]
async fn the_served_descriptors_are_the_emitted_ones_up_to_the_base_url() {
    let app = running(&KeyHost::start().await.unwrap()).await;
    let base_url = app.base_url().as_str().trim_end_matches('/');
    let program = std::env::current_exe().unwrap();
    for (product, url) in app.descriptor_urls() {
        let file = format!(
            "connect/two-products/descriptor.{}.json",
            product.unwrap().name()
        );
        let named = std::env::var_os("CARGO_TARGET_DIR").map(std::path::PathBuf::from);
        let emitted = named
            .iter()
            .map(std::path::PathBuf::as_path)
            .chain(program.ancestors())
            .map(|folder| folder.join(&file))
            .find(|path| path.is_file())
            .unwrap_or_else(|| panic!("no {file}"));
        assert!(!emitted.with_file_name("descriptor.json").exists());
        let emitted = std::fs::read_to_string(emitted).unwrap();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let served = client.get(url).send().await.unwrap().text().await.unwrap();
        assert_eq!(served, emitted.replace(BASE_URL, base_url));
    }
}
