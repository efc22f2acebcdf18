//! The modules of a slot in a page: as links in a menu, or as panels.

use maud::{Markup, html};

use super::frame::frame;
use super::links::link;
use super::placement::{Section, Slot, title};
use super::view::{Shown, View};

/// The links of a slot, below the titles of their sections. Sections without items are not
/// shown.
pub(super) fn menu(view: &View, slot: Slot) -> Markup {
    let mut groups: Vec<(&[Section], Vec<&Shown>)> = Vec::new();
    for shown in view.at(slot).filter(|it| it.module.kind != "webSections") {
        match groups
            .iter_mut()
            .find(|(sections, _)| *sections == shown.sections)
        {
            Some((_, members)) => members.push(shown),
            None => groups.push((&shown.sections, vec![shown])),
        }
    }
    html! {
        @for (sections, members) in &groups {
            @if let Some(last) = sections.last() {
                div class="menu-section" data-section=[last.key.as_deref()] {
                    p class="menu-title" {
                        (sections.iter().map(|it| &*it.title).collect::<Vec<_>>().join(" / "))
                    }
                    ul { @for shown in members { li { (one(view, shown)) } } }
                }
            } @else {
                ul class="menu-top" { @for shown in members { li { (one(view, shown)) } } }
            }
        }
    }
}

/// A dropdown menu, only if it has items.
pub(super) fn dropdown(view: &View, name: &str, slot: Slot) -> Markup {
    html! {
        @if view.has(slot) {
            details class="dropdown" {
                summary { (name) }
                div class="dropdown-items" { (menu(view, slot)) }
            }
        }
    }
}

/// The panels of a slot, each below its name.
pub(super) fn panels(view: &View, slot: Slot) -> Markup {
    html! {
        @for shown in view.at(slot).filter(|it| it.module.kind != "webSections") {
            (panel(view, shown))
        }
    }
}

/// One module as a panel.
pub(super) fn panel(view: &View, shown: &Shown) -> Markup {
    let name = title(&shown.module);
    html! {
        section class="panel" aria-label=(name) {
            h3 { (name) }
            (frame(view, &shown.module, None, &[]))
        }
    }
}

fn one(view: &View, shown: &Shown) -> Markup {
    if shown.module.kind == "webPanels" {
        return panel(view, shown);
    }
    link(view, &shown.module)
}
