//! A compile-fail case: a header with what is wrong and how to fix it, then the code.
//!
//! ```text
//! //! A location that is one letter off.
//! //! fix: `contxt` → `context`
//! ```
//! In a fix, `\n` stands for a line break.

use super::{Fault, read};
use std::path::{Path, PathBuf};

/// A case that does not compile.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) path: PathBuf,
    /// What is wrong, in a sentence.
    pub(super) sentence: String,
    /// Wrong and right text, to be applied in order.
    pub(super) fixes: Vec<(String, String)>,
    /// The code below the header.
    pub(super) code: String,
    /// What the user reads: the build script's report, and the compiler's output unless that
    /// ended the build.
    pub(super) message: String,
}

impl Case {
    pub(super) fn read(path: &Path) -> Result<Self, Fault> {
        let text = read(path)?;
        let mut message = String::new();
        for extension in ["build", "stderr"] {
            let reported = path.with_extension(extension);
            if reported.exists() {
                message.push_str(&read(&reported)?);
            }
        }
        let mut sentence = Vec::new();
        let mut fixes = Vec::new();
        for line in text.lines().map_while(|line| line.strip_prefix("//! ")) {
            match line.strip_prefix("fix: ") {
                Some(fix) => fixes.push(parts(fix).ok_or_else(|| Fault::Case {
                    path: path.to_owned(),
                    reason: format!("a fix is `wrong` → `right`, not {fix}"),
                })?),
                None => sentence.push(line),
            }
        }
        if sentence.is_empty() {
            return Err(Fault::Case {
                path: path.to_owned(),
                reason: "needs a header: `//! what is wrong`, then `//! fix:` lines".to_owned(),
            });
        }
        let above = sentence.len() + fixes.len() + 1;
        let code: Vec<&str> = text.lines().skip(above).collect();
        Ok(Self {
            path: path.to_owned(),
            sentence: sentence.join(" "),
            fixes,
            code: code.join("\n"),
            message,
        })
    }

    /// The corrected code.
    pub(super) fn fixed(&self) -> Result<String, Fault> {
        let mut code = self.code.clone();
        for (wrong, right) in &self.fixes {
            if !code.contains(wrong.as_str()) {
                return Err(Fault::Case {
                    path: self.path.clone(),
                    reason: format!("nothing to fix: `{wrong}` is not in the code"),
                });
            }
            code = code.replacen(wrong.as_str(), right, 1);
        }
        Ok(code)
    }

    /// The fault, from the file's name.
    pub(super) fn fault(&self) -> String {
        let stem = self.path.file_stem().unwrap_or_default();
        stem.to_string_lossy().replace('_', " ")
    }

    /// The case's folder, which names the macro.
    pub(super) fn about(&self) -> String {
        let folder = self.path.parent().and_then(Path::parent);
        let name = folder.and_then(Path::file_name).unwrap_or_default();
        name.to_string_lossy().into_owned()
    }
}

/// The wrong and right text of a fix.
fn parts(fix: &str) -> Option<(String, String)> {
    let (wrong, right) = fix.split_once("` → `")?;
    let wrong = wrong.strip_prefix('`')?;
    let right = right.strip_suffix('`')?;
    Some((wrong.replace("\\n", "\n"), right.replace("\\n", "\n")))
}
