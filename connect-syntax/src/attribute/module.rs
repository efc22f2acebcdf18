//! Attributes of module kinds: checking the arguments and the item against the kind's row.

use connect_model::context_parameter::is_added_by_host;
use connect_model::event::webhook as event_scope;
use connect_model::link::{LinkContext, PAGES};
use connect_model::module_kind::{Invocation, Item, Type};
use connect_model::{ModuleKind, Product};
use proc_macro2::{Span, TokenStream};
use syn::LitStr;

use super::{complete, macro_parameters, text_of, url_and_arguments};
use crate::args::{Arg, Args};
use crate::check::{Checker, Read};
use crate::context::{self, ContextUrl};
use crate::declared::{DeclarationKind, Declared, EventScope, ModuleRoute};
use crate::findings::Findings;
use crate::guard::{self, Guarded};
use crate::item::{Annotated, HandlerFn};
use crate::property_tree::{Members, PropertyTree};
use crate::reference::ReferenceTarget;
use crate::signature::{Argument, Rules, Source};
use crate::template::Template;
use crate::value::Value;
use crate::webhook::Timing;
use crate::{doc, forge, key, webhook, wording};

/// Reads an attribute of a module kind.
pub(super) fn read(
    row: &'static ModuleKind,
    args: TokenStream,
    item: &Annotated,
) -> syn::Result<Declared> {
    let mut reader = ModuleReader::new(row, args, item);
    let key = reader.key();
    let events = reader.events();
    let link = reader.link().or_else(|| reader.shared_url());
    let page = reader.page(&key, link.is_some());
    if row.property("bodyType").is_some() {
        let arguments = page.as_ref().map(|page| page.arguments.as_slice());
        macro_parameters::check(
            row.attribute,
            &reader.args,
            arguments.unwrap_or_default(),
            &mut reader.findings,
        );
    }
    let guarded = reader.guard(page.as_ref());
    let timing = reader.timing();
    let forge = forge::take(&mut reader.args, &mut reader.findings);
    let properties = reader.properties(&key, events, link, page.as_ref());
    reader.webhook(&properties, &timing);
    let mut event_scopes = reader.event_scopes(&properties);
    event_scopes.extend(guarded.scopes);
    let (route, url, arguments) = match page {
        Some(page) => (Some(page.route), Some(page.url.text), page.arguments),
        None => (None, None, Vec::new()),
    };
    complete(
        reader.findings,
        Declared {
            kind: DeclarationKind::Module {
                kind: row,
                route,
                properties: properties.into(),
            },
            key,
            url,
            arguments,
            guard: guarded.guard,
            explained: guarded.explained,
            forge,
            event_scopes,
            work: timing.work,
            sections: Vec::new(),
            unlisted: Vec::new(),
            deprecations: Vec::new(),
            products: Vec::new(),
            references: Vec::new(),
        },
    )
}

/// Reads a module in steps, each of which takes the arguments that concern it.
struct ModuleReader<'a> {
    row: &'static ModuleKind,
    item: &'a Annotated,
    /// The arguments that no step has taken yet.
    args: Args,
    /// The products that the location or event belongs to.
    stated_products: Vec<Product>,
    findings: Findings,
}

/// A web item that opens something other than a URL of the app.
struct Link {
    /// The key of a page, or a URL of the product; `None` if a fault was reported.
    url: Option<PropertyTree>,
}

/// How the host calls the module's function.
struct Page {
    route: ModuleRoute,
    url: Template,
    arguments: Vec<Argument>,
    /// The other members of the object that contains the URL, for kinds that have one.
    beside_url: Members,
}

