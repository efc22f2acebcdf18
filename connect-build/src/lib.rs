//! Writes the app's descriptor from its sources, in a build script.
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
//! instead. The sources are read with the same parser as the macros, following the crate's `mod`
//! items, so the descriptor matches the code. What can't be read that way, such as a handler that a
//! `macro_rules!` macro generates, is detected at start-up, when the program compares the
//! descriptor with what was linked.
//!
//! | module | contents |
//! |---|---|
//! | `emit` | the whole run, and what it reports to cargo |
//! | `package` | which crates the package has, and where their roots are |
//! | `cfg` | which items this build contains |
//! | `sources` | following a crate's modules from its root |
//! | `read` | what each item declares |
//! | `needs` | which calls need scopes |
//! | `references` | items that attributes refer to |
//! | `front_end` | what the app's pages call, with the feature `front-end` |
//! | `policy` | what Forge's content policy blocks in the app's pages |
//! | `page_file`, `template`, `lines` | which files are pages, template tags in them, and locations in them |
//! | `output` | the target directory, and writing the artifacts |

#![allow(
    clippy::needless_doctest_main,
    reason = "a build script is a main, and shown whole"
)]

mod cfg;
mod emit;
#[cfg(feature = "front-end")]
mod front_end;
mod lines;
mod needs;
mod origin;
mod output;
mod package;
mod page_file;
mod policy;
mod read;
mod references;
mod sources;
mod template;

pub use emit::{Emit, EmitError, emit};
pub use package::PackageError;

/// For the command line, which reads the packages that it creates, and for tests of what is
/// reported. Not covered by semantic versioning.
#[doc(hidden)]
pub mod __internal {
    pub use crate::cfg::Cfg;
    pub use crate::emit::{Report, descriptor, report, write_shell};
}
