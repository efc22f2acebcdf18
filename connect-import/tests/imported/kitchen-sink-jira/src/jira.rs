use connect_runtime::prelude::*;

#[admin_page(
    name = "Who may vote",
    location = Administration,
    conditions = user_is_admin,
    admin_only = true,
)]
async fn voters() -> Page {
    not_written!()
}

#[asset_panel(name = "Votes")]
async fn asset_votes() -> Page {
    not_written!()
}

#[automation_action(name = "Vote for the issue", config_form = how_many, requires = [issue])]
async fn vote_automatically() -> Result<()> {
    not_written!()
}

#[configure_page(name = "Configure", admin_only = true)]
async fn configure() -> Page {
    not_written!()
}

#[dialog(options = { header = "Your vote", size = large })]
async fn ballot() -> Page {
    not_written!()
}

#[general_page(
    name = "All votes",
    location = "system.top.navigation.bar",
    cacheable = true,
    public = true
)]
async fn all_votes() -> Page {
    not_written!()
}

#[jira_background_script(location = { should_reload_on_refresh = true, type = issue_view })]
async fn counter() -> Page {
    not_written!()
}

#[jira_build_info_provider(
    name = "Example CI",
    documentation_url = "https://ci.example.com/docs",
    home_url = "https://ci.example.com",
    logo_url = "https://ci.example.com/logo.svg"
)]
struct Builds;

#[jira_dashboard_item(
    name = "Most voted",
    description = "The issues with most votes",
    configurable = true,
    thumbnail_url = "/images/votes.svg"
)]
async fn dashboard(#[context("dashboard.id")] dashboard_id: Option<String>) -> Page {
    not_written!(dashboard_id)
}

#[jira_deployment_gating(name = "Release vote")]
async fn release_vote() -> Result<()> {
    not_written!()
}

#[jira_deployment_info_provider(
    name = "Example deploys",
    actions = { list_deployments = deployments },
    home_url = "https://deploy.example.com",
)]
struct Deploys;

#[jira_design_info_provider(
    name = "Example designs",
    actions = { get_entity_by_url = design, on_entity_associated = design_linked },
    handled_domain_name = "designs.example.com",
    home_url = "https://designs.example.com",
)]
struct Designs;

#[jira_devops_component_provider(
    name = "Example components",
    actions = { associate = add_component, disassociate = drop_component },
    home_url = "https://example.com",
)]
struct Components;

#[jira_development_tool(
    name = "Example code",
    url = "https://code.example.com",
    actions = { create_branch = new_branch },
    application = "Example",
    capabilities = [commit, branch],
    logo_url = "/images/votes.svg",
)]
struct Code;

#[jira_entity_property(
    name = "Votes",
    entity_type = issue,
    key_configurations = [
        {
            extractions = [{ alias = "voteCount", object_name = "count", type = number }],
            property_key = "votes",
        },
    ],
)]
struct IssueVotes;

#[jira_feature_flag_info_provider(
    name = "Example flags",
    actions = { create_flag = new_flag },
    home_url = "https://flags.example.com",
)]
struct Flags;

#[jira_global_permission(
    name = "Count votes",
    description = "See how many votes there are",
    default_grants = [jira_administrators],
)]
struct CountVotes;

#[jira_issue_content(
    name = "Reasons",
    icon = "/images/reasons.svg",
    tooltip = "Add reasons"
)]
async fn reasons(#[context("issue.key")] issue_key: Option<String>) -> Page {
    not_written!(issue_key)
}

#[jira_issue_context(
    name = "Vote context",
    icon = "/images/votes.svg",
    content = { label = "Votes" },
)]
async fn votes_context(#[context("issue.key")] issue_key: Option<String>) -> Page {
    not_written!(issue_key)
}

#[jira_issue_field(name = "Reason", description = "Why it was voted for", type = string)]
struct Reason;

#[jira_issue_glance(name = "Votes", icon = "/images/votes.svg", content = { label = "Votes" })]
async fn votes_glance(#[context("issue.key")] issue_key: Option<String>) -> Page {
    not_written!(issue_key)
}

#[jira_issue_tab_panel(name = "Voting history", weight = 100)]
async fn history(#[context("issue.key")] issue_key: Option<String>) -> Page {
    not_written!(issue_key)
}

#[jira_issue_type(
    name = "Poll",
    description = "A question with answers to vote for",
    type = standard,
)]
struct Poll;

#[jira_jql_function(
    name = "mostVoted",
    arguments = [{ name = "count", required = true }],
    operators = ["in", not_in],
    types = [issue],
)]
async fn most_voted_issues() -> Result<()> {
    not_written!()
}

#[jira_operations_info_provider(
    name = "Example incidents",
    actions = { fetch_workspaces = workspaces, search_containers = containers },
    home_url = "https://example.com",
)]
struct Incidents;

#[jira_profile_tab_panel(name = "Votes", weight = 100)]
async fn votes_of_profile(
    #[context("profileUser.accountId")] profile_user_account_id: Option<String>,
) -> Page {
    not_written!(profile_user_account_id)
}

#[jira_project_admin_tab_panel(name = "Voting rules", location = "projectgroup4")]
async fn voting_rules(#[context("project.key")] project_key: Option<String>) -> Page {
    not_written!(project_key)
}

#[jira_project_page(name = "Votes", icon_url = "/images/votes.svg", weight = 100)]
async fn project_page(#[context("project.key")] project_key: Option<String>) -> Page {
    not_written!(project_key)
}

#[jira_project_permission(
    name = "Vote often",
    description = "Vote more than once",
    category = issues,
)]
struct VoteOften;

#[jira_project_tab_panel(name = "Votes", weight = 100)]
async fn project_tab(#[context("project.key")] project_key: Option<String>) -> Page {
    not_written!(project_key)
}

