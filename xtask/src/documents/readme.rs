//! The README's blocks of code, each cut from a file that compiles.
//!
//! A block has a comment above it that says where it is from: the path of a file, and the name of a
//! region in it. A region begins below a comment `readme: <name>` and ends at the next one.
//!
//! ````text
//! <!-- from tests/apps/readme/src/main.rs: app -->
//! ```rust
//! …
//! ```
//! ````

use std::path::Path;

use super::{Document, Fault, read};

/// The document.
const README: &str = "README.md";

/// The languages whose blocks can't be kept by hand: what is wrong in them, a reader copies.
const HELD: [&str; 2] = ["rust", "toml"];

/// Where the package of the README's first app is in this repository, and where a reader has it:
/// beside a checkout of the repository.
const CHECKOUT: (&str, &str) = ("\"../../../", "\"../connect/");

pub(super) fn document(root: &Path) -> Result<Document, Fault> {
    let present = read(&root.join(README))?;
    Ok(Document {
        path: README.to_owned(),
        text: filled(&present, root)?,
    })
}

/// The text, its blocks as they are in their files.
fn filled(text: &str, root: &Path) -> Result<String, Fault> {
    let mut made = String::with_capacity(text.len());
    let mut lines = text.lines().enumerate();
    let mut above = "";
    while let Some((number, line)) = lines.next() {
        made.push_str(line);
        made.push('\n');
        let Some(language) = line.strip_prefix("```") else {
            above = line;
            continue;
        };
        let mut kept = String::new();
        for (_, line) in lines.by_ref().take_while(|(_, line)| *line != "```") {
            kept.push_str(line);
            kept.push('\n');
        }
        let source = above
            .strip_prefix("<!-- from ")
            .and_then(|rest| rest.strip_suffix(" -->"));
        match source {
            Some(source) => made.push_str(&block(source, root)?),
            None if HELD.iter().any(|held| language.starts_with(held)) => {
                return Err(fault(format!(
                    "line {}: a block of {language} must say above it which file it is from: \
                     <!-- from path: region -->",
                    number + 1
                )));
            }
            None => made.push_str(&kept),
        }
        made.push_str("```\n");
        above = "";
    }
    Ok(made)
}

/// What a block holds: a region of a file, or of a compiler's output the error without its place.
fn block(source: &str, root: &Path) -> Result<String, Fault> {
    let (path, name) = source.split_once(": ").unwrap_or((source, ""));
    let text = read(&root.join(path))?;
    if path.ends_with(".stderr") {
        let error = text
            .lines()
            .take_while(|line| !line.trim_start().starts_with("-->"));
        return Ok(error.map(|line| format!("{line}\n")).collect());
    }
    let region = region(&text, name)
        .ok_or_else(|| fault(format!("{path} has no region `readme: {name}`")))?;
    let title = match Path::new(path).file_name().and_then(|name| name.to_str()) {
        Some("main.rs") => "// src/main.rs\n",
        Some("build.rs") => "// build.rs\n",
        Some("Cargo.toml") => "# Cargo.toml\n",
        _ => "",
    };
    Ok(format!("{title}{}", region.replace(CHECKOUT.0, CHECKOUT.1)))
}

/// The lines of a region, as far to the left as they go.
fn region(text: &str, name: &str) -> Option<String> {
    let marker = |line: &str| {
        let comment = line.trim_start().trim_start_matches(['/', '#']);
        Some(comment.trim_start().strip_prefix("readme: ")?.to_owned())
    };
    let lines: Vec<&str> = text
        .lines()
        .skip_while(|line| marker(line).as_deref() != Some(name))
        .skip(1)
        .take_while(|line| marker(line).is_none())
        .collect();
    let indent = lines
        .iter()
        .filter(|line| !line.is_empty())
        .map(|line| line.len() - line.trim_start().len())
        .min()?;
    let cut: Vec<&str> = lines
        .iter()
        .map(|line| line.get(indent..).unwrap_or_default())
        .collect();
    Some(cut.join("\n").trim_end().to_owned() + "\n")
}

fn fault(reason: String) -> Fault {
    Fault::Case {
        path: README.into(),
        reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled_in(files: &[(&str, &str)], readme: &str) -> Result<String, Fault> {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            std::fs::write(folder.path().join(path), text).unwrap();
        }
        filled(readme, folder.path())
    }

    #[test]
    fn a_block_is_what_its_region_is() {
        let code = "// readme: a\nfn a() {}\n\nmod b {\n    // readme: b\n    let b = 1;\n\n        two();\n    // readme: end\n}\n";
        let made = filled_in(
            &[("code.rs", code)],
            "# T\n<!-- from code.rs: b -->\n```rust\nold\n```\n<!-- from code.rs: a -->\n```rust\n```\nend\n",
        );
        assert_eq!(
            made.unwrap(),
            "# T\n<!-- from code.rs: b -->\n```rust\nlet b = 1;\n\n    two();\n```\n\
             <!-- from code.rs: a -->\n```rust\nfn a() {}\n\nmod b {\n```\nend\n"
        );
    }

    #[test]
    fn code_without_a_file_is_a_fault() {
        for readme in [
            "```rust\nx\n```\n",
            "text\n```toml\n```\n",
            "```rust,ignore\n```\n",
        ] {
            assert!(filled_in(&[], readme).is_err(), "{readme}");
        }
        let missing = "<!-- from code.rs: b -->\n```rust\n```\n";
        assert!(filled_in(&[("code.rs", "// readme: a\nx\n")], missing).is_err());
        let others = "```text\nkept\n```\n```console\n$ kept\n```\n";
        assert_eq!(filled_in(&[], others).unwrap(), others);
    }
}
