//! `docs/security.md` against the tests: each case of the catalogue has one test that is *the*
//! case, and each number in the name of a test is in the catalogue.
//!
//! A test claims a case by its name, `case_014_…` or `case_041_042_…`; a file whose tests make up a
//! case together claims it in its first line, `//! Case 245: …`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use connect_testing::scratch_package::workspace_root;

/// The numbers in the tables of the catalogue.
fn catalogue() -> BTreeSet<u16> {
    let text = std::fs::read_to_string(workspace_root().join("docs/security.md")).unwrap();
    let (_, cases) = text.split_once("\n## A1").unwrap();
    let mut numbers = BTreeSet::new();
    for line in cases.lines() {
        let cell = line
            .strip_prefix("| ")
            .and_then(|row| row.split(" |").next());
        if let Some(number) = cell.and_then(|cell| cell.parse().ok()) {
            assert!(numbers.insert(number), "case {number} is listed twice");
        }
    }
    numbers
}

/// The Rust files below a folder.
fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "target") {
                sources(&path, files);
            }
        } else if path.extension().is_some_and(|it| it == "rs") {
            files.push(path);
        }
    }
}

/// The numbers that begin a name such as `041_042_a_reinstall`.
fn numbers(name: &str) -> impl Iterator<Item = u16> {
    name.split('_')
        .map_while(|part| (part.len() == 3).then(|| part.parse().ok()).flatten())
}

/// The cases that a file claims, each with the line that does.
fn claims(text: &str) -> Vec<(u16, &str)> {
    let mut claims = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let words = line.trim_start();
        // A test function, or an entry of `cases!`.
        let test = words
            .split_once("fn case_")
            .map(|(_, name)| name)
            .or_else(|| words.strip_prefix("case_").filter(|it| it.contains(" is ")));
        if let Some(name) = test {
            claims.extend(numbers(name).map(|number| (number, words)));
        }
        let file = words.strip_prefix("//! Case ").filter(|_| at == 0);
        if let Some((number, _)) = file.and_then(|it| it.split_once(':')) {
            claims.push((number.parse().unwrap(), words));
        }
    }
    claims
}

#[test]
fn each_case_of_the_catalogue_has_its_test() {
    let root = workspace_root();
    let catalogue = catalogue();
    assert!(catalogue.len() > 150, "{}", catalogue.len());

    let mut files = Vec::new();
    for entry in std::fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if name == "tests" || name.contains("connect") {
            sources(&path, &mut files);
        }
    }
    let mut tests: BTreeMap<u16, Vec<String>> = BTreeMap::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let path = file.strip_prefix(root).unwrap();
        for (number, line) in claims(&text) {
            let claim = format!("{}: {line}", path.display());
            tests.entry(number).or_default().push(claim);
        }
    }

    let mut faults = Vec::new();
    for number in &catalogue {
        match tests.get(number).map(Vec::as_slice) {
            Some([_]) => {}
            Some(several) => faults.push(format!("case {number} has several: {several:#?}")),
            None => faults.push(format!("case {number} has no test")),
        }
    }
    for (number, tests) in &tests {
        if !catalogue.contains(number) {
            faults.push(format!(
                "case {number} is not in docs/security.md: {tests:#?}"
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_claim_is_a_name_an_entry_or_the_first_line_of_a_file() {
    // Put together here, so that this file does not claim them.
    let text = [
        "//! Case 245: bytes.",
        "//! Case 1: not in the first line.",
        concat!("async fn ", "case_002_003_a_second_tenant() {}"),
        concat!("    ", "case_004_no_token(app) is 401: ["),
        "let case_005 = 1;",
    ];
    let text = text.join("\n");
    let numbers: Vec<u16> = claims(&text)
        .into_iter()
        .map(|(number, _)| number)
        .collect();
    assert_eq!(numbers, [245, 2, 3, 4]);
}
