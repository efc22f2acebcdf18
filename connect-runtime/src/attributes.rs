//! The attributes that declare modules, one for each module kind that a descriptor can contain.
//!
//! They are in the [prelude](crate::prelude), too. Attributes that declare no module of the
//! descriptor, such as [`endpoint`](crate::endpoint) and [`installed`](crate::installed), are at the
//! crate root.

include!("generated/attributes.rs");
