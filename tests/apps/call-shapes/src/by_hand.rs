//! Acting as a user, and scopes that are named by hand.

use connect_model::{Method, ScopeSet};
use connect_runtime::client::{Call, Content, ContentProperties, Entity, Properties};
use connect_runtime::prelude::*;
use serde_json::Value;

fn within_a_call(jira: &Jira, user: &User) -> Call<Value> {
    jira!(as_user!(jira, user), GET "/rest/api/3/statuscategory")
}

fn with_less(jira: &Jira, user: &User) -> Jira {
    as_user!(jira, user, scopes![READ])
}

fn of_a_path_at_run_time(jira: &Jira) -> Call<Value> {
    jira.unchecked(Method::Post, "/rest/agile/1.0/board", scopes![WRITE])
}

fn of_properties(jira: &Jira) -> Properties {
    jira.properties(Entity::Issue("AB-1"), scopes![READ, WRITE])
}

fn of_content(confluence: &Confluence) -> ContentProperties {
    confluence.content_properties(Content::Page("1"), scopes![READ])
}

const IN_A_CONSTANT: ScopeSet = scopes![PROJECT_ADMIN];
