//! How each condition of the products is evaluated ("Conditions" in the documentation of each).

use connect_model::HostProduct;
use serde_json::{Map, Value};

/// How a condition is evaluated.
#[derive(Debug, Clone, Copy)]
pub(super) enum Check {
    /// Always this outcome in a local product.
    Always(bool),
    /// Can't be evaluated here, for this reason.
    Unknowable(&'static str),
    LoggedIn,
    Licensed,
    /// Met if this context parameter has a value.
    InView(&'static str),
    InViewIs(&'static str, &'static str),
    /// Met if the profile in view is the visitor's own.
    OwnProfile(&'static str),
    /// Requires a Jira permission: this one, or the one that the condition names.
    Permission(Scope, Option<&'static str>),
    /// Tests a value in a REST response: path, JSON pointer, test. `{user}` in the path is the visitor.
    Answer(&'static str, &'static str, Is),
}

/// What a permission applies to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scope {
    Global,
    Project,
    Issue,
}

impl Scope {
    /// The query parameter, and the context parameter that supplies its value.
    pub(super) fn parameter(self) -> Option<(&'static str, &'static str)> {
        match self {
            Scope::Global => None,
            Scope::Project => Some(("projectKey", "project.key")),
            Scope::Issue => Some(("issueKey", "issue.key")),
        }
    }
}

/// The test for a value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Is {
    True,
    /// Any response at all.
    Found,
    Absent,
    NotEmpty,
    /// The visitor's account id.
    Visitor,
    Text(&'static str),
    /// The text of this parameter of the condition.
    Parameter(&'static str),
    /// A list with an object whose field of this name is true.
    Any(&'static str),
    /// A list of operations that includes this one; its parts may come from the condition's parameters.
    Operation(Operation),
}

/// A Confluence operation, by the condition's parameters.
#[derive(Debug, Clone, Copy)]
pub(super) enum Operation {
    /// The operation in the parameter `permission`, on this content type.
    Permission(&'static str),
    /// Creating the content type in the parameter `content`.
    Create,
    /// This operation on this content type.
    Fixed(&'static str, &'static str),
}

impl Is {
    /// Whether a value passes the test; `None` when the response does not show it.
    pub(super) fn holds(
        self,
        value: Option<&Value>,
        user: Option<&str>,
        params: &Map<String, Value>,
    ) -> Option<bool> {
        let param = |name: &str| params.get(name).and_then(Value::as_str);
        match self {
            Is::Found => Some(true),
            Is::Absent => Some(value.is_none_or(Value::is_null)),
            Is::Visitor => Some(value.is_some_and(|it| it.as_str() == user && user.is_some())),
            Is::True => value?.as_bool(),
            Is::NotEmpty => Some(!value?.as_array()?.is_empty()),
            Is::Text(text) => Some(value?.as_str()? == text),
            Is::Parameter(name) => Some(value?.as_str()? == param(name)?),
            Is::Any(member) => {
                let list = value?.as_array()?;
                Some(
                    list.iter()
                        .any(|it| it.get(member) == Some(&Value::Bool(true))),
                )
            }
            Is::Operation(operation) => {
                let (wanted, on) = match operation {
                    Operation::Fixed(operation, on) => (operation, on),
                    Operation::Create => ("create", param("content")?),
                    Operation::Permission(on) => (operation_of(param("permission")?)?, on),
                };
                let list = value?.as_array()?;
                Some(list.iter().any(|it| {
                    let on_this = it.get("targetType").and_then(Value::as_str);
                    it.get("operation").and_then(Value::as_str) == Some(wanted)
                        && (on.is_empty() || on_this == Some(on))
                }))
            }
        }
    }
}

/// The REST API's name for a permission in a condition.
fn operation_of(permission: &str) -> Option<&'static str> {
    let known = [
        ("VIEW", "read"),
        ("EDIT", "update"),
        ("REMOVE", "delete"),
        ("EXPORT", "export"),
        ("ADMINISTER", "administer"),
        ("SET_PERMISSIONS", "restrict_content"),
    ];
    let found = known
        .into_iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(permission));
    found.map(|(_, operation)| operation)
}

/// How to evaluate this condition of this product.
pub(super) fn check(product: HostProduct, name: &str) -> Option<&'static Check> {
    let own = match product {
        HostProduct::Jira => JIRA,
        HostProduct::Confluence => CONFLUENCE,
    };
    let mut rows = own.iter().chain(BOTH);
    rows.find(|(known, _)| *known == name)
        .map(|(_, check)| check)
}

type Checks = &'static [(&'static str, Check)];

use Check::{
    Always, Answer, InView, InViewIs, Licensed, LoggedIn, OwnProfile, Permission, Unknowable,
};

const ISSUE: &str = "/rest/api/3/issue/{issue.key}";
const PROJECT: &str = "/rest/api/3/project/{project.key}";
const SETTINGS: &str = "/rest/api/3/configuration";
const SPACE: &str = "/rest/api/space/{space.key}?expand=operations";
const CONTENT: &str = "/rest/api/content/{content.id}?expand=operations";
const USER: &str = "/rest/api/user?accountId={user}&expand=operations";
const NO_HISTORY: &str = "what people have done is not kept";
const NOT_IN_API: &str = "the REST API does not show it";

const BOTH: Checks = &[
    ("addon_is_licensed", Licensed),
    (
        "feature_flag",
        Unknowable("it is one of Atlassian's own flags"),
    ),
    (
        "feature_flag_service_flag",
        Unknowable("it is one of Atlassian's own flags"),
    ),
    (
        "user_is_in_group",
        Unknowable("its parameters are not documented"),
    ),
    ("user_is_logged_in", LoggedIn),
];

const JIRA: Checks = &[
    (
        "can_attach_file_to_issue",
        Permission(Scope::Issue, Some("CREATE_ATTACHMENTS")),
    ),
    (
        "can_attach_screenshot_to_issue",
        Permission(Scope::Issue, Some("CREATE_ATTACHMENTS")),
    ),
    (
        "can_manage_attachments",
        Permission(Scope::Issue, Some("DELETE_OWN_ATTACHMENTS")),
    ),
    ("can_use_application", Always(true)),
    ("has_global_permission", Permission(Scope::Global, None)),
    ("has_issue_permission", Permission(Scope::Issue, None)),
    ("has_project_permission", Permission(Scope::Project, None)),
    ("has_selected_project", InView("project.key")),
    (
        "has_sub_tasks_available",
        Answer(PROJECT, "/issueTypes", Is::Any("subtask")),
    ),
    (
        "has_voted_for_issue",
        Answer(ISSUE, "/fields/votes/hasVoted", Is::True),
    ),
    ("is_admin_mode", Always(false)),
    (
        "is_issue_assigned_to_current_user",
        Answer(ISSUE, "/fields/assignee/accountId", Is::Visitor),
    ),
    (
        "is_issue_editable",
        Permission(Scope::Issue, Some("EDIT_ISSUES")),
    ),
    (
        "is_issue_reported_by_current_user",
        Answer(ISSUE, "/fields/reporter/accountId", Is::Visitor),
    ),
    (
        "is_issue_unresolved",
        Answer(ISSUE, "/fields/resolution", Is::Absent),
    ),
    (
        "is_sub_task",
        Answer(ISSUE, "/fields/issuetype/subtask", Is::True),
    ),
    (
        "is_watching_issue",
        Answer(ISSUE, "/fields/watches/isWatching", Is::True),
    ),
    (
        "jira_expression",
        Unknowable("the local Jira evaluates no Jira expressions"),
    ),
    (
        "linking_enabled",
        Answer(SETTINGS, "/issueLinkingEnabled", Is::True),
    ),
    (
        "project_type",
        Answer(PROJECT, "/projectTypeKey", Is::Parameter("projectTypeKey")),
    ),
    (
        "servicedesk.is_agent",
        Permission(Scope::Project, Some("SERVICEDESK_AGENT")),
    ),
    ("servicedesk.is_customer", LoggedIn),
    ("servicedesk.is_licensed", Always(true)),
    (
        "sub_tasks_enabled",
        Answer(SETTINGS, "/subTasksEnabled", Is::True),
    ),
    (
        "time_tracking_enabled",
        Answer(SETTINGS, "/timeTrackingEnabled", Is::True),
    ),
    ("user_has_issue_history", Unknowable(NO_HISTORY)),
    (
        "user_is_admin",
        Permission(Scope::Global, Some("ADMINISTER")),
    ),
    (
        "user_is_project_admin",
        Permission(Scope::Project, Some("ADMINISTER_PROJECTS")),
    ),
    (
        "user_is_sysadmin",
        Permission(Scope::Global, Some("SYSTEM_ADMIN")),
    ),
    (
        "user_is_the_logged_in_user",
        OwnProfile("profileUser.accountId"),
    ),
    (
        "voting_enabled",
        Answer(SETTINGS, "/votingEnabled", Is::True),
    ),
    (
        "watching_enabled",
        Answer(SETTINGS, "/watchingEnabled", Is::True),
    ),
];

const ADMINISTERS: Check = Answer(
    USER,
    "/operations",
    Is::Operation(Operation::Fixed("administer", "application")),
);

const CONFLUENCE: Checks = &[
    (
        "active_theme",
        Unknowable("the local Confluence has one theme"),
    ),
    (
        "can_edit_space_styles",
        Answer(
            SPACE,
            "/operations",
            Is::Operation(Operation::Fixed("administer", "space")),
        ),
    ),
    ("can_signup", Always(false)),
    ("content_has_any_permissions_set", Unknowable(NOT_IN_API)),
    (
        "create_content",
        Answer(SPACE, "/operations", Is::Operation(Operation::Create)),
    ),
    ("email_address_public", Unknowable(NOT_IN_API)),
    (
        "favourite_page",
        Answer(
            "/rest/api/relation/favourite/from/user/current/to/content/{content.id}",
            "",
            Is::Found,
        ),
    ),
    (
        "favourite_space",
        Answer(
            "/rest/api/relation/favourite/from/user/current/to/space/{space.key}",
            "",
            Is::Found,
        ),
    ),
    ("following_target_user", Unknowable(NO_HISTORY)),
    (
        "has_attachment",
        Answer(
            "/rest/api/content/{content.id}/child/attachment",
            "/results",
            Is::NotEmpty,
        ),
    ),
    (
        "has_attachment_permission",
        Answer(
            CONTENT,
            "/operations",
            Is::Operation(Operation::Permission("")),
        ),
    ),
    ("has_blog_post", InViewIs("content.type", "blogpost")),
    ("has_page", InViewIs("content.type", "page")),
    (
        "has_page_permission",
        Answer(
            CONTENT,
            "/operations",
            Is::Operation(Operation::Permission("")),
        ),
    ),
    ("has_space", InView("space.key")),
    (
        "has_space_permission",
        Answer(
            SPACE,
            "/operations",
            Is::Operation(Operation::Permission("space")),
        ),
    ),
    ("has_template", Always(false)),
    ("latest_version", Always(true)),
    (
        "not_personal_space",
        Answer(SPACE, "/type", Is::Text("global")),
    ),
    ("printable_version", Always(false)),
    ("showing_page_attachments", Always(false)),
    (
        "space_function_permission",
        Unknowable("its words are not documented"),
    ),
    ("space_sidebar", Always(true)),
    ("target_user_can_set_status", Unknowable(NO_HISTORY)),
    ("target_user_has_personal_blog", Unknowable(NOT_IN_API)),
    ("target_user_has_personal_space", Unknowable(NOT_IN_API)),
    ("threaded_comments", Always(true)),
    ("tiny_url_supported", Always(true)),
    ("user_can_create_personal_space", Unknowable(NOT_IN_API)),
    ("user_can_update_user_status", Unknowable(NO_HISTORY)),
    ("user_can_use_confluence", LoggedIn),
    (
        "user_favouriting_target_user_personal_space",
        Unknowable(NO_HISTORY),
    ),
    ("user_has_personal_blog", Unknowable(NOT_IN_API)),
    ("user_has_personal_space", Unknowable(NOT_IN_API)),
    ("user_is_admin", ADMINISTERS),
    ("user_is_confluence_administrator", ADMINISTERS),
    (
        "user_is_external_collaborator",
        Answer(USER, "/isExternalCollaborator", Is::True),
    ),
    ("user_is_sysadmin", ADMINISTERS),
    ("user_logged_in_editable", LoggedIn),
    (
        "user_watching_page",
        Answer(
            "/rest/api/user/watch/content/{content.id}",
            "/watching",
            Is::True,
        ),
    ),
    (
        "user_watching_space",
        Answer(
            "/rest/api/user/watch/space/{space.key}",
            "/watching",
            Is::True,
        ),
    ),
    (
        "user_watching_space_for_content_type",
        Unknowable(NO_HISTORY),
    ),
    ("viewing_content", InView("content.id")),
    ("viewing_own_profile", OwnProfile("profileUser.accountId")),
];

#[cfg(test)]
mod tests {
    use connect_model::conditions;

