//! Jira Service Management.

mod agents;
mod portal;
mod requests;
