//! The attributes that there are, and what each makes of the item below it.

use connect_model::declaration::{Auth, kind};
use connect_model::{ModuleKind, module_kind_of_attribute};
use proc_macro2::{Span, TokenStream};
use syn::spanned::Spanned;
use syn::{LitStr, Path};

use crate::check::Findings;
use crate::declared::{Declared, What};
use crate::item::{Annotated, HandlerFn};
use crate::signature::{self, Argument, Rules, Source};
use crate::template::Template;
use crate::{depth, key, wording};

mod module;
mod own;
mod products;

/// One of the framework's attributes.
#[derive(Debug, Clone, Copy)]
pub enum Attribute {
    /// A module kind: one row of the table each.
    Module(&'static ModuleKind),
    /// `#[endpoint]` or `#[public]`.
    Own(Auth),
    /// `#[iframe]`, `#[callback]` or `#[condition]`: what a module's properties name by its URL.
    Served(&'static str),
    /// A lifecycle hook.
    Hook(&'static str),
}

impl Attribute {
    /// The attribute of that name.
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
            kind::ENDPOINT => Some(Self::Own(Auth::Context)),
            kind::PUBLIC => Some(Self::Own(Auth::Public)),
            _ => listed(&kind::LIFECYCLE)
                .map(Self::Hook)
                .or_else(|| listed(&kind::SERVED).map(Self::Served))
                .or_else(|| module_kind_of_attribute(name).map(Self::Module)),
        }
    }

    /// The attribute that a path names: its last segment counts, as in `connect::web_panel`.
    #[must_use]
    pub fn of_path(path: &Path) -> Option<Self> {
        Self::named(&path.segments.last()?.ident.to_string())
    }

    /// Its name, as it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Module(row) => row.attribute,
            Self::Own(Auth::Public) => kind::PUBLIC,
            Self::Own(_) => kind::ENDPOINT,
            Self::Served(kind) => kind,
            Self::Hook(event) => event,
        }
    }

    /// The kind's name in a declaration.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Self::Module(row) => row.name,
            other => other.name(),
        }
    }

    /// What it goes on, as messages say it.
    #[must_use]
    pub fn item_wanted(self) -> String {
        match self {
            Self::Module(row) if row.item == connect_model::Item::Struct => {
                wording::needs_unit_struct(row.attribute)
            }
            other => wording::needs_async_fn(other.name()),
        }
    }

    /// Reads the arguments and the item, and reports everything that is wrong with either.
    ///
    /// # Errors
    /// All faults of the item, each at its own token.
    pub fn declare(self, args: TokenStream, item: &Annotated) -> syn::Result<Declared> {
        depth::check(&args)?;
        match (self, item) {
            (Self::Module(row), item) => module::read(row, args, item),
            (Self::Own(auth), Annotated::Function(item)) => {
                own::route(auth, self.name(), args, item)
            }
            (Self::Served(kind), Annotated::Function(item)) => own::served(kind, args, item),
            (Self::Hook(event), Annotated::Function(item)) => own::hook(event, args, item),
            (_, Annotated::Struct(item)) => {
                Err(syn::Error::new(item.ident.span(), self.item_wanted()))
            }
        }
    }
}

/// A declaration that only has its name, its arguments and what it is.
fn bare(what: What, item: &HandlerFn, arguments: Vec<Argument>, url: Option<String>) -> Declared {
    Declared {
        what,
        key: key::of(&item.sig.ident),
        key_span: item.sig.ident.span(),
        properties: String::new(),
        url,
        arguments,
        needs: Vec::new(),
        sections: Vec::new(),
        unlisted: Vec::new(),
        deprecations: Vec::new(),
        products: Vec::new(),
        references: Vec::new(),
    }
}

/// The arguments of a function, and the URL at which the host finds it: what `written` says, or
/// `default`, with all context parameters asked for ("Context parameters").
fn url_of(
    written: Option<&LitStr>,
    default: String,
    item: &HandlerFn,
    rules: &Rules<'_>,
    findings: &mut Findings,
) -> (Template, Vec<Argument>) {
    let mut url = match written {
        None => Template::plain(default),
        Some(literal) => match Template::read(&literal.value()) {
            Some(url) => {
                if key::is_reserved(&url.path) {
                    let message = wording::reserved_path(&url.path);
                    findings.report.error(literal, message);
                }
                url
            }
            None => {
                let message = wording::bad_path("url", &literal.value());
                findings.report.error(literal, message);
                Template::plain(default)
            }
        },
    };
    let mut arguments = signature::read(&item.sig, rules, findings);
    if let (Some(place), Some(literal)) = (&rules.context, written) {
        for variable in url.variables() {
            // What an argument takes is checked there, and it may vouch for it:
            // `#[context(unlisted("…"))]`.
            if !arguments.iter().any(|one| one.takes(variable)) {
                place.check(variable, literal, findings);
            }
        }
    }
    for argument in &mut arguments {
        if let Source::Context { name, sent_as, .. } = &mut argument.source {
            *sent_as = url.ask(&name.value());
        }
    }
    (url, arguments)
}

/// The text that an argument is, or an error where it stands.
fn text_of<'a>(
    value: &'a crate::value::Value,
    argument: &str,
    example: &str,
    findings: &mut Findings,
) -> Option<&'a LitStr> {
    let literal = value.as_str();
    if literal.is_none() {
        let message = wording::expected(argument, "text", example);
        findings.report.error_at(value.span(), message);
    }
    literal
}

/// Where an attribute without tokens of its own is pointed at.
fn whole(args: &TokenStream) -> Span {
    if args.is_empty() {
        Span::call_site()
    } else {
        args.span()
    }
}
