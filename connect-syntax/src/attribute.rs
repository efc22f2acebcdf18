//! The framework's attributes, and how each turns the item below it into a declaration.

use connect_model::context_parameter::is_added_by_host;
use connect_model::declaration::{Auth, kind};
use connect_model::guard::Guard;
use connect_model::{ModuleKind, module_kind_of_attribute};
use proc_macro2::{Span, TokenStream};
use syn::spanned::Spanned;
use syn::{LitStr, Path};

use crate::declared::{DeclarationKind, Declared, Work};
use crate::findings::Findings;
use crate::item::{Annotated, HandlerFn};
use crate::reference::can_be_named;
use crate::signature::{self, Argument, Rules, Source};
use crate::template::{self, Template};
use crate::value::Value;
use crate::{depth, key, wording};

mod macro_parameters;
mod migration;
mod module;
mod non_module;
mod own_work;
mod path_arguments;
mod twice;

/// The attribute of [`kind::DARE_MIGRATION`], which is not a Rust name.
const DARE_MIGRATION: &str = "dare_migration";

/// One of the framework's attributes.
#[derive(Debug, Clone, Copy)]
pub enum Attribute {
    /// A module kind, one for each row of the table.
    Module(&'static ModuleKind),
    /// `#[endpoint]` or `#[public]`: a route of the app's own.
    Route(Auth),
    /// `#[iframe]`, `#[callback]` or `#[condition]`: something that modules refer to by its URL.
    Referenced(&'static str),
    /// A lifecycle hook.
    Hook(&'static str),
    /// `#[dare_migration]`: a step in which a tenant's data moves to another region.
    Migration,
    /// `#[job]` or `#[scheduled]`: what the app does on its own, outside of any request.
    OwnWork(&'static str),
}

impl Attribute {
    /// The attribute with this name.
    ///
    /// ```
    /// use connect_syntax::Attribute;
    ///
    /// assert!(Attribute::named("web_panel").is_some());
    /// assert!(Attribute::named("tokio").is_none());
    /// ```
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let listed = |names: &[&'static str]| names.iter().copied().find(|one| *one == name);
        match name {
            kind::ENDPOINT => Some(Self::Route(Auth::Context)),
            kind::PUBLIC => Some(Self::Route(Auth::Public)),
            DARE_MIGRATION => Some(Self::Migration),
            _ => listed(&kind::LIFECYCLE)
                .map(Self::Hook)
                .or_else(|| listed(&kind::SERVED).map(Self::Referenced))
                .or_else(|| listed(&kind::OWN_WORK).map(Self::OwnWork))
                .or_else(|| module_kind_of_attribute(name).map(Self::Module)),
        }
    }

    /// The attribute at a path, by its last segment: `connect_runtime::attributes::web_panel`.
    #[must_use]
    pub fn of_path(path: &Path) -> Option<Self> {
        Self::named(&path.segments.last()?.ident.to_string())
    }

    /// The attribute's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Module(row) => row.attribute,
            Self::Route(Auth::Public) => kind::PUBLIC,
            Self::Route(_) => kind::ENDPOINT,
            Self::Referenced(kind) => kind,
            Self::Migration => DARE_MIGRATION,
            Self::Hook(event) => event,
            Self::OwnWork(kind) => kind,
        }
    }

    /// Whether other items can refer to a function with this attribute. Next to such a function there is a
    /// type with its name.
    #[must_use]
    pub fn can_be_named(self) -> bool {
        match self {
            Self::Referenced(_) | Self::Route(Auth::Public) => true,
            Self::OwnWork(kind) => kind == kind::JOB,
            _ => can_be_named(self.kind()),
        }
    }

    /// The kind's name in a declaration.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Self::Module(row) => row.name,
            Self::Hook(event) => event,
            Self::Migration => kind::DARE_MIGRATION,
            other => other.name(),
        }
    }

    /// The message for an item of the wrong kind.
    #[must_use]
    pub fn item_wanted(self) -> String {
        match self {
            Self::Module(row) if row.item == connect_model::module_kind::Item::Struct => {
                wording::needs_unit_struct(row.attribute)
            }
            other => wording::needs_async_fn(other.name()),
        }
    }

    /// Reads and checks the arguments and the item.
    ///
    /// # Errors
    /// All faults of the item, each at its own token.
    pub fn declare(self, args: TokenStream, item: &Annotated) -> syn::Result<Declared> {
        let declared = self.declare_alone(args, item)?;
        twice::check(&declared, item)?;
        Ok(declared)
    }

