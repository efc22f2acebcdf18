//! The pages of the local product, as a browser without scripts sees them.

mod accessible;
mod bad_apps;
mod changing;
mod conditions;
mod context;
mod placed;
mod portal;
mod visitor;
mod web_items;

pub(crate) use visitor::{Visitor, name, on_jira};
