//! What is for Confluence.

mod byline;
mod created;
mod note;
mod settings;
#[cfg(test)]
mod tests;
