//! What is available on every page.

mod events;
mod searches;

use connect_runtime::prelude::*;

/// All votes
#[general_page(
    location = "system.top.navigation.bar",
    cacheable = true,
    public = true
)]
async fn all_votes() -> Page {
    Page::new("All votes").body("The script asks for them")
}

/// Vote
#[web_item(location = "jira.issue.tools", target = dialog(ballot), tooltip = "Vote for this")]
struct Vote;

#[dialog(options = { size = large, header = "Your vote" })]
async fn ballot() -> Page {
    Page::new("Your vote").body("…")
}

/// Open all votes
#[keyboard_shortcut(shortcut = "gv", context = global, target = { key = all_votes })]
struct OpenAllVotes;

/// One use of every kind: of the old ones too.
#[allow(deprecated)]
mod old {
    use connect_runtime::prelude::*;

    /// Votes
    #[jira_profile_tab_panel(weight = 100, forge = skip)]
    async fn votes_of_profile(#[context("profileUser.accountId")] account: String) -> Page {
        Page::new("Votes").body(account)
    }
}
