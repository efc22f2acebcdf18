//! Connect's bridge inside Forge: which calls of `AP` the shell supports, and alternatives for the
//! others.
//!
//! The shell supports what pages need most, and is small enough to be loaded before each of them. Any
//! other call fails in a browser, where only users notice. So the build reports it, using this table.
//!
//! Source: "About the JavaScript API" and the pages below it; "Forge bridge APIs", "Jira bridge APIs".

/// A call of Connect's bridge, or all calls with this prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BridgeCall {
    /// Its name without `AP.`: `dialog.create`, or `messages` for everything below it.
    pub name: &'static str,
    /// How it behaves inside Forge.
    pub inside: Inside,
}

/// How a call behaves inside Forge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inside {
    /// The shell implements it as Connect does.
    Answered,
    /// It can be called but does nothing, for this reason.
    Nothing(&'static str),
    /// It is not available: use this instead.
    Instead(&'static str),
}

use Inside::{Answered, Instead, Nothing};

const CONTENT_PROPERTY: &str = "call `/wiki/api/v2/pages/{id}/properties` with `AP.request`";
const CUSTOM_CONTENT: &str = "save the content with `AP.request`";
const EACH_LISTENER: &str = "take each listener away with `AP.events.off`";
const GADGET: &str = "leave it out: Forge opens the page again when a user edits the gadget";
const IN_ADDRESS: &str = "put the state into the page's address, by a link or a form";
const JQL: &str = "write a `textarea`";
const LINK: &str = "write a link to the page";
const MACRO_EDITOR: &str = "set the parameters in the macro's editor";
const MODULES: &str = "write `AP.request`, `AP.dialog` and their like where they are used";
const ON_SERVER: &str = "keep it on the app's server, and `fetch` it from an `#[endpoint]`";
const OWN_EVENTS: &str = "use `AP.events.on` for each event of the app's own pages";
const SIZED: &str = "Forge sizes the frame";

/// All calls, sorted.
pub const CALLS: &[BridgeCall] = &[
    call("confluence.closeMacroEditor", Answered),
    call("confluence.closeMacroPropertyPanel", Instead(MACRO_EDITOR)),
    call("confluence.getContentProperty", Instead(CONTENT_PROPERTY)),
    call("confluence.getMacroBody", Answered),
    call("confluence.getMacroData", Answered),
    call(
        "confluence.onMacroPropertyPanelEvent",
        Instead(MACRO_EDITOR),
    ),
    call("confluence.saveMacro", Answered),
    call("confluence.setContentProperty", Instead(CONTENT_PROPERTY)),
    call(
        "confluence.syncPropertyFromServer",
        Instead(CONTENT_PROPERTY),
    ),
    call("context.getContext", Answered),
    call("context.getToken", Answered),
    call("cookie", Instead(ON_SERVER)),
    call("customContent", Instead(CUSTOM_CONTENT)),
    call("define", Instead(MODULES)),
    call("dialog.close", Answered),
    call("dialog.create", Answered),
    call(
        "dialog.createButton",
        Instead("write a `button` in the page"),
    ),
    call(
        "dialog.disableCloseOnSubmit",
        Instead("leave it out: the user and `AP.dialog.close` alone close a dialog"),
    ),
    call("dialog.getButton", Answered),
    call("dialog.getCustomData", Answered),
    call(
        "dialog.isCloseOnEscape",
        Instead("leave it out: Escape closes a dialog"),
    ),
    call(
        "dropdown",
        Instead("write a `select`, or a menu in the page"),
    ),
    call("events.emit", Answered),
    call(
        "events.emitPublic",
        Instead("use `AP.events.emit`, which the pages of the app hear"),
    ),
    call("events.off", Answered),
    call("events.offAll", Instead(EACH_LISTENER)),
    call("events.offAllPublic", Instead(EACH_LISTENER)),
    call("events.offAny", Instead(EACH_LISTENER)),
    call("events.offAnyPublic", Instead(EACH_LISTENER)),
    call("events.offPublic", Instead(OWN_EVENTS)),
    call("events.on", Answered),
    call("events.onAny", Instead(OWN_EVENTS)),
    call("events.onAnyPublic", Instead(OWN_EVENTS)),
    call("events.onPublic", Instead(OWN_EVENTS)),
    call("events.once", Answered),
    call("events.oncePublic", Instead(OWN_EVENTS)),
    call("flag.create", Answered),
    call("getLocation", Answered),
    call("hideFooter", Nothing(SIZED)),
    call("history.back", Instead(LINK)),
    call("history.forward", Instead(LINK)),
    call("history.getState", Instead(IN_ADDRESS)),
    call("history.go", Instead(LINK)),
    call("history.popState", Instead(IN_ADDRESS)),
    call("history.pushState", Answered),
    call("history.replaceState", Instead(IN_ADDRESS)),
    call("host", Instead("leave it out: Forge has nothing like it")),
    call("inlineDialog", Instead("use `AP.dialog.close`")),
    call("jira.DashboardItem", Instead(GADGET)),
    call(
        "jira.WorkflowConfiguration",
        Instead(
            "say what to save by `__bridge.callBridge(\"setWorkflowRuleConfigurationCallback\", { data: \
     { onConfigure } })`",
        ),
    ),
    call(
        "jira.getWorkflowConfiguration",
        Instead(
            "read what was saved from its context parameter, such as `#[context(\"postFunction.config\")]`",
        ),
    ),
    call("jira.initJQLEditor", Instead(JQL)),
    call("jira.isDashboardItemEditable", Instead(GADGET)),
    call(
        "jira.isNativeApp",
        Instead("leave it out: Forge has nothing like it"),
    ),
    call(
        "jira.openCreateIssueDialog",
        Instead(
            "call `__bridge.callBridge(\"openIssueCreateModal\", { data: { context, onClose } })`",
        ),
    ),
    call(
        "jira.openDatePicker",
        Instead("write an `input` whose `type` is `date`"),
    ),
    call(
        "jira.openIssueDialog",
        Instead(
            "call `__bridge.callBridge(\"openIssueViewModal\", { data: { context: { issueKey }, onClose } })`",
        ),
    ),
    call("jira.refreshIssuePage", Answered),
    call(
        "jira.setDashboardItemTitle",
        Instead("write the title into the page"),
    ),
    call("jira.showJQLEditor", Instead(JQL)),
    call("messages", Instead("use `AP.flag.create`")),
    call(
        "navigator.getLocation",
        Instead("use `AP.context.getContext`"),
    ),
    call("navigator.go", Answered),
    call("navigator.reload", Answered),
    call("onReady", Answered),
    call(
        "page.setTitle",
        Instead("call `__bridge.callBridge(\"changeWindowTitle\", title)`"),
    ),
    call("register", Instead("use `AP.events.on`")),
    call("request", Answered),
    call("require", Instead(MODULES)),
    call("resize", Nothing(SIZED)),
    call(
        "scrollPosition",
        Instead("leave it out: Forge does not say where its page is scrolled to"),
    ),
    call("sizeToParent", Nothing(SIZED)),
    call("theming.initializeTheming", Answered),
    call("user.getCurrentUser", Answered),
    call("user.getLocale", Answered),
    call("user.getTimeZone", Answered),
    call("user.getUser", Instead("use `AP.user.getCurrentUser`")),
];

const fn call(name: &'static str, inside: Inside) -> BridgeCall {
    BridgeCall { name, inside }
}

/// A call that is not available inside Forge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missing {
    /// How many of the names lead to the first that is not available.
    pub steps: usize,
    /// The alternative, if the table has one.
    pub instead: Option<&'static str>,
}

