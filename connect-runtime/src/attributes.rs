//! The attributes that declare modules, one for each kind of module that a descriptor can have.
//!
//! The [prelude](crate::prelude) has them, too. Those that declare no module of the descriptor, such
//! as [`endpoint`](crate::endpoint) and [`installed`](crate::installed), are at the crate's root.

include!("generated/attributes.rs");
