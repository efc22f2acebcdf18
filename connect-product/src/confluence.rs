//! Confluence: spaces, pages and what belongs to them.

mod attachment;
mod body;
mod comment;
mod content;
mod event;
mod label;
mod list;
mod macros;
mod moment;
mod page;
mod permission;
mod property;
mod restriction;
mod rights;
mod search;
mod seed;
mod sent;
mod sight;
mod space;
mod stub;
mod task;
mod template;
mod title;
mod tree;
mod user;
mod version;
mod watch;

use crate::operations::Answered;

pub(crate) use property::function;
pub(crate) use seed::seed;

pub(crate) const SCHEMA: &str = include_str!("confluence/schema.sql");

/// The operations that are implemented.
pub(crate) const OPERATIONS: &[&[Answered]] = &[
    attachment::OPERATIONS,
    comment::OPERATIONS,
    label::OPERATIONS,
    macros::OPERATIONS,
    page::OPERATIONS,
    permission::OPERATIONS,
    property::OPERATIONS,
    restriction::OPERATIONS,
    search::OPERATIONS,
    space::operations::OPERATIONS,
    stub::OPERATIONS,
    task::OPERATIONS,
    template::OPERATIONS,
    tree::OPERATIONS,
    user::OPERATIONS,
    version::OPERATIONS,
    watch::OPERATIONS,
];

#[cfg(test)]
mod tests;
