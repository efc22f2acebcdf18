//! A handler: the user's function as it is, and beside it the block that registers it.

use connect_syntax::signature::is_context;
use connect_syntax::{Annotated, Attribute, DeclarationKind, Declared, HandlerFn, Source};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{FnArg, ReturnType};

use super::deprecation::deprecated;
use super::paths::{
    CONTEXT, HANDLER, LAST, OPTIONAL, PART, REGISTRATION, RESPOND, RESPOND_TO_CONDITION, STATE,
};
use super::registration::{block, declaration};
use super::show::{is_shown, show};
use super::tokens::ends;
use super::{named_item, scope_use, unit_struct};

/// Expands an annotated item; on any error the item itself is still there.
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
        // Only its name is used; no value of it is made.
        Annotated::Struct(item) => quote! { #[allow(dead_code)] #item },
    };
    let companion = named_item::companion(attribute, &parsed);
    match declared {
        Ok(declared) => {
            let named_item = named_item::implementation(attribute, &parsed, &declared);
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
            if named_item::is_named_below(&parsed) {
                return quote! { #kept #error };
            }
            // Items that name this one find it, so that one fault is one error.
            let stand_in = named_item::stand_in(attribute, &parsed);
            quote! { #kept #companion #stand_in #error }
        }
    }
}

/// The function without our attributes on its arguments, unless another of our attributes has yet
/// to read them.
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
    // rustc reports each failed bound at the tokens that it is about: a result at its type, an
    // argument at its type, a future that is not `Send` at the function's name.
    let respond = match &declared.kind {
        DeclarationKind::Referenced {
            kind: "condition", ..
        } => RESPOND_TO_CONDITION,
        _ => RESPOND,
    };
    let (start, end) = match &function.sig.output {
        ReturnType::Type(_, ty) => ends(ty),
        ReturnType::Default => ends(name),
    };
    let respond = respond.between(start, end);
    let sources = sources(declared);
    let make = HANDLER.at(name.span());
    let handler = quote_spanned! { name.span() => #make(#name, (#(#sources,)*), #respond) };
    let declaration = declaration(declared, name);
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
        declared,
        &quote! { #named_item #(#needs)* #(const _: () = #warnings;)* },
        &quote! { #REGISTRATION::handled::<#STATE>(#declaration, #handler) },
    )
}

/// Where the value of each argument comes from.
fn sources(declared: &Declared) -> impl Iterator<Item = TokenStream> {
    let last = declared.arguments.len().saturating_sub(1);
    let arguments = declared.arguments.iter().enumerate();
    arguments.map(move |(index, argument)| {
        let ty = &argument.ty;
        let (start, end) = ends(ty);
        let (source, value, parameters) = match &argument.source {
            Source::Context {
                sent_as,
                optional: Some(inner),
                ..
            } => (OPTIONAL, quote! { #inner }, quote! { #sent_as }),
            Source::Context { sent_as, .. } => (CONTEXT, quote! { #ty }, quote! { #sent_as }),
            Source::Extractor if index == last => (LAST, quote! { #ty, _ }, TokenStream::new()),
            Source::Extractor => (PART, quote! { #ty }, TokenStream::new()),
        };
        let source = source.between(start, end);
        quote! { #source::<#STATE, #value>(#parameters) }
    })
}
