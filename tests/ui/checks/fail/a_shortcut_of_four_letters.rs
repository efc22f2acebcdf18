//! A keyboard shortcut that is too long.
//! fix: `"vote"` → `"v"`
connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes
#[keyboard_shortcut(shortcut = "vote", target = { key = "votes-page" })]
struct Votes;

fn main() {}
