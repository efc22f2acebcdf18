connect_runtime::app! {
    key = "com.example.votes",
    scopes = [READ],
}

use connect_runtime::prelude::*;

pub fn needs() -> bool {
    scopes![READ, WRITE, ACT_AS_USER].is_empty()
}

fn main() {}
