//! From a TCP connection to a handler and back.

mod core;
mod descriptor;
mod endpoint;
mod form;
mod headers;
mod health;
mod hooks;
mod lifecycle;
mod listen;
mod merged_router;
mod panic_and_timeout;
mod prefix;
mod routes;

pub(crate) use self::core::Core;
pub(crate) use self::descriptor::Document;
pub(crate) use self::hooks::Hooks;
pub(crate) use self::listen::{Listening, bind};
pub(crate) use self::routes::routes;
