//! The app on Forge as files: its manifest, the shell that shows its pages, and a report of what is lost.

pub(super) mod shell;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use connect_model::Origin;
use connect_model::forge::assemble::{Choice, FORGE, Stage};
use connect_model::forge::locale::forge_locale;
use connect_model::forge::manifest::{SHELL_FOLDER, TRANSLATIONS_FOLDER};
use connect_model::forge::{Forge, Gap, GapKind, Settings};
use connect_syntax::DeclarationKind;
use serde_json::Value;

use super::translations::Texts;
use crate::read::Crate;

/// The folder for the files, below that of the other artifacts.
pub(super) const FOLDER: &str = "forge";

/// Whether the app states that it is to run on Forge.
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

/// How the app is moved to Forge, or would be.
pub(super) fn settings(app: &str, crates: &[Crate], texts: &BTreeMap<String, Texts>) -> Settings {
    let mut items = BTreeMap::new();
    let mut schedules = BTreeMap::new();
    let annotated = crates.iter().flat_map(|one| &one.items.annotated);
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
        translations: texts
            .iter()
            .map(|(locale, texts)| (locale.clone(), texts.keys.clone()))
            .collect(),
        limits: crates.iter().flat_map(|one| one.limits.clone()).collect(),
    }
}

/// The texts by Forge locale, for the locales that Forge supports.
pub(super) fn texts(by_locale: BTreeMap<String, Texts>) -> BTreeMap<String, Texts> {
    let by_locale = by_locale.into_iter();
    by_locale
        .filter_map(|(locale, texts)| Some((forge_locale(&locale)?.to_owned(), texts)))
        .collect()
}

/// The path and content of each translation file.
pub(super) fn translations<'a>(
    texts: &'a BTreeMap<String, Texts>,
    artifacts: &Path,
) -> impl Iterator<Item = (PathBuf, &'a str)> {
    let folder = artifacts.join(FOLDER).join(TRANSLATIONS_FOLDER);
    texts.iter().map(move |(locale, texts)| {
        let path = folder.join(format!("{locale}.json"));
        (path, texts.content.as_str())
    })
}

/// A warning for each gap that the app's users would notice, and one for all others.
pub(super) fn warnings(gaps: &[Gap], app: &Origin) -> Vec<String> {
    let shown = |gap: &&Gap| {
        matches!(
            gap.kind,
            GapKind::Condition | GapKind::Event | GapKind::Page | GapKind::Parameter
        )
    };
    let mut warnings: Vec<String> = gaps.iter().filter(shown).map(Gap::to_string).collect();
    // An item with `forge = skip` needs no further warning.
    let others = gaps.iter().filter(|gap| gap.kind != GapKind::Skipped);
    let others = others.filter(|gap| !shown(gap)).count();
    if others > 0 {
        warnings.push(format!(
            "{app}: {others} smaller things are not on Forge as they are on Connect: see \
             {FOLDER}/gaps.json beside the descriptor"
        ));
    }
    warnings
}

/// The path and content of each file other than the shell's; for an app that is not to run on Forge, only
/// what it would lose there.
pub(super) fn files(forge: &Forge, goes: bool, artifacts: &Path) -> Vec<(PathBuf, String)> {
    let folder = artifacts.join(FOLDER);
    let gaps = serde_json::to_string_pretty(&forge.gaps).unwrap_or_default();
    let mut files = vec![(folder.join("gaps.json"), gaps + "\n")];
    if !goes {
        return files;
    }
    files.push((folder.join("manifest.yml"), forge.manifest.to_yaml()));
    files
}

/// The folder for the shell.
pub(super) fn shell_folder(artifacts: &Path) -> PathBuf {
    artifacts.join(FOLDER).join(SHELL_FOLDER)
}

/// Removes what an earlier build wrote when `app!` had `forge`.
pub(super) fn remove(artifacts: &Path) {
    // Usually there is no such folder.
    let _ = std::fs::remove_dir_all(artifacts.join(FOLDER));
}