impl<'a> ModuleReader<'a> {
    fn new(row: &'static ModuleKind, args: TokenStream, item: &'a Annotated) -> Self {
        let mut findings = Findings::default();
        let mut args = Args::parse_tokens(args, &mut findings.report);
        args.resolve(row.properties);
        for text in args.take_unnamed() {
            unnamed(row, &text, &mut args, &mut findings);
        }
        let stated_products = stated_products(&args);
        findings.products = possible_products(row, &stated_products);
        if row.item == Item::Struct && item.function().is_some() {
            let message = wording::needs_unit_struct(row.attribute);
            findings.error(item.ident(), message);
        }
        Self {
            row,
            item,
            args,
            stated_products,
            findings,
        }
    }

    /// Takes `key = "…"`, which defaults to the item's name.
    fn key(&mut self) -> String {
        let ident = self.item.ident();
        let from_name = key::of(ident);
        if !self.row.has_key() {
            return from_name;
        }
        let Some(arg) = self.args.remove("key") else {
            if !key::is_valid(&from_name) {
                let message = wording::name_is_not_a_key(&ident.to_string());
                self.findings.error(ident, message);
            }
            return from_name;
        };
        let example = format!("{from_name:?}");
        match text_of(&arg.value, "key", &example, &mut self.findings) {
            Some(literal) if key::is_valid(&literal.value()) => literal.value(),
            Some(literal) => {
                let message = wording::bad_key(&literal.value(), &from_name);
                self.findings.error(literal, message);
                from_name
            }
            None => from_name,
        }
    }

    /// Takes `events = ["a", "b"]`: one handler for several events.
    fn events(&mut self) -> Option<PropertyTree> {
        let property = self.row.property("event")?;
        let arg = self.args.remove("events")?;
        if let Some(event) = self.args.get("event") {
            self.findings
                .error_at(event.span, wording::ONE_OF_EVENT_AND_EVENTS);
        }
        let Value::Array(_, values) = &arg.value else {
            if arg.value.is_unreadable() {
                return Some(PropertyTree::List(Vec::new()));
            }
            let message = wording::expected("events", "a list", "[\"jira:issue_created\", …]");
            self.findings.error_at(arg.value.span(), message);
            return Some(PropertyTree::List(Vec::new()));
        };
        let mut checker = Checker::new(Some(self.row), &mut self.findings);
        let events: Vec<PropertyTree> = values
            .iter()
            .filter_map(|one| checker.value(property, &Type::Event, one))
            .collect();
        if values.is_empty() {
            let message =
                wording::expected("events", "at least one event", "[\"jira:issue_created\"]");
            self.findings.error_at(arg.value.span(), message);
        }
        Some(PropertyTree::List(events))
    }

    /// Takes `url` where `context` makes it something other than a URL of the app.
    fn link(&mut self) -> Option<Link> {
        let context = self.args.get("context")?;
        let span = context.value.span();
        let word = context.value.as_word()?;
        let opens = match LinkContext::of(self.row, Some(&word))? {
            LinkContext::Addon => return None,
            other => other,
        };
        if self.item.function().is_some() {
            let message = wording::link_with_function(self.row.attribute, &word);
            self.findings.error_at(span, message);
            self.args.remove("url");
            return Some(Link { url: None });
        }
        let Some(arg) = self.args.remove("url") else {
            // A dialog of the app needs no URL.
            if self.args.get("target").is_some() {
                return None;
            }
            let message = wording::link_without_url(&word);
            self.findings.error_at(span, message);
            return Some(Link { url: None });
        };
        let url = match opens {
            LinkContext::Page => self.page_key(&arg.value),
            _ => self.url_of_product(&arg.value),
        };
        Some(Link { url })
    }

