//! The placeholder for an app's page in one of ours.
//!
//! A placeholder is a `<div class="ap-frame">` that says which module to open, which part of it, and with
//! which context; the bridge's scripts put a frame there. Without scripts it holds a plain one.

use maud::{Markup, html};

use super::bridge::frame::SANDBOX;
use super::placement::title;
use super::view::View;
use crate::descriptor::module::Module;

/// The placeholder for a module's page, or for a part of it (`editor`, `create`). `more` is added to the
/// page's context.
pub(super) fn frame(
    view: &View,
    module: &Module,
    part: Option<&str>,
    more: &[(&str, &str)],
) -> Markup {
    let mut context = view.context.clone();
    for (name, value) in more {
        context.insert((*name).to_owned(), (*value).to_owned());
    }
    let key = module.key.as_deref().unwrap_or_default();
    let mut open = view.visit.choice.open(view.visit.host(), key);
    for (name, value) in &context {
        open = open.with(name, value);
    }
    if let Some(part) = part {
        open = open.part(part);
    }
    let name = title(module);
    let size = |name: &str| {
        let own = module.properties.get(name);
        let layout = module.properties.get("layout").and_then(|it| it.get(name));
        let size = own.or(layout)?;
        Some(
            size.as_str()
                .map_or_else(|| size.to_string(), str::to_owned),
        )
    };
    // Forge's frames need the bridge: without it there is no page to frame.
    let of_forge = view.visit.front.origin.bridge().is_of_forge();
    let plain = (!of_forge).then(|| open.page_url()).transpose();
    match plain {
        Ok(url) => html! {
            div class="ap-frame"
                data-key=(key)
                data-part=[part]
                data-context=(serde_json::json!(context))
                data-kind=(module.kind)
                data-title=(name)
                data-width=[size("width")]
                data-height=[size("height")] {
                noscript {
                    @match url {
                        Some(url) => iframe title=(name) src=(url) sandbox=(SANDBOX) referrerpolicy="no-referrer" {},
                        None => (notice("Forge's frames need scripts.")),
                    }
                }
            }
        },
        Err(error) => notice(&error.to_string()),
    }
}

/// A notice in place of something that can't be shown.
pub(super) fn notice(text: &str) -> Markup {
    html! { p class="notice" role="note" { (text) } }
}