    /// The same, ignoring the item's other attributes.
    fn declare_alone(self, args: TokenStream, item: &Annotated) -> syn::Result<Declared> {
        depth::check(&args)?;
        match (self, item) {
            (Self::Module(row), item) => module::read(row, args, item),
            (Self::Route(auth), Annotated::Function(item)) => {
                non_module::route(auth, self.name(), args, item)
            }
            (Self::Referenced(kind), Annotated::Function(item)) => {
                non_module::referenced(kind, args, item)
            }
            (Self::Hook(event), Annotated::Function(item)) => {
                non_module::hook(event, self.name(), args, item)
            }
            (Self::Migration, Annotated::Function(item)) => migration::read(args, item),
            (Self::OwnWork(kind), Annotated::Function(item)) => own_work::read(kind, args, item),
            (_, Annotated::Struct(item)) => {
                Err(syn::Error::new(item.ident.span(), self.item_wanted()))
            }
        }
    }
}

/// A declaration without properties.
fn declared(
    kind: DeclarationKind,
    item: &HandlerFn,
    arguments: Vec<Argument>,
    url: Option<String>,
) -> Declared {
    Declared {
        kind,
        key: key::of(&item.sig.ident),
        url,
        arguments,
        guard: Guard::default(),
        explained: false,
        forge: None,
        event_scopes: Vec::new(),
        work: Work::default(),
        sections: Vec::new(),
        unlisted: Vec::new(),
        deprecations: Vec::new(),
        products: Vec::new(),
        references: Vec::new(),
    }
}

/// Completes a declaration with the findings made while reading it, or returns the errors.
fn complete(findings: Findings, declared: Declared) -> syn::Result<Declared> {
    // Destructured in full, so that no finding can be forgotten.
    let Findings {
        report,
        sections,
        unlisted,
        references,
        deprecations,
        products,
    } = findings;
    report.finish(Declared {
        sections,
        unlisted,
        references,
        deprecations,
        products,
        ..declared
    })
}

/// A function's arguments, and the URL at which the host calls it: `written` in `argument`, or
/// `default`, with all context parameters requested ("Context parameters").
fn url_and_arguments(
    argument: Option<&str>,
    written: Option<&LitStr>,
    default: String,
    item: &HandlerFn,
    rules: &Rules<'_>,
    findings: &mut Findings,
) -> (Template, Vec<Argument>) {
    let mut url = match written {
        None => Template::plain(default),
        Some(literal) => match Template::read(&literal.value()) {
            Ok(url) => {
                if key::is_reserved(&url.path) {
                    let message = wording::reserved_path(&url.path);
                    findings.error(literal, message);
                }
                url
            }
            Err(mut fault) => {
                if let Some(context) = &rules.context {
                    fault.suggestion =
                        template::without(&fault.suggestion, |name| !context.knows(name));
                }
                let message = wording::bad_path(argument, &literal.value(), &fault);
                findings.error(literal, message);
                Template::plain(default)
            }
        },
    };
    let mut arguments = signature::read(&item.sig, rules, findings);
    if let (Some(context), Some(literal)) = (&rules.context, written) {
        for variable in url.variables() {
            // An argument checks its own parameter, and can accept an unknown one:
            // `#[context(unlisted("…"))]`.
            if !arguments.iter().any(|one| one.takes(variable)) {
                context.check(variable, literal, findings);
            }
        }
    }
    for argument in &mut arguments {
        if let Source::Context { name, sent_as, .. } = &mut argument.source {
            *sent_as = url.request(&name.value());
            if is_added_by_host(sent_as) {
                findings.error(name, wording::name_of_the_host(sent_as));
            }
        }
    }
    if let Some(literal) = written {
        reserved_names(&url, literal, &arguments, findings);
    }
    (url, arguments)
}

/// Reports names in a written query that the host itself adds to the URL.
fn reserved_names(
    url: &Template,
    literal: &LitStr,
    arguments: &[Argument],
    findings: &mut Findings,
) {
    for name in url.names().filter(|name| is_added_by_host(name)) {
        let sent = |one: &Argument| matches!(&one.source, Source::Context { sent_as, .. } if sent_as == name);
        // Already reported at the argument.
        if !arguments.iter().any(sent) {
            findings.error(literal, wording::name_of_the_host(name));
        }
    }
}

/// The string literal of an argument; anything else is an error.
fn text_of<'a>(
    value: &'a Value,
    argument: &str,
    example: &str,
    findings: &mut Findings,
) -> Option<&'a LitStr> {
    let literal = value.as_str();
    if literal.is_none() && !value.is_unreadable() {
        let message = wording::expected(argument, "text", example);
        findings.error_at(value.span(), message);
    }
    literal
}

/// Where an error about all arguments points: at the attribute if there are none.
fn arguments_span(args: &TokenStream) -> Span {
    if args.is_empty() {
        Span::call_site()
    } else {
        args.span()
    }
}
