connect_runtime::app! {
    key = "com.example.votes",
    scopes = [READ],
}

use connect_runtime::prelude::*;

pub mod needs {
    pub const ADMIN: connect_model::ScopeSet = connect_runtime::scopes![ADMIN];
}

fn main() {}