    /// Takes `url = viewer("of={issue.key}")`: the path of an item that serves other modules as
    /// well, with this module's own query.
    fn shared_url(&mut self) -> Option<Link> {
        let own = self.item.function().is_none() && self.row.property("url").is_some();
        let call = match &self.args.get("url").filter(|_| own)?.value {
            Value::Call(call) if !call.path.is_ident("unlisted") => call.clone(),
            _ => return None,
        };
        self.args.remove("url");
        let query = match (call.positional.as_slice(), call.named.iter().next()) {
            ([only], None) => only.as_str(),
            _ => None,
        };
        let Some(query) = query else {
            let path = call
                .path
                .get_ident()
                .map_or("page".into(), ToString::to_string);
            let message = wording::shared_url_takes_a_query(&path);
            self.findings.error(&call.path, message);
            return Some(Link { url: None });
        };
        let text = query.value();
        match Template::read(&format!("/?{text}")) {
            Ok(template) => {
                for name in template.names().filter(|name| is_added_by_host(name)) {
                    self.findings.error(query, wording::name_of_the_host(name));
                }
            }
            Err(fault) => {
                let meant = fault.suggestion.trim_start_matches(['/', '?']);
                let is_own =
                    |pair: &&str| !is_added_by_host(pair.split('=').next().unwrap_or(pair));
                let meant: Vec<&str> = meant.split('&').filter(is_own).collect();
                self.findings
                    .error(query, wording::bad_query(&text, &meant.join("&")));
                return Some(Link { url: None });
            }
        }
        let target = ReferenceTarget::UrlWith(text);
        let url = self.findings.refer(&call.path, target, "url");
        Some(Link { url: Some(url) })
    }

    /// `url = editor`, or the key of a page.
    fn page_key(&mut self, written: &Value) -> Option<PropertyTree> {
        if let Value::Path(path) = written {
            let target = ReferenceTarget::Key(PAGES);
            return Some(self.findings.refer(path, target, "url"));
        }
        let literal = text_of(written, "url", "a_page", &mut self.findings)?;
        let key = literal.value();
        // The host opens an absolute URL in any context.
        if key::is_valid(&key) || key.contains("://") {
            return Some(key.into());
        }
        let name = key.split(['?', '#']).next().unwrap_or_default();
        let name = name
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .replace('-', "_");
        let is_name = syn::parse_str::<syn::Ident>(&name).is_ok();
        let suggestion = if is_name { &name } else { "a_page" };
        let message = wording::link_to_page(&key, suggestion);
        self.findings.error(literal, message);
        None
    }

    /// `url = "/secure/Dashboard.jspa"`.
    fn url_of_product(&mut self, written: &Value) -> Option<PropertyTree> {
        match written.as_str() {
            Some(literal) if !literal.value().is_empty() => Some(literal.value().into()),
            _ => {
                let message = wording::LINK_TO_PRODUCT;
                self.findings.error_at(written.span(), message);
                None
            }
        }
    }

    /// Takes `url`, `public` and everything else about how the host calls the function.
    fn page(&mut self, key: &str, is_link: bool) -> Option<Page> {
        let function = self
            .item
            .function()
            .filter(|_| self.row.invocation != Invocation::None && !is_link)?;
        let (url, arguments) = self.url(key, function);
        let public = self.public(&arguments);
        let beside_url = self.beside_url();
        Some(Page {
            route: ModuleRoute {
                call: self.row.invocation,
                path: url.path.clone(),
                public,
            },
            url,
            arguments,
            beside_url,
        })
    }

    fn url(&mut self, key: &str, function: &HandlerFn) -> (Template, Vec<Argument>) {
        let written = self.args.remove("url");
        // The host fills nothing into the URL of a cacheable page, so no name is out of place.
        let context = if cacheable(&self.args).is_some() {
            ContextUrl::Referenced
        } else {
            ContextUrl::Module {
                kind: self.row,
                products: &self.stated_products,
                declared: context::declared(self.row, &self.args),
            }
        };
        let rules = Rules {
            attribute: self.row.attribute,
            context: Some(context),
        };
        let literal = written
            .as_ref()
            .and_then(|arg| text_of(&arg.value, "url", "\"/votes\"", &mut self.findings));
        let default = match self.row.invocation {
            Invocation::Callback => format!("/{}/{key}", self.row.name),
            _ => format!("/{key}"),
        };
        url_and_arguments(
            Some("url"),
            literal,
            default,
            function,
            &rules,
            &mut self.findings,
        )
    }

