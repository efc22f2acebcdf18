//! Sections, or items used as menus, that contain each other. No item of such a cycle is wrong on its own,
//! and where the compiler gives up is not where the fault is.

use std::collections::BTreeSet;

use connect_model::Origin;
use connect_model::assemble::Fault;
use connect_model::fact::joined;
use connect_syntax::{Reference, ReferenceTarget};
use syn::spanned::Spanned;

use super::{AnnotatedItem, ItemIndex, Items, fits, item};
use crate::origin::origin;

/// One fault for each cycle of sections, at the location that is written first.
pub(crate) fn circles(crates: &[&Items]) -> Vec<Fault> {
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    for (number, items) in crates.iter().enumerate() {
        for at in 0..items.annotated.len() {
            let circle = circle(crates, (number, at));
            if !circle.is_empty() && circle.iter().all(|one| seen.insert(*one)) {
                faults.extend(fault(crates, &circle));
            }
        }
    }
    faults
}

/// The sections from this one back to itself, each inside the next; empty if it leads elsewhere.
fn circle(crates: &[&Items], start: ItemIndex) -> Vec<ItemIndex> {
    let mut around = vec![start];
    let mut at = start;
    while let Some(next) = parent(crates, at) {
        if next == start {
            return around;
        }
        if around.contains(&next) {
            break;
        }
        around.push(next);
        at = next;
    }
    Vec::new()
}

/// The section that contains a section.
fn parent(crates: &[&Items], (number, at): ItemIndex) -> Option<ItemIndex> {
    let found = annotated(crates, (number, at))?;
    found.declared.section_location()?;
    let reference = location(found)?;
    let parent = item(crates, number, &found.module, reference)?;
    fits(annotated(crates, parent)?, reference).then_some(parent)
}

fn annotated<'a>(crates: &[&'a Items], (number, at): ItemIndex) -> Option<&'a AnnotatedItem> {
    crates.get(number)?.annotated.get(at)
}

fn location(found: &AnnotatedItem) -> Option<&Reference> {
    let mut references = found.declared.references.iter();
    references.find(|one| matches!(one.target, ReferenceTarget::Location { .. }))
}

fn fault(crates: &[&Items], circle: &[ItemIndex]) -> Option<Fault> {
    let mut sections: Vec<(Origin, String)> = circle
        .iter()
        .filter_map(|at| {
            let found = annotated(crates, *at)?;
            let place = origin(location(found)?.path.span(), &found.origin.file);
            Some((place, format!("`{}`", found.name)))
        })
        .collect();
    sections.sort();
    let names: Vec<&str> = sections.iter().map(|(_, name)| &**name).collect();
    let (place, _) = sections.first()?;
    let what = match names.as_slice() {
        [only] => format!("{only} is inside itself"),
        _ => format!("{} are inside each other", joined(&names, "and")),
    };
    Some(Fault {
        message: format!(
            "{what}, so the host would show none of them; \
             write a location of the host here, such as location = \"admin_plugins_menu\""
        ),
        origin: Some(place.clone()),
    })
}
