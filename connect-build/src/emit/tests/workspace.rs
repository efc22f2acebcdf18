//! Test scaffolding: a package on disk, and what it emits.

use connect_model::reasons::Reasons;
use serde_json::Value;
use tempfile::TempDir;

use super::super::*;

/// A package in its own folder, below a workspace with a target directory.
pub(super) struct Workspace {
    folder: TempDir,
}

pub(super) const APP: &str =
    "connect_runtime::app! { key = \"com.example.votes\", name = \"Votes\" }\n";

pub(super) fn panel(name: &str) -> String {
    format!(
        "#[web_panel(name = \"{name}\", location = \"atl.jira.view.issue.right.context\")]\n\
         async fn {name}() -> &'static str {{ \"\" }}\n"
    )
}

impl Workspace {
    pub(super) fn new(files: &[(&str, &str)]) -> Self {
        let workspace = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        workspace.write("app/Cargo.toml", "[package]\nname = \"app\"\n");
        for (path, content) in files {
            workspace.write(path, content);
        }
        std::fs::create_dir_all(workspace.env().out_dir).unwrap();
        workspace
    }

    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(super) fn write(&self, path: &str, content: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    pub(super) fn env(&self) -> BuildEnv {
        BuildEnv {
            manifest_dir: self.path("app"),
            out_dir: self.path("target/debug/build/app-1/out"),
            target_dir: self.path("target"),
            package: "app".to_owned(),
        }
    }

    /// Emits; returns the warnings.
    pub(super) fn emit(&self) -> Result<Vec<String>, EmitError> {
        Emit::new().emit(&self.env(), &Cfg::default())
    }

    /// Emits with static folders; returns the warnings.
    #[cfg(feature = "front-end")]
    pub(super) fn with_front_end(&self, folders: &[&str]) -> Result<Vec<String>, EmitError> {
        let emit = folders
            .iter()
            .fold(Emit::new(), |emit, folder| emit.front_end(folder));
        emit.emit(&self.env(), &Cfg::default())
    }

    /// Emits with these cargo variables; returns the descriptor.
    pub(super) fn emit_with(&self, vars: &[(&str, &str)]) -> Value {
        let cfg = Cfg::from_vars(vars.iter().copied());
        Emit::new().emit(&self.env(), &cfg).unwrap();
        self.descriptor()
    }

    pub(super) fn text(&self) -> String {
        std::fs::read_to_string(self.path("target/connect/app/descriptor.json")).unwrap()
    }

    pub(super) fn descriptor(&self) -> Value {
        serde_json::from_str(&self.text()).unwrap()
    }

    /// What is compiled into the program.
    pub(super) fn emitted(&self) -> Emitted {
        let emitted = self.env().out_dir.join("connect-emitted.json");
        serde_json::from_slice(&std::fs::read(emitted).unwrap()).unwrap()
    }

    pub(super) fn reasons(&self) -> Reasons {
        let text = std::fs::read_to_string(self.path("target/connect/app/scopes.json")).unwrap();
        assert!(text.ends_with("}\n"), "{text}");
        serde_json::from_str(&text).unwrap()
    }

    /// The keys of the descriptor's web panels.
    pub(super) fn panels(&self) -> Vec<String> {
        let descriptor = self.descriptor();
        let panels = descriptor["modules"]["webPanels"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        panels
            .iter()
            .map(|panel| panel["key"].as_str().unwrap().to_owned())
            .collect()
    }
}

pub(super) fn faults(result: Result<Vec<String>, EmitError>) -> Vec<String> {
    match result {
        Err(EmitError::Faults(faults)) => faults.iter().map(ToString::to_string).collect(),
        other => panic!("expected faults, found {other:?}"),
    }
}