    /// Takes `public`, and returns whether the page is served without authentication. The host
    /// requests a cacheable page without a token and without parameters ("Cacheable app iframes"),
    /// and nothing is public unless it says so.
    fn public(&mut self, arguments: &[Argument]) -> bool {
        if self.row.property("cacheable").is_none() {
            return false;
        }
        let public = self.args.remove("public");
        if let Some(arg) = self
            .args
            .get("cacheable")
            .filter(|arg| !arg.value.is_boolean())
        {
            // Includes what `true` implies, or the compiler would refuse the suggestion in turn.
            let takes_context = arguments
                .iter()
                .any(|one| matches!(one.source, Source::Context { .. }));
            let example = match (takes_context, &public) {
                (true, _) => "false",
                (false, None) => "true, public = true",
                (false, Some(_)) => "true",
            };
            let message = wording::expected("cacheable", "`true` or `false`", example);
            self.findings.error_at(arg.value.span(), message);
            self.args.remove("cacheable");
            return false;
        }
        let Some(cacheable) = cacheable(&self.args) else {
            if let Some(public) = public {
                self.findings
                    .error_at(public.span, wording::PUBLIC_IS_CACHEABLE);
            }
            return false;
        };
        if !public.is_some_and(|public| public.value.is_true()) {
            self.findings
                .error_at(cacheable.span, wording::CACHEABLE_IS_PUBLIC);
        }
        for argument in arguments {
            if let Source::Context { name, .. } = &argument.source {
                let message = wording::cacheable_has_no_context(&name.value());
                self.findings.error(name, message);
            }
        }
        true
    }

    /// Takes `admin_only` and `licensed`, which pages have.
    fn guard(&mut self, page: Option<&Page>) -> Guarded {
        match page.map(|page| &page.route) {
            Some(route) if route.public => {
                let what = "a cacheable page is requested without a token";
                guard::refuse(&mut self.args, what, &mut self.findings);
                Guarded::default()
            }
            Some(route) if route.call == Invocation::Iframe => {
                guard::take(&mut self.args, &mut self.findings)
            }
            _ => Guarded::default(),
        }
    }

    /// Takes `target = { … }` and the like: the other members of the object that contains the URL.
    fn beside_url(&mut self) -> Members {
        let [outer, inner] = self.row.url_at else {
            return Members::new();
        };
        let Some(property) = self.row.property(outer) else {
            return Members::new();
        };
        let Type::Object(members) = property.ty else {
            return Members::new();
        };
        let own: Vec<&'static str> = members
            .iter()
            .filter(|member| member.name == *inner)
            .map(|member| member.argument)
            .collect();
        let owner = format!("`{}`", property.argument);
        let nothing = Args::default();
        let written = self.args.remove(property.argument);
        let inside = match written.as_ref().map(|arg| &arg.value) {
            Some(Value::Object(_, inside)) => inside,
            Some(Value::Unreadable(_)) => return Members::new(),
            Some(other) => {
                let message = wording::expected(property.argument, "an object", "{ … }");
                self.findings.error_at(other.span(), message);
                &nothing
            }
            None => &nothing,
        };
        let mut checker = Checker::new(Some(self.row), &mut self.findings);
        let object = checker.object(&owner, inside, members, &own, &[inner]);
        if let Some(arg) = &written {
            let at = arg.value.span();
            checker.required(&owner, at, inside, members, &[inner], &object.misnamed);
        }
        object.members
    }

    /// Takes `inline` and `in_order`: when a webhook's function runs, which is not in the descriptor.
    fn timing(&mut self) -> Timing {
        if self.row.name == webhook::KIND {
            webhook::timing(&mut self.args, &mut self.findings)
        } else {
            Timing::default()
        }
    }

