//! `docs/errors.md`: each fault with the wrong code, the message and the right code.

use super::case::Case;
use super::{CASES, Document, Fault, MADE, files};
use std::path::Path;

/// Every case that does not compile, sorted by its path.
pub(super) fn cases(root: &Path) -> Result<Vec<Case>, Fault> {
    let mut cases = Vec::new();
    for folder in files(&root.join(CASES), "")? {
        for path in files(&folder.join("fail"), "rs")? {
            // A case whose text is not recorded yet fails on its own, in the test of the cases.
            let recorded = |extension| path.with_extension(extension).exists();
            if recorded("stderr") || recorded("build") {
                cases.push(Case::read(&path)?);
            }
        }
    }
    Ok(cases)
}

pub(super) fn document(root: &Path) -> Result<Document, Fault> {
    let cases = cases(root)?;
    let mut text = format!(
        "{MADE}# Errors\n\nEach error of the macros and of the build script, and what to write instead: \
         {} errors, by what they are about.\n\n",
        cases.len()
    );
    let mut about = String::new();
    for case in &cases {
        if case.about() != about {
            about = case.about();
            text.push_str(&format!("- **{}**\n", title(&about)));
        }
        text.push_str(&format!("  - [{}](#{})\n", case.fault(), anchor(case)));
    }
    about.clear();
    for case in &cases {
        if case.about() != about {
            about = case.about();
            text.push_str(&format!("\n## {}\n", title(&about)));
        }
        text.push_str(&section(case)?);
    }
    Ok(Document {
        path: "docs/errors.md".to_owned(),
        text,
    })
}

fn section(case: &Case) -> Result<String, Fault> {
    let mut text = format!(
        "\n### <a id=\"{}\"></a>{}\n\n{}\n\n```rust\n{}\n```\n\n```text\n{}\n```\n",
        anchor(case),
        case.fault(),
        case.sentence,
        shown(&case.code),
        shorten(&printed(case))
    );
    if !case.fixes.is_empty() {
        text.push_str(&format!(
            "\nRight:\n\n```rust\n{}\n```\n",
            shown(&case.fixed()?)
        ));
    }
    Ok(text)
}

/// The name of the macro in its heading.
fn title(about: &str) -> String {
    match about {
        "app" | "library" | "jira" | "confluence" | "as_user" | "scopes" => format!("`{about}!`"),
        "whole_app" => "Faults that only the whole app shows".to_owned(),
        "references" => "Items that name each other".to_owned(),
        "checks" => "Values that the host does not take".to_owned(),
        "ceiling" => "Scopes beyond those of `app!`".to_owned(),
        "main" => "`#[connect_runtime::main]`".to_owned(),
        _ => format!("`#[{about}]`"),
    }
}

fn anchor(case: &Case) -> String {
    format!("{}-{}", case.about(), case.fault().replace(' ', "-"))
}

/// The code without what is common to all cases, and with overlong names shortened.
fn shown(code: &str) -> String {
    let kept: Vec<String> = code
        .lines()
        .filter(|line| *line != "fn main() {}")
        .map(shorten_line)
        .collect();
    kept.join("\n").trim().to_owned()
}

fn shorten(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(shorten_line).collect();
    lines.join("\n")
}

/// Shortens a line with hundreds of equal characters, such as a name that is too long.
fn shorten_line(line: &str) -> String {
    if line.chars().count() <= 400 {
        return line.to_owned();
    }
    let head: String = line.chars().take(100).collect();
    let tail: String = line.chars().rev().take(60).collect();
    let tail: String = tail.chars().rev().collect();
    format!("{head}…{tail}")
}

/// The message without the case's path: a reader's file has another name.
pub(super) fn printed(case: &Case) -> String {
    let file = case.path.file_name().unwrap_or_default().to_string_lossy();
    let place = format!("ui/{}/fail/{file}", case.about());
    case.message.trim_end().replace(&place, "src/main.rs")
}
