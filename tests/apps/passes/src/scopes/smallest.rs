#![deny(warnings)]
#![forbid(unsafe_code)]

use connect_model::{Method, Scope, ScopeSet};
use connect_runtime::client::Call;
use connect_runtime::prelude::*;
use serde_json::Value;

pub const WRITING: ScopeSet = scopes![WRITE];

pub fn call(jira: &Jira, path: String) -> Call<Value> {
    jira.unchecked(Method::Get, path, scopes![READ, ACT_AS_USER,])
}

/// With what the same code needs on Forge.
pub fn on_both(jira: &Jira, path: String) -> Call<Value> {
    let scopes = scopes![READ, "read:jira-work"];
    jira.unchecked(Method::Get, path, scopes)
}

const _: () = assert!(WRITING.covers(Scope::Read));
const _: () = assert!(scopes![].is_empty());
const _: () = assert!(scopes!["read:jira-work"].is_empty());
