//! Where modules are shown in Confluence's pages.

use super::Row::{In, Nowhere, Under};
use super::jira::pages;
use super::{Page, Rows, Slot};

pages! {
    EVERYWHERE = "Every page" at "/" {
        NAVIGATION = "navigation",
        HEADER_PANELS = "header",
        FOOTER_PANELS = "footer",
        USER_MENU = "user menu",
        HELP_MENU = "help menu",
        SHORTCUTS = "keyboard shortcuts",
    }
    HOME = "Home" at "/" {
        HOME_LEFT = "left panels",
        HOME_SECONDARY = "secondary panels",
        HOME_NEWS = "news",
    }
    PAGE = "Page" at "/spaces/DEMO/pages/65537" {
        PAGE_BANNER = "banner",
        PAGE_BYLINE = "byline",
        PAGE_ACTIONS = "action menu",
        PAGE_BUTTONS = "buttons",
        PAGE_METADATA = "metadata",
        PAGE_MACROS = "macros",
        PAGE_SELECTION = "selected text",
        PAGE_LABELS = "labels",
        PAGE_ATTACHMENTS = "attachments",
        COMMENT_ACTIONS = "comment actions",
        COMMENTS_BOTTOM = "below the comments",
    }
    EDITOR = "Editor" at "/spaces/DEMO/pages/65537/edit" {
        EDITOR_PANELS = "editor",
        EDITOR_SAVEBAR = "save bar",
        EDITOR_SETTINGS = "settings",
        EDITOR_BUTTONS = "buttons",
        EDITOR_MACROS = "featured macros",
        EDITOR_PUBLISH = "before publishing",
    }
    CREATE = "New page" at "/spaces/DEMO/create" {
        CREATE_BLUEPRINTS = "blueprints",
    }
    SPACE = "Space" at "/spaces/DEMO" {
        SPACE_SIDEBAR = "sidebar",
        SPACE_ACTIONS = "actions",
        SPACE_CONTENT = "content types",
        SPACE_LABELS = "labels",
        SPACE_PAGES = "pages",
    }
    SPACE_SETTINGS = "Space settings" at "/spaces/DEMO/settings" {
        SPACE_TOOLS = "menu",
        SPACE_THEMES = "themes",
    }
    ADMINISTRATION = "Administration" at "/admin" {
        ADMIN_MENU = "menu",
        ADMIN_TASKS = "tasks",
        APP_PAGES = "the app's configuration",
    }
    USERS = "Users" at "/admin/users" {
        USERS_INVITE = "invitations",
        USERS_SIGNUP = "sign-up",
    }
    PROFILE = "Profile" at "/people" {
        PROFILE_MENU = "menu",
        PROFILE_PANELS = "panels",
    }
}

