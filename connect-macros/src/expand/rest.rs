//! `jira!`, `confluence!`, `as_user!` and `scopes!`.
//!
//! Items stand in a block of their own, away from the user's expressions, which keep their spans
//! and see no name of ours.

use connect_model::operation::ValueKind;
use connect_model::{Method, Product, Scope, reasons::not_granted};
use connect_syntax::rest::{AsUser, BodyKind, GivenValue, NamedScopes, RestCall, Step, ValueShape};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Expr;
use syn::spanned::Spanned;

use super::deprecation::deprecated;
use super::need::{at, broken, granted, names, origin, registered, variant, within};
use super::show;

/// Expands `jira!` or `confluence!`.
pub(crate) fn call(product: Product, tokens: TokenStream) -> TokenStream {
    let expansion = match RestCall::parse(product, tokens) {
        Ok(call) => checked(&call),
        Err(error) => return broken(&error),
    };
    show("a call", &expansion);
    expansion
}

fn checked(call: &RestCall) -> TokenStream {
    let entry = match call.product {
        Product::Confluence => quote! { confluence },
        _ => quote! { jira },
    };
    let entry = match call.has_no_content() {
        true => quote! { #entry::<_, ()> },
        false => entry,
    };
    let site = site(call);
    let client = borrowed(&call.client);
    let start = quote_spanned! { at(call.client.span()) =>
        ::connect_runtime::__private::#entry(#client, #site)
    };
    let chain = call.steps.iter().fold(start, step);
    // What the user's expressions borrow or lock ends here, not behind the `.await`.
    let call = Ident::new("call", Span::mixed_site());
    quote! {{ let #call = #chain; #call }}
}

/// The static that stands for the call, made while compiling.
fn site(call: &RestCall) -> TokenStream {
    let at = at(call.path_span);
    let granted = granted(at);
    let product = call.product;
    let product = format_ident!("{product:?}");
    let method = method(call.operation.method());
    let path = call.operation.path();
    let what = call.operation.to_string();
    let message = call
        .scope
        .map_or_else(String::new, |scope| not_granted(&what, scope));
    let scope = call.scope.map(variant).into_iter();
    let origin = origin(call.path_span);
    let new = match call.redirects() {
        true => quote_spanned! { at => redirecting },
        false => quote_spanned! { at => new },
    };
    let site = quote_spanned! { at =>
        __connect::CallSite::#new(
            #granted,
            (__connect::Product::#product, #method, #path),
            (&[#(#scope),*], #message),
            #origin,
        )
    };
    let registered = registered(&quote! { &CALL.need });
    let deprecations = call
        .deprecations
        .iter()
        .map(|one| deprecated("OPERATION", one));
    let names = names();
    quote! {{
        #names
        static CALL: __connect::CallSite = #site;
        #registered
        #(#deprecations)*
        &CALL
    }}
}

fn step(call: TokenStream, step: &Step) -> TokenStream {
    match step {
        Step::Path { name, value } => {
            let value = given(value, "path_value");
            quote! { #call.path(#name, #value) }
        }
        Step::Query {
            name,
            joined,
            shape,
            value,
        } => {
            let value = given(value, rule(*shape));
            match joined {
                true => quote! { #call.query_joined(#name, #value) },
                false => quote! { #call.query(#name, #value) },
            }
        }
        Step::Header { name, value } => {
            let value = given(value, "header");
            quote! { #call.header_text(#name, #value) }
        }
        Step::Body { kind, value } => body(call, kind, value),
    }
}

fn body(call: TokenStream, kind: &BodyKind, value: &Expr) -> TokenStream {
    match kind {
        BodyKind::Json => {
            let value = borrowed(value);
            quote! { #call.json(#value) }
        }
        BodyKind::JsonPatch => {
            let value = borrowed(value);
            quote! { ::connect_runtime::__private::json_patch(#call, #value) }
        }
        BodyKind::Text => {
            let text = quote_spanned! { at(value.span()) =>
                ::connect_runtime::__private::text(#value)
            };
            quote! { #call.bytes("text/plain; charset=utf-8", #text) }
        }
        BodyKind::Multipart => quote! { #call.multipart(#value) },
        BodyKind::Bytes(content_type) => {
            let content_type = borrowed(content_type);
            quote! { #call.bytes(#content_type, #value) }
        }
    }
}

/// The text of a literal, which has been checked; anything else through the function that asks
/// for the right type. Values are only looked at, so that whoever has one still has it.
fn given(value: &GivenValue, rule: &str) -> TokenStream {
    match value {
        GivenValue::Literal(text, _) => text.to_token_stream(),
        GivenValue::Expr(value) => {
            let at = at(value.span());
            let rule = Ident::new(rule, at);
            let value = borrowed(value);
            quote_spanned! { at => ::connect_runtime::__private::#rule(#value) }
        }
    }
}

fn rule(shape: ValueShape) -> &'static str {
    match (shape.many, shape.holds) {
        (false, ValueKind::String) => "one",
        (false, ValueKind::Integer) => "integer",
        (false, ValueKind::Boolean) => "boolean",
        (false, ValueKind::Enum) => "word",
        (true, ValueKind::String) => "values",
        (true, ValueKind::Integer) => "integers",
        (true, ValueKind::Boolean) => "booleans",
        (true, ValueKind::Enum) => "words",
    }
}

/// A reference to what the user wrote, whatever its precedence is.
fn borrowed(value: &Expr) -> TokenStream {
    let at = at(value.span());
    match value {
        Expr::Path(_)
        | Expr::Lit(_)
        | Expr::Field(_)
        | Expr::MethodCall(_)
        | Expr::Call(_)
        | Expr::Macro(_)
        | Expr::Reference(_)
        | Expr::Paren(_)
        | Expr::Array(_) => quote_spanned! { at => &#value },
        _ => quote_spanned! { at => &(#value) },
    }
}

fn method(method: Method) -> TokenStream {
    let name = format_ident!("{method:?}");
    quote! { __connect::Method::#name }
}

/// Expands `as_user!`.
pub(crate) fn as_user(tokens: TokenStream) -> TokenStream {
    let AsUser {
        client,
        account,
        scopes,
    } = match AsUser::parse(tokens) {
        Ok(parsed) => parsed,
        Err(error) => return broken(&error),
    };
    let here = Span::call_site();
    let granted = granted(here);
    let message = not_granted("as_user!", Scope::ActAsUser);
    let origin = origin(here);
    let registered = registered(&quote! { &NEED });
    let client = borrowed(&client);
    let account = borrowed(&account);
    let scopes = match scopes {
        Some(scopes) => quote! { ::core::option::Option::Some(#scopes) },
        None => quote! { ::core::option::Option::None },
    };
    let names = names();
    let expansion = quote! {
        ::connect_runtime::__private::as_user(#client, #account, #scopes, {
            #names
            static NEED: __connect::ScopeUse =
                __connect::impersonation(#granted, #message, #origin);
            #registered
            &NEED
        })
    };
    show("as_user!", &expansion);
    expansion
}

/// Expands `scopes!`.
pub(crate) fn scopes(tokens: TokenStream) -> TokenStream {
    let named = match NamedScopes::parse(tokens) {
        Ok(named) => named,
        Err(error) => return broken(&error),
    };
    let what = format!("scopes![{}]", named.set());
    let checks = named
        .0
        .iter()
        .map(|(scope, span)| within(&what, *scope, *span));
    let variants: Vec<_> = named.set().iter().map(variant).collect();
    let all = named.0.iter().map(|(scope, _)| variant(*scope));
    let origin = origin(Span::call_site());
    let registered = registered(&quote! { &NEED });
    let names = names();
    let expansion = quote! {{
        #names
        #(#checks)*
        static NEED: __connect::ScopeUse =
            __connect::by_hand(&[#(#variants),*], #origin);
        #registered
        __connect::ScopeSet::of(&[#(#all),*])
    }};
    show("scopes!", &expansion);
    expansion
}
