use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_created")]
async fn issue_created() -> Result<()> {
    not_written!()
}

// dropped webhooks: {
//   "url": "/hook"
// }
