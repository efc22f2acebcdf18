//! The right code of all cases, as one case that compiles: a fix that leaves a fault is found.

use super::case::Case;
use super::errors::cases;
use super::{Document, Fault};
use std::path::Path;

/// Cases that need a crate root of their own, or whose items name each other, which the renaming of
/// functions for one crate would break.
const OWN_ROOT: [&str; 6] = ["app", "ceiling", "checks", "library", "main", "references"];

pub(super) fn document(root: &Path) -> Result<Document, Fault> {
    let mut text =
        "// Made by `cargo run -p xtask -- documents` from the fixes of the faulty cases.\n\
                    #![allow(dead_code, unused_imports, unused_variables, non_snake_case)]\n\n\
                    connect_runtime::library!();\n"
            .to_owned();
    for case in cases(root)? {
        if !OWN_ROOT.contains(&case.about().as_str()) {
            text.push_str(&module(&case)?);
        }
    }
    text.push_str("\nfn main() {}\n");
    Ok(Document {
        path: "tests/ui/fixed/pass/every_fix.rs".to_owned(),
        text,
    })
}

/// A case as a module: without its root, and with names of handlers that are its own, as module
/// keys follow from them.
fn module(case: &Case) -> Result<String, Fault> {
    let name = format!("{}_{}", case.about(), case.fault().replace(' ', "_"));
    let mut code = case.fixed()?.replace("connect_runtime::library!();\n", "");
    for function in functions(&code) {
        code = code.replace(&format!("{function}("), &format!("{function}_of_{name}("));
    }
    Ok(format!("\nmod {name} {{\n{}\n}}\n", code.trim()))
}

/// The names of the functions that stand below an attribute: handlers.
fn functions(code: &str) -> Vec<String> {
    let lines = code.lines().zip(code.lines().skip(1));
    lines
        .filter(|(above, _)| above.trim_end().ends_with(']'))
        .filter_map(|(_, line)| line.trim_start().strip_prefix("async fn "))
        .filter_map(|rest| rest.split(['(', '<']).next())
        .map(str::to_owned)
        .collect()
}
