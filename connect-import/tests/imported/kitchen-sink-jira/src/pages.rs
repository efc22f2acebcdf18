use connect_runtime::prelude::*;

#[admin_page(
    name = "Who may vote",
    location = crate::navigation::Administration,
    conditions = user_is_admin,
)]
pub(crate) async fn voters() -> Page {
    todo!("voters")
}

#[configure_page(name = "Configure")]
async fn configure() -> Page {
    todo!("configure")
}

#[dialog(options = { header = "Your vote", size = large })]
pub(crate) async fn ballot() -> Page {
    todo!("ballot")
}

#[general_page(
    name = "All votes",
    location = "system.top.navigation.bar",
    cacheable = true,
    public = true
)]
pub(crate) async fn all_votes() -> Page {
    todo!("all_votes")
}

#[post_install_page(name = "Get started")]
async fn get_started() -> Page {
    todo!("get_started")
}
