//! What a user may do in which project.
//!
//! The scheme is a single table: each permission needs a level in the project. A user's level comes from
//! the roles of the project, and from how open it is.

use std::collections::BTreeMap;

use crate::failure::Failure;
use crate::people;
use crate::turn::{Database, Turn, cells};

/// What a user may do in a project, including everything that lower levels may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Nothing,
    View,
    Work,
    Administer,
}

/// The project permissions, with the level that each needs and its name ("Permissions").
#[rustfmt::skip]
pub(crate) const PERMISSIONS: [(&str, Level, &str); 34] = [
    ("ADMINISTER_PROJECTS", Level::Administer, "Administer Projects"),
    ("BROWSE_PROJECTS", Level::View, "Browse Projects"),
    ("MANAGE_SPRINTS_PERMISSION", Level::Work, "Manage Sprints"),
    ("SERVICEDESK_AGENT", Level::Work, "Service Project Agent"),
    ("VIEW_DEV_TOOLS", Level::View, "View Development Tools"),
    ("VIEW_READONLY_WORKFLOW", Level::View, "View Read-Only Workflow"),
    ("ASSIGNABLE_USER", Level::Work, "Assignable User"),
    ("ASSIGN_ISSUES", Level::Work, "Assign Issues"),
    ("CLOSE_ISSUES", Level::Work, "Close Issues"),
    ("CREATE_ISSUES", Level::Work, "Create Issues"),
    ("DELETE_ISSUES", Level::Administer, "Delete Issues"),
    ("EDIT_ISSUES", Level::Work, "Edit Issues"),
    ("LINK_ISSUES", Level::Work, "Link Issues"),
    ("MODIFY_REPORTER", Level::Administer, "Modify Reporter"),
    ("MOVE_ISSUES", Level::Work, "Move Issues"),
    ("RESOLVE_ISSUES", Level::Work, "Resolve Issues"),
    ("SCHEDULE_ISSUES", Level::Work, "Schedule Issues"),
    ("SET_ISSUE_SECURITY", Level::Administer, "Set Issue Security"),
    ("TRANSITION_ISSUES", Level::Work, "Transition Issues"),
    ("MANAGE_WATCHERS", Level::Work, "Manage Watchers"),
    ("VIEW_VOTERS_AND_WATCHERS", Level::View, "View Voters and Watchers"),
    ("ADD_COMMENTS", Level::Work, "Add Comments"),
    ("DELETE_ALL_COMMENTS", Level::Administer, "Delete All Comments"),
    ("DELETE_OWN_COMMENTS", Level::Work, "Delete Own Comments"),
    ("EDIT_ALL_COMMENTS", Level::Administer, "Edit All Comments"),
    ("EDIT_OWN_COMMENTS", Level::Work, "Edit Own Comments"),
    ("CREATE_ATTACHMENTS", Level::Work, "Create Attachments"),
    ("DELETE_ALL_ATTACHMENTS", Level::Administer, "Delete All Attachments"),
    ("DELETE_OWN_ATTACHMENTS", Level::Work, "Delete Own Attachments"),
    ("WORK_ON_ISSUES", Level::Work, "Work On Issues"),
    ("DELETE_ALL_WORKLOGS", Level::Administer, "Delete All Worklogs"),
    ("DELETE_OWN_WORKLOGS", Level::Work, "Delete Own Worklogs"),
    ("EDIT_ALL_WORKLOGS", Level::Administer, "Edit All Worklogs"),
    ("EDIT_OWN_WORKLOGS", Level::Work, "Edit Own Worklogs"),
];

/// The global permissions, whether only administrators have them, and their names.
pub(crate) const GLOBAL: [(&str, bool, &str); 6] = [
    ("ADMINISTER", true, "Administer Jira"),
    ("SYSTEM_ADMIN", true, "System Administrators"),
    ("BULK_CHANGE", false, "Bulk Change"),
    (
        "CREATE_SHARED_OBJECTS",
        false,
        "Share dashboards and filters",
    ),
    (
        "MANAGE_GROUP_FILTER_SUBSCRIPTIONS",
        false,
        "Manage Group Filter Subscriptions",
    ),
    ("USER_PICKER", false, "Browse users and groups"),
];

