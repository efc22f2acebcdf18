use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_created")]
async fn issue_created() -> Result<()> {
    todo!("issue_created")
}

// dropped webhooks: {
//   "url": "/hook"
// }
