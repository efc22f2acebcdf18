//! The installed app, as a product's administration shows it.

use maud::{Markup, html};

use super::links::page_address;
use super::placement::Slot;
use super::view::View;

/// The app, with links to its configuration and getting-started pages.
pub(super) fn app_card(view: &View, slot: Slot) -> Markup {
    html! {
        @match &view.app {
            None => p class="subtle" { "No app is enabled here." },
            Some(app) => section class="card" {
                h2 { (app.name) }
                p { code { (app.key) } " at " (app.base_url) }
                div class="bar" { @for shown in view.at(slot) {
                    @let key = shown.module.key.as_deref().unwrap_or_default();
                    a class="button" href=(page_address(view, key)) data-module=(key) {
                        @if shown.module.kind == "configurePage" { "Configure" } @else { "Get started" }
                    }
                } }
                p class="subtle" { (app.modules.len()) " modules" }
            },
        }
    }
}
