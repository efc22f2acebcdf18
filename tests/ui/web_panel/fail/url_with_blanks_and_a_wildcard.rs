//! URLs that the host can't fill in.
//! fix: `"/my votes?of={project.key}"` → `"/my%20votes?of={project.key}"`
//! fix: `"/files/{*path}"` → `"/files/{project.id}"`
//! fix: `"/größe"` → `"/gr%C3%B6%C3%9Fe"`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[general_page(name = "Votes", url = "/my votes?of={project.key}")]
async fn votes() -> Page {
    Page::new("Votes")
}

#[general_page(name = "Files", url = "/files/{*path}")]
async fn files() -> Page {
    Page::new("Files")
}

#[iframe("/größe")]
async fn size() -> Page {
    Page::new("Size")
}

fn main() {}
