// Made by `cargo run -p xtask -- documents` from the fixes of the faulty cases.
#![allow(dead_code, unused_imports, unused_variables, non_snake_case)]

connect_runtime::library!();

mod admin_page_unknown_argument {
use connect_runtime::prelude::*;

#[admin_page(name = "Settings")]
async fn shown_of_admin_page_unknown_argument() -> &'static str {
    "shown"
}

fn main() {}
}

mod admin_page_unknown_location {
use connect_runtime::prelude::*;

#[admin_page(name = "Shown", location = "system.top.navigation.bar")]
async fn shown_of_admin_page_unknown_location() -> &'static str {
    "shown"
}

fn main() {}
}

mod as_user_account_is_a_number {
use connect_runtime::prelude::*;

pub async fn example(jira: Jira) -> Result<()> {
    let _ = as_user!(jira, "557058:ann");
    Ok(())
}

fn main() {}
}

mod as_user_client_is_text {
use connect_runtime::prelude::*;

pub async fn example(jira: Jira) -> Result<()> {
    let _ = as_user!(jira, "557058:ann");
    Ok(())
}

fn main() {}
}

mod as_user_no_account {
use connect_runtime::prelude::*;

pub async fn example(jira: Jira) -> Result<()> {
    let _ = as_user!(jira, "557058:ann");
    Ok(())
}

fn main() {}
}

mod as_user_scopes_are_a_list {
use connect_runtime::prelude::*;

pub async fn example(jira: Jira) -> Result<()> {
    let _ = as_user!(jira, "557058:ann", scopes![READ]);
    Ok(())
}

fn main() {}
}

mod as_user_too_many_arguments {
use connect_runtime::prelude::*;

pub async fn example(jira: Jira) -> Result<()> {
    let _ = as_user!(jira, "557058:ann", scopes![READ]);
    Ok(())
}

fn main() {}
}

mod as_user_without_client {
use connect_runtime::prelude::*;

async fn call(jira: &Jira) -> Result<()> {
    let _ = as_user!(jira, "557058:ann");
    Ok(())
}

fn main() {
    let _ = call;
}
}

mod configure_page_unknown_argument {
use connect_runtime::prelude::*;

#[configure_page(name = "Configure")]
async fn shown_of_configure_page_unknown_argument() -> &'static str {
    "shown"
}

fn main() {}
}

mod confluence_client_of_another_product {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(confluence: Confluence) -> Result<()> {
    let _: Value = confluence!(confluence, GET "/wiki/api/v2/pages/{id}", id = 10).await?;
    Ok(())
}

fn main() {}
}

mod confluence_deprecated_parameter {
#![deny(deprecated)]

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(confluence: Confluence, id: String) -> Result<()> {
    let _: Value = confluence!(
        confluence,
        GET "/wiki/rest/api/user/watch/content/{contentId}",
        contentId = id,
        query(accountId = "557058:ann"),
    )
    .await?;
    Ok(())
}

fn main() {}
}

mod confluence_header_value_of_wrong_type {
use connect_runtime::prelude::*;

pub async fn example(confluence: Confluence, token: String) -> Result<()> {
    confluence!(confluence, DELETE "/wiki/rest/api/user/watch/content/{contentId}", contentId = "10", headers("X-Atlassian-Token" = token)).await?;
    Ok(())
}

fn main() {}
}

mod confluence_missing_header {
use connect_runtime::prelude::*;

pub async fn example(confluence: Confluence) -> Result<()> {
    confluence!(confluence, DELETE "/wiki/rest/api/user/watch/content/{contentId}", contentId = "10", headers("X-Atlassian-Token" = "no-check")).await?;
    Ok(())
}

fn main() {}
}

mod confluence_missing_required_query {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(confluence: Confluence) -> Result<()> {
    let _: Value = confluence!(confluence, GET "/wiki/rest/api/search", query(cql = "type = page")).await?;
    Ok(())
}

fn main() {}
}

mod confluence_no_client {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(confluence: Confluence) -> Result<()> {
    let _: Value = confluence!(confluence, GET "/wiki/api/v2/pages/{id}", id = 10).await?;
    Ok(())
}

fn main() {}
}

mod confluence_other_product {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/myself").await?;
    Ok(())
}

fn main() {}
}

