//! An issue.

mod data;
mod panels;
mod workflow;