/// The level that a project permission needs.
pub(crate) fn needs(permission: &str) -> Option<Level> {
    let found = PERMISSIONS.iter().find(|(key, ..)| *key == permission);
    found.map(|(_, level, _)| *level)
}

/// The caller whose permissions are checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Caller {
    Anonymous,
    User(String),
    /// The app as itself. By default an app has every permission in every project; its scopes
    /// limit what it may do.
    App,
}

impl Caller {
    pub(crate) fn asks(turn: &Turn<'_>) -> Caller {
        match turn.user() {
            Some(user) => Caller::User(user.to_owned()),
            None if turn.is_app() => Caller::App,
            None => Caller::Anonymous,
        }
    }
}

/// A number for each level, in SQL.
const LEVELS: &str = "SELECT id, access, (
        SELECT max(CASE role WHEN 'administrators' THEN 3 WHEN 'members' THEN 2
                             WHEN 'viewers' THEN 1 ELSE 0 END)
        FROM project_member AS it
        WHERE it.project = project.id AND (it.account = ?1 OR it.user_group IN (
            SELECT user_group FROM membership WHERE account = ?1))
    ) AS level
    FROM project WHERE ?2 IS NULL OR id = ?2";

/// A caller's level in each project, or in one.
pub(crate) async fn levels(
    database: &mut Database<'_>,
    caller: &Caller,
    project: Option<i64>,
) -> Result<BTreeMap<i64, Level>, Failure> {
    let mut licensed = false;
    let mut administers = *caller == Caller::App;
    let mut account = "";
    if let Caller::User(user) = caller {
        account = user;
        administers = people::administers(database, user).await?;
        let known = people::account(database, user).await?;
        licensed = known.is_some_and(|account| account.active && account.kind != "customer");
    }
    let rows = database.rows(LEVELS, cells![account, project]).await?;
    let levels = rows.iter().map(|row| {
        let role = match row.number("level") {
            3 => Level::Administer,
            2 => Level::Work,
            1 => Level::View,
            _ => Level::Nothing,
        };
        let open = match row.text("access").as_str() {
            "public" if licensed => Level::Work,
            "public" => Level::View,
            "open" if licensed => Level::Work,
            _ => Level::Nothing,
        };
        let level = if administers {
            Level::Administer
        } else {
            role.max(open)
        };
        (row.number("id"), level)
    });
    Ok(levels.collect())
}

/// The level of the caller in a project.
pub(crate) async fn level(turn: &mut Turn<'_>, project: i64) -> Result<Level, Failure> {
    let caller = Caller::asks(turn);
    let levels = levels(&mut turn.database, &caller, Some(project)).await?;
    Ok(levels.get(&project).copied().unwrap_or(Level::Nothing))
}

/// The ids of the projects that the caller can see.
pub(crate) async fn visible(turn: &mut Turn<'_>) -> Result<Vec<i64>, Failure> {
    let caller = Caller::asks(turn);
    let levels = levels(&mut turn.database, &caller, None).await?;
    let seen = levels.iter().filter(|(_, level)| **level >= Level::View);
    Ok(seen.map(|(id, _)| *id).collect())
}

/// Whether the caller administers Jira.
pub(crate) async fn administers(turn: &mut Turn<'_>) -> Result<bool, Failure> {
    match Caller::asks(turn) {
        Caller::App => Ok(true),
        Caller::Anonymous => Ok(false),
        Caller::User(user) => people::administers(&mut turn.database, &user).await,
    }
}

/// Refuses users who do not administer Jira.
pub(crate) async fn administrators_only(turn: &mut Turn<'_>) -> Result<(), Failure> {
    turn.authenticated()?;
    if administers(turn).await? {
        return Ok(());
    }
    let message = "You do not have permission to do this: it needs the permission Administer Jira.";
    Err(Failure::forbidden(message))
}