mod confluence_path_value_of_another_type {
use connect_runtime::prelude::*;

async fn call(confluence: &Confluence) -> Result<()> {
    let _: serde_json::Value = confluence!(confluence, GET "/wiki/api/v2/pages/{id}", id = 10).await?;
    Ok(())
}

fn main() {
    let _ = call;
}
}

mod confluence_path_without_wiki {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(confluence: Confluence) -> Result<()> {
    let _: Value = confluence!(confluence, GET "/wiki/api/v2/pages/{id}", id = 10).await?;
    Ok(())
}

fn main() {}
}

mod confluence_unknown_path {
use connect_runtime::prelude::*;

async fn call(confluence: &Confluence) -> Result<()> {
    let _: serde_json::Value = confluence!(confluence, GET "/wiki/api/v2/pages/{id}", id = 1).await?;
    Ok(())
}

fn main() {
    let _ = call;
}
}

mod content_byline_item_parameter_of_another_product {
use connect_runtime::prelude::*;

#[content_byline_item(name = "Votes")]
async fn votes_of_content_byline_item_parameter_of_another_product(#[context("content.id")] of: String) -> String {
    of
}

fn main() {}
}

mod content_byline_item_unknown_argument {
use connect_runtime::prelude::*;

#[content_byline_item(name = "Approved")]
async fn shown_of_content_byline_item_unknown_argument() -> &'static str {
    "shown"
}

fn main() {}
}

mod content_byline_item_unknown_context_parameter {
use connect_runtime::prelude::*;

#[content_byline_item(name = "Approved")]
async fn approved_of_content_byline_item_unknown_context_parameter(#[context("content.id")] content: String) -> String {
    content
}

fn main() {}
}

mod disabled_with_arguments {
use connect_runtime::prelude::*;

#[disabled]
async fn hook_of_disabled_with_arguments(tenant: Tenant) -> Result<()> {
    let _ = tenant;
    Ok(())
}

fn main() {}
}

mod dynamic_content_macro_parameter_that_is_not_declared {
use connect_runtime::prelude::*;

/// Label
#[dynamic_content_macro(parameters = [{ identifier = "prefLabel", name = "Label", type = string }])]
async fn label_of_dynamic_content_macro_parameter_that_is_not_declared(#[context("prefLabel")] label: Option<String>) -> String {
    label.unwrap_or_default()
}

fn main() {}
}

mod dynamic_content_macro_unknown_argument {
use connect_runtime::prelude::*;

#[dynamic_content_macro(name = "Chart")]
async fn shown_of_dynamic_content_macro_unknown_argument() -> &'static str {
    "shown"
}

fn main() {}
}

mod enabled_with_arguments {
use connect_runtime::prelude::*;

#[enabled]
async fn hook_of_enabled_with_arguments(tenant: Tenant) -> Result<()> {
    let _ = tenant;
    Ok(())
}

fn main() {}
}

mod endpoint_context_parameter {
use connect_runtime::prelude::*;

#[endpoint(POST "/vote")]
async fn vote_of_endpoint_context_parameter(issue: String) -> String {
    issue
}

fn main() {}
}

mod endpoint_no_arguments {
use connect_runtime::prelude::*;

#[endpoint(POST "/vote")]
async fn vote_of_endpoint_no_arguments() -> &'static str {
    "counted"
}

fn main() {}
}

mod endpoint_no_method {
use connect_runtime::prelude::*;

#[endpoint(POST "/vote")]
async fn vote_of_endpoint_no_method() -> &'static str {
    "counted"
}

fn main() {}
}

mod endpoint_not_async {
use connect_runtime::prelude::*;

#[endpoint(POST "/vote")]
async fn vote_of_endpoint_not_async() {}

fn main() {}
}

mod endpoint_path_reserved {
use connect_runtime::prelude::*;

#[endpoint(GET "/vote")]
async fn vote_of_endpoint_path_reserved() -> &'static str {
    "counted"
}

fn main() {}
}

mod endpoint_path_without_slash {
use connect_runtime::prelude::*;

#[endpoint(POST "/vote")]
async fn vote_of_endpoint_path_without_slash() -> &'static str {
    "counted"
}

fn main() {}
}

mod endpoint_unknown_method {
use connect_runtime::prelude::*;

#[endpoint(POST "/vote")]
async fn vote_of_endpoint_unknown_method() -> &'static str {
    "counted"
}

