//! The files of a package: which module stands in which.

use std::collections::BTreeSet;

use connect_model::{ModuleKind, Product};

use super::plan::Planned;

/// The file of a module: events apart, else its product's.
pub(super) fn of(kind: &ModuleKind, products: &[Product]) -> &'static str {
    if kind.name == "webhooks" {
        return "events";
    }
    let mut hosts: BTreeSet<&str> = products.iter().map(|one| one.host().name()).collect();
    match (hosts.pop_first(), hosts.is_empty()) {
        (Some("jira"), true) => "jira",
        (Some("confluence"), true) => "confluence",
        (Some("bitbucket"), true) => "bitbucket",
        _ => "shared",
    }
}

/// More modules than one file holds well.
const LARGE: usize = 12;

/// The files of a large app, by how an attribute begins or ends.
const ROOMS: &[(&str, &str, &str)] = &[
    ("service_desk_", "", "service_desk"),
    ("automation_", "", "service_desk"),
    ("asset_", "", "service_desk"),
    ("jira_", "_provider", "software"),
    ("jira_development_tool", "", "software"),
    ("jira_deployment_", "", "software"),
    ("jira_workflow_", "", "workflow"),
    ("jira_issue_", "", "issue"),
    ("jira_project_", "", "project"),
    ("", "_page", "pages"),
    ("dialog", "", "pages"),
    ("", "_macro", "macros"),
    ("", "_panel", "panels"),
    ("web_", "", "navigation"),
    ("keyboard_", "", "navigation"),
    ("space_", "", "navigation"),
    ("content_", "", "content"),
    ("custom_", "", "content"),
    ("blueprint", "", "content"),
    ("publish_", "", "content"),
    ("confluence_content", "", "content"),
];

/// An app of one product has no file that is shared; a large file comes apart by kind.
pub(super) fn divide(modules: &mut [Planned]) {
    let used: BTreeSet<String> = modules.iter().map(|one| one.room.clone()).collect();
    let products: Vec<&str> = ["jira", "confluence", "bitbucket"]
        .into_iter()
        .filter(|product| used.contains(*product))
        .collect();
    if let [only] = products.as_slice() {
        for module in modules.iter_mut().filter(|one| one.room == "shared") {
            (*only).clone_into(&mut module.room);
        }
    }
    for room in used {
        let of_room = modules.iter().filter(|one| one.room == room);
        if of_room.count() <= LARGE || room == "events" {
            continue;
        }
        for module in modules.iter_mut().filter(|one| one.room == room) {
            let name = module.kind.attribute;
            let row = ROOMS
                .iter()
                .find(|row| name.starts_with(row.0) && name.ends_with(row.1));
            if let Some((_, _, room)) = row {
                (*room).clone_into(&mut module.room);
            }
        }
    }
}
