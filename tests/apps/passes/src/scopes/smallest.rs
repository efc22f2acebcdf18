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

const _: () = assert!(WRITING.covers(Scope::Read));
const _: () = assert!(scopes![].is_empty());
