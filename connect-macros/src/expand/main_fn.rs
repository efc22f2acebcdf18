//! `#[main]`: an async main on the framework's runtime.

use connect_syntax::{Annotated, HandlerFn};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Path, Token};

use super::paths::facade;

/// The arguments of `#[main]`: `crate = my_framework::connect_runtime`, or nothing. It does not look for
/// `app!`, which may be in the package's library.
struct Arguments {
    runtime: Option<Path>,
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.is_empty() {
            return Ok(Self { runtime: None });
        }
        input.parse::<Token![crate]>()?;
        input.parse::<Token![=]>()?;
        let runtime = input.call(Path::parse_mod_style)?;
        input.parse::<Option<Token![,]>>()?;
        Ok(Self {
            runtime: Some(runtime),
        })
    }
}

/// Expands `#[main]`; on errors the function itself is still emitted.
pub(crate) fn main(args: TokenStream, item: TokenStream, found: Option<Path>) -> TokenStream {
    let Ok(Annotated::Function(function)) = Annotated::read(item.clone()) else {
        return item;
    };
    let runtime = match checked(args, &function) {
        Ok(Arguments { runtime }) => runtime,
        Err(error) => {
            let error = error.into_compile_error();
            // The user's function stays readable for editors, and there is exactly one `main`.
            return quote! { const _: () = { #[allow(dead_code)] #function }; fn main() {} #error };
        }
    };
    let facade = facade(runtime.or(found).as_ref());
    let attrs = &function.attrs;
    let vis = &function.vis;
    let name = &function.sig.ident;
    // rustc reports a return type that `main` can't have at the function's name.
    let returned = match &function.sig.output {
        syn::ReturnType::Type(_, returned) => returned.span(),
        syn::ReturnType::Default => name.span(),
    };
    let main = Ident::new(&name.to_string(), returned);
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
            use #facade::{
                ReportAnything as _, ReportError as _, ReportLocalError as _, ReportNothing as _,
            };
            (&&&#facade::run_main(#main)).report()
        }
    }
}

fn checked(args: TokenStream, function: &HandlerFn) -> syn::Result<Arguments> {
    let span = args.span();
    let (span, message) = match syn::parse2(args) {
        Err(_) => (
            span,
            "`#[main]` takes only `crate`\nhelp: write `#[connect_runtime::main]`, or \
             `#[main(crate = my_framework::connect_runtime)]`",
        ),
        Ok(_) if function.sig.asyncness.is_none() => (
            function.sig.fn_token.span,
            "`#[main]` goes on an `async fn`\nhelp: write `async fn main() -> Result<()>`",
        ),
        Ok(_) if !function.sig.inputs.is_empty() => (
            function.sig.inputs.span(),
            "`main` takes no arguments\nhelp: read the environment or `std::env::args()` inside",
        ),
        Ok(arguments) => return Ok(arguments),
    };
    Err(syn::Error::new(span, message))
}
