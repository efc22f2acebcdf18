//! Whole apps over real HTTP: registrations as the macros expand to, and a hand-made host.

mod assets;
mod documents;
mod endpoints;
mod every_answer;
mod failures;
mod fixture;
mod forge;
#[cfg(feature = "client")]
mod forge_tenant;
mod forms;
mod health;
mod jobs;
mod layers_and_tasks;
mod licences;
mod lifecycle;
#[cfg(feature = "prometheus")]
mod metrics;
mod operators_log;
mod pages;
mod server;
mod start;
mod user_tokens;
mod webhooks;
