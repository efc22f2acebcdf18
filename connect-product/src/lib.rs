//! What a local Jira or Confluence knows, behind the operations of the products' REST APIs.
//!
//! [`Data::answer`] takes a [`Request`] of which the operation is found, and its caller's token and
//! scopes are checked. It answers what the product would: what it remembers, as far as the user may
//! see it. A [`Reply`] also says what has changed, in the words of the webhooks that a product sends
//! for it.

// Layers, lowest first. Each uses only those above it in this list:
//
//   request, failure   what is asked and answered; the products' refusals
//   store, work        the database, and the thread that its answers are made on
//   turn               one request's transaction: the caller, what is read, what changes
//   multipart          forms with files
//   people, property   what both products have: accounts, groups, entity properties
//   jql, jira          Jira
//   cql, confluence    Confluence
//   example            answers in the documented form, where nothing is remembered
//   operations         how the operations that are answered are listed
//   dispatch           which function answers an operation
//   data               the façade

mod confluence;
mod cql;
mod data;
mod dispatch;
mod example;
mod failure;
mod jira;
mod jql;
mod multipart;
mod operations;
mod people;
mod property;
mod request;
mod store;
#[cfg(test)]
mod testing;
mod turn;
mod work;

pub use data::{Data, Snapshot};
pub use failure::failure_body;
pub use jira::Subject;
pub use people::USER;
pub use request::{Body, Caller, Change, Known, Reply, Request};
pub use store::DataError;
