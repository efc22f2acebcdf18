//! Checking the parameters of a call against those of its operation.

use connect_model::nearest::nearest;
use connect_model::operation::{Cardinality, Operation, Parameter, ValueKind};
use proc_macro2::Span;
use syn::spanned::Spanned;

use super::call_syntax::Given;
use super::literal::{GivenValue, elements, text};
use super::step::{Step, ValueShape};
use crate::findings::Deprecation;
use crate::report::Report;
use crate::wording::rest as wording;

/// Where a parameter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Location {
    Path,
    Query,
    Header,
}

/// Checks the parameters of one call.
pub(super) struct ParameterCheck<'a> {
    operation: &'static Operation,
    report: &'a mut Report,
    /// The arguments of the call, each with its position in the order written.
    steps: Vec<(usize, Step)>,
    deprecations: Vec<Deprecation>,
    /// The parameters that are given, and those that a misspelled name probably meant: neither is
    /// missing.
    present: Vec<(Location, &'static str)>,
}

impl<'a> ParameterCheck<'a> {
    pub(super) fn new(operation: &'static Operation, report: &'a mut Report) -> Self {
        Self {
            operation,
            report,
            steps: Vec::new(),
            deprecations: Vec::new(),
            present: Vec::new(),
        }
    }

    pub(super) fn finish(self) -> (Vec<(usize, Step)>, Vec<Deprecation>) {
        (self.steps, self.deprecations)
    }

    /// Checks the path parameters: each exactly once.
    pub(super) fn path(&mut self, given: Vec<(usize, Given)>) {
        let mut seen: Vec<&'static str> = Vec::new();
        for (order, Given { name, span, value }) in given {
            let Ok(parameter) = self.operation.path_parameter(&name) else {
                self.unknown_in_path(&name, span, &seen);
                continue;
            };
            if seen.contains(&parameter.argument()) {
                let message = wording::repeated("path parameter", &name, false);
                self.report.error_at(span, message);
                continue;
            }
            seen.push(parameter.argument());
            self.present.push((Location::Path, parameter.argument()));
            self.deprecated(parameter, "path parameter", span);
            match text(&value).as_deref() {
                Some(written @ ("" | "." | "..")) => {
                    let message = wording::bad_segment(parameter.argument(), written);
                    self.report.error_at(value.span(), message);
                }
                Some(written) => self.literal(parameter, written, value.span()),
                None => {}
            }
            let step = Step::Path {
                name: parameter.name(),
                value: GivenValue::of(value),
            };
            self.steps.push((order, step));
        }
    }

    fn unknown_in_path(&mut self, name: &str, span: Span, seen: &[&'static str]) {
        let left: Vec<&'static str> = self
            .operation
            .path_parameters()
            .map(Parameter::argument)
            .filter(|known| !seen.contains(known))
            .collect();
        let near = match &left[..] {
            [only] => vec![*only],
            left => nearest(name, left.iter().copied()),
        };
        // If any query is accepted, a misspelled path parameter would pass for one of it.
        let in_query = self
            .operation
            .query_parameter(name)
            .ok()
            .filter(|_| !self.operation.takes_any_query());
        let (meant, message) = match in_query {
            Some(parameter) => (
                Some((Location::Query, parameter.argument())),
                wording::belongs_in_query(name, self.operation),
            ),
            None => (
                near.first().map(|near| (Location::Path, *near)),
                wording::unknown_path_parameter(name, self.operation, &near),
            ),
        };
        self.present.extend(meant);
        self.report.error_at(span, message);
    }

    /// Checks the query parameters: known ones, each once.
    pub(super) fn query(&mut self, given: Vec<(usize, Given)>) {
        let mut seen: Vec<String> = Vec::new();
        let known = |(_, given): &(usize, Given)| self.operation.query_parameter(&given.name).ok();
        let named: Vec<&'static str> = given
            .iter()
            .filter_map(known)
            .map(Parameter::argument)
            .collect();
        for (order, Given { name, span, value }) in given {
            let Ok(parameter) = self.operation.query_parameter(&name) else {
                self.unknown_in_query(&name, span, &named);
                continue;
            };
            // The row for arbitrary names has no name of its own.
            let any = parameter.name() == "*";
            let on_wire = if any {
                name.clone()
            } else {
                parameter.name().to_owned()
            };
            if seen.contains(&on_wire) {
                let takes_list = any || parameter.cardinality() != Cardinality::Once;
                let message = wording::repeated("query parameter", &name, takes_list);
                self.report.error_at(span, message);
                continue;
            }
            seen.push(on_wire.clone());
            self.present.push((Location::Query, parameter.argument()));
            self.deprecated(parameter, "query parameter", span);
            let shape = if any {
                ValueShape {
                    many: true,
                    holds: ValueKind::String,
                }
            } else {
                self.query_literals(parameter, &value);
                ValueShape::of(parameter)
            };
            let step = Step::Query {
                name: on_wire,
                joined: parameter.cardinality() == Cardinality::Joined,
                shape,
                value: GivenValue::of(value),
            };
            self.steps.push((order, step));
        }
    }

    fn unknown_in_query(&mut self, name: &str, span: Span, named: &[&str]) {
        let known = self.operation.query_parameters().map(Parameter::argument);
        let all: Vec<&'static str> = known.collect();
        let mut near = nearest(name, all.iter().copied());
        if near.is_empty() && self.operation.path_parameter(name).is_err() {
            near.extend(self.only_missing_in_query(named));
        }
        self.present
            .extend(near.iter().map(|near| (Location::Query, *near)));
        let message = match self.operation.path_parameter(name) {
            Ok(parameter) => {
                self.present.push((Location::Path, parameter.argument()));
                wording::belongs_in_path(name, self.operation)
            }
            Err(_) => wording::unknown_query_parameter(name, self.operation, &near, &all),
        };
        self.report.error_at(span, message);
    }

    /// The required query parameter that is missing, if there is only one: an unrecognizable name is
    /// meant for it.
    fn only_missing_in_query(&self, named: &[&str]) -> Option<&'static str> {
        let required = self.operation.query_parameters().filter(|it| it.required());
        let mut missing = required
            .map(Parameter::argument)
            .filter(|argument| !named.contains(argument))
            .filter(|argument| !self.present.contains(&(Location::Query, argument)));
        missing.next().filter(|_| missing.next().is_none())
    }

