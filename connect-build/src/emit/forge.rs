//! The app on Forge as files: its manifest, the shell that shows its pages, and what is missing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use connect_model::Origin;
use connect_model::forge::assemble::{Choice, FORGE, Stage};
use connect_model::forge::manifest::SHELL_FOLDER;
use connect_model::forge::{Forge, Gap, GapKind, Settings};
use connect_syntax::DeclarationKind;
use serde_json::Value;

use crate::references::Items;

/// The folder of the files, below that of the other artifacts.
pub(super) const FOLDER: &str = "forge";

/// The files of the shell, which are the same for each app.
const SHELL: [(&str, &str); 3] = [
    ("index.html", include_str!("../shell/index.html")),
    ("shell.css", include_str!("../shell/shell.css")),
    ("shell.js", include_str!("../shell/shell.js")),
];

/// Whether the app says that it goes to Forge.
pub(super) fn goes(app: &str) -> bool {
    stage(app).is_some()
}

fn stage(app: &str) -> Option<Stage> {
    let app: Value = serde_json::from_str(app).ok()?;
    match Choice::named(app.get(FORGE)?.as_str()?)? {
        Choice::Stage(stage) => Some(stage),
        Choice::Skip => None,
    }
}

/// How the app gets to Forge, or would get there.
pub(super) fn settings(app: &str, crates: &[&Items]) -> Settings {
    let mut items = BTreeMap::new();
    let mut schedules = BTreeMap::new();
    let annotated = crates.iter().flat_map(|items| &items.annotated);
    for declared in annotated.map(|found| &found.declared) {
        let name = (declared.kind_name().to_owned(), declared.key.clone());
        if let Some(choice) = declared.forge {
            items.insert(name, choice);
        }
        if let DeclarationKind::Scheduled { every } = declared.kind {
            schedules.insert(declared.key.clone(), every);
        }
    }
    Settings {
        stage: stage(app).unwrap_or_default(),
        items,
        schedules,
    }
}

/// A warning for each gap that people who use the app would notice, and one for all others.
pub(super) fn warnings(gaps: &[Gap], app: &Origin) -> Vec<String> {
    let told = |gap: &&Gap| {
        matches!(
            gap.kind,
            GapKind::Condition | GapKind::Event | GapKind::Parameter
        )
    };
    let mut warnings: Vec<String> = gaps.iter().filter(told).map(Gap::to_string).collect();
    let others = gaps.iter().filter(|gap| !told(gap)).count();
    if others > 0 {
        warnings.push(format!(
            "{app}: {others} smaller things are not on Forge as they are on Connect: see \
             {FOLDER}/gaps.json beside the descriptor"
        ));
    }
    warnings
}

/// The path and the content of each file: of an app that does not go to Forge only what it would
/// lose there.
pub(super) fn files(forge: &Forge, goes: bool, artifacts: &Path) -> Vec<(PathBuf, String)> {
    let folder = artifacts.join(FOLDER);
    let gaps = serde_json::to_string_pretty(&forge.gaps).unwrap_or_default();
    let mut files = vec![(folder.join("gaps.json"), gaps + "\n")];
    if !goes {
        return files;
    }
    let shell = folder.join(SHELL_FOLDER);
    let settings = "globalThis.connectAssets = [];\n".to_owned();
    files.push((folder.join("manifest.yml"), forge.manifest.to_yaml()));
    files.push((shell.join("settings.js"), settings));
    files.extend(
        SHELL
            .iter()
            .map(|(name, text)| (shell.join(name), packed(name, text))),
    );
    files
}

/// Removes what an earlier build wrote when `app!` said something about Forge.
pub(super) fn remove(artifacts: &Path) {
    // Usually there is no such folder.
    let _ = std::fs::remove_dir_all(artifacts.join(FOLDER));
}

/// A script without its comments and its indentation: no text in it goes over lines.
fn packed(name: &str, text: &str) -> String {
    if Path::new(name).extension().is_none_or(|kind| kind != "js") {
        return text.to_owned();
    }
    let lines = text.lines().map(str::trim);
    let code = lines.filter(|line| {
        let is_comment = line.starts_with("//") || line.starts_with("/**") && line.ends_with("*/");
        !line.is_empty() && !is_comment
    });
    let mut packed: Vec<&str> = code.collect();
    packed.push("");
    packed.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_script_has_no_comments() {
        let packed = packed(
            "shell.js",
            "// a\n(() => {\n  /** b */\n  const c = 'd'; // e\n})();\n",
        );
        assert_eq!(packed, "(() => {\nconst c = 'd'; // e\n})();\n");
        assert_eq!(super::packed("a.css", "  // a\n"), "  // a\n");
    }

    #[test]
    fn the_shell_names_its_files() {
        let (_, index) = SHELL[0];
        for (name, _) in SHELL {
            assert!(name == "index.html" || index.contains(name), "{name}");
        }
        let (_, script) = SHELL[2];
        // Text over lines would lose its indentation.
        assert!(script.matches('`').count() % 2 == 0);
        assert!(
            script
                .lines()
                .all(|line| line.matches('`').count() % 2 == 0)
        );
    }
}
