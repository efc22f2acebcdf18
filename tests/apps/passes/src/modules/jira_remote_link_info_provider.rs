use connect_runtime::prelude::*;

/// Example links
#[jira_remote_link_info_provider(
    home_url = "https://example.com",
    actions = [{
        action_id = "open",
        action_label = { value = "Open in Example" },
        template_url = "https://example.com/open",
    }],
)]
struct ExampleLinks;
