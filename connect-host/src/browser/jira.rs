//! Jira's pages.

mod administration;
mod board;
mod create;
mod dashboard;
mod entity;
mod home;
mod issue;
mod issue_table;
mod portal;
mod profile;
mod project;
mod search;
mod service;
mod workflow;

use axum::Router;

use super::site::Front;

pub(super) fn routes() -> Router<Front> {
    Router::new()
        .merge(administration::routes())
        .merge(board::routes())
        .merge(create::routes())
        .merge(dashboard::routes())
        .merge(home::routes())
        .merge(issue::routes())
        .merge(portal::routes())
        .merge(profile::routes())
        .merge(project::routes())
        .merge(search::routes())
        .merge(service::routes())
        .merge(workflow::routes())
}
