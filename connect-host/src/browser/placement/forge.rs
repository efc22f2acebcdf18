//! Where the modules of a Forge manifest are shown, by their names ("Jira modules", "Confluence
//! modules").

use super::Row::{In, Nowhere, Under};
use super::{Rows, confluence as of_confluence, jira as of_jira};

/// In Jira.
pub(in crate::browser) const JIRA: Rows = &[
    ("jira:adminPage", Under(of_jira::ADMIN_MENU, "Apps")),
    ("jira:backlogAction", In(of_jira::BACKLOG_TOOLS)),
    ("jira:boardAction", In(of_jira::BOARD_TOOLS)),
    ("jira:entityProperty", INDEXED),
    ("jira:globalPage", In(of_jira::NAVIGATION)),
    ("jira:globalPermission", In(of_jira::ADMIN_PERMISSIONS)),
    ("jira:issueAction", Under(of_jira::ISSUE_OPERATIONS, "Apps")),
    ("jira:issueActivity", In(of_jira::ISSUE_LEFT)),
    ("jira:issueContext", In(of_jira::ISSUE_RIGHT)),
    ("jira:issueGlance", In(of_jira::ISSUE_RIGHT)),
    ("jira:issueNavigatorAction", In(of_jira::ISSUES_TOOLS)),
    ("jira:issuePanel", In(of_jira::ISSUE_LEFT)),
    ("jira:jqlFunction", Nowhere(JQL)),
    ("jira:personalSettingsPage", In(of_jira::USER_MENU)),
    ("jira:projectPage", In(of_jira::PROJECT_PAGES)),
    ("jira:projectPermission", In(of_jira::SETTINGS_PERMISSIONS)),
    (
        "jira:projectSettingsPage",
        Under(of_jira::SETTINGS_MENU, "Apps"),
    ),
    ("jira:sprintAction", In(of_jira::SPRINT_MENU)),
    ("jira:workflowCondition", In(of_jira::WORKFLOW_CONDITIONS)),
    ("jira:workflowPostFunction", In(of_jira::WORKFLOW_FUNCTIONS)),
    ("jira:workflowValidator", In(of_jira::WORKFLOW_VALIDATORS)),
    (
        "jiraServiceManagement:organizationPanel",
        In(of_jira::ORGANIZATION_PANELS),
    ),
    (
        "jiraServiceManagement:portalFooter",
        In(of_jira::PORTAL_FOOTER),
    ),
    (
        "jiraServiceManagement:portalHeader",
        In(of_jira::PORTAL_HEADER),
    ),
    (
        "jiraServiceManagement:portalProfilePanel",
        In(of_jira::PORTAL_PROFILE_PANELS),
    ),
    (
        "jiraServiceManagement:portalRequestCreatePropertyPanel",
        In(of_jira::CREATE_PANELS),
    ),
    (
        "jiraServiceManagement:portalRequestDetail",
        In(of_jira::REQUEST_DETAILS),
    ),
    (
        "jiraServiceManagement:portalRequestDetailPanel",
        In(of_jira::REQUEST_PANELS),
    ),
    (
        "jiraServiceManagement:portalRequestViewAction",
        In(of_jira::REQUEST_ACTIONS),
    ),
    (
        "jiraServiceManagement:portalSubheader",
        In(of_jira::PORTAL_SUBHEADER),
    ),
    (
        "jiraServiceManagement:portalUserMenuAction",
        In(of_jira::PORTAL_USER_MENU),
    ),
    ("jiraServiceManagement:queuePage", In(of_jira::QUEUE_TOOLS)),
];

/// In Confluence.
pub(in crate::browser) const CONFLUENCE: Rows = &[
    ("confluence:contentAction", In(of_confluence::PAGE_ACTIONS)),
    (
        "confluence:contentBylineItem",
        In(of_confluence::PAGE_BYLINE),
    ),
    ("confluence:contentProperty", INDEXED),
    ("confluence:contextMenu", In(of_confluence::PAGE_SELECTION)),
    ("confluence:globalPage", In(of_confluence::NAVIGATION)),
    (
        "confluence:globalSettings",
        Under(of_confluence::ADMIN_MENU, "Apps"),
    ),
    ("confluence:homepageFeed", In(of_confluence::HOME_SECONDARY)),
    ("confluence:pageBanner", In(of_confluence::PAGE_BANNER)),
    ("confluence:spacePage", In(of_confluence::SPACE_PAGES)),
    ("confluence:spaceSettings", In(of_confluence::SPACE_TOOLS)),
    ("macro", In(of_confluence::PAGE_MACROS)),
];

/// For modules of the manifest that no product shows.
pub(in crate::browser) const EITHER: Rows = &[
    (
        "endpoint",
        Nowhere("it is an address at which Forge calls the app, and is not shown"),
    ),
    (
        "preUninstall",
        Nowhere("Forge calls it before the app goes, and shows nothing"),
    ),
    (
        "scheduledTrigger",
        Nowhere("Forge calls it from time to time, and shows nothing"),
    ),
    (
        "trigger",
        Nowhere("Forge calls it when something happens, and shows nothing"),
    ),
];

const INDEXED: super::Row =
    Nowhere("it names the properties that the search indexes, and is not shown");
const JQL: &str = "the search calls it where a query names it, and does not show it";

/// Whether a module opens over the page that it is on.
pub(in crate::browser) fn opens_over(kind: &str) -> bool {
    const OVER: [&str; 3] = [
        "confluence:contentBylineItem",
        "confluence:contextMenu",
        "confluence:contentAction",
    ];
    let of_jira = kind.starts_with("jira") && kind.ends_with("Action");
    of_jira || OVER.contains(&kind)
}

#[cfg(test)]
mod tests {
    use connect_model::forge::module::forge_module;

    use super::*;

    #[test]
    fn each_is_a_module_of_forge() {
        for (name, _) in [JIRA, CONFLUENCE, EITHER].concat() {
            assert!(forge_module(name).is_ok(), "{name}");
        }
        assert!(opens_over("jira:issueAction") && opens_over("confluence:contentBylineItem"));
        assert!(!opens_over("jira:issuePanel") && !opens_over("macro"));
    }
}