    /// Checks the literals among the values of a query parameter.
    fn query_literals(&mut self, parameter: &Parameter, value: &syn::Expr) {
        match elements(value) {
            Some(_) if parameter.cardinality() == Cardinality::Once => {
                let message = wording::not_a_list(parameter);
                self.report.error_at(value.span(), message);
            }
            Some(elements) => {
                for element in elements {
                    if let Some(written) = text(element) {
                        self.literal(parameter, &written, element.span());
                    }
                }
            }
            None => {
                if let Some(written) = text(value) {
                    self.literal(parameter, &written, value.span());
                }
            }
        }
    }

    /// Checks the headers: documented ones, each once.
    pub(super) fn headers(&mut self, given: Vec<(usize, Given)>) {
        let mut seen: Vec<&'static str> = Vec::new();
        for (order, Given { name, span, value }) in given {
            let found = self.operation.headers().find(|it| {
                it.name().eq_ignore_ascii_case(&name) || it.argument().eq_ignore_ascii_case(&name)
            });
            let Some(parameter) = found else {
                let all: Vec<_> = self.operation.headers().map(Parameter::name).collect();
                let near = nearest(&name, all.iter().copied());
                self.present
                    .extend(near.iter().map(|near| (Location::Header, *near)));
                let message = wording::unknown_header(&name, self.operation, &near, &all);
                self.report.error_at(span, message);
                continue;
            };
            if seen.contains(&parameter.name()) {
                let message = wording::repeated("header", &name, false);
                self.report.error_at(span, message);
                continue;
            }
            seen.push(parameter.name());
            self.present.push((Location::Header, parameter.name()));
            // A value must not end its header.
            let unprintable = |letter: char| letter.is_control() || !letter.is_ascii();
            if text(&value).is_some_and(|written| written.contains(unprintable)) {
                let message = wording::bad_header_value(&name);
                self.report.error_at(value.span(), message);
            }
            let step = Step::Header {
                name: parameter.name().to_ascii_lowercase(),
                value: GivenValue::of(value),
            };
            self.steps.push((order, step));
        }
    }

    /// Reports required parameters that are missing, at the path.
    pub(super) fn missing(&mut self, at: Span, multipart: bool) {
        let operation = self.operation;
        let missing = |location, name| !self.present.contains(&(location, name));
        for parameter in operation.path_parameters() {
            let argument = parameter.argument();
            if missing(Location::Path, argument) {
                let message = wording::missing_path_parameter(operation, argument);
                self.report.error_at(at, message);
            }
        }
        for parameter in operation.query_parameters().filter(|it| it.required()) {
            if missing(Location::Query, parameter.argument()) {
                let message = wording::missing_query_parameter(operation, parameter);
                self.report.error_at(at, message);
            }
        }
        for header in operation.headers().filter(|it| it.required()) {
            // The client sends this one with each form.
            let sent_by_client =
                multipart && header.name().eq_ignore_ascii_case("X-Atlassian-Token");
            if missing(Location::Header, header.name()) && !sent_by_client {
                let message = wording::missing_header(operation, header.name());
                self.report.error_at(at, message);
            }
        }
    }

    /// Checks a value that is known at compile time.
    fn literal(&mut self, parameter: &Parameter, written: &str, at: Span) {
        if let Err(wrong) = parameter.check(written) {
            let near = nearest(written, parameter.words());
            self.report
                .error_at(at, wording::wrong_value(&wrong, &near));
        }
    }

    fn deprecated(&mut self, parameter: &Parameter, what: &str, span: Span) {
        if parameter.deprecated() {
            let note = wording::deprecated_parameter(what, parameter.name(), self.operation);
            self.deprecations.push(Deprecation { note, span });
        }
    }
}