fn main() {}
}

mod general_page_parameter_of_a_macro {
use connect_runtime::prelude::*;

#[general_page(name = "Votes")]
async fn votes_of_general_page_parameter_of_a_macro(#[context("content.id")] of: String) -> String {
    of
}

fn main() {}
}

mod general_page_unknown_argument {
use connect_runtime::prelude::*;

#[general_page(name = "Board")]
async fn shown_of_general_page_unknown_argument() -> &'static str {
    "shown"
}

fn main() {}
}

mod general_page_unknown_location {
use connect_runtime::prelude::*;

#[general_page(name = "Shown", location = "system.top.navigation.bar")]
async fn shown_of_general_page_unknown_location() -> &'static str {
    "shown"
}

fn main() {}
}

mod installed_with_arguments {
use connect_runtime::prelude::*;

#[installed]
async fn hook_of_installed_with_arguments(tenant: Tenant) -> Result<()> {
    let _ = tenant;
    Ok(())
}

fn main() {}
}

mod jira_answer_of_no_type {
use connect_runtime::prelude::*;

async fn call(jira: &Jira) -> Result<()> {
    #[derive(serde::Deserialize)]
    struct Issue {}
    let _: Issue = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "A-1").await?;
    Ok(())
}

fn main() {
    let _ = call;
}
}

mod jira_body_of_another_kind {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira, form: connect_runtime::client::Multipart) -> Result<()> {
    let () = jira!(jira, POST "/rest/api/3/issue/{issueIdOrKey}/attachments", issueIdOrKey = "DEMO-1", multipart = form).await?;
    Ok(())
}

fn main() {}
}

mod jira_body_on_get {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira, fields: Value) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1", query(fields = "summary")).await?;
    Ok(())
}

fn main() {}
}

mod jira_body_that_is_not_serialize {
use connect_runtime::prelude::*;

#[derive(serde::Serialize)]
pub struct Fields {}

pub async fn example(jira: Jira) -> Result<()> {
    jira!(jira, PUT "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1", json = Fields {}).await?;
    Ok(())
}

fn main() {}
}

mod jira_call_without_await {
#![deny(unused_must_use)]

use connect_runtime::prelude::*;

pub async fn example(jira: Jira) -> Result<()> {
    jira!(jira, DELETE "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1").await?;
    Ok(())
}

fn main() {}
}

mod jira_client_is_text {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/myself").await?;
    Ok(())
}

fn main() {}
}

mod jira_client_of_another_product {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/myself").await?;
    Ok(())
}

fn main() {}
}

mod jira_concrete_path {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1").await?;
    Ok(())
}

fn main() {}
}

mod jira_content_type_that_is_none {
use connect_runtime::prelude::*;

pub async fn example(jira: Jira, image: Vec<u8>) -> Result<()> {
    let () = jira!(jira, POST "/rest/api/3/universal_avatar/type/{type}/owner/{entityId}", r#type = "project", entityId = "10000", query(size = 16), bytes("image/png", image)).await?;
    Ok(())
}

fn main() {}
}

mod jira_deprecated_operation {
#![deny(deprecated)]

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/project/search").await?;
    Ok(())
}

fn main() {}
}

mod jira_empty_path_parameter {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1").await?;
    Ok(())
}

fn main() {}
}

mod jira_inaccessible {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/myself").await?;
    Ok(())
}

fn main() {}
}

mod jira_json_in_parentheses {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira, body: Value) -> Result<()> {
    jira!(jira, PUT "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1", json = body).await?;
    Ok(())
}

fn main() {}
}

mod jira_list_where_one_is_taken {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/project/search", query(query = "a")).await?;
    Ok(())
}

fn main() {}
}

mod jira_missing_body {
use connect_runtime::prelude::*;

pub async fn example(jira: Jira) -> Result<()> {
    jira!(jira, PUT "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1", json = serde_json::json!({ "fields": {} })).await?;
    Ok(())
}

fn main() {}
}

mod jira_missing_path_parameter {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}/comment/{id}", issueIdOrKey = "DEMO-1", id = 10).await?;
    Ok(())
}

fn main() {}
}

