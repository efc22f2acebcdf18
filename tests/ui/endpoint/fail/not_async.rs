connect_runtime::library!();

use connect_runtime::prelude::*;

#[endpoint(POST "/vote")]
fn vote() {}

fn main() {}
