//! What the fact files lack but real descriptors have: added to each file as it is read, so that it
//! survives a refresh.
//!
//! The additions for Bitbucket are from its Connect documentation ("File view", "Admin page", "Scopes"); the
//! actions of a design provider are those of Atlassian's own app for Figma.

use crate::facts::Fault;
use serde_json::{Map, Value};

/// An addition to a fact file.
struct Supplement {
    file: &'static str,
    /// The list that contains the row, and the value of its field `module`; empty for the whole file.
    row: Option<(&'static str, &'static str)>,
    /// The JSON pointer of the list or object.
    at: &'static str,
    /// The members to add to an object, or the items to add to a list.
    add: &'static str,
}

const SUPPLEMENTS: &[Supplement] = &[
    Supplement {
        file: "modules.json",
        row: Some(("modules", "fileViews")),
        at: "/props",
        add: r#"{ "file_matches": { "type": "object" } }"#,
    },
    Supplement {
        file: "modules.json",
        row: Some(("modules", "jiraDesignInfoProvider")),
        at: "/props/actions/props",
        add: r#"{
            "associateEntity": { "type": "object", "props": { "templateUrl": { "type": "string", "required": true } } },
            "disassociateEntity": { "type": "object", "props": { "templateUrl": { "type": "string", "required": true } } },
            "grant3LO": { "type": "object", "props": { "templateUrl": { "type": "string", "required": true } } }
        }"#,
    },
    Supplement {
        file: "locations.json",
        row: None,
        at: "/locations",
        add: r#"[
            { "product": "bitbucket", "location": "org.bitbucket.account.admin", "accepts": ["adminPage"], "status": "seen", "confidence": "observed" },
            { "product": "bitbucket", "location": "org.bitbucket.repository.admin", "accepts": ["adminPage"], "status": "seen", "confidence": "observed" }
        ]"#,
    },
    Supplement {
        file: "context-parameters.json",
        row: None,
        at: "/params",
        add: r#"[
            { "product": "bitbucket", "param": "file_cset", "available": "descriptor urls", "status": "in file views", "required_scope": "repository", "confidence": "observed" },
            { "product": "bitbucket", "param": "file_name", "available": "descriptor urls", "status": "in file views", "required_scope": "repository", "confidence": "observed" },
            { "product": "bitbucket", "param": "file_path", "available": "descriptor urls", "status": "in file views", "required_scope": "repository", "confidence": "observed" }
        ]"#,
    },
    Supplement {
        file: "scopes.json",
        row: None,
        at: "/products/bitbucket/scopes",
        add: r#"[
            "account:write", "email", "issue", "issue:write", "pipeline", "pipeline:variable",
            "pipeline:write", "project", "project:admin", "pullrequest:write", "repository:admin",
            "repository:write", "snippet", "snippet:write", "team", "team:write", "webhook", "wiki"
        ]"#,
    },
];

/// Adds to the content of a fact file what it lacks.
pub(super) fn add(file: &str, content: &mut Value) -> Result<(), Fault> {
    for supplement in SUPPLEMENTS.iter().filter(|one| one.file == file) {
        supplement.add_to(content).ok_or_else(|| Fault::Fact {
            at: file.to_owned(),
            what: format!("there is nothing at {} to add to", supplement.at),
        })?;
    }
    Ok(())
}

impl Supplement {
    /// `None` if the place does not exist, or is of another type.
    fn add_to(&self, content: &mut Value) -> Option<()> {
        let holder = match self.row {
            None => content,
            Some((list, module)) => content
                .get_mut(list)?
                .as_array_mut()?
                .iter_mut()
                .find(|row| row.get("module").and_then(Value::as_str) == Some(module))?,
        };
        match holder.pointer_mut(self.at)? {
            Value::Array(items) => {
                let more: Vec<Value> = serde_json::from_str(self.add).ok()?;
                for item in more {
                    if !items.contains(&item) {
                        items.push(item);
                    }
                }
            }
            Value::Object(members) => {
                let more: Map<String, Value> = serde_json::from_str(self.add).ok()?;
                for (name, value) in more {
                    members.entry(name).or_insert(value);
                }
            }
            _ => return None,
        }
        Some(())
    }
}
