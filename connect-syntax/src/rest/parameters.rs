//! The parameters of a call, against those that its operation has.

use connect_model::nearest::nearest;
use connect_model::operation::{Holds, Many, Operation, Parameter};
use proc_macro2::Span;
use syn::spanned::Spanned;

use super::call::Step;
use super::literal::{GivenValue, elements, text};
use super::wording;
use super::written::Given;
use crate::declared::Deprecation;
use crate::report::Report;

/// What the type of a query parameter's value must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// One value, whatever it is.
    One,
    /// One integer.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// One word, as text.
    Word,
    /// Any number of values.
    Values,
    /// Any number of integers.
    Integers,
    /// Any number of truths.
    Booleans,
    /// Any number of words.
    Words,
}

impl Takes {
    fn of(parameter: &Parameter) -> Self {
        match (parameter.many(), parameter.holds()) {
            (Many::Once, Holds::String) => Self::One,
            (Many::Once, Holds::Integer) => Self::Integer,
            (Many::Once, Holds::Boolean) => Self::Boolean,
            (Many::Once, Holds::Enum) => Self::Word,
            (_, Holds::String) => Self::Values,
            (_, Holds::Integer) => Self::Integers,
            (_, Holds::Boolean) => Self::Booleans,
            (_, Holds::Enum) => Self::Words,
        }
    }
}

/// What is found on the way.
pub(super) struct Findings<'a> {
    pub(super) report: &'a mut Report,
    /// Each with its place in the order written.
    pub(super) steps: Vec<(usize, Step)>,
    pub(super) deprecations: Vec<Deprecation>,
    /// What is given, and what was meant by a name that is misspelt: both are not missing.
    pub(super) there: Vec<(Place, &'static str)>,
}

/// Where a parameter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Path,
    Query,
    Header,
}

/// The parameters of the path: each exactly once.
pub(super) fn path(operation: &Operation, given: Vec<(usize, Given)>, findings: &mut Findings<'_>) {
    let mut seen: Vec<&'static str> = Vec::new();
    for (order, Given { name, span, value }) in given {
        let Ok(parameter) = operation.path_parameter(&name) else {
            let known = operation.path_parameters().map(Parameter::argument);
            let left: Vec<_> = known
                .clone()
                .filter(|known| !seen.contains(known))
                .collect();
            let near = match &left[..] {
                [only] => vec![*only],
                left => nearest(&name, left.iter().copied()),
            };
            // Where any query is taken, a slip in a path parameter would look like one of them.
            let in_query = operation
                .query_parameter(&name)
                .ok()
                .filter(|_| !operation.takes_any_query());
            let (there, message) = match in_query {
                Some(parameter) => (
                    Some((Place::Query, parameter.argument())),
                    wording::belongs_in_query(&name, operation),
                ),
                None => (
                    near.first().map(|near| (Place::Path, *near)),
                    wording::unknown_path_parameter(&name, operation, &near),
                ),
            };
            findings.there.extend(there);
            findings.report.error_at(span, message);
            continue;
        };
        if seen.contains(&parameter.argument()) {
            findings
                .report
                .error_at(span, wording::repeated("path parameter", &name, false));
            continue;
        }
        seen.push(parameter.argument());
        findings.there.push((Place::Path, parameter.argument()));
        deprecated(parameter, "path parameter", operation, span, findings);
        if let Some(written) = text(&value) {
            segment(parameter, &written, value.span(), findings.report);
        }
        findings.steps.push((
            order,
            Step::Path {
                name: parameter.name(),
                value: GivenValue::of(value),
            },
        ));
    }
}

/// A segment of a path that is known while compiling.
fn segment(parameter: &Parameter, written: &str, at: Span, report: &mut Report) {
    if matches!(written, "" | "." | "..") {
        report.error_at(at, wording::no_segment(parameter.argument(), written));
    } else {
        literal(parameter, written, at, report);
    }
}

