//! What Jira Software learns from the tools around it. Each of them counts votes of its own.

mod development;
mod operations;
mod releases;
