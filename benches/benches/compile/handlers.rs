//! The same handlers twice: annotated, and as routes with a descriptor by hand.
//!
//! Of ten, five are web panels that take the issue's key and the tenant, two are pages, one is a
//! web item, two are webhooks that read an issue.

use std::fmt::Write as _;

/// How many handlers there are in one file.
const IN_A_FILE: usize = 50;

enum Kind {
    Panel,
    Page,
    Item,
    Webhook,
}

const TEN: [Kind; 10] = [
    Kind::Panel,
    Kind::Page,
    Kind::Panel,
    Kind::Webhook,
    Kind::Panel,
    Kind::Item,
    Kind::Panel,
    Kind::Page,
    Kind::Panel,
    Kind::Webhook,
];

/// Path and text of each file of the annotated package.
pub(crate) fn annotated(size: usize) -> Vec<(String, String)> {
    let build = "use std::time::Instant;\n\nfn main() {\n    let start = Instant::now();\n    \
                 connect_build::emit();\n    let taken = start.elapsed().as_secs_f64();\n    \
                 std::fs::write(\"emission\", taken.to_string()).unwrap();\n}\n";
    let mut main = String::from(
        "use connect_runtime::prelude::*;\nuse serde::Deserialize;\n\n\
         connect_runtime::app! {\n    key = \"com.example.many\",\n    name = \"Many\",\n    \
         vendor = { name = \"Example\", url = \"https://example.com\" },\n}\n\n",
    );
    main.push_str(ISSUE);
    let mut files = vec![("build.rs".to_owned(), build.to_owned())];
    for (number, handlers) in files_of(size) {
        writeln!(main, "mod handlers_{number};").unwrap();
        let mut text =
            String::from("use connect_runtime::prelude::*;\n\nuse crate::IssueEvent;\n\n");
        for at in handlers {
            text.push_str(&match TEN[at % 10] {
                Kind::Panel => format!(
                    "/// Panel {at}\n#[web_panel(location = \"atl.jira.view.issue.right.context\")]\n\
                     pub async fn panel_{at}(#[context(\"issue.key\")] issue: String, tenant: Tenant) -> Page {{\n    \
                     Page::new(\"Panel {at}\").body(format!(\"{{issue}} in {{}}\", tenant.base_url()))\n}}\n\n"
                ),
                Kind::Page => format!(
                    "/// Page {at}\n#[general_page]\n\
                     pub async fn page_{at}(tenant: Tenant) -> Page {{\n    \
                     Page::new(\"Page {at}\").body(tenant.base_url().to_string())\n}}\n\n"
                ),
                Kind::Item => format!(
                    "/// Item {at}\n#[web_item(location = \"system.top.navigation.bar\")]\n\
                     pub async fn item_{at}(#[context(\"project.key\")] project: Option<String>) -> Page {{\n    \
                     Page::new(\"Item {at}\").body(project.unwrap_or_default())\n}}\n\n"
                ),
                Kind::Webhook => format!(
                    "#[webhook(event = \"jira:issue_updated\")]\n\
                     pub async fn hook_{at}(event: Event<IssueEvent>, tenant: Tenant) -> Result<()> {{\n    \
                     println!(\"{{}} in {{}}\", event.issue.key, tenant.base_url());\n    Ok(())\n}}\n\n"
                ),
            });
        }
        files.push((format!("src/handlers_{number}.rs"), text));
    }
    main.push_str(
        "\n#[connect_runtime::main]\nasync fn main() -> Result<()> {\n    \
         connect_runtime::serve().await\n}\n",
    );
    files.push(("src/main.rs".to_owned(), main));
    files
}

/// Path and text of each file of a package with the annotated package's functions and nothing for them:
/// no attribute, no build script, and for each, if `submitted`, an empty entry for `inventory`.
pub(crate) fn unannotated(size: usize, submitted: bool) -> Vec<(String, String)> {
    let mut files = annotated(size);
    files.retain(|(path, _)| path != "build.rs");
    for (path, text) in &mut files {
        if path == "src/main.rs" {
            let (before, _) = text.split_once("connect_runtime::app!").unwrap();
            let modules = (0..size.div_ceil(IN_A_FILE)).map(|at| format!("mod handlers_{at};\n"));
            *text = format!(
                "#![allow(dead_code)]\n{before}pub struct Entry(pub fn());\n\n\
                 inventory::collect!(Entry);\n\n{ISSUE}{}\nfn main() {{}}\n",
                modules.collect::<String>(),
            );
            continue;
        }
        let plain = text
            .lines()
            .filter(|line| !line.starts_with("#["))
            .map(|line| match line.split_once("#[context(") {
                Some((before, argument)) => {
                    format!("{before}{}\n", argument.split_once(")] ").unwrap().1)
                }
                // The end of a function: an entry follows it.
                None if submitted && line == "}" => {
                    "}\ninventory::submit! { crate::Entry(|| ()) }\n".to_owned()
                }
                None => format!("{line}\n"),
            });
        *text = plain.collect();
    }
    files
}

