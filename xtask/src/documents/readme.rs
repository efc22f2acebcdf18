//! The code blocks of hand-written documents, each cut from a file that compiles.
//!
//! A comment above a block says where it comes from: the path of a file, and the name of a
//! region in it; without a name it is the whole file. A region starts after a comment `readme: <name>`
//! and ends at the next one.
//!
//! ````text
//! <!-- from tests/apps/readme/src/main.rs: app -->
//! ```rust
//! …
//! ```
//! ````

use std::path::Path;

use super::{Document, Fault, files, read};

/// The documents, and folders with documents.
const DOCUMENTS: [&str; 4] = [
    "README.md",
    "docs/getting-started.md",
    "docs/pages.md",
    "docs/testing.md",
];
const FOLDERS: [&str; 1] = ["docs/how-to"];

/// The languages whose blocks must not be maintained by hand: readers copy their mistakes.
const HELD: [&str; 3] = ["rust", "toml", "js"];

/// The path to the package of the README's first app in this repository, and the path for readers:
/// next to a checkout of the repository.
const CHECKOUT: (&str, &str) = ("\"../../../", "\"../connect/");

/// A package whose files readers create as well, so that each block states which one it is.
const FOLLOWED: &str = "tests/apps/getting-started/";

pub(super) fn documents(root: &Path) -> Result<Vec<Document>, Fault> {
    let mut paths: Vec<String> = DOCUMENTS.map(str::to_owned).into();
    for folder in FOLDERS {
        let found = files(&root.join(folder), "md")?;
        let names = found.iter().filter_map(|path| path.file_name()?.to_str());
        paths.extend(names.map(|name| format!("{folder}/{name}")));
    }
    let made = paths.into_iter().map(|path| {
        let present = read(&root.join(&path))?;
        let text = filled(&present, root).map_err(|reason| Fault::Case {
            path: path.clone().into(),
            reason,
        })?;
        Ok(Document { path, text })
    });
    made.collect()
}

/// The text, with its blocks as in their files.
fn filled(text: &str, root: &Path) -> Result<String, String> {
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
                return Err(format!(
                    "line {}: a block of {language} must say above it which file it is from: \
                     <!-- from path: region -->",
                    number + 1
                ));
            }
            None => made.push_str(&kept),
        }
        made.push_str("```\n");
        above = "";
    }
    Ok(made)
}

/// The content of a block: a file or a region of it, or a compiler error without its location.
fn block(source: &str, root: &Path) -> Result<String, String> {
    let (path, name) = match source.split_once(": ") {
        Some((path, name)) => (path, Some(name)),
        None => (source, None),
    };
    let text = read(&root.join(path)).map_err(|fault| fault.to_string())?;
    if path.ends_with(".stderr") {
        let error = text
            .lines()
            .take_while(|line| !line.trim_start().starts_with("-->"));
        return Ok(error.map(|line| format!("{line}\n")).collect());
    }
    let shown = match name {
        Some(name) => {
            region(&text, name).ok_or_else(|| format!("{path} has no region `readme: {name}`"))?
        }
        None => text,
    };
    Ok(title(path) + &shown.replace(CHECKOUT.0, CHECKOUT.1))
}

/// A line that states which file the reader puts the block into.
fn title(path: &str) -> String {
    if let Some(path) = path.strip_prefix(FOLLOWED) {
        return format!("// {path}\n");
    }
    match Path::new(path).file_name().and_then(|name| name.to_str()) {
        Some("main.rs") => "// src/main.rs\n".to_owned(),
        Some("build.rs") => "// build.rs\n".to_owned(),
        Some("Cargo.toml") => "# Cargo.toml\n".to_owned(),
        _ => String::new(),
    }
}

/// The lines of a region, unindented.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn filled_in(files: &[(&str, &str)], readme: &str) -> Result<String, String> {
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
    fn a_block_can_be_a_whole_file_and_says_which_one_a_reader_makes() {
        let code = "//! A module.\n\nfn a() {}\n";
        let path = format!("{FOLLOWED}src/note.rs");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(&path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, code).unwrap();
        let made = filled(
            &format!("<!-- from {path} -->\n```rust\n```\n"),
            folder.path(),
        );
        let block = format!("// src/note.rs\n{code}");
        assert_eq!(
            made.unwrap(),
            format!("<!-- from {path} -->\n```rust\n{block}```\n")
        );
    }

    #[test]
    fn code_without_a_file_is_a_fault() {
        for readme in [
            "```rust\nx\n```\n",
            "text\n```toml\n```\n",
            "```js\n```\n",
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