    /// Checks the remaining arguments against the table and adds derived properties.
    fn properties(
        &mut self,
        key: &str,
        events: Option<PropertyTree>,
        link: Option<Link>,
        page: Option<&Page>,
    ) -> Members {
        let row = self.row;
        let mut own: Vec<&'static str> = forge::ARGUMENTS.to_vec();
        let mut derived: Vec<&str> = vec!["key"];
        if doc::first_line(self.item.attrs()).is_some() {
            derived.push("name");
        }
        let is_linked = link.is_some();
        if row.has_key() {
            own.push("key");
        }
        if row.name == webhook::KIND {
            own.extend(webhook::OWN_ARGUMENTS);
        }
        if let Some(page) = page {
            if page.route.call == Invocation::Iframe {
                own.extend(guard::ARGUMENTS);
            }
            own.push("url");
            derived.extend(row.url_at.first());
        } else if is_linked || self.lacks_function() {
            derived.push("url");
        }
        if events.is_some() {
            derived.push("event");
        }
        self.reserved_names();
        let mut checker = Checker::new(Some(row), &mut self.findings);
        let Read {
            members: mut properties,
            misnamed,
        } = checker.object(row.label, &self.args, row.properties, &own, &derived);
        let name = self.name(&misnamed);
        derived.push("name");
        if !is_linked && page.is_none() {
            self.opens_something(&properties);
        }
        let owner = wording::article(row.label);
        Checker::new(Some(row), &mut self.findings).required(
            &owner,
            Span::call_site(),
            &self.args,
            row.properties,
            &derived,
            &misnamed,
        );
        properties.extend(name.map(|name| ("name".to_owned(), name)));
        if row.has_key() {
            properties.insert("key".to_owned(), key.into());
        }
        properties.extend(events.map(|events| ("event".to_owned(), events)));
        properties.extend(page.and_then(|page| page.property(row)));
        let url = link.and_then(|link| link.url);
        properties.extend(url.map(|url| ("url".to_owned(), url)));
        properties
    }

    /// Reports names reserved by the host in the query of a URL that another item serves.
    fn reserved_names(&mut self) {
        let url = self.row.url_at.first().and_then(|name| self.args.get(name));
        let Some(literal) = url.and_then(|arg| arg.value.as_str()) else {
            return;
        };
        let Ok(template) = Template::read(&literal.value()) else {
            return;
        };
        for name in template.names().filter(|name| is_added_by_host(name)) {
            self.findings
                .error(literal, wording::name_of_the_host(name));
        }
    }

    /// Reports a struct where only a function makes sense, and returns whether it did: a struct
    /// can't serve a page, and reporting a missing `url` would be misleading.
    fn lacks_function(&mut self) -> bool {
        let needs_url = self
            .row
            .property("url")
            .is_some_and(|property| property.required);
        let lacks =
            self.row.invocation != Invocation::None && needs_url && self.args.get("url").is_none();
        if lacks {
            let message = wording::needs_async_fn(self.row.attribute);
            self.findings.error(self.item.ident(), message);
        }
        lacks
    }

    /// Reports a link that leads nowhere: one without a URL, unless a dialog module in its target
    /// replaces it ("Web item", "Content byline item").
    fn opens_something(&mut self, properties: &Members) {
        let is_link = self.row.invocation != Invocation::None
            && self.row.property("target").is_some()
            && self.row.property("url").is_some_and(|url| !url.required);
        if !is_link || self.args.get("url").is_some() {
            return;
        }
        let opens = match (self.args.get("target"), properties.get("target")) {
            // One that can't be read has been reported.
            (Some(_), None) => true,
            (_, Some(PropertyTree::Object(target))) => {
                let ty = target.get("type").and_then(PropertyTree::as_text);
                ty.is_some_and(|ty| ty.eq_ignore_ascii_case("dialogmodule"))
            }
            _ => false,
        };
        if !opens {
            let message = wording::opens_nothing(self.row);
            self.findings.error(self.item.ident(), message);
        }
    }

