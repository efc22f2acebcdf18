//! The faults of a manifest: who reports each, and how an app's code can cause it.
//!
//! Tests of connect-model and connect-build check the table against what is reported; the compiler's
//! messages are read from its cases here.

use std::path::Path;

use super::case::Case;
use super::errors::printed;
use super::{Fault, cell, read};

/// The table.
const FAULTS: &str = "connect-model/tests/forge/faults.tsv";

/// The section in the document about Forge.
pub(super) fn section(root: &Path) -> Result<String, Fault> {
    let path = root.join(FAULTS);
    let text = read(&path)?;
    let mut section = "\n## Faults of a manifest\n\n\
        What someone can put into a manifest that is wrong. `cargo connect forge check` says all of it, also of \
        manifests that no build has written; Atlassian's validator says a part of it, before an app is deployed. The \
        last column is what becomes of it in the code of an app.\n\n\
        | fault | Atlassian's validator | in the code |\n|---|---|---|\n"
        .to_owned();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [name, who, how, says] = cells.as_slice() else {
            return Err(Fault::Case {
                path,
                reason: format!("{line:?} does not have four cells"),
            });
        };
        let validator = if *who == "both" {
            "says it"
        } else {
            "says nothing"
        };
        let in_code = match *how {
            "compile" => format!("error: {}", said(&root.join(says))?),
            "build" => format!("error of the build: {says}"),
            "warning" => format!("warning of the build: {says}"),
            "right" => format!("makes no fault: {says}"),
            _ => format!("can't be written: {says}"),
        };
        let row = [name, validator, &in_code].map(cell).join(" | ");
        section.push_str(&format!("| {row} |\n"));
    }
    Ok(section)
}

/// The first line of what a case's user reads, without its location.
fn said(case: &Path) -> Result<String, Fault> {
    let message = printed(&Case::read(case)?);
    let line = message.lines().next().unwrap_or_default();
    let line = line.strip_prefix("error: ").unwrap_or(line);
    // A message of the build script starts with the package and the location.
    let place = line
        .find(".rs:")
        .and_then(|at| line.get(at..)?.split_once(": "));
    Ok(place.map_or(line, |(_, said)| said).to_owned())
}
