//! Where modules are shown in Jira's pages.

use super::Row::{In, Nowhere, Under};
use super::{Page, Rows, Slot};

macro_rules! pages {
    ($($page:ident = $name:literal at $path:literal { $($slot:ident = $slot_name:literal,)* })*) => {
        $(
            pub(in crate::browser) const $page: Page = Page { name: $name, path: $path };
            $(pub(in crate::browser) const $slot: Slot = Slot { page: $page, name: $slot_name };)*
        )*
    };
}
pub(super) use pages;

pages! {
    EVERYWHERE = "Every page" at "/" {
        NAVIGATION = "navigation",
        HEADER_PANELS = "header",
        USER_MENU = "user menu",
        HELP_MENU = "help menu",
        SHORTCUTS = "keyboard shortcuts",
    }
    ISSUE = "Issue" at "/browse/DEMO-1" {
        ISSUE_OPERATIONS = "operations menu",
        ISSUE_TRANSITIONS = "status menu",
        ISSUE_TOOLS = "quick-add buttons",
        ISSUE_CONTENTS = "content",
        ISSUE_LEFT = "left panels",
        ISSUE_RIGHT = "right panels",
        ISSUE_GLANCES = "glances",
        ISSUE_CONTEXTS = "contexts",
        ISSUE_TABS = "activity tabs",
        ISSUE_DEVELOPMENT = "development panel",
        ISSUE_SCRIPTS = "background scripts",
    }
    ISSUES = "Issue search" at "/issues" {
        ISSUES_FILTERS = "filters",
        ISSUES_TOOLS = "tools",
        ISSUES_VIEWS = "export views",
    }
    PROJECT = "Project" at "/jira/projects/DEMO" {
        PROJECT_SIDEBAR = "sidebar",
        PROJECT_PAGES = "pages",
        PROJECT_TABS = "tabs",
    }
    PROJECT_SETTINGS = "Project settings" at "/jira/projects/DEMO/settings" {
        SETTINGS_HEADER = "header",
        SETTINGS_MENU = "menu",
        SETTINGS_SUMMARY = "summary",
        SETTINGS_PERMISSIONS = "permissions",
        SETTINGS_AUTOMATION = "automation",
    }
    REPORTS = "Reports" at "/jira/projects/DEMO/reports" {
        REPORT_LIST = "reports",
        SERVICE_REPORTS = "service reports",
    }
    BOARD = "Board" at "/jira/boards/1" {
        BOARD_TOOLS = "tools",
        BOARD_SIDEBAR = "sidebar",
        BOARD_ISSUE = "issue detail",
    }
    BACKLOG = "Backlog" at "/jira/boards/1/backlog" {
        BACKLOG_TOOLS = "tools",
        SPRINT_MENU = "sprint menu",
    }
    BOARD_SETTINGS = "Board settings" at "/jira/boards/1/settings" {
        BOARD_CONFIGURATION = "configuration",
    }
    DASHBOARD = "Dashboard" at "/jira/dashboards/10500" {
        DASHBOARD_MENU = "menu",
        DASHBOARD_ITEMS = "gadgets",
        DASHBOARD_SCRIPTS = "background scripts",
    }
    WORKFLOW = "Workflow" at "/jira/settings/workflow" {
        WORKFLOW_CONDITIONS = "conditions",
        WORKFLOW_VALIDATORS = "validators",
        WORKFLOW_FUNCTIONS = "post functions",
    }
    ADMINISTRATION = "Administration" at "/jira/settings" {
        ADMIN_MENU = "menu",
        ADMIN_FIELDS = "fields",
        ADMIN_TYPES = "issue types",
        ADMIN_PERMISSIONS = "global permissions",
        ADMIN_TIME_TRACKING = "time tracking",
    }
    APPS = "Manage apps" at "/jira/settings/apps" {
        APP_PAGES = "the app's configuration",
    }
    PROFILE = "Profile" at "/jira/people" {
        PROFILE_TABS = "tabs",
        PROFILE_PANELS = "summary",
    }
    QUEUES = "Queues" at "/jira/servicedesk/queues" {
        QUEUE_LIST = "queues",
        QUEUE_TOOLS = "tools",
    }
    ORGANIZATION = "Organization" at "/jira/servicedesk/organizations/1" {
        ORGANIZATION_ACTIONS = "actions",
        ORGANIZATION_PANELS = "panels",
    }
    PORTAL = "Portal" at "/servicedesk/customer/portal/1" {
        PORTAL_HEADER = "header",
        PORTAL_SUBHEADER = "subheader",
        PORTAL_FOOTER = "footer",
        PORTAL_USER_MENU = "user menu",
    }
    PORTAL_CREATE = "New request" at "/servicedesk/customer/portal/1/create" {
        CREATE_PANELS = "properties",
    }
    PORTAL_REQUEST = "Request" at "/servicedesk/customer/portal/1/HELP-1" {
        REQUEST_ACTIONS = "actions",
        REQUEST_DETAILS = "details",
        REQUEST_PANELS = "panels",
    }
    PORTAL_PROFILE = "Portal profile" at "/servicedesk/customer/user/profile" {
        PORTAL_PROFILE_ACTIONS = "actions",
        PORTAL_PROFILE_PANELS = "panels",
    }
}

