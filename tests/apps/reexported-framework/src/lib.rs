//! A framework that re-exports the runtime.

pub use connect_runtime;