/// The parameters of the query: known ones, each once, and the required ones.
pub(super) fn query(
    operation: &Operation,
    given: Vec<(usize, Given)>,
    findings: &mut Findings<'_>,
) {
    let mut seen: Vec<String> = Vec::new();
    for (order, Given { name, span, value }) in given {
        let Ok(parameter) = operation.query_parameter(&name) else {
            let known = || operation.query_parameters().map(Parameter::argument);
            let near = nearest(&name, known());
            findings
                .there
                .extend(near.iter().map(|near| (Place::Query, *near)));
            let message = match operation.path_parameter(&name) {
                Ok(parameter) => {
                    findings.there.push((Place::Path, parameter.argument()));
                    wording::belongs_in_path(&name, operation)
                }
                Err(_) => {
                    let all: Vec<_> = known().collect();
                    wording::unknown_query_parameter(&name, operation, &near, &all)
                }
            };
            findings.report.error_at(span, message);
            continue;
        };
        // The row for any name has none of its own.
        let any = parameter.name() == "*";
        let wire = match any {
            true => name.clone(),
            false => parameter.name().to_owned(),
        };
        if seen.contains(&wire) {
            let list = any || parameter.many() != Many::Once;
            findings
                .report
                .error_at(span, wording::repeated("query parameter", &name, list));
            continue;
        }
        seen.push(wire.clone());
        findings.there.push((Place::Query, parameter.argument()));
        deprecated(parameter, "query parameter", operation, span, findings);
        let takes = match any {
            true => Takes::Values,
            false => Takes::of(parameter),
        };
        if !any {
            match elements(&value) {
                Some(_) if parameter.many() == Many::Once => findings
                    .report
                    .error_at(value.span(), wording::no_list(parameter)),
                Some(elements) => {
                    for element in elements {
                        if let Some(written) = text(element) {
                            literal(parameter, &written, element.span(), findings.report);
                        }
                    }
                }
                None => {
                    if let Some(written) = text(&value) {
                        literal(parameter, &written, value.span(), findings.report);
                    }
                }
            }
        }
        findings.steps.push((
            order,
            Step::Query {
                name: wire,
                joined: parameter.many() == Many::Joined,
                takes,
                value: GivenValue::of(value),
            },
        ));
    }
}

/// The headers: documented ones, each once, and the required ones that the client does not send
/// by itself.
pub(super) fn headers(
    operation: &Operation,
    given: Vec<(usize, Given)>,
    findings: &mut Findings<'_>,
) {
    let mut seen: Vec<&'static str> = Vec::new();
    for (order, Given { name, span, value }) in given {
        let known = || operation.headers();
        let Some(parameter) = known().find(|it| {
            it.name().eq_ignore_ascii_case(&name) || it.argument().eq_ignore_ascii_case(&name)
        }) else {
            let all: Vec<_> = known().map(Parameter::name).collect();
            let near = nearest(&name, all.iter().copied());
            findings
                .there
                .extend(near.iter().map(|near| (Place::Header, *near)));
            findings
                .report
                .error_at(span, wording::unknown_header(&name, operation, &near, &all));
            continue;
        };
        if seen.contains(&parameter.name()) {
            findings
                .report
                .error_at(span, wording::repeated("header", &name, false));
            continue;
        }
        seen.push(parameter.name());
        findings.there.push((Place::Header, parameter.name()));
        if let Some(written) = text(&value) {
            // What stands in a header can't end it.
            if written.contains(|letter: char| letter.is_control() || !letter.is_ascii()) {
                findings
                    .report
                    .error_at(value.span(), wording::no_header_value(&name));
            }
        }
        findings.steps.push((
            order,
            Step::Header {
                name: parameter.name().to_ascii_lowercase(),
                value: GivenValue::of(value),
            },
        ));
    }
}

/// What must be given and is not, where the path stands.
pub(super) fn missing(
    operation: &Operation,
    at: Span,
    multipart: bool,
    findings: &mut Findings<'_>,
) {
    let missing = |place, name| !findings.there.contains(&(place, name));
    let report = &mut *findings.report;
    for parameter in operation.path_parameters() {
        let argument = parameter.argument();
        if missing(Place::Path, argument) {
            report.error_at(at, wording::missing_path_parameter(operation, argument));
        }
    }
    for parameter in operation.query_parameters().filter(|it| it.required()) {
        if missing(Place::Query, parameter.argument()) {
            report.error_at(at, wording::missing_query_parameter(operation, parameter));
        }
    }
    for header in operation.headers().filter(|it| it.required()) {
        // The client sends this one with each form.
        let by_itself = multipart && header.name().eq_ignore_ascii_case("X-Atlassian-Token");
        if missing(Place::Header, header.name()) && !by_itself {
            report.error_at(at, wording::missing_header(operation, header.name()));
        }
    }
}

/// A value that is known while compiling.
fn literal(parameter: &Parameter, written: &str, at: Span, report: &mut Report) {
    if let Err(wrong) = parameter.check(written) {
        let near = nearest(written, parameter.words());
        report.error_at(at, wording::wrong_value(&wrong, &near));
    }
}

fn deprecated(
    parameter: &Parameter,
    what: &str,
    operation: &Operation,
    span: Span,
    findings: &mut Findings<'_>,
) {
    if parameter.deprecated() {
        findings.deprecations.push(Deprecation {
            note: wording::deprecated_parameter(what, parameter.name(), operation),
            span,
        });
    }
}
