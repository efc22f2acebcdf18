//! A page for another module's URL takes a path only.
//! fix: `iframe(GET "/edit")` → `iframe("/edit")`
connect_runtime::library!();

use connect_runtime::prelude::*;

#[iframe(GET "/edit")]
async fn edit() -> Page {
    Page::new("Edit")
}

fn main() {}
