//! Jira's operations, called as a host calls them.

mod boards;
mod desk;
mod history;
mod issues;
mod projects;
mod rights;
mod scale;
mod searching;

use connect_model::HostProduct;

use crate::Data;

fn jira() -> Data {
    Data::demo(HostProduct::Jira)
}
