//! `jira!`, `confluence!`, `as_user!` and `scopes!`.
//!
//! Statics are in a block of their own, so that the user's expressions see none of our names except
//! `__connect`.

use connect_model::Product;
use connect_model::operation::ValueKind;
use connect_syntax::rest::{AsUser, BodyKind, GivenValue, NamedScopes, RestCall, Step, ValueShape};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Expr;
use syn::spanned::Spanned;

use super::deprecation::deprecated;
use super::paths::{
    AS_USER, BOOLEAN, BOOLEANS, BY_HAND, CALL_SITE, CONFLUENCE, GRANTED, HEADER, IMPERSONATION,
    INTEGER, INTEGERS, JIRA, JSON_PATCH, METHOD, NO_LIST, NONE, Name, ONE, PATH_VALUE, PRODUCT,
    SCOPE, SCOPE_SET, SCOPE_USE, SOME, TEXT, VALUES, WORD, WORDS, imports, variant,
};
use super::scope_use;
use super::show::show;
use super::tokens::{at, compile_errors, origin};

/// Expands `jira!` or `confluence!`.
pub(crate) fn call(product: Product, tokens: TokenStream) -> TokenStream {
    let expansion = match RestCall::parse(product, tokens) {
        Ok(call) => checked(&call),
        Err(error) => return compile_errors(&error),
    };
    show("a call", &expansion);
    expansion
}

fn checked(call: &RestCall) -> TokenStream {
    let imports = imports(at(call.path_span));
    let entry = match call.product {
        Product::Confluence => CONFLUENCE,
        _ => JIRA,
    };
    let entry = entry.at(at(call.client.span()));
    let content = call.has_no_content().then(|| quote! { ::<_, ()> });
    let site = call_site(call);
    let client = borrowed(&call.client);
    let mut start = quote_spanned! { at(call.client.span()) => #entry #content(#client, #site) };
    if call.answers_no_list() {
        let no_list = NO_LIST.at(at(call.client.span()));
        start = quote_spanned! { at(call.client.span()) => #no_list(#start, 0) };
    }
    let chain = call.steps.iter().fold(start, step);
    // What the user's expressions borrow or lock ends here, not after the `.await`.
    let call = Ident::new("call", Span::mixed_site());
    quote! {{ #imports let #call = #chain; #call }}
}

/// The static that holds the call's operation and scope, built and checked at compile time.
fn call_site(call: &RestCall) -> TokenStream {
    let at = at(call.path_span);
    let (site, granted) = (CALL_SITE.at(at), GRANTED.at(at));
    let product = variant(PRODUCT, call.product);
    let method = variant(METHOD, call.operation.method());
    let path = call.operation.path();
    let scope = match call.scope {
        Some(scope) => {
            let scope = variant(SCOPE, scope);
            quote! { #SOME(#scope) }
        }
        None => quote! { #NONE },
    };
    let origin = origin(call.path_span);
    let redirecting = call.redirects().then(|| quote! { .redirecting() });
    let new = quote_spanned! { at =>
        #site::new(#granted, #product, #method, #path, #scope, #origin)
    };
    let submit = scope_use::submit(&quote! { &CALL.scope_use });
    let deprecations = call
        .deprecations
        .iter()
        .map(|one| deprecated("OPERATION", one));
    quote! {{
        static CALL: #CALL_SITE = #new #redirecting;
        #submit
        #(#deprecations)*
        &CALL
    }}
}

fn step(call: TokenStream, step: &Step) -> TokenStream {
    match step {
        Step::Path { name, value } => {
            let value = given(value, PATH_VALUE);
            quote! { #call.path(#name, #value) }
        }
        Step::Query {
            name,
            joined,
            shape,
            value,
        } => {
            let value = given(value, rule(*shape));
            if *joined {
                quote! { #call.query_joined(#name, #value) }
            } else {
                quote! { #call.query(#name, #value) }
            }
        }
        Step::Header { name, value } => {
            let value = given(value, HEADER);
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
            quote! { #JSON_PATCH(#call, #value) }
        }
        BodyKind::Text => {
            let at = at(value.span());
            let text = TEXT.at(at);
            let text = quote_spanned! { at => #text(#value) };
            quote! { #call.bytes("text/plain; charset=utf-8", #text) }
        }
        BodyKind::Multipart => quote! { #call.multipart(#value) },
        BodyKind::Bytes(content_type) => {
            let content_type = borrowed(content_type);
            quote! { #call.bytes(#content_type, #value) }
        }
    }
}

/// The text of a literal, which has been checked; any other value is passed through the function that
/// requires the right type. Values are only borrowed.
fn given(value: &GivenValue, rule: Name) -> TokenStream {
    match value {
        GivenValue::Literal(text, _) => text.to_token_stream(),
        GivenValue::Expr(value) => {
            let at = at(value.span());
            let rule = rule.at(at);
            let value = borrowed(value);
            quote_spanned! { at => #rule(#value) }
        }
    }
}

fn rule(shape: ValueShape) -> Name {
    match (shape.many, shape.holds) {
        (false, ValueKind::String) => ONE,
        (false, ValueKind::Integer) => INTEGER,
        (false, ValueKind::Boolean) => BOOLEAN,
        (false, ValueKind::Enum) => WORD,
        (true, ValueKind::String) => VALUES,
        (true, ValueKind::Integer) => INTEGERS,
        (true, ValueKind::Boolean) => BOOLEANS,
        (true, ValueKind::Enum) => WORDS,
    }
}

/// A reference to the user's expression, whatever its precedence.
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

/// Expands `as_user!`.
pub(crate) fn as_user(tokens: TokenStream) -> TokenStream {
    let AsUser {
        client,
        account,
        scopes,
    } = match AsUser::parse(tokens) {
        Ok(parsed) => parsed,
        Err(error) => return compile_errors(&error),
    };
    let here = Span::call_site();
    let imports = imports(here);
    let origin = origin(here);
    let submit = scope_use::submit(&quote! { &USE });
    let client = borrowed(&client);
    let account = borrowed(&account);
    let scopes = match scopes {
        Some(scopes) => quote! { #SOME(#scopes) },
        None => quote! { #NONE },
    };
    let expansion = quote! {{
        #imports
        #AS_USER(#client, #account, #scopes, {
            static USE: #SCOPE_USE = #IMPERSONATION(#GRANTED, #origin);
            #submit
            &USE
        })
    }};
    show("as_user!", &expansion);
    expansion
}

/// Expands `scopes!`.
pub(crate) fn scopes(tokens: TokenStream) -> TokenStream {
    let named = match NamedScopes::parse(tokens) {
        Ok(named) => named,
        Err(error) => return compile_errors(&error),
    };
    let here = Span::call_site();
    let imports = imports(here);
    let what = format!("scopes![{}]", named.set());
    let checks = named
        .connect
        .iter()
        .map(|(scope, span)| scope_use::check(&what, *scope, *span));
    let needed = named.set().iter().map(|scope| variant(SCOPE, scope));
    let needed: Vec<_> = needed.collect();
    let all = named.connect.iter().map(|(scope, _)| variant(SCOPE, scope));
    let forge = named.of_forge();
    let origin = origin(here);
    let submit = scope_use::submit(&quote! { &USE });
    let expansion = quote! {{
        #imports
        #(#checks)*
        static USE: #SCOPE_USE = #BY_HAND(&[#(#needed),*], #forge, #origin);
        #submit
        #SCOPE_SET::of(&[#(#all),*])
    }};
    show("scopes!", &expansion);
    expansion
}
