//! The cases of `docs/security.md`, each at the outermost place where it can be seen: over HTTP,
//! unless it is about something else.

mod administrators;
mod context;
mod fuzz;
mod host_qsh;
mod hygiene;
mod install_protocol;
mod installed;
mod key_host;
mod licences;
mod paths;
mod request_forms;
mod requests;
mod response_headers;
mod sessions;
mod strangers;
mod tenants;
mod uninstalled;
mod webhook_bodies;
mod webhooks;
