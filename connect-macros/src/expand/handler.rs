//! A handler: the user's function unchanged, and next to it the block that registers it.

use connect_model::module_kind::Invocation;
use connect_syntax::signature::is_context;
use connect_syntax::{
    Annotated, Argument, Attribute, DeclarationKind, Declared, Gives, HandlerFn, Source,
};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{FnArg, Index, ReturnType, Type};

use super::companion::companion;
use super::deprecation::deprecated;
use super::paths::{
    ARGUMENTS, CONTEXT, EARLY, EVENTS_OF, HANDLER, JOB_ARGUMENTS, LAST, REGISTRATION, RESPOND,
    RESPOND_TO_CONDITION, RESPOND_TO_MIGRATION_STATUS, RESPOND_TO_MIGRATION_STEP, RETURNED, STATE,
    STATE_SOURCE, UNLISTED_RESULT,
};
use super::registration::{Place, block, declaration, work};
use super::show::{is_shown, show};
use super::tokens::ends;
use super::{named_item, named_job, scope_use, unit_struct};

/// Expands an annotated item; on errors the item itself is still emitted.
pub(crate) fn handler(attribute: Attribute, args: TokenStream, item: TokenStream) -> TokenStream {
    let parsed = match Annotated::read(item.clone()) {
        Ok(parsed) => parsed,
        Err(_) => {
            // Half-written code: rustc reports what is wrong with it, and an editor completes it.
            let error = match syn::parse2::<syn::Item>(item.clone()) {
                Ok(_) => {
                    syn::Error::new(Span::call_site(), attribute.item_wanted()).into_compile_error()
                }
                Err(_) => TokenStream::new(),
            };
            return quote! { #item #error };
        }
    };
    let declared = attribute.declare(args, &parsed);
    let kept = match &parsed {
        Annotated::Function(function) => {
            let function = cleaned(function);
            quote! { #function }
        }
        // Only its name is used; no value of it is created.
        Annotated::Struct(item) => quote! { #[allow(dead_code)] #item },
    };
    let companion = companion(attribute, &parsed);
    match declared {
        Ok(declared) => {
            let mut named_item = named_item::implementation(attribute, &parsed, &declared);
            named_item.extend(named_job::implementation(attribute, &parsed, &declared.key));
            let registration = match &parsed {
                Annotated::Function(function) => registration(function, &declared, &named_item),
                Annotated::Struct(item) => unit_struct::registration(item, &declared, &named_item),
            };
            if is_shown() {
                let what = format!("#[{}] {}", attribute.name(), parsed.ident());
                show(&what, &quote! { #companion #registration });
            }
            let warning = named_item::deprecated(attribute);
            quote! { #kept #companion #registration #warning }
        }
        Err(error) => {
            let error = error.into_compile_error();
            // Items that refer to this one still find it, so that one fault causes one error.
            let stand_in = named_item::stand_in(attribute, &parsed);
            quote! { #kept #companion #stand_in #error }
        }
    }
}

/// The function without our attributes on its arguments, unless another of our attributes still
/// has to read them.
fn cleaned(item: &HandlerFn) -> HandlerFn {
    let mut item = item.clone();
    let more = item
        .attrs
        .iter()
        .any(|attr| Attribute::of_path(attr.path()).is_some());
    if !more {
        for input in &mut item.sig.inputs {
            if let FnArg::Typed(typed) = input {
                typed.attrs.retain(|attr| !is_context(attr));
            }
        }
    }
    item
}

fn registration(
    function: &HandlerFn,
    declared: &Declared,
    named_item: &TokenStream,
) -> TokenStream {
    let name = &function.sig.ident;
    // rustc reports each failed bound at the relevant tokens: a result at its type, an
    // argument at its type, a future that is not `Send` at the function's name.
    let respond = match &declared.kind {
        DeclarationKind::Referenced {
            kind: "condition", ..
        } => RESPOND_TO_CONDITION,
        DeclarationKind::Migration(step) if step.is_status() => RESPOND_TO_MIGRATION_STATUS,
        DeclarationKind::Migration(_) => RESPOND_TO_MIGRATION_STEP,
        _ => RESPOND,
    };
    let (start, end) = match &function.sig.output {
        ReturnType::Type(_, ty) => ends(ty),
        ReturnType::Default => ends(name),
    };
    let respond = respond.between(start, end);
    let sources = sources(declared);
    let payloads = payloads(declared);
    // Types are not checked where none could be wrong.
    let gives = declared.gives();
    let asks = declared.arguments.iter().any(|one| is_asked(gives, one));
    let arguments = asks.then(|| {
        let arguments = ARGUMENTS.at(name.span());
        // States their number: rustc would try every number otherwise.
        let types = declared.arguments.iter().map(|_| quote! { _ });
        quote_spanned! { name.span() =>
            use __connect::Unlisted as _;
            let __arguments = #arguments::<_, (#(#types,)*)>(__item);
            #payloads
        }
    });
    let no_page = no_page(declared, function);
    let make = HANDLER.at(name.span());
    let handler = quote_spanned! { name.span() => #make(__item, (#(#sources,)*), #respond) };
    let declaration = declaration(declared, name);
    let work = work(declared);
    let needs = declared
        .event_scopes
        .iter()
        .map(|event| scope_use::check(&event.what, event.scope, event.span));
    let warnings = declared
        .deprecations
        .iter()
        .map(|one| deprecated("CONTEXT_PARAMETER", one));
    block(
        &function.attrs,
        &Place::of_function(name),
        declared,
        &quote! { #named_item #(#needs)* #(const _: () = #warnings;)* },
        &quote! {
            #arguments
            #no_page
            #REGISTRATION::handled::<#STATE>(#declaration, #handler) #work
        },
    )
}

/// Checks that an item whose response is not shown on its own does not return a page. For callbacks, of
/// which an app may have many, only if the type spells `Page`.
fn no_page(declared: &Declared, function: &HandlerFn) -> Option<TokenStream> {
    let ReturnType::Type(_, ty) = &function.sig.output else {
        return None;
    };
    let spelled = page_in(ty.to_token_stream());
    let method = match (&declared.kind, declared.gives()) {
        (DeclarationKind::Module { kind, .. }, _) if kind.invocation == Invocation::Fetch => {
            "static_macro"
        }
        (_, Gives::Callback | Gives::Webhook | Gives::WebhookWithoutBody) if spelled.is_some() => {
            "callback"
        }
        _ => return None,
    };
    let at = spelled.unwrap_or_else(|| ends(ty).0);
    let (returned, method) = (RETURNED.at(at), Ident::new(method, at));
    let types = declared.arguments.iter().map(|_| quote! { _ });
    Some(quote_spanned! { at =>
        {
            #[allow(unused_imports)]
            use #UNLISTED_RESULT as _;
            #returned::<_, (#(#types,)*)>(__item).#method();
        }
    })
}

/// The span of `Page` in a type.
fn page_in(ty: TokenStream) -> Option<Span> {
    ty.into_iter().find_map(|token| match token {
        TokenTree::Ident(ident) if ident == "Page" => Some(ident.span()),
        TokenTree::Group(group) => page_in(group.stream()),
        _ => None,
    })
}

/// Where the value of each argument comes from. The types are inferred: otherwise rustc would report a
/// missing type a second time.
fn sources(declared: &Declared) -> impl Iterator<Item = TokenStream> {
    let arguments = declared.arguments.iter();
    let last = declared
        .arguments
        .iter()
        .rposition(|argument| matches!(argument.source, Source::Extractor));
    let gives = declared.gives();
    arguments.enumerate().map(move |(index, argument)| {
        let (start, end) = ends(&argument.ty);
        let source = match &argument.source {
            Source::Context { .. } => CONTEXT,
            Source::Extractor if is_state(&argument.ty) => STATE_SOURCE,
            Source::Extractor if Some(index) == last => LAST,
            Source::Extractor => EARLY,
        };
        let source = source.between(start, end);
        match &argument.source {
            Source::Context { sent_as, .. } => quote_spanned! { start => #source(#sent_as) },
            Source::Extractor if is_job(gives, argument) => {
                let of = JOB_ARGUMENTS.between(start, end);
                quote_spanned! { start => #of() }
            }
            Source::Extractor => {
                let head = head(&argument.ty);
                let marker = (!is_state(&argument.ty)).then(|| quote_spanned! { head => , _ });
                let source = quote_spanned! { start => #source::<#STATE, _ #marker>() };
                if !is_asked(gives, argument) {
                    return source;
                }
                let method = Ident::new(given_by(gives), head);
                let at = Index {
                    index: index as u32,
                    span: start,
                };
                quote_spanned! { start => __arguments.#at.#method(#source) }
            }
        }
    })
}

/// The runtime's method that checks whether a kind of item provides an argument.
fn given_by(gives: Gives) -> &'static str {
    match gives {
        Gives::Page => "page",
        Gives::Callback => "callback",
        Gives::Webhook => "webhook",
        Gives::WebhookWithoutBody => "webhook_without_body",
        Gives::Endpoint => "endpoint",
        Gives::EndpointWithoutBody => "endpoint_without_body",
        Gives::Public => "public",
        Gives::PublicWithoutBody => "public_without_body",
        Gives::Hook => "hook",
        Gives::Uninstalled => "uninstalled",
        Gives::Migration => "migration",
        Gives::Job => "job",
        Gives::Scheduled => "scheduled",
    }
}

/// Whether rustc has to check if a kind of item provides an argument, which takes it a third of a
/// millisecond per handler.
///
/// Not for one that is spelled like one of connect's own arguments that the item does provide. If such a
/// name refers to a type of the app, it is not checked either.
fn is_asked(gives: Gives, argument: &Argument) -> bool {
    let Type::Path(path) = &argument.ty else {
        return matches!(argument.source, Source::Extractor);
    };
    let given = path.path.segments.last().is_some_and(|last| {
        last.arguments.is_none() && given_names(gives).iter().any(|name| last.ident == name)
    });
    matches!(argument.source, Source::Extractor) && !given && !is_job(gives, argument)
}

/// Whether it is a job's `Job<…>`, which has its own source.
fn is_job(gives: Gives, argument: &Argument) -> bool {
    gives == Gives::Job && named_job::arguments(&argument.ty).is_some()
}

/// The arguments provided by an item that are recognized by name alone. The runtime's table has these and
/// more.
fn given_names(gives: Gives) -> &'static [&'static str] {
    const OF_PAGE: [&str; 6] = [
        "Tenant",
        "User",
        "License",
        "Jira",
        "Confluence",
        "FormToken",
    ];
    const OF_CALLBACK: [&str; 4] = ["Tenant", "User", "Jira", "Confluence"];
    const OF_HOOK: [&str; 4] = ["Tenant", "Lifecycle", "Jira", "Confluence"];
    match gives {
        Gives::Page | Gives::Endpoint | Gives::EndpointWithoutBody => &OF_PAGE,
        Gives::Callback | Gives::Webhook | Gives::WebhookWithoutBody => &OF_CALLBACK,
        Gives::Hook => &OF_HOOK,
        Gives::Uninstalled => &["Tenant", "Lifecycle"],
        Gives::Public | Gives::PublicWithoutBody => &[],
        Gives::Migration => &["Tenant", "Jira", "Confluence"],
        Gives::Job => &["Job", "Tenant", "Jira", "Confluence", "Jobs"],
        Gives::Scheduled => &["Tenant", "Jira", "Confluence", "Jobs"],
    }
}

/// Whether a type is spelled `State<…>`. Only the error message about it depends on that.
fn is_state(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|it| it.ident == "State"))
}

/// The span of a type's last name, since an error about a method call points at one token.
fn head(ty: &Type) -> Span {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.span()),
        _ => None,
    }
    .unwrap_or_else(|| ends(ty).0)
}

/// Checks that the events of a webhook carry what its arguments read.
fn payloads(declared: &Declared) -> TokenStream {
    let groups = declared.event_groups();
    let gives = declared.gives();
    let extractors = declared.arguments.iter().enumerate();
    extractors
        .filter(|(_, argument)| is_asked(gives, argument))
        .flat_map(|(index, argument)| {
            let start = head(&argument.ty);
            let at = Index {
                index: index as u32,
                span: start,
            };
            groups.iter().map(move |group| {
                let carried_by = Ident::new("carried_by", start);
                let group = Ident::new(group, start);
                let events = EVENTS_OF.at(start);
                quote_spanned! { start => __arguments.#at.#carried_by::<#events::#group>(); }
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The runtime's table agrees about each name that is not checked.
    #[test]
    fn the_runtime_gives_what_is_not_asked_about() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../connect-runtime/src/handler/argument.rs"
        );
        let table = std::fs::read_to_string(path).unwrap();
        for (gives, row) in [
            (Gives::Page, "GivenToPage"),
            (Gives::Callback, "GivenToCallback"),
            (Gives::Webhook, "GivenToWebhook"),
            (Gives::WebhookWithoutBody, "GivenToWebhookWithoutBody"),
            (Gives::Endpoint, "GivenToEndpoint"),
            (Gives::EndpointWithoutBody, "GivenToEndpointWithoutBody"),
            (Gives::Public, "GivenToPublic"),
            (Gives::PublicWithoutBody, "GivenToPublicWithoutBody"),
            (Gives::Hook, "GivenToHook"),
            (Gives::Uninstalled, "GivenToUninstalled"),
            (Gives::Migration, "GivenToMigration"),
        ] {
            let (_, row) = table.split_once(&format!("given! {{ {row}: [")).unwrap();
            let row: Vec<&str> = row.split(']').next().unwrap().split(' ').collect();
            for name in given_names(gives) {
                let word = match *name {
                    "Jira" | "Confluence" => "client",
                    "FormToken" => "form_token",
                    other => &other.to_ascii_lowercase(),
                };
                assert!(row.contains(&word), "{gives:?} {name}");
            }
        }
    }
}
