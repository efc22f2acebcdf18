use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = unlisted("brand.new.place"))]
async fn votes_elsewhere() -> &'static str {
    "votes"
}
