//! Jira's operations, asked as a host asks them.

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