/// By location.
pub(in crate::browser) const LOCATIONS: Rows = &[
    ("admin_applications_section", Under(ADMIN_MENU, "Products")),
    ("admin_issues_menu", Under(ADMIN_MENU, "Issues")),
    ("admin_plugins_menu", Under(ADMIN_MENU, "Apps")),
    ("admin_project_menu", Under(ADMIN_MENU, "Projects")),
    ("admin_system_menu", Under(ADMIN_MENU, "System")),
    ("admin_users_menu", Under(ADMIN_MENU, "User management")),
    (
        "advanced_menu_section/advanced_section",
        Under(ADMIN_MENU, "Advanced"),
    ),
    ("atl.gh.issue.details.tab", In(BOARD_ISSUE)),
    (
        "atl.header.after.scripts",
        Nowhere("Jira refuses web panels at `atl.header.after.scripts`"),
    ),
    ("atl.jira.proj.config", In(SETTINGS_MENU)),
    ("atl.jira.proj.config.header", In(SETTINGS_HEADER)),
    ("atl.jira.view.issue.left.context", In(ISSUE_LEFT)),
    ("atl.jira.view.issue.right.context", In(ISSUE_RIGHT)),
    ("browse_link", Under(NAVIGATION, "Projects")),
    (
        "com.atlassian.jira.plugin.headernav.left.context",
        In(HEADER_PANELS),
    ),
    ("find_link", Under(NAVIGATION, "Filters")),
    ("gadgets.dashboard.menu", In(DASHBOARD_MENU)),
    ("greenhopper_menu", Under(NAVIGATION, "Boards")),
    ("jira.agile.board.configuration", In(BOARD_CONFIGURATION)),
    ("jira.agile.board.tools", In(BOARD_TOOLS)),
    ("jira.global.board.sidebar.navigation", In(BOARD_SIDEBAR)),
    ("jira.issue.tools", In(ISSUE_TOOLS)),
    ("jira.navigator.pluggable.items", In(ISSUES_TOOLS)),
    ("jira.project.sidebar.navigation", In(PROJECT_SIDEBAR)),
    (
        "jira.project.sidebar.plugins.navigation",
        Under(PROJECT_SIDEBAR, "Apps"),
    ),
    ("jira.software.backlog.tools", In(BACKLOG_TOOLS)),
    ("jira.software.board.tools", In(BOARD_TOOLS)),
    (
        "operations-attachments",
        Under(ISSUE_OPERATIONS, "Attachments"),
    ),
    ("operations-delete", Under(ISSUE_OPERATIONS, "Delete")),
    (
        "operations-operations",
        Under(ISSUE_OPERATIONS, "Operations"),
    ),
    ("operations-subtasks", Under(ISSUE_OPERATIONS, "Subtasks")),
    ("operations-top-level", Under(ISSUE_OPERATIONS, "Edit")),
    (
        "operations-voteswatchers",
        Under(ISSUE_OPERATIONS, "Votes and watchers"),
    ),
    ("operations-work", Under(ISSUE_OPERATIONS, "Work log")),
    ("opsbar-operations", In(ISSUE_OPERATIONS)),
    ("opsbar-transitions", In(ISSUE_TRANSITIONS)),
    ("projectgroup1", Under(SETTINGS_MENU, "Details")),
    ("projectgroup2", Under(SETTINGS_MENU, "Issues")),
    ("projectgroup3", Under(SETTINGS_MENU, "Access")),
    ("projectgroup4", Under(SETTINGS_MENU, "Apps")),
    ("sd-queues-addons", In(QUEUE_TOOLS)),
    ("servicedesk.agent.queues", In(QUEUE_TOOLS)),
    ("sprint-delete-action", Under(SPRINT_MENU, "Delete")),
    ("sprint-move-actions", Under(SPRINT_MENU, "Move")),
    ("system.admin/globalsettings", Under(ADMIN_MENU, "System")),
    ("system.preset.filters", In(ISSUES_FILTERS)),
    ("system.top.navigation.bar", In(NAVIGATION)),
    ("system.user.options", In(USER_MENU)),
    ("system.user.options/jira-help", In(HELP_MENU)),
    ("system.user.options/personal", Under(USER_MENU, "Personal")),
    ("top_plugins_section", Under(ADMIN_MENU, "Apps")),
    ("top_system_section", Under(ADMIN_MENU, "System")),
    ("transitions-all", In(ISSUE_TRANSITIONS)),
    ("view.issue.opsbar", In(ISSUE_OPERATIONS)),
    ("webpanels.admin.summary.right-panels", In(SETTINGS_SUMMARY)),
    ("webpanels.user.profile.summary.custom", In(PROFILE_PANELS)),
];

