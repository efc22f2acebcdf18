//! The faults that a manifest of Forge can have: who reports each, and whether the code of an app can have it
//! at all.
//!
//! Tests in three crates hold the table to what they see: connect-model to what is reported of a manifest,
//! connect-build to what a build reports, xtask to what the compiler does. `docs/forge.md` shows it.

use std::path::{Path, PathBuf};

/// A fault.
#[derive(Debug)]
pub struct Fault {
    /// What it is.
    pub name: String,
    /// `both`, or `ours` where Atlassian's validator reports nothing.
    pub who: String,
    /// What becomes of it in the code of an app.
    pub in_code: InCode,
    /// What is reported, or why there is nothing to report; for a compile-fail case, its file.
    pub says: String,
}

/// What becomes of a fault in the code of an app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InCode {
    /// An error of a compile-fail case.
    Compile,
    /// An error of the build.
    Build,
    /// A warning of the build.
    Warning,
    /// What would be wrong in a manifest is right in the code: the build turns it into what is right.
    Right,
    /// Nothing in the code can express it.
    Never,
}

/// The words of the table.
const WORDS: [(&str, InCode); 5] = [
    ("compile", InCode::Compile),
    ("build", InCode::Build),
    ("warning", InCode::Warning),
    ("right", InCode::Right),
    ("never", InCode::Never),
];

/// The workspace.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All of them, in their order.
#[must_use]
pub fn all() -> Vec<Fault> {
    let path = root().join("connect-model/tests/forge/faults.tsv");
    let text = std::fs::read_to_string(path).unwrap();
    let rows = text.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [name, who, word, says] = cells.as_slice() else {
            panic!("{line:?} has {} cells", cells.len());
        };
        let in_code = WORDS.iter().find(|(known, _)| known == word);
        Fault {
            name: (*name).to_owned(),
            who: (*who).to_owned(),
            in_code: in_code.expect(word).1,
            says: (*says).to_owned(),
        }
    });
    rows.collect()
}
