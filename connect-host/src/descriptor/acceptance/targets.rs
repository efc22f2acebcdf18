//! Checking what a web item opens: its own URL, or a dialog or page that the app declares.

use serde_json::{Map, Value};

use super::findings::Findings;
use super::site_message::{DIALOG_DIMENSION, DIALOG_DIMENSIONS, NO_URL};
use crate::descriptor::module::{Module, opened};

/// The module kind whose `target` decides what it opens.
const WEB_ITEMS: &str = "webItems";

/// Checks the target of a web item, or the options of a dialog.
pub(super) fn check(kind: &str, module: &Map<String, Value>, path: &str, findings: &mut Findings) {
    let target = module.get("target");
    let text = |name: &str| target.and_then(|target| target.get(name)?.as_str());
    let kind_of_target = text("type").map(str::to_ascii_lowercase);
    let options = match kind {
        "dialogs" => module.get("options").map(|options| (options, "options")),
        _ if kind_of_target.as_deref() == Some("dialog") => target
            .and_then(|target| target.get("options"))
            .map(|options| (options, "target.options")),
        _ => None,
    };
    if let Some((options, at)) = options {
        dialog_options(options, &format!("{path}.{at}"), findings);
    }
    if kind != WEB_ITEMS || module.contains_key("url") {
        return;
    }
    // Every web item has a URL, unless it opens a module that has one.
    let opens_module = target.is_some_and(|target| target.pointer("/options/key").is_some())
        && kind_of_target.as_deref() == Some("dialogmodule");
    if !opens_module {
        let key = module
            .get("key")
            .and_then(Value::as_str)
            .unwrap_or_default();
        findings.problem_with_help(
            &format!("{path}.url"),
            NO_URL.with(&[key]),
            "write a url, or a target with the type dialogmodule and the key of a dialog",
        );
    }
}

/// Warns about each module that links to one that is missing or can't be opened this way.
pub(super) fn check_links(modules: &[Module], findings: &mut Findings) {
    for module in modules {
        if let Err(error) = opened(modules, module) {
            let key = module.key.as_deref().unwrap_or_default();
            findings.warning(
                &format!("modules.{}", module.kind),
                format!("for {key:?} a host opens nothing: {error}"),
            );
        }
    }
}

/// Dimensions are numbers of pixels or, with `%`, percentages ("Dialog options").
fn dialog_options(options: &Value, path: &str, findings: &mut Findings) {
    let dimension = |name: &str| {
        let value = options.get(name)?;
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        (!text.trim().is_empty()).then_some(text)
    };
    let (height, width) = (dimension("height"), dimension("width"));
    for (name, given) in [("height", &height), ("width", &width)] {
        if let Some(given) = given
            && !is_dimension(given)
        {
            findings.problem_with_help(
                &format!("{path}.{name}"),
                DIALOG_DIMENSION.with(&[given]),
                r#"write "400px" or "80%""#,
            );
        }
    }
    if options.get("size").is_none() && height.is_some() != width.is_some() {
        findings.problem_with_help(path, DIALOG_DIMENSIONS.with(&[]), "write both, or a size");
    }
}

fn is_dimension(text: &str) -> bool {
    let (number, percent) = match text.strip_suffix('%') {
        Some(number) => (number, true),
        None => (text.strip_suffix("px").unwrap_or(text), false),
    };
    let digits = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
    match number.parse::<i32>() {
        Ok(number) => digits && number > 0 && (!percent || number <= 100),
        Err(_) => false,
    }
}
