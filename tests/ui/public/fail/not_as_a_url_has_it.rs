//! Letters and blanks that a URL holds percent-encoded, and what is not part of a path.
//! fix: `"/my votes"` → `"/my%20votes"`
//! fix: `"/größe"` → `"/gr%C3%B6%C3%9Fe"`
//! fix: `"/search?q=1"` → `"/search"`
//! fix: `"https://votes.example.com/about"` → `"/about"`

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
