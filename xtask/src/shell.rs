//! Minifying the script of the shell that shows an app's pages inside Forge: from the readable `shell.js`
//! to `shell.min.js`, which apps are built with.

use std::fmt;
use std::path::{Path, PathBuf};

use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions};
use oxc_minifier::{Minifier, MinifierOptions};
use oxc_parser::Parser;
use oxc_span::SourceType;

const FOLDER: &str = "connect-build/src/shell";

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ShellError {
    /// A file can't be read or written.
    #[error("{}", path.display())]
    File {
        /// The path of the file.
        path: PathBuf,
        /// What failed.
        source: std::io::Error,
    },
    /// The script is not valid.
    #[error("shell.js: {0}")]
    Script(String),
}

/// Rewrites `shell.min.js`, or only compares it; `Some` is what differs.
pub(crate) fn make(root: &Path, check: bool) -> Result<Option<String>, ShellError> {
    let folder = root.join(FOLDER);
    let (from, to) = (folder.join("shell.js"), folder.join("shell.min.js"));
    let small = minified(&read(&from)?)?;
    if !check {
        let written = std::fs::write(&to, small);
        written.map_err(|source| ShellError::File { path: to, source })?;
        return Ok(None);
    }
    let same = read(&to)? == small;
    Ok((!same)
        .then(|| format!("{FOLDER}/shell.min.js is not made from shell.js: `cargo xtask shell`")))
}

fn read(path: &Path) -> Result<String, ShellError> {
    std::fs::read_to_string(path).map_err(|source| ShellError::File {
        path: path.to_owned(),
        source,
    })
}

fn minified(script: &str) -> Result<String, ShellError> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, script, SourceType::script()).parse();
    if let Some(error) = parsed.diagnostics.first() {
        return Err(wrong(error));
    }
    let mut program = parsed.program;
    let scoping = Minifier::new(MinifierOptions::default())
        .minify(&allocator, &mut program)
        .scoping;
    let code = Codegen::new()
        .with_options(CodegenOptions::minify())
        .with_scoping(scoping)
        .build(&program)
        .code;
    Ok(code + "\n")
}

fn wrong(error: &impl fmt::Display) -> ShellError {
    ShellError::Script(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checked_in_script_is_made_from_its_source() {
        let differs = make(&crate::root(), true).unwrap();
        assert_eq!(differs, None);
    }

    #[test]
    fn what_is_not_a_script_is_refused() {
        let refused = minified("(() => {").unwrap_err().to_string();
        assert!(refused.starts_with("shell.js: "), "{refused}");
        assert_eq!(minified("  f( 1 ); // one\n").unwrap(), "f(1);\n");
    }
}
