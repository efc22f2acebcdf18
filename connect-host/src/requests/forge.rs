//! Forge's requests to the app: calls of its pages, events, and server-to-server calls.
//!
//! Source: "Forge Remote invocation contract"; "Forge Remote essentials".

pub(super) mod context;
pub(super) mod envelope;
pub(super) mod event;
mod event_body;
pub(super) mod invocation;
pub(super) mod lifecycle;
pub(super) mod remote;
pub(super) mod rules;
pub(super) mod server;
pub(super) mod view;