/// Path and text of each file of the package by hand.
pub(crate) fn by_hand(size: usize) -> Vec<(String, String)> {
    let mut main = String::from(
        "use axum::Router;\nuse axum::extract::FromRequestParts;\nuse axum::http::StatusCode;\n\
         use axum::http::request::Parts;\nuse axum::response::Html;\nuse axum::routing::get;\n\
         use serde::Deserialize;\n\n",
    );
    main.push_str(ISSUE);
    main.push_str(HAND);
    let mut routes = String::new();
    let mut modules = [String::new(), String::new(), String::new(), String::new()];
    let mut files = Vec::new();
    for (number, handlers) in files_of(size) {
        writeln!(main, "mod handlers_{number};").unwrap();
        writeln!(routes, "        .merge(handlers_{number}::routes())").unwrap();
        let mut text = String::from(
            "use axum::Json;\nuse axum::Router;\nuse axum::extract::Query;\n\
             use axum::http::StatusCode;\nuse axum::response::Html;\n\
             use axum::routing::{get, post};\n\n\
             use crate::{IssueContext, IssueEvent, ProjectContext, Tenant, page};\n\n",
        );
        let mut chain = String::from("pub fn routes() -> Router {\n    Router::new()\n");
        for at in handlers {
            let (code, route, list, module) = match TEN[at % 10] {
                Kind::Panel => (
                    format!(
                        "pub async fn panel_{at}(Query(context): Query<IssueContext>, tenant: Tenant) -> Html<String> {{\n    \
                         page(\"Panel {at}\", &format!(\"{{}} in {{}}\", context.issue_key, tenant.base_url))\n}}\n\n"
                    ),
                    format!("\"/panel-{at}\", get(panel_{at}).post(panel_{at})"),
                    0,
                    format!(
                        "{{\"key\":\"panel-{at}\",\"location\":\"atl.jira.view.issue.right.context\",\"name\":{{\"value\":\"Panel {at}\"}},\"url\":\"/panel-{at}?issue.key={{issue.key}}\"}}"
                    ),
                ),
                Kind::Page => (
                    format!(
                        "pub async fn page_{at}(tenant: Tenant) -> Html<String> {{\n    \
                         page(\"Page {at}\", &tenant.base_url)\n}}\n\n"
                    ),
                    format!("\"/page-{at}\", get(page_{at}).post(page_{at})"),
                    1,
                    format!(
                        "{{\"key\":\"page-{at}\",\"name\":{{\"value\":\"Page {at}\"}},\"url\":\"/page-{at}\"}}"
                    ),
                ),
                Kind::Item => (
                    format!(
                        "pub async fn item_{at}(Query(context): Query<ProjectContext>) -> Html<String> {{\n    \
                         page(\"Item {at}\", &context.project_key.unwrap_or_default())\n}}\n\n"
                    ),
                    format!("\"/item-{at}\", get(item_{at}).post(item_{at})"),
                    2,
                    format!(
                        "{{\"key\":\"item-{at}\",\"location\":\"system.top.navigation.bar\",\"name\":{{\"value\":\"Item {at}\"}},\"url\":\"/item-{at}?project.key={{project.key}}\"}}"
                    ),
                ),
                Kind::Webhook => (
                    format!(
                        "pub async fn hook_{at}(tenant: Tenant, Json(event): Json<IssueEvent>) -> StatusCode {{\n    \
                         println!(\"{{}} in {{}}\", event.issue.key, tenant.base_url);\n    StatusCode::OK\n}}\n\n"
                    ),
                    format!("\"/hook-{at}\", post(hook_{at})"),
                    3,
                    format!("{{\"event\":\"jira:issue_updated\",\"url\":\"/hook-{at}\"}}"),
                ),
            };
            text.push_str(&code);
            writeln!(chain, "        .route({route})").unwrap();
            if !modules[list].is_empty() {
                modules[list].push(',');
            }
            modules[list].push_str(&module);
        }
        chain.push_str("}\n");
        text.push_str(&chain);
        files.push((format!("src/handlers_{number}.rs"), text));
    }
    write!(
        main,
        "\nasync fn descriptor() -> &'static str {{\n    include_str!(\"descriptor.json\")\n}}\n\n\
         #[tokio::main]\nasync fn main() {{\n    let app = Router::new()\n        \
         .route(\"/atlassian-connect.json\", get(descriptor))\n{routes};\n    \
         let listener = tokio::net::TcpListener::bind(\"127.0.0.1:0\").await.unwrap();\n    \
         axum::serve(listener, app).await.unwrap();\n}}\n"
    )
    .unwrap();
    let [panels, pages, items, hooks] = modules;
    let descriptor = format!(
        "{{\"key\":\"com.example.many\",\"name\":\"Many\",\"baseUrl\":\"https://example.com\",\
         \"authentication\":{{\"type\":\"jwt\"}},\"modules\":{{\"webPanels\":[{panels}],\
         \"generalPages\":[{pages}],\"webItems\":[{items}],\"webhooks\":[{hooks}]}}}}"
    );
    files.push(("src/descriptor.json".to_owned(), descriptor));
    files.push(("src/main.rs".to_owned(), main));
    files
}

/// The number of each file, with its handlers.
fn files_of(size: usize) -> impl Iterator<Item = (usize, std::ops::Range<usize>)> {
    (0..size.div_ceil(IN_A_FILE))
        .map(move |file| (file, file * IN_A_FILE..size.min((file + 1) * IN_A_FILE)))
}

const ISSUE: &str = "#[derive(Debug, Deserialize)]\npub struct IssueEvent {\n    pub issue: Issue,\n}\n\n\
                     #[derive(Debug, Deserialize)]\npub struct Issue {\n    pub key: String,\n}\n\n";

/// What the framework provides. By hand it would be shared among all handlers, too.
const HAND: &str = r#"
#[derive(Debug, Deserialize)]
pub struct IssueContext {
    #[serde(rename = "issue.key")]
    pub issue_key: String,
}

#[derive(Debug, Deserialize)]
pub struct ProjectContext {
    #[serde(rename = "project.key")]
    pub project_key: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Tenant {
    pub base_url: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Tenant {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        // Where a verified token would have put it.
        let tenant = parts.extensions.get::<Tenant>().cloned();
        tenant.ok_or(StatusCode::UNAUTHORIZED)
    }
}

pub fn page(title: &str, body: &str) -> Html<String> {
    Html(format!("<!doctype html><title>{title}</title><body>{body}</body>"))
}

"#;
