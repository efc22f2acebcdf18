use connect_runtime::prelude::*;

#[webhook(events = ["jira:issue_created", "jira:issue_updated"], url = "/events/issue")]
async fn issue() -> Result<()> {
    todo!("issue")
}

#[webhook(
    event = "jira:issue_deleted",
    url = "/events/issue",
    filter = "project = DEMO"
)]
struct IssueDeleted;

#[webhook(event = "jira:issue_created", url = "/events/(broken")]
async fn issue_created() -> Result<()> {
    todo!("issue_created")
}

// dropped filter: "summary ~ \"unclosed"
#[webhook(event = "jira:issue_created", url = "/events/filtered")]
async fn issue_created_webhook() -> Result<()> {
    todo!("issue_created_webhook")
}

#[webhook(
    event = "comment_created",
    url = "/events/comment",
    exclude_body = true
)]
async fn comment_created() -> Result<()> {
    todo!("comment_created")
}

#[webhook(event = "user_created", url = "https://elsewhere.example.com/users")]
struct UserCreated;

#[webhook(events = ["page_created", "page_removed"], url = "/events/pages")]
async fn pages() -> Result<()> {
    todo!("pages")
}

#[webhook(event = unlisted("jira:never_heard"), url = "/events/never", property_keys = ["one"])]
async fn never_heard() -> Result<()> {
    todo!("never_heard")
}

#[webhook(event = "jira:version_released", url = "/events/version")]
async fn version_released() -> Result<()> {
    todo!("version_released")
}

// dropped key: "stray"
#[webhook(event = "sprint_started", url = "/events/sprint")]
async fn sprint_started() -> Result<()> {
    todo!("sprint_started")
}

// event: waits for its release
#[webhook(event = "board_created", url = "/events/board?tenant={unknown.thing}")]
async fn board_created(
    #[context(unlisted("unknown.thing"))] unknown_thing: Option<String>,
) -> Result<()> {
    todo!("board_created: {unknown_thing:?}")
}
