//! The attributes that there are, and what each makes of the function below it.

use connect_model::assemble::webhook;
use connect_model::declaration::{Auth, Method, kind};
use connect_model::{Item, ModuleKind, Product, Url, module_kind_of_attribute};
use proc_macro2::{Span, TokenStream};
use serde_json::{Map, Value as Json};
use syn::parse::ParseStream;
use syn::spanned::Spanned;
use syn::{Ident, LitStr, Path};

use crate::args::Args;
use crate::check::{self, Findings};
use crate::declared::{Declared, ModuleRoute, Needs, What};
use crate::item::HandlerFn;
use crate::signature::{self, Argument, Rules, Source};
use crate::{doc, key, wording};

/// One of the framework's attributes.
#[derive(Debug, Clone, Copy)]
pub enum Attribute {
    /// A module kind: one row of the table each.
    Module(&'static ModuleKind),
    /// `#[endpoint]` or `#[public]`.
    Own(Auth),
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
        match name {
            kind::ENDPOINT => Some(Self::Own(Auth::Context)),
            kind::PUBLIC => Some(Self::Own(Auth::Public)),
            _ => kind::LIFECYCLE
                .into_iter()
                .find(|event| *event == name)
                .map(Self::Hook)
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
            Self::Hook(event) => event,
        }
    }

    /// Reads the arguments and the function, and reports everything that is wrong with either.
    ///
    /// # Errors
    /// All faults of the item, each at its own token.
    pub fn declare(self, args: TokenStream, item: &HandlerFn) -> syn::Result<Declared> {
        match self {
            Self::Module(row) => module(row, self.name(), args, item),
            Self::Own(auth) => own(auth, self.name(), args, item),
            Self::Hook(event) => hook(event, args, item),
        }
    }
}

fn module(
    row: &'static ModuleKind,
    attribute: &str,
    args: TokenStream,
    item: &HandlerFn,
) -> syn::Result<Declared> {
    let mut findings = Findings::default();
    if row.item != Item::Function {
        findings
            .report
            .error(&item.sig.ident, wording::needs_async_fn(attribute));
    }
    let at = Span::call_site();
    let mut args = Args::parse_tokens(args, &mut findings.report);

    let products = products(row, &args);
    let known =
        |name: &str| connect_model::check_context_parameter_of(row, &products, name).map(|_| ());
    let rules = Rules {
        attribute,
        context: Some(&known),
    };
    let arguments = signature::read(&item.sig, &rules, &mut findings);

    let (key, key_span) = module_key(row, &mut args, item, &mut findings);
    let path = args.remove("url").and_then(|arg| match arg.value.as_str() {
        Some(literal) if key::is_path(&literal.value()) => {
            reserved(literal, &mut findings);
            Some(literal.value())
        }
        Some(literal) => {
            findings
                .report
                .error(literal, wording::bad_path("url", &literal.value()));
            None
        }
        None => {
            findings.report.error_at(
                arg.value.span(),
                wording::expected("url", "a path", "\"/votes\""),
            );
            None
        }
    });

    let ours: &[&'static str] = if row.has_key() {
        &["key", "url"]
    } else {
        &["url"]
    };
    let mut properties = check::object(
        row.label,
        Some(row),
        &args,
        row.properties,
        ours,
        &mut findings,
    );
    let name_from_doc = !args.iter().any(|arg| arg.name == "name");
    if name_from_doc
        && row
            .properties
            .iter()
            .any(|p| p.name == "name" && p.required)
    {
        match doc::first_line(&item.attrs) {
            Some(name) => {
                properties.insert("name".to_owned(), serde_json::json!({ "value": name }));
            }
            None => findings.report.error_at(at, wording::missing_name(row)),
        }
    }
    let owner = wording::article(row.label);
    check::required(
        &owner,
        at,
        &args,
        row.properties,
        &["key", "url", "name"],
        &mut findings.report,
    );

    if row.has_key() {
        properties.insert("key".to_owned(), key.clone().into());
    }
    let route = match row.url {
        Url::Iframe => Some(ModuleRoute::Iframe(
            path.unwrap_or_else(|| format!("/{key}")),
        )),
        Url::Callback => Some(ModuleRoute::Callback(
            path.unwrap_or_else(|| format!("/{}/{key}", row.name)),
        )),
        Url::Fetch | Url::None => None,
    };
    if let Some(ModuleRoute::Iframe(path) | ModuleRoute::Callback(path)) = &route {
        properties.insert("url".to_owned(), Json::from(url(path, &arguments)));
    }

    let needs = needs(row, &args, &properties);
    let Findings {
        report,
        sections,
        unlisted,
    } = findings;
    report.finish(Declared {
        what: What::Module(row, route),
        key,
        key_span,
        properties: Json::Object(properties).to_string(),
        arguments,
        needs,
        sections,
        unlisted,
    })
}

