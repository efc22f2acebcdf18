//! How `app!` affects the build: which files are written with `descriptors = per_product`, and what
//! is reported about an app that has nothing to divide, or that uses `unlisted`.

use super::*;

fn app() -> String {
    APP.replace(" }", ", descriptors = per_product }")
}

fn files(workspace: &Workspace) -> Vec<String> {
    let folder = std::fs::read_dir(workspace.path("target/connect/app")).unwrap();
    let mut names: Vec<String> = folder
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("descriptor"))
        .collect();
    names.sort();
    names
}

const BYLINE: &str =
    "#[content_byline_item(name = \"Notes\")] async fn notes() -> &'static str { \"\" }\n";

#[test]
fn each_product_has_a_file_and_no_other_remains() {
    let source = |app: &str| format!("{app}{}{BYLINE}", panel("votes"));
    let workspace = Workspace::new(&[("app/src/main.rs", &source(APP))]);
    workspace.emit().unwrap();
    assert_eq!(files(&workspace), ["descriptor.json"]);
    workspace.write("app/src/main.rs", &source(&app()));
    assert_eq!(workspace.emit().unwrap(), [""; 0]);
    assert_eq!(
        files(&workspace),
        ["descriptor.confluence.json", "descriptor.jira.json"]
    );
    let jira = workspace.path("target/connect/app/descriptor.jira.json");
    let jira: Value = serde_json::from_slice(&std::fs::read(jira).unwrap()).unwrap();
    assert_eq!(jira["modules"].as_object().unwrap().len(), 1);
    assert_eq!(
        jira["links"]["self"],
        "{{localBaseUrl}}/jira/atlassian-connect.json"
    );
    workspace.write("app/src/main.rs", &source(APP));
    workspace.emit().unwrap();
    assert_eq!(files(&workspace), ["descriptor.json"]);
}

#[test]
fn an_app_of_one_product_is_warned_that_one_descriptor_will_do() {
    let source = format!("{}{}", app(), panel("votes"));
    let workspace = Workspace::new(&[("app/src/main.rs", &source)]);
    assert_eq!(
        workspace.emit().unwrap(),
        [
            "src/main.rs:1:1: app! requests one descriptor per product, but every module is \
             for Jira: remove `descriptors`"
        ]
    );
    assert_eq!(files(&workspace), ["descriptor.jira.json"]);
}

#[test]
fn an_app_without_modules_has_one_descriptor_all_the_same() {
    let workspace = Workspace::new(&[("app/src/main.rs", &app())]);
    let warnings = workspace.emit().unwrap();
    assert!(warnings[0].contains("there is no module"), "{warnings:?}");
    assert_eq!(files(&workspace), ["descriptor.json"]);
}

#[test]
fn app_names_a_callback_by_its_item() {
    let app = |name: &str| {
        let field = format!(", cloud_app_migration = {{ migration_webhook_path = {name} }} }}");
        let moving = "#[callback] pub async fn moved() {}\n";
        format!("{}mod moving {{ {moving} }}", APP.replace(" }", &field))
    };
    let workspace = Workspace::new(&[("app/src/main.rs", &app("moving::moved"))]);
    workspace.emit().unwrap();
    let descriptor = workspace.descriptor();
    let path = &descriptor["cloudAppMigration"]["migrationWebhookPath"];
    assert_eq!(path, "/moved");
    // The compiler reports a name that leads nowhere.
    workspace.write("app/src/main.rs", &app("moving::missing"));
    assert_eq!(workspace.emit().unwrap(), [""; 0]);
}

#[test]
fn a_migration_that_is_vouched_for_is_warned_about() {
    let app = APP.replace(
        " }",
        ", api_migrations = { \"brand-new\" = unlisted(true) } }",
    );
    let workspace = Workspace::new(&[("app/src/main.rs", &app)]);
    let warnings = workspace.emit().unwrap();
    assert!(
        warnings[0].contains("\"brand-new\" is accepted because of unlisted"),
        "{warnings:?}"
    );
    let migrations = &workspace.descriptor()["apiMigrations"];
    assert_eq!(migrations["brand-new"], true);
    assert_eq!(migrations["signed-install"], true);
}

#[test]
fn the_callback_of_data_residency_exists_when_the_app_has_it() {
    let app = "connect_runtime::app! { key = \"com.example.votes\", \
        data_residency = { max_migration_duration_hours = 1.5 }, \
        region_base_urls = { EU = \"https://eu.example.com\" } }\n";
    let lifecycle = |handler: &str| {
        let main = format!("{app}{handler}");
        let workspace = Workspace::new(&[("app/src/main.rs", &main)]);
        workspace.emit().unwrap();
        let descriptor = workspace.descriptor();
        assert_eq!(
            descriptor["dataResidency"]["maxMigrationDurationHours"],
            1.5
        );
        assert_eq!(descriptor["regionBaseUrls"]["EU"], "https://eu.example.com");
        descriptor["lifecycle"]["dare-migration"].clone()
    };
    assert_eq!(lifecycle(""), Value::Null);
    let steps = ["schedule", "start", "status", "commit", "rollback"].map(|step| {
        format!("#[dare_migration(step = {step})]\nasync fn {step}(tenant: Tenant) {{}}\n")
    });
    assert_eq!(lifecycle(&steps.concat()), "/lifecycle/dare-migration");
}
