//! A context without what it is about.
//! fix: `context = page` → `url = "https://example.com"`
//! fix: `context = product` → `url = "/browse/DEMO-1", context = product`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_item(name = "Open", location = "system.top.navigation.bar", context = page)]
struct Open;

#[web_item(name = "Go", location = "system.top.navigation.bar", context = product)]
struct Go;

fn main() {}
