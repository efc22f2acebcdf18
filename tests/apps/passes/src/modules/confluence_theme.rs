use connect_runtime::prelude::*;

/// Plain
#[confluence_theme(routes = { spaceview = space })]
struct Plain;

#[iframe]
async fn space(#[context("space.key")] space: String) -> Page {
    Page::new("Space").body(space)
}
