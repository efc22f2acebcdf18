#![deny(warnings)]

use std::sync::Mutex;

use connect_runtime::client::{Call, CallError};
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn generic<T: serde::de::DeserializeOwned + 'static, K: std::fmt::Display>(
    jira: &Jira,
    key: K,
) -> Result<T, CallError> {
    jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = key).await
}

pub fn closure(jira: Jira) -> impl Fn(&str) -> Call<Value> {
    move |key| jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = key)
}

/// What the arguments lock is released before the call is sent.
pub fn sent_from_any_thread(jira: Jira) -> impl Future<Output = Result<Value, CallError>> + Send {
    let key = Mutex::new(String::from("DEMO-1"));
    async move {
        jira!(
            jira,
            GET "/rest/api/3/issue/{issueIdOrKey}",
            issueIdOrKey = key.lock().map_or_else(|_| String::new(), |key| key.clone()),
        )
        .await
    }
}

/// Names of the user's that an expansion might have.
#[allow(non_snake_case)]
pub fn names(jira: Jira, call: &str, CALL: u8, __connect: &str) -> [Call<Value>; 2] {
    [
        jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = call, query(fields = __connect)),
        jira!(jira, GET "/rest/api/3/project/search", query(startAt = CALL)),
    ]
}

macro_rules! issue {
    ($jira:expr, $path:literal, $($name:ident = $value:expr),*) => {
        jira!($jira, GET $path $(, $name = $value)*)
    };
}

pub async fn through_a_macro(jira: &Jira) -> Result<Value> {
    let key = "DEMO-1";
    Ok(issue!(jira, "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = key).await?)
}

pub trait Votes {
    fn votes(&self) -> Call<Value>;
}

impl Votes for Jira {
    fn votes(&self) -> Call<Value> {
        connect_runtime::jira!(self, GET "/rest/api/3/issue/{issueIdOrKey}/votes", issueIdOrKey = "DEMO-1")
    }
}

#[allow(deprecated)]
pub fn deprecated(jira: &Jira) -> Call<Value> {
    jira!(jira, GET "/rest/api/3/project")
}
