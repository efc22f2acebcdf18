//! `#[main]`: an async main on the framework's runtime.

use connect_syntax::{Annotated, HandlerFn};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::spanned::Spanned;

/// Expands `#[main]`; on any error the function itself is still there.
pub(crate) fn main(args: TokenStream, item: TokenStream) -> TokenStream {
    let Ok(Annotated::Function(function)) = Annotated::read(item.clone()) else {
        return item;
    };
    let fault = if !args.is_empty() {
        Some((
            args.span(),
            "`#[main]` takes no arguments\nhelp: write `#[connect_runtime::main]`",
        ))
    } else if function.sig.asyncness.is_none() {
        Some((
            function.sig.fn_token.span,
            "`#[main]` goes on an `async fn`\nhelp: write `async fn main() -> Result<()>`",
        ))
    } else if !function.sig.inputs.is_empty() {
        Some((
            function.sig.inputs.span(),
            "`main` takes no arguments\nhelp: read the environment or `std::env::args()` inside",
        ))
    } else {
        None
    };
    if let Some((span, message)) = fault {
        let error = syn::Error::new(span, message).into_compile_error();
        let stand_in = quote! { fn main() {} };
        // The user's function stays readable to an editor; a second `main` is not an error.
        return quote! { const _: () = { #[allow(dead_code)] #function }; #stand_in #error };
    }
    let attrs = &function.attrs;
    let vis = &function.vis;
    let name = &function.sig.ident;
    let inner = HandlerFn {
        attrs: Vec::new(),
        vis: syn::Visibility::Inherited,
        ..function.clone()
    }
    .into_token_stream();
    quote! {
        #(#attrs)*
        #vis fn #name() -> ::std::process::ExitCode {
            #inner
            ::connect_runtime::__private::main(#name)
        }
    }
}
