//! A constant names a scope that `app!` does not.
//! fix: `[READ]` → `[READ, ADMIN]`

connect_runtime::app! {
    key = "com.example.votes",
    scopes = [READ],
}

pub const NEEDS: connect_model::ScopeSet = connect_runtime::scopes![ADMIN];

fn main() {}