#[jira_remote_link_info_provider(
    name = "Example links",
    actions = [
        {
            action_id = "open",
            action_label = { value = "Open in Example" },
            template_url = "https://example.com/open",
        },
    ],
    home_url = "https://example.com",
)]
struct Links;

#[jira_report(
    name = "Votes over time",
    description = "How many votes a project got",
    report_category = agile,
    thumbnail_url = "/images/votes.svg",
)]
async fn votes_over_time(#[context("project.key")] project_key: Option<String>) -> Page {
    not_written!(project_key)
}

#[jira_search_request_view(
    name = "Votes as a table",
    description = "The issues found, with their votes"
)]
async fn votes_table() -> Page {
    not_written!()
}

#[jira_security_info_provider(
    actions = { fetch_containers = containers, fetch_workspaces = workspaces },
    home_url = "https://example.com",
)]
struct Scanner;

#[jira_time_tracking_provider(name = "Votes as time", admin_page_key = voters)]
struct VotesAsTime;

#[jira_workflow_condition(
    name = "Has enough votes",
    description = "Only issues with votes go on",
    create = threshold,
    edit = threshold,
    expression = "issue.votes > config.votes",
)]
struct HasEnoughVotes;

#[jira_workflow_post_function(
    name = "Close the vote",
    description = "Nobody votes after this",
    create = threshold,
    edit = threshold,
)]
async fn close_vote() -> Result<()> {
    not_written!()
}

#[jira_workflow_validator(
    name = "Somebody voted",
    description = "Only issues with votes go on",
    error_message = { value = "Nobody voted for this" },
    expression = "issue.votes > 0",
)]
struct SomebodyVoted;

#[keyboard_shortcut(
    name = "Open all votes",
    context = global,
    shortcut = "gv",
    target = { key = all_votes },
)]
struct OpenAllVotes;

#[post_install_page(name = "Get started")]
async fn get_started() -> Page {
    not_written!()
}

#[service_desk_organization_action(name = "Votes", target = dialog(size = medium))]
async fn organization_action() -> Page {
    not_written!()
}

#[service_desk_organization_panel]
async fn organization_panel() -> Page {
    not_written!()
}

#[service_desk_portal_footer(pages = [help_center, portal])]
async fn portal_footer() -> Page {
    not_written!()
}

#[service_desk_portal_header(pages = [help_center, portal])]
async fn portal_header() -> Page {
    not_written!()
}

#[service_desk_portal_profile_action(name = "Take back my votes", target = dialog(size = medium))]
async fn take_back() -> Page {
    not_written!()
}

#[service_desk_portal_profile_panel]
async fn portal_profile() -> Page {
    not_written!()
}

#[service_desk_portal_request_create_property_panel]
async fn similar_requests() -> Page {
    not_written!()
}

#[service_desk_portal_request_view_action(
    name = "Vote",
    icon = "/images/votes.svg",
    target = dialog,
)]
async fn vote_for_request() -> Page {
    not_written!()
}

#[service_desk_portal_request_view_details_panel]
async fn request_details() -> Page {
    not_written!()
}

#[service_desk_portal_request_view_panel]
async fn request_votes() -> Page {
    not_written!()
}

#[service_desk_portal_sub_header(pages = [my_requests])]
async fn portal_sub_header() -> Page {
    not_written!()
}

#[service_desk_portal_user_menu_action(name = "My votes", target = page)]
async fn my_votes() -> Page {
    not_written!()
}

#[service_desk_queue_group(name = "By votes", weight = 100)]
struct ByVotes;

#[service_desk_queue(name = "Most voted", group = ByVotes)]
async fn most_voted(#[context("project.key")] project_key: Option<String>) -> Page {
    not_written!(project_key)
}

#[service_desk_report_group(name = "Votes", weight = 100)]
struct VoteReports;

#[service_desk_report(name = "Votes of customers", group = VoteReports)]
async fn votes_of_customers(#[context("project.key")] project_key: Option<String>) -> Page {
    not_written!(project_key)
}

#[web_item(
    name = "Vote",
    location = "jira.issue.tools",
    target = dialog(ballot),
    tooltip = "Vote for this",
)]
struct Vote;

#[web_panel(
    name = "Voters",
    location = "atl.jira.view.issue.right.context",
    conditions = all(
        user_is_logged_in,
        remote(has_votes),
        entity_property_equal_to(
            entity = "issue",
            object_name = "open",
            property_key = "votes",
            value = "true",
        ),
    ),
)]
async fn voters_panel(#[context("issue.key")] issue_key: Option<String>) -> Page {
    not_written!(issue_key)
}

#[web_section(name = "Votes", location = "admin_plugins_menu", weight = 200)]
struct Administration;

#[iframe]
async fn how_many() -> Page {
    not_written!()
}

#[callback]
async fn deployments() -> Result<()> {
    not_written!()
}

#[callback]
async fn design() -> Result<()> {
    not_written!()
}

#[callback]
async fn design_linked() -> Result<()> {
    not_written!()
}

#[callback]
async fn add_component() -> Result<()> {
    not_written!()
}

#[callback]
async fn drop_component() -> Result<()> {
    not_written!()
}

#[iframe]
async fn new_branch(#[context("issue.key")] issue_key: Option<String>) -> Page {
    not_written!(issue_key)
}

#[iframe]
async fn new_flag(#[context("issue.key")] issue_key: Option<String>) -> Page {
    not_written!(issue_key)
}

#[callback]
async fn workspaces() -> Result<()> {
    not_written!()
}

#[callback]
async fn containers() -> Result<()> {
    not_written!()
}

#[iframe]
async fn threshold() -> Page {
    not_written!()
}

#[condition]
async fn has_votes() -> Result<bool> {
    not_written!()
}
