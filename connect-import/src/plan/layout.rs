//! The layout of a package: which module is in which file.

use std::collections::BTreeSet;

use connect_model::{ModuleKind, Product};

use super::module::Module;

/// How many modules a file may hold before it is split by kind.
const LARGE: usize = 12;

/// How a large file is split: the beginning and the end of an attribute, and its file.
const FILE_RULES: &[(&str, &str, &str)] = &[
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

/// The file of each module: events apart, the others by product; large files are split by kind.
pub(super) fn assign_files(modules: &[Module]) -> Vec<&'static str> {
    let mut files: Vec<&'static str> = modules
        .iter()
        .map(|module| by_product(module.kind, &module.products))
        .collect();
    let used: BTreeSet<&'static str> = files.iter().copied().collect();
    let mut of_products = ["jira", "confluence", "bitbucket"]
        .into_iter()
        .filter(|product| used.contains(product));
    // An app for one product has no file for what products share.
    if let (Some(only), None) = (of_products.next(), of_products.next()) {
        for file in files.iter_mut().filter(|file| **file == "shared") {
            *file = only;
        }
    }
    for large in used {
        let count = files.iter().filter(|file| **file == large).count();
        if count <= LARGE || large == "events" {
            continue;
        }
        for (file, module) in files.iter_mut().zip(modules) {
            if *file == large {
                *file = by_kind(module.kind).unwrap_or(large);
            }
        }
    }
    files
}

fn by_product(kind: &ModuleKind, products: &[Product]) -> &'static str {
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

fn by_kind(kind: &ModuleKind) -> Option<&'static str> {
    let name = kind.attribute;
    FILE_RULES
        .iter()
        .find(|(start, end, _)| name.starts_with(start) && name.ends_with(end))
        .map(|(_, _, file)| *file)
}