/// The products that a module can be for, as its location or event says. Where neither does,
/// Bitbucket is not among them: its families (`issue.*`) would make every slip a known name.
fn products(row: &ModuleKind, args: &Args) -> Vec<Product> {
    let text = |name: &str| {
        args.get(name)
            .and_then(|arg| arg.value.as_str())
            .map(syn::LitStr::value)
    };
    let locations = text("location")
        .map(|name| connect_model::location(&name))
        .unwrap_or_default();
    let events = text("event")
        .map(|name| connect_model::event(&name))
        .unwrap_or_default();
    let said: Vec<Product> = locations
        .iter()
        .map(|row| row.product)
        .chain(events.iter().map(|row| row.product))
        .collect();
    if said.is_empty() {
        let rest = row.products.iter().copied();
        rest.filter(|product| *product != Product::Bitbucket)
            .collect()
    } else {
        said
    }
}

/// A webhook needs the scope of its event.
fn needs(row: &ModuleKind, args: &Args, properties: &Map<String, Json>) -> Option<Needs> {
    if row.name != "webhooks" {
        return None;
    }
    let (what, scope) = webhook(properties.get("event")?.as_str()?);
    let span = args.get("event")?.value.span();
    Some(Needs { what, scope, span })
}

/// `/votes?issue.key={issue.key}`: the host fills each parameter in ("Context parameters").
fn url(path: &str, arguments: &[Argument]) -> String {
    let mut url = path.to_owned();
    let mut seen: Vec<String> = Vec::new();
    for argument in arguments {
        if let Source::Context { name, .. } = &argument.source {
            let name = name.value();
            if !seen.contains(&name) {
                url.push(if seen.is_empty() { '?' } else { '&' });
                url.push_str(&format!("{name}={{{name}}}"));
                seen.push(name);
            }
        }
    }
    url
}

fn module_key(
    row: &ModuleKind,
    args: &mut Args,
    item: &HandlerFn,
    findings: &mut Findings,
) -> (String, Span) {
    let from_name = (key::of(&item.sig.ident), item.sig.ident.span());
    if !row.has_key() {
        return from_name;
    }
    let Some(arg) = args.remove("key") else {
        return from_name;
    };
    match arg.value.as_str() {
        Some(literal) if key::is_valid(&literal.value()) => (literal.value(), literal.span()),
        Some(literal) => {
            findings
                .report
                .error(literal, wording::bad_key(&literal.value()));
            from_name
        }
        None => {
            let example = format!("{:?}", from_name.0);
            findings.report.error_at(
                arg.value.span(),
                wording::expected("key", "a string", &example),
            );
            from_name
        }
    }
}

fn reserved(path: &LitStr, findings: &mut Findings) {
    if key::is_reserved(&path.value()) {
        findings
            .report
            .error(path, wording::reserved_path(&path.value()));
    }
}

/// `#[endpoint(POST "/path")]`: a method and a path of the app's own.
fn own(auth: Auth, attribute: &str, args: TokenStream, item: &HandlerFn) -> syn::Result<Declared> {
    let mut findings = Findings::default();
    let rules = Rules {
        attribute,
        context: None,
    };
    let arguments = signature::read(&item.sig, &rules, &mut findings);

    let parsed = syn::parse::Parser::parse2(
        |input: ParseStream<'_>| -> syn::Result<(Ident, Option<LitStr>)> {
            let method = input.parse()?;
            let path = if input.is_empty() {
                None
            } else {
                Some(input.parse()?)
            };
            if input.is_empty() {
                Ok((method, path))
            } else {
                Err(input.error(wording::route_grammar(attribute)))
            }
        },
        args,
    );
    let default_path = format!("/{}", key::of(&item.sig.ident));
    let (method, path) = match parsed {
        Ok((method, path)) => {
            let spelled = method.to_string();
            let found = Method::named(&spelled);
            if found.is_none() {
                let near = connect_model::nearest::nearest(
                    &spelled,
                    Method::ALL.into_iter().map(Method::name),
                );
                findings
                    .report
                    .error(&method, wording::unknown_method(&spelled, &near));
            }
            let path = path.map_or(default_path, |literal| {
                if key::is_path(&literal.value().replace(['{', '}'], "")) {
                    reserved(&literal, &mut findings);
                } else {
                    findings
                        .report
                        .error(&literal, wording::bad_route_path(&literal.value()));
                }
                literal.value()
            });
            (found.unwrap_or(Method::Get), path)
        }
        Err(error) => {
            findings
                .report
                .error_at(error.span(), wording::route_grammar(attribute));
            (Method::Get, default_path)
        }
    };
    findings.report.finish(Declared {
        what: What::Own { auth, method, path },
        key: key::of(&item.sig.ident),
        key_span: item.sig.ident.span(),
        properties: String::new(),
        arguments,
        needs: None,
        sections: Vec::new(),
        unlisted: Vec::new(),
    })
}

fn hook(event: &'static str, args: TokenStream, item: &HandlerFn) -> syn::Result<Declared> {
    let mut findings = Findings::default();
    let rules = Rules {
        attribute: event,
        context: None,
    };
    let arguments = signature::read(&item.sig, &rules, &mut findings);
    if !args.is_empty() {
        findings
            .report
            .error_at(args.span(), wording::no_arguments(event));
    }
    findings.report.finish(Declared {
        what: What::Hook(event),
        key: key::of(&item.sig.ident),
        key_span: item.sig.ident.span(),
        properties: String::new(),
        arguments,
        needs: None,
        sections: Vec::new(),
        unlisted: Vec::new(),
    })
}
