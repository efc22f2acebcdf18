//! Which attribute declares a module kind, and the name of one module of the kind in messages: both
//! are derived from the kind's name, except where a person would write something else.

use super::words::label as words;

/// `(kind, label)`: names whose words can't be split at the capitals, or that have another name
/// in the documentation.
const LABELS: &[(&str, &str)] = &[
    ("customContent", "custom content"),
    (
        "jiraDevOpsComponentProvider",
        "Jira DevOps component provider",
    ),
    ("jiraJqlFunctions", "Jira JQL function"),
    ("oauthConsumer", "OAuth consumer"),
];

/// The attribute for a kind: `web_panel` for `webPanels`.
pub(crate) fn attribute(kind: &str) -> String {
    label(kind).to_lowercase().replace(' ', "_")
}

/// The name of one module of the kind in messages: `web panel`, `Jira report`.
pub(crate) fn label(kind: &str) -> String {
    if let Some((_, label)) = LABELS.iter().find(|row| row.0 == kind) {
        return (*label).to_owned();
    }
    let label = words(kind);
    for (product, name) in [("jira ", "Jira "), ("confluence ", "Confluence ")] {
        if let Some(rest) = label.strip_prefix(product) {
            return format!("{name}{rest}");
        }
    }
    label
}

/// The listed kinds, so that one that is not in the facts is a fault.
pub(crate) fn kinds() -> impl Iterator<Item = &'static str> {
    LABELS.iter().map(|row| row.0)
}

/// Properties that refer to another module of the app by its key: `(owner, property, kinds)`. The
/// owner is a kind or a type in `types.tsv`; without kinds, any module with a key can be referred to.
const REFERENCES: &[(&str, &str, &[&str])] = &[
    (
        "CustomContentUiSupportContentViewComponent",
        "moduleKey",
        &["generalPages"],
    ),
    (
        "Key",
        "key",
        &[
            "adminPages",
            "dialogs",
            "generalPages",
            "jiraProjectPages",
            "webItems",
        ],
    ),
    ("WebItemTargetOptions", "key", &["dialogs"]),
    ("jiraTimeTrackingProviders", "adminPageKey", &["adminPages"]),
    ("serviceDeskQueues", "group", &["serviceDeskQueueGroups"]),
    ("serviceDeskReports", "group", &["serviceDeskReportGroups"]),
];

/// The `holds` cell of a property that refers to another module.
pub(crate) fn reference(owner: &str, property: &str) -> Option<String> {
    REFERENCES
        .iter()
        .find(|row| (row.0, row.1) == (owner, property))
        .map(|row| format!("key({})", row.2.join(",")))
}

/// The path to the URL of the annotated function, for kinds that have no `url` themselves.
const URLS: &[(&str, &str)] = &[
    ("automationActions", "webhook.url"),
    ("jiraDeploymentGating", "callback.url"),
    ("jiraIssueContents", "target.url"),
    ("jiraIssueContexts", "target.url"),
    ("jiraIssueGlances", "target.url"),
    ("jiraWorkflowPostFunctions", "triggered.url"),
];

/// The path, through objects, of the property with the annotated function's URL.
pub(crate) fn nested_url(kind: &str) -> Option<&'static str> {
    URLS.iter().find(|row| row.0 == kind).map(|row| row.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_from_names() {
        assert_eq!(attribute("webPanels"), "web_panel");
        assert_eq!(attribute("jiraEntityProperties"), "jira_entity_property");
        assert_eq!(attribute("jiraJqlFunctions"), "jira_jql_function");
        assert_eq!(label("jiraReports"), "Jira report");
    }
}
