//! A context parameter that the platform advises against is a warning.
//! fix: `board.mode` → `board.screen`
#![deny(deprecated)]

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "jira.agile.board.configuration")]
async fn votes(#[context("board.mode")] shown: String) -> String {
    shown
}

fn main() {}