mod jira_missing_query_parameter {
use connect_runtime::prelude::*;

async fn call(jira: &Jira) -> Result<()> {
    let () = jira!(jira, GET "/rest/api/3/user").await?;
    let () = jira!(jira, GET "/rest/api/3/user/email", query(accountId = "557058:ann")).await?;
    Ok(())
}

fn main() {
    let _ = call;
}
}

mod jira_no_app_or_library_in_root {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/myself").await?;
    Ok(())
}

fn main() {}
}

mod jira_no_arguments {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/myself").await?;
    Ok(())
}

fn main() {}
}

mod jira_no_client {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/myself").await?;
    Ok(())
}

fn main() {}
}

mod jira_no_comma {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/myself").await?;
    Ok(())
}

fn main() {}
}

mod jira_no_method {
use connect_runtime::prelude::*;

async fn call(jira: &Jira) -> Result<()> {
    let _: serde_json::Value = jira!(jira, GET "/rest/api/3/myself").await?;
    Ok(())
}

fn main() {
    let _ = call;
}
}

mod jira_other_product {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(confluence: Confluence) -> Result<()> {
    let _: Value = confluence!(confluence, GET "/wiki/api/v2/pages/{id}", id = 10).await?;
    Ok(())
}

fn main() {}
}

mod jira_parameter_without_value {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira, issueIdOrKey: String) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = issueIdOrKey).await?;
    Ok(())
}

fn main() {}
}

mod jira_path_at_run_time {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira, path: String) -> Result<()> {
    let _: Value = jira.unchecked(connect_model::Method::Get, path, scopes![READ]).await?;
    Ok(())
}

fn main() {}
}

mod jira_path_literal_of_wrong_type {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/agile/1.0/board/{boardId}", boardId = 10).await?;
    Ok(())
}

fn main() {}
}

mod jira_path_parameter_in_the_query {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1").await?;
    Ok(())
}

fn main() {}
}

mod jira_path_value_of_wrong_type {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira, key: String) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = key).await?;
    Ok(())
}

fn main() {}
}

mod jira_path_with_other_names {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1").await?;
    Ok(())
}

fn main() {}
}

mod jira_query_boolean_of_wrong_type {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira, update: bool) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1", query(updateHistory = update)).await?;
    Ok(())
}

fn main() {}
}

mod jira_query_literal_of_wrong_type {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1", query(updateHistory = true)).await?;
    Ok(())
}

fn main() {}
}

mod jira_query_number_of_wrong_type {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/project/search", query(maxResults = 10)).await?;
    Ok(())
}

fn main() {}
}

mod jira_query_of_unknown_word {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/project/search", query(orderBy = "name")).await?;
    Ok(())
}

fn main() {}
}

mod jira_query_parameter_beside_the_path {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1", query(fields = "votes")).await?;
    Ok(())
}

fn main() {}
}

mod jira_query_value_of_wrong_type {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira, limit: u32, words: String) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/project/search", query(maxResults = limit, query = words, action = "view")).await?;
    Ok(())
}

fn main() {}
}

mod jira_query_values_of_wrong_type {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira, ids: Vec<u64>) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/project/search", query(id = ids)).await?;
    Ok(())
}

fn main() {}
}

mod jira_query_where_none_is_taken {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/serverInfo").await?;
    Ok(())
}

fn main() {}
}

mod jira_query_without_parentheses {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/project/search", query(query = "a")).await?;
    Ok(())
}

fn main() {}
}

mod jira_repeated_parameter {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1", query(fields = ["votes", "summary"], updateHistory = true)).await?;
    Ok(())
}

fn main() {}
}

mod jira_second_body {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira, a: Value) -> Result<()> {
    jira!(jira, PUT "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1", json = a).await?;
    Ok(())
}

fn main() {}
}

mod jira_several_faults_at_once {
use connect_runtime::prelude::*;

pub async fn example(jira: Jira, key: String) -> Result<()> {
    jira!(jira, PUT "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = key, query(notifyUsers = false), json = serde_json::json!({ "fields": {} })).await?;
    Ok(())
}

fn main() {}
}

mod jira_statement_that_must_say_what_it_expects {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira, body: Value) -> Result<()> {
    let () = jira!(jira, POST "/rest/api/3/issue", json = body).await?;
    Ok(())
}

fn main() {}
}

mod jira_unknown_clause {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1", query(fields = "votes")).await?;
    Ok(())
}