const DEVELOPMENT_DATA: Row =
    Nowhere("Jira shows what the app sends it through REST; the module itself has no page");

use super::Row;

/// By kind.
pub(in crate::browser) const KINDS: Rows = &[
    ("assetPanels", Nowhere("the local Jira has no assets")),
    ("automationActions", In(SETTINGS_AUTOMATION)),
    ("configurePage", In(APP_PAGES)),
    (
        "dialogs",
        Nowhere("a dialog opens from a web item, or from a script of the app"),
    ),
    ("jiraBuildInfoProvider", DEVELOPMENT_DATA),
    ("jiraDashboardItems", In(DASHBOARD_ITEMS)),
    (
        "jiraDeploymentGating",
        Nowhere("Jira calls it when a deployment waits, which the local Jira has none of"),
    ),
    ("jiraDeploymentInfoProvider", DEVELOPMENT_DATA),
    ("jiraDesignInfoProvider", DEVELOPMENT_DATA),
    ("jiraDevOpsComponentProvider", DEVELOPMENT_DATA),
    ("jiraDevelopmentTool", In(ISSUE_DEVELOPMENT)),
    (
        "jiraEntityProperties",
        Nowhere("it names the properties that the search indexes, and is not shown"),
    ),
    ("jiraFeatureFlagInfoProvider", DEVELOPMENT_DATA),
    ("jiraGlobalPermissions", In(ADMIN_PERMISSIONS)),
    ("jiraIssueContents", In(ISSUE_CONTENTS)),
    ("jiraIssueContexts", In(ISSUE_CONTEXTS)),
    ("jiraIssueFields", In(ADMIN_FIELDS)),
    ("jiraIssueGlances", In(ISSUE_GLANCES)),
    ("jiraIssueTabPanels", In(ISSUE_TABS)),
    ("jiraIssueTypes", In(ADMIN_TYPES)),
    (
        "jiraJqlFunctions",
        Nowhere("the search calls it where a query names it, and does not show it"),
    ),
    ("jiraOperationsInfoProvider", DEVELOPMENT_DATA),
    ("jiraProfileTabPanels", In(PROFILE_TABS)),
    ("jiraProjectPages", In(PROJECT_PAGES)),
    ("jiraProjectPermissions", In(SETTINGS_PERMISSIONS)),
    ("jiraProjectTabPanels", In(PROJECT_TABS)),
    ("jiraRemoteLinkInfoProvider", DEVELOPMENT_DATA),
    ("jiraReports", In(REPORT_LIST)),
    ("jiraSearchRequestViews", In(ISSUES_VIEWS)),
    ("jiraSecurityInfoProvider", DEVELOPMENT_DATA),
    ("jiraTimeTrackingProviders", In(ADMIN_TIME_TRACKING)),
    ("jiraWorkflowConditions", In(WORKFLOW_CONDITIONS)),
    ("jiraWorkflowPostFunctions", In(WORKFLOW_FUNCTIONS)),
    ("jiraWorkflowValidators", In(WORKFLOW_VALIDATORS)),
    ("keyboardShortcuts", In(SHORTCUTS)),
    ("postInstallPage", In(APP_PAGES)),
    ("serviceDeskOrganizationActions", In(ORGANIZATION_ACTIONS)),
    ("serviceDeskOrganizationPanels", In(ORGANIZATION_PANELS)),
    ("serviceDeskPortalFooters", In(PORTAL_FOOTER)),
    ("serviceDeskPortalHeaders", In(PORTAL_HEADER)),
    (
        "serviceDeskPortalProfileActions",
        In(PORTAL_PROFILE_ACTIONS),
    ),
    ("serviceDeskPortalProfilePanels", In(PORTAL_PROFILE_PANELS)),
    (
        "serviceDeskPortalRequestCreatePropertyPanels",
        In(CREATE_PANELS),
    ),
    ("serviceDeskPortalRequestViewActions", In(REQUEST_ACTIONS)),
    (
        "serviceDeskPortalRequestViewDetailsPanels",
        In(REQUEST_DETAILS),
    ),
    ("serviceDeskPortalRequestViewPanels", In(REQUEST_PANELS)),
    ("serviceDeskPortalSubHeaders", In(PORTAL_SUBHEADER)),
    ("serviceDeskPortalUserMenuActions", In(PORTAL_USER_MENU)),
    ("serviceDeskQueueGroups", In(QUEUE_LIST)),
    ("serviceDeskQueues", In(QUEUE_LIST)),
    ("serviceDeskReportGroups", In(SERVICE_REPORTS)),
    ("serviceDeskReports", In(SERVICE_REPORTS)),
    (
        "webhooks",
        Nowhere("Jira calls it when something happens, and shows nothing"),
    ),
];
