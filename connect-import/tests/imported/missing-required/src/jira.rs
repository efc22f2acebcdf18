use connect_runtime::prelude::*;

#[jira_entity_property(name = "None")]
struct NoConfigurations;

// dropped keyConfigurations[1]: { extractions = [{ object_name = "y", type = text }] }
// dropped keyConfigurations[0].extractions[0]: { object_name = "x" }
#[jira_entity_property(
    name = "Half",
    key_configurations = [{ extractions = [], property_key = "a" }],
)]
struct Half;

#[web_panel(
    location = "atl.jira.view.issue.right.context",
    url = "/b",
    name = "no-name"
)]
async fn no_name() -> Page {
    not_written!()
}

#[web_panel(name = "No URL", location = "atl.jira.view.issue.right.context")]
async fn no_url() -> Page {
    not_written!()
}

#[web_panel(
    location = "atl.jira.view.issue.right.context",
    url = "/c",
    name = "null-name"
)]
async fn null_name() -> Page {
    not_written!()
}

// dropped name: {}
#[web_panel(
    location = "atl.jira.view.issue.right.context",
    url = "/d",
    name = "empty-name"
)]
async fn empty_name() -> Page {
    not_written!()
}

// dropped name: {"i18n":"panel.name"}
#[web_panel(
    location = "atl.jira.view.issue.right.context",
    url = "/e",
    name = "only-i18n"
)]
async fn only_i18n() -> Page {
    not_written!()
}

// dropped jiraIssueGlances "bare": {
//   "key": "bare",
//   "name": {
//     "value": "Bare"
//   }
// }
