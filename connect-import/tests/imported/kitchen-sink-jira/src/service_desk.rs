use connect_runtime::prelude::*;

#[asset_panel(name = "Votes")]
async fn asset_votes() -> Page {
    todo!("asset_votes")
}

#[automation_action(name = "Vote for the issue", config_form = how_many, requires = [issue])]
async fn vote_automatically() -> Result<()> {
    todo!("vote_automatically")
}

#[service_desk_organization_action(name = "Votes", target = dialog(size = medium))]
async fn organization_action() -> Page {
    todo!("organization_action")
}

#[service_desk_organization_panel]
async fn organization_panel() -> Page {
    todo!("organization_panel")
}

#[service_desk_portal_footer(pages = [help_center, portal])]
async fn portal_footer() -> Page {
    todo!("portal_footer")
}

#[service_desk_portal_header(pages = [help_center, portal])]
async fn portal_header() -> Page {
    todo!("portal_header")
}

#[service_desk_portal_profile_action(name = "Take back my votes", target = dialog(size = medium))]
async fn take_back() -> Page {
    todo!("take_back")
}

#[service_desk_portal_profile_panel]
async fn portal_profile() -> Page {
    todo!("portal_profile")
}

#[service_desk_portal_request_create_property_panel]
async fn similar_requests() -> Page {
    todo!("similar_requests")
}

#[service_desk_portal_request_view_action(
    name = "Vote",
    icon = "/images/vote.svg",
    target = dialog,
)]
async fn vote_for_request() -> Page {
    todo!("vote_for_request")
}

#[service_desk_portal_request_view_details_panel]
async fn request_details() -> Page {
    todo!("request_details")
}

#[service_desk_portal_request_view_panel]
async fn request_votes() -> Page {
    todo!("request_votes")
}

#[service_desk_portal_sub_header(pages = [my_requests])]
async fn portal_sub_header() -> Page {
    todo!("portal_sub_header")
}

#[service_desk_portal_user_menu_action(name = "My votes", target = page)]
async fn my_votes() -> Page {
    todo!("my_votes")
}

#[service_desk_queue_group(name = "By votes", weight = 100)]
struct ByVotes;

#[service_desk_queue(name = "Most voted", group = ByVotes)]
async fn most_voted(#[context("project.key")] project_key: Option<String>) -> Page {
    todo!("most_voted: {project_key:?}")
}

#[service_desk_report_group(name = "Votes", weight = 100)]
struct VoteReports;

#[service_desk_report(name = "Votes of customers", group = VoteReports)]
async fn votes_of_customers(#[context("project.key")] project_key: Option<String>) -> Page {
    todo!("votes_of_customers: {project_key:?}")
}

#[iframe]
async fn how_many() -> Page {
    todo!("how_many")
}
