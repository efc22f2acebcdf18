//! The build script's side: reads the crate's sources, writes the app's descriptor.
//!
//! ```no_run
//! // build.rs
//! fn main() {
//!     connect_build::emit();
//! }
//! ```
//!
//! `cargo build` then writes `target/connect/<package>/descriptor.json`; with
//! `descriptors = per_product` in `app!`, `descriptor.jira.json` and `descriptor.confluence.json`
//! beside each other in place of it. The sources are read by
//! the very parser that the macros use, through the crate's `mod` items, so that the descriptor
//! says what the code does. What can't be read that way — a handler that a `macro_rules!` macro
//! writes, say — is found out at start-up, when the program compares the descriptor with what was
//! linked.
//!
//! | room | what happens there |
//! |---|---|
//! | [`package`] | which crates the package has, where their roots are |
//! | [`mod@cfg`] | which items this build contains |
//! | [`sources`] | from a crate root through its modules |
//! | [`read`] | what each item declares |
//! | [`needs`] | what each call needs scopes for |
//! | `front_end` | what the app's pages call, with the feature `front-end` |
//! | [`output`] | where the artifacts go, and writing them |
//! | [`emit`] | all of it, and what cargo is told |

#![allow(
    clippy::needless_doctest_main,
    reason = "a build script is a main, and shown whole"
)]

pub mod cfg;
mod emit;
#[cfg(feature = "front-end")]
pub mod front_end;
pub mod needs;
pub mod output;
pub mod package;
pub mod read;
pub mod references;
pub mod sources;

pub use emit::{Emit, EmitError, emit};