    use super::super::property::PropertyCondition;
    use super::*;

    #[test]
    fn each_condition_of_the_facts_is_checked() {
        for condition in conditions() {
            for product in HostProduct::ALL {
                if product.supports(condition.product) {
                    let known = check(product, condition.name).is_some()
                        || PropertyCondition::of(condition.name, &Map::new()).is_some();
                    assert!(known, "{product:?} {}", condition.name);
                }
            }
        }
    }

    #[test]
    fn the_tables_name_only_what_the_facts_know() {
        for (name, _) in BOTH.iter().chain(JIRA).chain(CONFLUENCE) {
            assert!(!connect_model::condition(name).is_empty(), "{name}");
        }
    }

    #[test]
    fn values_are_what_they_must_be() {
        use serde_json::json;
        let params = json!({"permission": "EDIT", "content": "page", "projectTypeKey": "business"});
        let params = params.as_object().unwrap();
        let holds = |is: Is, value: Value| is.holds(Some(&value), Some("ann"), params);
        assert_eq!(holds(Is::True, json!(true)), Some(true));
        assert_eq!(holds(Is::True, json!("yes")), None);
        assert_eq!(holds(Is::Visitor, json!("ann")), Some(true));
        assert_eq!(holds(Is::Visitor, json!("bob")), Some(false));
        assert_eq!(Is::Visitor.holds(None, None, params), Some(false));
        assert_eq!(holds(Is::Absent, json!(null)), Some(true));
        assert_eq!(holds(Is::Absent, json!({"name": "Done"})), Some(false));
        assert_eq!(
            holds(Is::Parameter("projectTypeKey"), json!("software")),
            Some(false)
        );
        assert_eq!(
            holds(
                Is::Any("subtask"),
                json!([{"subtask": false}, {"subtask": true}])
            ),
            Some(true)
        );
        let operations = json!([{"operation": "update", "targetType": "page"}]);
        let permission = Is::Operation(Operation::Permission(""));
        assert_eq!(holds(permission, operations.clone()), Some(true));
        assert_eq!(
            holds(Is::Operation(Operation::Create), operations),
            Some(false)
        );
    }
}
