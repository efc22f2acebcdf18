//! Letters and blanks that a URL holds percent-encoded, and what is not part of a path.
//! fix: write the path as a client sends it

connect_runtime::library!();

use connect_runtime::prelude::*;

#[public(GET "/my votes")]
async fn blank() {}

#[public(GET "/größe")]
async fn letters() {}

#[public(GET "/search?q=1")]
async fn query() {}

#[public(GET "https://votes.example.com/about")]
async fn whole() {}

fn main() {}
