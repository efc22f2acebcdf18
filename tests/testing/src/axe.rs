//! axe-core, which finds accessibility faults in a page: from npm, for tests only.
//!
//! Its archive is looked for where `.ci/run` puts it, below `target/connect/axe/`. Without it a test is
//! left out and says so; where `CI=true` is set, it fails.

use std::io::Read as _;
use std::path::Path;

use aws_lc_rs::digest::{SHA512, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use serde_json::Value;

use crate::browser::Browser;
use crate::left_out::leave_out;

/// Its version in the npm registry, which decides what it finds.
const VERSION: &str = "4.12.0";
/// The SHA-512 of its archive, as npm's lock files write it.
const INTEGRITY: &str =
    "FTavr/7Ba0IptwGOPxnQvdyW2tAsdLBMTBXz7rKH6xJ2skpyxpBxyHkDdBs4lf69yRqYpkqCdfhnwS8YULGOmg==";
/// The file of the archive that is run.
const SCRIPT: &str = "package/axe.min.js";

/// The script, from the archive that is kept below a target directory.
#[derive(Debug)]
pub struct Axe(String);

impl Axe {
    /// `None` if it is missing: the test must end here; a line on standard error says that it was left
    /// out.
    ///
    /// # Panics
    /// If it is missing and `CI` is `true`, or it is another file.
    pub fn find(target: &Path) -> Option<Self> {
        let archive = format!("connect/axe/{VERSION}/axe-core-{VERSION}.tgz");
        let Ok(archive) = std::fs::read(target.join(archive)) else {
            leave_out(&format!("axe-core {VERSION}"));
            return None;
        };
        let found = STANDARD.encode(digest(&SHA512, &archive));
        assert_eq!(found, INTEGRITY, "the archive is not axe-core {VERSION}");
        let mut archive = tar::Archive::new(GzDecoder::new(archive.as_slice()));
        let script = archive.entries().unwrap().map(Result::unwrap);
        let script = script
            .into_iter()
            .find(|entry| entry.path().is_ok_and(|path| path == Path::new(SCRIPT)));
        let mut text = String::new();
        script.unwrap().read_to_string(&mut text).unwrap();
        Some(Self(text))
    }

    /// What it finds in the browser's current page or frame, without the frames in it: a line for each
    /// element. `rules` leaves out all other rules.
    ///
    /// # Panics
    /// If it can't run.
    pub async fn violations(&self, browser: &Browser, rules: &[&str]) -> Vec<String> {
        let only = match rules {
            [] => "undefined".to_owned(),
            rules => format!("{{ type: 'rule', values: {rules:?} }}"),
        };
        let found = browser
            .run(&format!(
                "if (!window.axe) {{ {} }}\
                 const found = await axe.run(document, {{ iframes: false, runOnly: {only}, resultTypes: ['violations'] }});\
                 return found.violations.flatMap((rule) => rule.nodes.map((node) => \
                 `${{rule.id}} (${{rule.impact}}): ${{node.html.slice(0, 200)}} ${{node.failureSummary.replace(/\\s+/g, ' ')}}`))",
                self.0
            ))
            .await;
        let lines = found.as_array().into_iter().flatten();
        lines.filter_map(Value::as_str).map(str::to_owned).collect()
    }
}
