//! The server: from a TCP connection to a handler and back.

#[cfg(feature = "client")]
mod administrator;
mod assets;
mod audit;
mod body;
mod connections;
mod core;
mod descriptor;
mod endpoint;
mod error_page;
mod forge;
#[cfg(feature = "client")]
mod forge_tenant;
mod form;
mod front;
mod guard;
mod headers;
mod health;
mod hooks;
#[cfg(feature = "client")]
mod host_answers;
#[cfg(feature = "client")]
mod kept;
mod lifecycle;
mod listen;
mod merged_router;
mod panic_and_timeout;
mod patient_stream;
mod prefix;
mod readiness;
mod refused_callback;
mod routes;
mod served;
#[cfg(feature = "client")]
mod tenant_key;
#[cfg(feature = "client")]
mod tenant_token;
mod webhook;

#[cfg(feature = "client")]
pub(crate) use self::core::PreparedTenant;
pub(crate) use self::core::{Core, OfTenant};
pub(crate) use self::descriptor::Document;
pub(crate) use self::error_page::ErrorPages;
pub use self::error_page::FailedRequest;
pub(crate) use self::forge::OnForge;
pub(crate) use self::front::Front;
#[cfg(feature = "client")]
pub(crate) use self::host_answers::HostAnswers;
pub(crate) use self::listen::{Listening, Patience, SHUTDOWN_DEADLINE, bind};
pub(crate) use self::merged_router::Merged;
pub(crate) use self::readiness::Readiness;
pub(crate) use self::routes::routes;
pub(crate) use self::served::Passage;
