//! What is for Jira.

mod created;
mod note;
mod panel;
mod settings;
#[cfg(test)]
mod tests;
