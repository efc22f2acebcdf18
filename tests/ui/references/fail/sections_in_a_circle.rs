//! Two sections, each inside the other.
//! fix: `location = More` → `location = "admin_plugins_menu"`
connect_runtime::library!();

use connect_runtime::prelude::*;

/// Tools
#[web_section(location = More)]
struct Tools;

/// More
#[web_section(location = Tools)]
struct More;

fn main() {}
