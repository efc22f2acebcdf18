//! A handler: the user's function as it is, and beside it the lines that register it.

use connect_syntax::signature::is_context;
use connect_syntax::{Annotated, Attribute, DeclarationKind, Declared, HandlerFn, Source};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{FnArg, ReturnType};

use super::deprecation::deprecated;
use super::need::within;
use super::registration::{collected, declaration};
use super::{data, is_shown, named, show};

/// Expands an annotated item; on any error the item itself is still there.
pub(crate) fn handler(attribute: Attribute, args: TokenStream, item: TokenStream) -> TokenStream {
    let parsed = match Annotated::read(item.clone()) {
        Ok(parsed) => parsed,
        Err(_) => {
            // Half-written code: rustc says what is wrong with it, and an editor completes it.
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
        // Only its name is used, and nobody builds one.
        Annotated::Struct(item) => quote! { #[allow(dead_code)] #item },
    };
    let companion = named::companion(attribute, &parsed);
    match declared {
        Ok(declared) => {
            let named = named::item(attribute, &parsed, &declared);
            let registration = match &parsed {
                Annotated::Function(function) => registration(function, &declared, &named),
                Annotated::Struct(item) => data::registration(item, &declared, &named),
            };
            if is_shown() {
                let what = format!("#[{}] {}", attribute.name(), parsed.ident());
                show(&what, &quote! { #companion #registration });
            }
            let warning = named::deprecated(attribute);
            quote! { #kept #companion #registration #warning }
        }
        Err(error) => {
            let error = error.into_compile_error();
            // Whoever names the item finds it, right or wrong: one fault is one error.
            let named = named::wrong_item(attribute, &parsed);
            quote! { #kept #companion #named #error }
        }
    }
}

/// The function without our attributes on its arguments, unless another attribute of ours
/// still has to read them.
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

fn registration(item: &HandlerFn, declared: &Declared, named: &TokenStream) -> TokenStream {
    let name = &item.sig.ident;
    let handler = format_ident!("handler_{}", declared.arguments.len(), span = name.span());
    // Each check stands under the user's own tokens: a result under its type, an argument under
    // its own, a future that can't change threads under the function's name.
    let makes = match &declared.kind {
        DeclarationKind::Referenced {
            kind: "condition", ..
        } => "shown",
        _ => "answer",
    };
    let answer = match &item.sig.output {
        ReturnType::Type(_, ty) => under(ty, makes),
        ReturnType::Default => under(name, makes),
    };
    let sources = sources(declared);
    let handler =
        quote_spanned! { name.span() => __connect::#handler(#name, #(#sources,)* #answer) };
    let declaration = declaration(declared, name);
    let needs = declared
        .event_scopes
        .iter()
        .map(|event| within(&event.what, event.scope, event.span));
    let warnings = declared
        .deprecations
        .iter()
        .map(|one| deprecated("CONTEXT_PARAMETER", one));
    collected(
        &item.attrs,
        declared,
        &quote! { #named #(#needs)* #(const _: () = #warnings;)* },
        &quote! {
            __connect::Registration::handled::<__root::State>(
                #declaration,
                #handler,
            )
        },
    )
}

/// A runtime's function whose path spans all the tokens that it is about.
fn under(tokens: &impl ToTokens, function: &str) -> TokenStream {
    let mut tokens = tokens.to_token_stream().into_iter();
    let first = tokens.next();
    let last = tokens.last();
    let start = first
        .as_ref()
        .map_or_else(Span::call_site, |token| token.span());
    let end = match &last {
        Some(TokenTree::Group(group)) => group.span_close(),
        Some(token) => token.span(),
        None => start,
    };
    let function = Ident::new(function, end);
    let runtime = quote_spanned! { start => __connect:: };
    quote! { #runtime #function }
}

/// Where the value of each argument comes from.
fn sources(declared: &Declared) -> impl Iterator<Item = TokenStream> {
    let last = declared.arguments.len().saturating_sub(1);
    let arguments = declared.arguments.iter().enumerate();
    arguments.map(move |(at, argument)| {
        let ty = &argument.ty;
        match &argument.source {
            Source::Context {
                sent_as,
                optional: Some(inner),
                ..
            } => {
                let optional = under(ty, "optional");
                quote! { #optional::<__root::State, #inner>(#sent_as) }
            }
            Source::Context { sent_as, .. } => {
                let context = under(ty, "context");
                quote! { #context::<__root::State, #ty>(#sent_as) }
            }
            Source::Extractor if at == last => {
                let last = under(ty, "last");
                quote! { #last::<__root::State, #ty, _>() }
            }
            Source::Extractor => {
                let part = under(ty, "part");
                quote! { #part::<__root::State, #ty>() }
            }
        }
    })
}