fn main() {}
}

mod jira_unknown_header {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/myself").await?;
    Ok(())
}

fn main() {}
}

mod jira_unknown_method {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/myself").await?;
    Ok(())
}

fn main() {}
}

mod jira_unknown_path {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1").await?;
    Ok(())
}

fn main() {}
}

mod jira_unknown_path_of_nothing_like_it {
use connect_runtime::prelude::*;

async fn call(jira: &Jira) -> Result<()> {
    let _: serde_json::Value = jira!(jira, GET "/rest/api/3/myself").await?;
    Ok(())
}

fn main() {
    let _ = call;
}
}

mod jira_unknown_path_parameter {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1").await?;
    Ok(())
}

fn main() {}
}

mod jira_unknown_query_parameter {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1", query(fields = "votes")).await?;
    Ok(())
}

fn main() {}
}

mod jira_unknown_query_parameter_like_nothing {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1", query(fields = "votes")).await?;
    Ok(())
}

fn main() {}
}

mod jira_wrong_method {
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/myself").await?;
    Ok(())
}

fn main() {}
}

mod public_extra_tokens {
use connect_runtime::prelude::*;

#[public(GET "/privacy")]
async fn vote_of_public_extra_tokens() -> &'static str {
    "counted"
}

fn main() {}
}

mod public_unknown_method {
use connect_runtime::prelude::*;

#[public(GET "/privacy")]
async fn vote_of_public_unknown_method() -> &'static str {
    "counted"
}

fn main() {}
}

mod scopes_lower_case {
use connect_runtime::prelude::*;

pub async fn example() -> Result<()> {
    let _ = scopes![READ];
    Ok(())
}

fn main() {}
}

mod scopes_no_comma {
use connect_runtime::prelude::*;

pub async fn example() -> Result<()> {
    let _ = scopes![READ, WRITE];
    Ok(())
}

fn main() {}
}

mod scopes_text {
use connect_runtime::prelude::*;

pub async fn example() -> Result<()> {
    let _ = scopes![READ];
    Ok(())
}

fn main() {}
}

mod scopes_unknown_scope {
use connect_runtime::prelude::*;

pub async fn example() -> Result<()> {
    let _ = scopes![READ, WRITE];
    Ok(())
}

fn main() {}
}

mod uninstalled_with_arguments {
use connect_runtime::prelude::*;

#[uninstalled]
async fn hook_of_uninstalled_with_arguments(tenant: Tenant) -> Result<()> {
    let _ = tenant;
    Ok(())
}

fn main() {}
}

mod web_item_unknown_argument {
use connect_runtime::prelude::*;

#[web_item(name = "Open", location = "jira.issue.tools")]
async fn shown_of_web_item_unknown_argument() -> &'static str {
    "shown"
}

fn main() {}
}

mod web_item_unknown_context {
use connect_runtime::prelude::*;

#[web_item(name = "Open", location = "jira.issue.tools", context = addon)]
async fn shown_of_web_item_unknown_context() -> &'static str {
    "shown"
}

fn main() {}
}

mod web_item_unknown_location {
use connect_runtime::prelude::*;

#[web_item(name = "Shown", location = "system.top.navigation.bar")]
async fn shown_of_web_item_unknown_location() -> &'static str {
    "shown"
}

fn main() {}
}

mod web_item_unknown_target {
use connect_runtime::prelude::*;

#[web_item(name = "Open", location = "jira.issue.tools", target = { type = dialog })]
async fn shown_of_web_item_unknown_target() -> &'static str {
    "shown"
}

fn main() {}
}

mod web_panel_argument_is_no_extractor {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes_of_web_panel_argument_is_no_extractor(_tenant: Tenant) -> &'static str {
    "votes"
}

fn main() {}
}

mod web_panel_argument_of_another_kind {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes_of_web_panel_argument_of_another_kind() -> &'static str {
    "votes"
}

fn main() {}
}

mod web_panel_argument_twice {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes_of_web_panel_argument_twice() -> &'static str {
    "votes"
}

fn main() {}
}

mod web_panel_argument_without_value {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context", weight = 10)]
async fn votes_of_web_panel_argument_without_value() -> &'static str {
    "votes"
}

fn main() {}
}