/// By location.
pub(in crate::browser) const LOCATIONS: Rows = &[
    (
        "alt.mobile.nav/extensions",
        Nowhere("it belongs to the mobile site, which the local Confluence has not"),
    ),
    ("atl.admin.users.invite", In(USERS_INVITE)),
    ("atl.admin.users.signup", In(USERS_SIGNUP)),
    ("atl.comments.view.bottom", In(COMMENTS_BOTTOM)),
    ("atl.confluence.header", In(HEADER_PANELS)),
    ("atl.dashboard.left", In(HOME_LEFT)),
    ("atl.dashboard.secondary", In(HOME_SECONDARY)),
    ("atl.editor", In(EDITOR_PANELS)),
    ("atl.editor.savebar", In(EDITOR_SAVEBAR)),
    ("atl.editor.settings", In(EDITOR_SETTINGS)),
    ("atl.footer", In(FOOTER_PANELS)),
    ("atl.general", In(HEADER_PANELS)),
    ("atl.header", In(HEADER_PANELS)),
    ("atl.page.metadata.banner", In(PAGE_BANNER)),
    ("atl.userprofile", In(PROFILE_PANELS)),
    ("page.metadata.banner", In(PAGE_BANNER)),
    ("page.view.selection/action-panel", In(PAGE_SELECTION)),
    ("system.admin", In(ADMIN_MENU)),
    ("system.admin.tasks/general", In(ADMIN_TASKS)),
    (
        "system.admin/administration",
        Under(ADMIN_MENU, "Administration"),
    ),
    (
        "system.admin/configuration",
        Under(ADMIN_MENU, "Configuration"),
    ),
    (
        "system.admin/marketplace_confluence",
        Under(ADMIN_MENU, "Atlassian Marketplace"),
    ),
    ("system.attachment", In(PAGE_ATTACHMENTS)),
    ("system.browse", Under(NAVIGATION, "Browse")),
    ("system.browse/global", Under(NAVIGATION, "Browse")),
    ("system.comment.action/primary", In(COMMENT_ACTIONS)),
    ("system.comment.action/secondary", In(COMMENT_ACTIONS)),
    ("system.content.action", In(PAGE_ACTIONS)),
    (
        "system.content.action/marker",
        Under(PAGE_ACTIONS, "Marker"),
    ),
    (
        "system.content.action/modify",
        Under(PAGE_ACTIONS, "Modify"),
    ),
    (
        "system.content.action/primary",
        Under(PAGE_ACTIONS, "Primary"),
    ),
    (
        "system.content.action/secondary",
        Under(PAGE_ACTIONS, "Secondary"),
    ),
    ("system.content.button", In(PAGE_BUTTONS)),
    ("system.content.metadata", In(PAGE_METADATA)),
    ("system.editor.featured.macros.default", In(EDITOR_MACROS)),
    ("system.editor.precursor.buttons", In(EDITOR_BUTTONS)),
    ("system.header/left", In(NAVIGATION)),
    ("system.help/pages", In(HELP_MENU)),
    ("system.labels", In(PAGE_LABELS)),
    ("system.news", In(HOME_NEWS)),
    ("system.page", In(PAGE_ACTIONS)),
    ("system.page.actions", In(PAGE_ACTIONS)),
    ("system.profile", In(PROFILE_MENU)),
    ("system.space", In(SPACE_SIDEBAR)),
    ("system.space.actions", In(SPACE_ACTIONS)),
    (
        "system.space.admin",
        Under(SPACE_TOOLS, "Space administration"),
    ),
    (
        "system.space.admin/spaceops",
        Under(SPACE_TOOLS, "Space operations"),
    ),
    ("system.space.advanced", In(SPACE_ACTIONS)),
    ("system.space.labels", In(SPACE_LABELS)),
    ("system.space.pages", In(SPACE_PAGES)),
    ("system.space.sidebar/main-links", In(SPACE_SIDEBAR)),
    ("system.space.tools", In(SPACE_TOOLS)),
    ("system.space.tools/addons", Under(SPACE_TOOLS, "Apps")),
    (
        "system.space.tools/contenttools",
        Under(SPACE_TOOLS, "Content tools"),
    ),
    (
        "system.space.tools/integrations",
        Under(SPACE_TOOLS, "Integrations"),
    ),
    (
        "system.space.tools/lookandfeel",
        Under(SPACE_TOOLS, "Look and feel"),
    ),
    (
        "system.space.tools/overview",
        Under(SPACE_TOOLS, "Overview"),
    ),
    (
        "system.space.tools/permissions",
        Under(SPACE_TOOLS, "Permissions"),
    ),
    ("system.user/user-content", Under(USER_MENU, "Content")),
    (
        "system.user/user-operations",
        Under(USER_MENU, "Operations"),
    ),
    (
        "system.user/user-preferences",
        Under(USER_MENU, "Preferences"),
    ),
];

/// By kind.
pub(in crate::browser) const KINDS: Rows = &[
    ("blueprints", In(CREATE_BLUEPRINTS)),
    ("configurePage", In(APP_PAGES)),
    (
        "confluenceContentProperties",
        Nowhere("it names the properties that the search indexes, and is not shown"),
    ),
    ("confluenceThemes", In(SPACE_THEMES)),
    ("contentBylineItems", In(PAGE_BYLINE)),
    ("customContent", In(SPACE_CONTENT)),
    (
        "dialogs",
        Nowhere("a dialog opens from a web item, or from a script of the app"),
    ),
    ("dynamicContentMacros", In(PAGE_MACROS)),
    ("keyboardShortcuts", In(SHORTCUTS)),
    ("postInstallPage", In(APP_PAGES)),
    ("publishConditions", In(EDITOR_PUBLISH)),
    ("staticContentMacros", In(PAGE_MACROS)),
    (
        "webhooks",
        Nowhere("Confluence calls it when something happens, and shows nothing"),
    ),
];
