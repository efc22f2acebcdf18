//! The data of a local Jira or Confluence, behind the operations of the products' REST APIs.
//!
//! [`Data::answer`] takes a [`Request`] whose operation has been found, and whose caller's token and
//! scopes have been checked. It responds as the product would, from stored data, limited to what the user
//! can see. A [`Reply`] also reports what has changed, in the format of the webhooks that a product sends
//! about it.

// Layers, lowest first. Each uses only those above it in this list:
//
//   request, failure   requests and responses; the products' error responses
//   store, work        the database, and the threads on which responses are computed
//   turn               one request's transaction: the caller, what is read, what changes
//   multipart          forms with files
//   people, property   what both products have: accounts, groups, entity properties
//   jql, jira          Jira
//   cql, confluence    Confluence
//   example            responses in the documented format, where nothing is stored
//   operations         how the implemented operations are listed
//   dispatch           finding the function for an operation
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
