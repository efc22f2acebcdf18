#![allow(clippy::unwrap_used)] // A test that unwraps `None` has failed, and says where.

use super::*;

fn imported(text: &str) -> (String, Vec<String>) {
    let descriptor = Descriptor::parse(text).unwrap();
    let (files, said) = package(&descriptor, "imported", None);
    let all: Vec<String> = files.into_iter().map(|(_, content)| content).collect();
    (all.join("\n"), said)
}

#[test]
fn a_tidy_descriptor_loses_nothing() {
    let text = include_str!("../../../connect-model/tests/descriptors/tidy-jira.json");
    let (code, said) = imported(text);
    assert_eq!(said, Vec::<String>::new(), "{code}");
    assert!(code.contains("conditions = all(user_is_logged_in, any(not(is_issue_editable), "));
    assert!(code.contains("#[context(\"issue.key\")] issue_key: Option<String>"));
    assert!(code.contains("scopes = ["));
}

#[test]
fn webhooks_of_one_url_become_one_handler() {
    let (code, _) = imported(
        r#"{ "key": "a", "modules": { "webhooks": [
            { "event": "jira:issue_created", "url": "/hook" },
            { "event": "jira:issue_deleted", "url": "/hook" } ] } }"#,
    );
    assert!(
        code.contains(r#"events = ["jira:issue_created", "jira:issue_deleted"]"#),
        "{code}"
    );
}

#[test]
fn what_nothing_knows_is_said() {
    let text =
        include_str!("../../../connect-model/tests/descriptors/unknown-kinds-and-fields.json");
    let (_, said) = imported(text);
    assert!(
        said.iter().any(|line| line.contains("holographicPanels")),
        "{said:?}"
    );
}

#[test]
fn a_full_folder_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine");
    std::fs::write(&file, "mine").unwrap();
    let files = [("Cargo.toml".to_owned(), String::new())];
    assert!(folder::write(folder.path(), &files).is_err());
    assert_eq!(std::fs::read_to_string(file).unwrap(), "mine");
    let fresh = folder.path().join("fresh");
    folder::write(&fresh, &files).unwrap();
    assert!(fresh.join("Cargo.toml").is_file());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn a_remote_condition_keeps_its_path() {
    let json = serde_json::json!([
        { "condition": "user_is_logged_in" },
        { "condition": "/beta", "invert": true },
    ]);
    assert_eq!(
        super::conditions::conditions(&json).as_deref(),
        Ok("all(user_is_logged_in, not(\"/beta\"))")
    );
}