mod web_panel_cacheable_is_text {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context", supports_native = true)]
async fn votes_of_web_panel_cacheable_is_text() -> &'static str {
    "votes"
}

fn main() {}
}

mod web_panel_context_twice {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes_of_web_panel_context_twice(#[context("issue.key")] issue: String, #[context("issue.id")] _id: i64) -> String {
    issue
}

fn main() {}
}

mod web_panel_context_type_without_from_str {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes_of_web_panel_context_type_without_from_str(#[context("issue.key")] _issue: String) -> &'static str {
    "votes"
}

fn main() {}
}

mod web_panel_context_without_name {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes_of_web_panel_context_without_name(#[context("issue.key")] issue: String) -> String {
    issue
}

fn main() {}
}

mod web_panel_deprecated_parameter {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "jira.agile.board.configuration")]
async fn votes_of_web_panel_deprecated_parameter(#[context("board.screen")] shown: String) -> String {
    shown
}

fn main() {}
}

mod web_panel_duplicate_key {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes_of_web_panel_duplicate_key() -> &'static str {
    "votes"
}

#[web_panel(name = "Other", location = "atl.jira.view.issue.right.context")]
async fn other_of_web_panel_duplicate_key() -> &'static str {
    "other"
}

fn main() {}
}

mod web_panel_function_is_still_there {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes_of_web_panel_function_is_still_there() -> &'static str {
    "votes"
}

async fn caller() -> &'static str {
    votes_of_web_panel_function_is_still_there().await
}

fn main() {}
}

mod web_panel_future_is_not_send {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes_of_web_panel_future_is_not_send() -> &'static str {
    let shared = std::sync::Arc::new(1);
    std::future::ready(()).await;
    drop(shared);
    "votes"
}

fn main() {}
}

mod web_panel_generic {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes_of_web_panel_generic() -> &'static str {
    "votes"
}

fn main() {}
}

mod web_panel_key_is_a_number {
use connect_runtime::prelude::*;

#[web_panel(key = "votes", name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes_of_web_panel_key_is_a_number() -> &'static str {
    "votes"
}

fn main() {}
}

mod web_panel_key_with_underscore {
use connect_runtime::prelude::*;

#[web_panel(key = "my-votes", name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes_of_web_panel_key_with_underscore() -> &'static str {
    "votes"
}

fn main() {}
}

mod web_panel_layout_is_text {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context", layout = { width = "10px", height = "5px" })]
async fn votes_of_web_panel_layout_is_text() -> &'static str {
    "votes"
}

fn main() {}
}

mod web_panel_layout_with_unknown_field {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context", layout = { width = "10px", height = "5px" })]
async fn votes_of_web_panel_layout_with_unknown_field() -> &'static str {
    "votes"
}

fn main() {}
}

mod web_panel_method {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes_of_web_panel_method() -> &'static str {
    "votes"
}

fn main() {}
}

mod web_panel_missing_location {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes_of_web_panel_missing_location() -> &'static str {
    "votes"
}

fn main() {}
}

mod web_panel_missing_name {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes_of_web_panel_missing_name() -> &'static str {
    "votes"
}

fn main() {}
}

mod web_panel_name_too_long {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes_of_web_panel_name_too_long() -> &'static str {
    "votes"
}

fn main() {}
}

mod web_panel_no_app_in_the_root {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes_of_web_panel_no_app_in_the_root() -> &'static str {
    "votes"
}

fn main() {}
}

mod web_panel_not_async {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes_of_web_panel_not_async() -> &'static str {
    "votes"
}

fn main() {}
}

mod web_panel_not_of_several {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context", conditions = all(not(user_is_logged_in), not(user_is_admin)))]
async fn votes_of_web_panel_not_of_several() -> &'static str {
    "votes"
}

fn main() {}
}

mod web_panel_on_a_struct {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes_of_web_panel_on_a_struct() -> &'static str {
    "votes"
}

fn main() {}
}

mod web_panel_parameter_of_another_kind {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes_of_web_panel_parameter_of_another_kind(#[context("issue.id")] of: String) -> String {
    of
}

fn main() {}
}

mod web_panel_parameter_of_another_kind_in_the_url {
use connect_runtime::prelude::*;

#[web_panel(
    name = "Votes",
    location = "atl.jira.view.issue.right.context",
    url = "/votes?of={issue.id}"
)]
async fn votes_of_web_panel_parameter_of_another_kind_in_the_url() -> String {
    "17".to_owned()
}

