//! Names that the tables know: locations, closed sets, and the way past the tables.

use connect_model::nearest::nearest;
use connect_model::{Confidence, Location, LocationUse, ModuleKind, Property, Type, Unknown};
use proc_macro2::Span;
use serde_json::Value as Json;
use syn::spanned::Spanned;

use super::texts::{text, within};
use super::{Findings, SectionUse, UnlistedUse, expected};
use crate::reference::Wants;
use crate::value::{Call, Value};
use crate::wording;

pub(super) fn location(
    kind: Option<&ModuleKind>,
    property: &Property,
    written: &Value,
    findings: &mut Findings,
) -> Option<Json> {
    if let Value::Path(path) = written {
        let below = kind.and_then(connect_model::location::implicit_parent);
        return Some(
            findings
                .refer(path, Wants::Location { below }, "location")
                .into(),
        );
    }
    let name = text(property, written, findings)?;
    let Some(kind) = kind else {
        return Some(name.into());
    };
    match known(
        connect_model::check_location(kind, &name),
        written.span(),
        findings,
    )? {
        LocationUse::BelowListed { section, .. } => {
            findings.sections.push(SectionUse {
                section: section.to_owned(),
                span: written.span(),
            });
        }
        LocationUse::Listed(row) => shown(kind, row, &name, written.span(), findings),
        LocationUse::Explicit | LocationUse::NoLink => {}
    }
    Some(name.into())
}

/// Reports a location where modules of the kind are not shown, as far as that is known for sure.
fn shown(kind: &ModuleKind, row: &Location, name: &str, at: Span, findings: &mut Findings) {
    if row.confidence == Confidence::Unverified || row.accepts.is_empty() {
        return;
    }
    let rows = connect_model::location(row.name);
    let here = |row: &&Location| kind.products.iter().any(|one| one.meets(row.product));
    if !rows.iter().any(|row| here(&row)) {
        let theirs = row.product.host().title();
        let message = wording::location_of_other_product(name, kind, theirs);
        findings.report.error_at(at, message);
        return;
    }
    // Where links go, all kinds of links go: items, sections, pages.
    let is_panel = |kind: &str| kind == "webPanels";
    let mut takes: Vec<&str> = rows
        .iter()
        .filter(here)
        .flat_map(|row| row.accepts)
        .copied()
        .collect();
    takes.dedup();
    if takes.iter().all(|one| is_panel(one) != is_panel(kind.name)) {
        let of = |label: fn(&ModuleKind) -> &'static str| -> Vec<&str> {
            takes
                .iter()
                .filter_map(|one| connect_model::module_kind(one))
                .map(label)
                .collect()
        };
        let message = wording::location_of_other_kinds(
            name,
            kind,
            &of(|kind| kind.label),
            &of(|kind| kind.attribute),
        );
        findings.report.error_at(at, message);
    }
}

/// The fact, or its error at the token.
pub(crate) fn known<T>(result: Result<T, Unknown>, at: Span, findings: &mut Findings) -> Option<T> {
    result
        .map_err(|unknown| findings.report.error_at(at, wording::unknown(&unknown)))
        .ok()
}

/// One of a closed set: as a bare name where Rust can spell it (`x_large`), else as a string.
pub(super) fn one_of(
    property: &Property,
    values: &[&'static str],
    written: &Value,
    findings: &mut Findings,
) -> Option<Json> {
    let spelled = match (written.as_ident(), written.as_str()) {
        (Some(ident), _) => ident.to_string(),
        (_, Some(literal)) => literal.value(),
        _ => {
            return expected(
                property,
                written,
                "one name of a set",
                values.first().copied().unwrap_or("…"),
                findings,
            );
        }
    };
    let found = values.iter().find(|value| {
        **value == spelled || (written.as_ident().is_some() && value.replace('-', "_") == spelled)
    });
    if let Some(value) = found {
        return Some((*value).into());
    }
    let near = nearest(&spelled, values.iter().copied());
    findings.report.error_at(
        written.span(),
        wording::not_one_of(property.argument, &spelled, &near, values),
    );
    None
}

pub(super) fn unlisted(
    property: &Property,
    ty: &Type,
    call: &Call,
    findings: &mut Findings,
) -> Option<Json> {
    let name = match (call.positional.as_slice(), call.named.iter().next()) {
        ([only], None) => only.as_str(),
        _ => None,
    };
    let Some(name) = name else {
        findings
            .report
            .error(&call.path, wording::UNLISTED_TAKES_ONE);
        return None;
    };
    if !matches!(ty, Type::Location | Type::Event | Type::Enum(_)) {
        findings
            .report
            .error(&call.path, wording::misplaced_unlisted(property.argument));
        return None;
    }
    within(property, &name.value(), name.span(), findings).then(|| {
        findings.unlisted.push(UnlistedUse {
            name: name.value(),
            span: call.path.span(),
        });
        name.value().into()
    })
}
