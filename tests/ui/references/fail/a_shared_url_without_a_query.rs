//! The item, but not the query with which it is opened.
//! fix: `viewer(key = "a")` → `viewer("key=a")`
//! fix: `of=my votes&lic=active` → `of=my%20votes`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[iframe]
async fn viewer() -> Page {
    Page::new("Viewer")
}

#[general_page(name = "One", url = viewer(key = "a"))]
struct One;

#[general_page(name = "Two", url = viewer("of=my votes&lic=active"))]
struct Two;

fn main() {}
