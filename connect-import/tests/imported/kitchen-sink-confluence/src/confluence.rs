use connect_runtime::prelude::*;

#[confluence_theme(
    name = "Decision log",
    description = "A space that reads as a log",
    routes = { spaceview = "/log?space.key={space.key}" },
)]
struct Log;