/// What is not available of `AP.` followed by these names; `None` if all of it is, or if the names end before a
/// call.
///
/// ```
/// use connect_model::forge::bridge::missing;
///
/// assert_eq!(missing(&["dialog", "create"]), None);
/// assert_eq!(missing(&["dialog"]), None);
/// let found = missing(&["messages", "success"]).unwrap();
/// assert_eq!((found.steps, found.instead), (1, Some("use `AP.flag.create`")));
/// assert_eq!(missing(&["dialog", "shake"]).unwrap().steps, 2);
/// ```
#[must_use]
pub fn missing(names: &[&str]) -> Option<Missing> {
    let whole = names.join(".");
    let is_below = |name: &str, outer: &str| {
        let rest = name.strip_prefix(outer);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let row = CALLS.iter().find(|row| is_below(&whole, row.name));
    let instead = match row.map(|row| row.inside) {
        // The members of a call's result are its own.
        Some(Answered | Nothing(_)) => return None,
        Some(Instead(what)) => Some(what),
        None => None,
    };
    let is_there = |name: &str| {
        let below = CALLS.iter().filter(|row| is_below(row.name, name));
        below
            .into_iter()
            .any(|row| !matches!(row.inside, Instead(_)))
    };
    let steps = (1..=names.len()).find(|steps| {
        let so_far = names.get(..*steps).unwrap_or_default().join(".");
        !is_there(&so_far)
    })?;
    Some(Missing { steps, instead })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_no_row_is_below_another() {
        assert!(CALLS.is_sorted_by(|one, next| one.name < next.name));
        for row in CALLS {
            let below = format!("{}.", row.name);
            assert!(
                !CALLS.iter().any(|other| other.name.starts_with(&below)),
                "{}",
                row.name
            );
        }
    }

    #[test]
    fn what_is_missing_is_the_first_name_that_leads_nowhere() {
        for (names, expected) in [
            ("request", None),
            ("request.call", None),
            ("resize", None),
            ("jira", None),
            ("jira.WorkflowConfiguration.onSave", Some((2, true))),
            ("jira.WorkflowConfiguration", Some((2, true))),
            ("cookie.save", Some((1, true))),
            ("page.setTitle", Some((1, true))),
            ("page", Some((1, false))),
            ("requests", Some((1, false))),
            ("dialog.createButtons", Some((2, false))),
        ] {
            let names: Vec<&str> = names.split('.').collect();
            let found = missing(&names).map(|it| (it.steps, it.instead.is_some()));
            assert_eq!(found, expected, "{names:?}");
        }
    }
}
