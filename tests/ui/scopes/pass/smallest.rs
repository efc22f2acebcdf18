#![deny(warnings)]
#![forbid(unsafe_code)]
connect_runtime::library!();

use connect_model::{Method, Scope, ScopeSet};
use connect_runtime::client::Call;
use connect_runtime::prelude::*;
use serde_json::Value;

pub const WRITING: ScopeSet = scopes![WRITE];

pub fn call(jira: &Jira, path: String) -> Call<Value> {
    jira.unchecked(Method::Get, path, scopes![READ, ACT_AS_USER,])
}

fn main() {
    assert!(WRITING.covers(Scope::Read));
    assert!(scopes![].is_empty());
}
