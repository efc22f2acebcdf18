//! Each help of each case, pasted: the fault is gone, and no other has appeared.
//!
//! A help names the code to write, and the error's location says what it is about. A user who pastes it
//! replaces the token there, or the argument that contains it, or adds an argument, as the code itself shows;
//! one of these must work. The checker is connect-syntax's, in process: what only rustc reports is left out.

mod pasted;
mod sites;

use super::*;
use pasted::{code_of, pasted};
use sites::faults;

/// The helps for the faults of a text that are refused in turn, and how many are not.
fn refused(code: &str) -> (Vec<String>, usize) {
    let before = faults(code).unwrap_or_default();
    let texts: Vec<&str> = before.iter().map(|fault| &*fault.message).collect();
    let (mut refused, mut taken) = (Vec::new(), 0);
    for fault in &before {
        for help in fault
            .message
            .lines()
            .filter_map(|line| line.strip_prefix("help: "))
        {
            let Some(written) = code_of(help) else {
                continue;
            };
            // A placeholder for the user's own text is replaced by some text.
            let filled = written.replace("\"…\"", "\"text\"");
            if filled.contains('…') {
                continue;
            }
            let mends = pasted(code, fault, &filled).iter().any(|mended| {
                faults(mended).is_some_and(|after| {
                    after.len() < before.len()
                        && after.iter().all(|one| texts.contains(&&*one.message))
                        && after
                            .iter()
                            .filter(|one| one.message == fault.message)
                            .count()
                            < texts.iter().filter(|one| **one == fault.message).count()
                })
            });
            if mends {
                taken += 1;
            } else if filled == written {
                refused.push(format!("{}\n    pasted: {written}", fault.message));
            }
        }
    }
    (refused, taken)
}

#[test]
fn no_help_of_a_case_is_refused_in_turn() {
    let (mut wrong, mut right) = (Vec::new(), 0);
    for case in errors::cases(&root()).unwrap() {
        let (refused, taken) = refused(&case.code);
        right += taken;
        wrong.extend(
            refused
                .iter()
                .map(|one| format!("{}: {one}", case.path.display())),
        );
    }
    assert!(
        wrong.is_empty(),
        "{right} fix it, {} do not:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(right > 100, "{right}");
}

/// Texts that are not paths, or barely.
const PATHS: [&str; 24] = [
    "",
    "votes",
    "//votes",
    "/votes//all",
    "/my votes",
    "/größe",
    "/@me",
    "/100%",
    "/issues/:id",
    "/issues/<id>",
    "/{id}",
    "/{issue.key}",
    "/{issue.key}.js",
    "/v{version}",
    "/{}",
    "/{a}{b}",
    "/{a",
    "/{*path}",
    "/files/{*path}/raw",
    "/votes?of={issue.key}",
    "/votes?of={nobody}",
    "/a/../b",
    "https://example.com/a/b",
    "/votes#top",
];

#[test]
fn no_help_about_a_path_is_refused_in_turn() {
    let (mut wrong, mut right) = (Vec::new(), 0);
    for path in PATHS {
        for (attribute, item) in [
            (
                format!(
                    "web_panel(name = \"V\", location = \"atl.jira.view.issue.right.context\", url = {path:?})"
                ),
                "async fn f() {}",
            ),
            (
                format!("general_page(name = \"V\", url = {path:?})"),
                "async fn f(#[context(\"project.key\")] key: String) {}",
            ),
            (
                format!("webhook(event = \"jira:issue_created\", url = {path:?})"),
                "async fn f() {}",
            ),
            (
                format!(
                    "web_item(name = \"V\", location = \"system.top.navigation.bar\", url = {path:?})"
                ),
                "struct V;",
            ),
            (format!("iframe({path:?})"), "async fn f() {}"),
            (format!("public(GET {path:?})"), "async fn f() {}"),
            (format!("endpoint(POST {path:?})"), "async fn f() {}"),
        ] {
            let (refused, taken) = refused(&format!("#[{attribute}]\n{item}\n"));
            right += taken;
            wrong.extend(
                refused
                    .iter()
                    .map(|one| format!("#[{attribute}] {item}: {one}")),
            );
        }
    }
    assert!(
        wrong.is_empty(),
        "{right} fix it, {} do not:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(right > 80, "{right}");
}

/// Values that an argument is set to by mistake.
const VALUES: [&str; 10] = [
    "[{ }]",
    "\"\"",
    "\"nobody\"",
    "\"a b\"",
    "7",
    "true",
    "name",
    "[]",
    "{ }",
    "call(\"a\")",
];

#[test]
fn no_help_about_an_argument_of_any_attribute_is_refused_in_turn() {
    let (mut wrong, mut right) = (Vec::new(), 0);
    for case in files(&root().join(EXAMPLES), "rs").unwrap() {
        let code = read(&case).unwrap();
        assert!(faults(&code).unwrap().is_empty(), "{}", case.display());
        for argument in sites::arguments(&code) {
            let with =
                |text: &str| format!("{}{text}{}", &code[..argument.start], &code[argument.end..]);
            let written = &code[argument.clone()];
            let Some((name, _)) = written.split_once(" = ") else {
                continue;
            };
            let values = VALUES.iter().map(|value| format!("{name} = {value}"));
            let (_, value) = written.split_once(" = ").unwrap_or_default();
            let misspelled = [
                format!("x{written}"),
                written[1..].to_owned(),
                format!("{written}, {written}"),
                format!("{name}: {value}"),
                format!("{written};"),
                format!("{name} = env!(\"K\")"),
                format!("{written}.to_owned()"),
                format!("{name} ="),
                name.to_owned(),
                value.to_owned(),
            ];
            for broken in values.chain(misspelled) {
                let (refused, taken) = refused(&with(&broken));
                right += taken;
                wrong.extend(refused.iter().map(|one| {
                    format!("{}: `{broken}`: {one}", case.file_name().unwrap().display())
                }));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{right} fix it, {} do not:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(right > 500, "{right}");
}
