use connect_runtime::prelude::*;

#[space_tools_tab(name = "Tab", location = SpaceTools)]
async fn tab() -> Page {
    not_written!()
}

#[space_tools_tab(name = "Other tab", location = "addons")]
async fn other_tab() -> Page {
    not_written!()
}

#[web_section(name = "Space", location = "system.space.tools")]
struct SpaceTools;
