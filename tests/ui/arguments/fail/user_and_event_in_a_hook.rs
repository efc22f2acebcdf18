//! A lifecycle hook that asks for a user and an event.
//! fix: `user: User, event: Event<serde_json::Value>` → `lifecycle: Lifecycle`
//! fix: `let _ = (user, event);` → `let _ = lifecycle;`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[installed]
async fn greet(user: User, event: Event<serde_json::Value>) {
    let _ = (user, event);
}

fn main() {}
