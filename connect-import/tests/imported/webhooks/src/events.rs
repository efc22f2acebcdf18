use connect_runtime::prelude::*;

#[webhook(events = ["jira:issue_created", "jira:issue_updated"], url = "/events/issue")]
async fn issue() -> Result<()> {
    not_written!()
}

#[webhook(
    event = "jira:issue_deleted",
    url = "/events/issue",
    filter = "project = DEMO"
)]
struct IssueDeleted;

#[webhook(event = "jira:issue_created", url = "/events/(broken")]
async fn issue_created() -> Result<()> {
    not_written!()
}

// dropped filter: "summary ~ \"unclosed"
#[webhook(event = "jira:issue_created", url = "/events/filtered")]
async fn issue_created_webhook() -> Result<()> {
    not_written!()
}

#[webhook(
    event = "comment_created",
    url = "/events/comment",
    exclude_body = true
)]
async fn comment_created() -> Result<()> {
    not_written!()
}

#[webhook(event = "user_created", url = "https://elsewhere.example.com/users")]
struct UserCreated;

#[webhook(events = ["page_created", "page_removed"], url = "/events/pages")]
async fn pages() -> Result<()> {
    not_written!()
}

#[webhook(event = unlisted("jira:never_heard"), url = "/events/never", property_keys = ["one"])]
async fn never_heard() -> Result<()> {
    not_written!()
}

#[webhook(event = "jira:version_released", url = "/events/version")]
async fn version_released() -> Result<()> {
    not_written!()
}

// dropped key: "stray"
#[webhook(event = "sprint_started", url = "/events/sprint")]
async fn sprint_started() -> Result<()> {
    not_written!()
}

// event: waits for its release
#[webhook(event = "board_created", url = "/events/board?tenant={unknown.thing}")]
async fn board_created(
    #[context(unlisted("unknown.thing"))] unknown_thing: Option<String>,
) -> Result<()> {
    not_written!(unknown_thing)
}
