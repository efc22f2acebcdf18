//! Jira: projects, issues and what belongs to them.

mod agile;
mod attachment;
mod changelog;
mod comment;
mod component;
mod constants;
mod dashboard;
mod desk;
mod filter;
pub(crate) mod issue;
mod link;
pub(crate) mod moment;
mod paging;
mod permission;
mod project;
mod rights;
mod search;
mod seed;
pub(crate) mod shapes;
mod subject;
#[cfg(test)]
mod tests;
pub(crate) mod text;
mod transition;
mod user;
mod version;
mod vote;
mod worklog;

use crate::operations::Answered;

use search::matches;
pub(crate) use seed::seed;
pub use subject::Subject;
pub(crate) use subject::subject;

pub(crate) const SCHEMA: &str = include_str!("jira/schema.sql");

/// The operations that are implemented.
pub(crate) const OPERATIONS: &[&[Answered]] = &[
    agile::OPERATIONS,
    attachment::OPERATIONS,
    changelog::OPERATIONS,
    comment::OPERATIONS,
    component::OPERATIONS,
    constants::OPERATIONS,
    dashboard::OPERATIONS,
    desk::OPERATIONS,
    desk::approval::OPERATIONS,
    desk::customer::OPERATIONS,
    desk::organization::OPERATIONS,
    desk::participant::OPERATIONS,
    desk::queue::OPERATIONS,
    desk::request::OPERATIONS,
    desk::request_type::OPERATIONS,
    desk::sla::OPERATIONS,
    filter::OPERATIONS,
    issue::operations::OPERATIONS,
    link::OPERATIONS,
    permission::OPERATIONS,
    project::OPERATIONS,
    search::OPERATIONS,
    transition::OPERATIONS,
    user::OPERATIONS,
    version::OPERATIONS,
    vote::OPERATIONS,
    worklog::OPERATIONS,
];