fn main() {}
}

mod web_panel_parameter_of_another_product {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes_of_web_panel_parameter_of_another_product(#[context("issue.id")] of: String) -> String {
    of
}

fn main() {}
}

mod web_panel_result_is_no_response {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes_of_web_panel_result_is_no_response() -> Page {
    Page::new("Votes")
}

fn main() {}
}

mod web_panel_seventeen_arguments {
use connect_runtime::prelude::*;

#[rustfmt::skip]
#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes_of_web_panel_seventeen_arguments(_a: Tenant, _b: Tenant, _c: Tenant, _d: Tenant, _e: Tenant, _f: Tenant, _g: Tenant, _h: Tenant, _i: Tenant, _j: Tenant, _k: Tenant, _l: Tenant, _m: Tenant, _n: Tenant, _o: Tenant, _p: Tenant) -> &'static str {
    "votes"
}

fn main() {}
}

mod web_panel_several_faults_at_once {
use connect_runtime::prelude::*;

#[web_panel(key = "issue-votes", name = "Votes", location = "atl.jira.view.issue.right.context", weight = 10)]
async fn votes_of_web_panel_several_faults_at_once(#[context("issue.key")] issue: String) -> String {
    issue
}

fn main() {}
}

mod web_panel_unknown_argument {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context", weight = 10)]
async fn votes_of_web_panel_unknown_argument() -> &'static str {
    "votes"
}

fn main() {}
}

mod web_panel_unknown_condition {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context", conditions = user_is_logged_in)]
async fn votes_of_web_panel_unknown_condition() -> &'static str {
    "votes"
}

fn main() {}
}

mod web_panel_unknown_context_parameter {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes_of_web_panel_unknown_context_parameter(#[context("issue.key")] issue: String) -> String {
    issue
}

fn main() {}
}

mod web_panel_unknown_location {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes_of_web_panel_unknown_location() -> &'static str {
    "votes"
}

fn main() {}
}

mod web_panel_unknown_location_of_nothing_like_it {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes_of_web_panel_unknown_location_of_nothing_like_it() -> &'static str {
    "votes"
}

fn main() {}
}

mod web_panel_unlisted_misplaced {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes_of_web_panel_unlisted_misplaced() -> &'static str {
    "votes"
}

fn main() {}
}

mod web_panel_unlisted_without_name {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = unlisted("atl.jira.view.issue.top"))]
async fn votes_of_web_panel_unlisted_without_name() -> &'static str {
    "votes"
}

fn main() {}
}

mod web_panel_url_reserved {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context", url = "/votes")]
async fn votes_of_web_panel_url_reserved() -> &'static str {
    "votes"
}

fn main() {}
}

mod web_panel_weight_is_text {
use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context", weight = 10)]
async fn votes_of_web_panel_weight_is_text() -> &'static str {
    "votes"
}

fn main() {}
}

mod webhook_event_is_a_name {
use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_created")]
async fn greet_of_webhook_event_is_a_name(event: Event<serde_json::Value>) -> Result<()> {
    let _ = event;
    Ok(())
}

fn main() {}
}

mod webhook_exclude_body_is_text {
use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_created", exclude_body = false)]
async fn greet_of_webhook_exclude_body_is_text(event: Event<serde_json::Value>) -> Result<()> {
    let _ = event;
    Ok(())
}

fn main() {}
}

mod webhook_key_given {
use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_created")]
async fn greet_of_webhook_key_given(event: Event<serde_json::Value>) -> Result<()> {
    let _ = event;
    Ok(())
}

fn main() {}
}

mod webhook_location_given {
use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_created")]
async fn greet_of_webhook_location_given(event: Event<serde_json::Value>) -> Result<()> {
    let _ = event;
    Ok(())
}

fn main() {}
}

mod webhook_missing_event {
use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_created")]
async fn greet_of_webhook_missing_event(event: Event<serde_json::Value>) -> Result<()> {
    let _ = event;
    Ok(())
}

fn main() {}
}

mod webhook_unknown_event {
use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_created")]
async fn greet_of_webhook_unknown_event(event: Event<serde_json::Value>) -> Result<()> {
    let _ = event;
    Ok(())
}

fn main() {}
}

fn main() {}