    /// The name that users see, from the doc comment's first line if it is not an argument.
    fn name(&mut self, misnamed: &[&str]) -> Option<PropertyTree> {
        let property = self.row.property("name")?;
        let given = self.args.get("name").is_some() || misnamed.contains(&"name");
        if !property.required || given {
            return None;
        }
        let Some(name) = doc::first_line(self.item.attrs()) else {
            let message = wording::missing_name(self.row);
            self.findings.error_at(Span::call_site(), message);
            return None;
        };
        Some(match property.ty {
            Type::I18n => PropertyTree::object([("value", name.into())]),
            _ => name.into(),
        })
    }

    /// Checks what a webhook's events allow.
    fn webhook(&mut self, properties: &Members, timing: &Timing) {
        if let Some(events) = properties.get("event") {
            webhook::check(events, &self.args, &mut self.findings);
            webhook::check_place(events, timing, &mut self.findings);
        }
    }

    /// The scopes that a webhook needs for its events.
    fn event_scopes(&self, properties: &Members) -> Vec<EventScope> {
        let (Some(events), "webhooks") = (properties.get("event"), self.row.name) else {
            return Vec::new();
        };
        let span = self
            .args
            .get("event")
            .map_or_else(Span::call_site, |arg| arg.value.span());
        events
            .elements()
            .iter()
            .filter_map(PropertyTree::as_text)
            .filter_map(|event| {
                let (what, scope) = event_scope(event);
                let scope = scope?;
                Some(EventScope { what, scope, span })
            })
            .collect()
    }
}

impl Page {
    /// The property that holds the URL.
    fn property(&self, row: &ModuleKind) -> Option<(String, PropertyTree)> {
        let url = PropertyTree::from(self.url.text.as_str());
        match row.url_at {
            [outer, inner] => {
                let mut around = self.beside_url.clone();
                around.insert((*inner).to_owned(), url);
                Some(((*outer).to_owned(), around.into()))
            }
            [only] => Some(((*only).to_owned(), url)),
            _ => None,
        }
    }
}

/// Reports a text without a name, and treats the argument that it was probably meant for as given.
fn unnamed(row: &ModuleKind, text: &LitStr, args: &mut Args, findings: &mut Findings) {
    let written = text.value();
    let missing = |name: &&str| row.property(name).is_some() && args.get(name).is_none();
    let argument = if written.starts_with('/') {
        Some("url").filter(|_| row.invocation != Invocation::None)
    } else {
        ["location", "event", "name", "key"]
            .into_iter()
            .find(missing)
    };
    let owner = wording::article(row.label);
    match argument {
        Some(argument) => {
            findings.error(text, wording::unnamed(&owner, argument, &written));
            args.excuse(argument, text.span());
        }
        None => findings.error(text, wording::EXPECTED_ARGUMENT),
    }
}

/// The argument that makes a page cacheable.
fn cacheable(args: &Args) -> Option<&Arg> {
    args.get("cacheable").filter(|arg| arg.value.is_true())
}

/// The products that the location or event belongs to; empty if neither is given.
fn stated_products(args: &Args) -> Vec<Product> {
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
    locations
        .iter()
        .map(|row| row.product)
        .chain(events.iter().map(|row| row.product))
        .collect()
}

/// The products that a module can be for: those stated, or else those that have its kind. Bitbucket is then
/// left out, since the facts about it are partial.
fn possible_products(row: &ModuleKind, stated: &[Product]) -> Vec<Product> {
    if !stated.is_empty() {
        return stated.to_vec();
    }
    let rest = row.products.iter().copied();
    let without: Vec<Product> = rest
        .filter(|product| *product != Product::Bitbucket)
        .collect();
    if without.is_empty() {
        row.products.to_vec()
    } else {
        without
    }
}
