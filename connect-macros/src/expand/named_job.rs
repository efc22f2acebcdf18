//! Jobs as types: what `jobs.enqueue::<recount>(&arguments)` needs from `recount`.

use connect_model::declaration::kind;
use connect_syntax::{Annotated, Attribute};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{FnArg, GenericArgument, PathArguments, Type};

use super::companion::companion_type;
use super::paths::ARGUMENTS_OF;

/// The key under which a job is stored, and the type of its arguments.
pub(super) fn implementation(attribute: Attribute, item: &Annotated, key: &str) -> TokenStream {
    let (Attribute::OwnWork(kind::JOB), Annotated::Function(function)) = (attribute, item) else {
        return TokenStream::new();
    };
    let companion = companion_type(&function.sig.ident);
    let arguments = function.sig.inputs.iter().find_map(|input| match input {
        FnArg::Typed(typed) => arguments(&typed.ty),
        FnArg::Receiver(_) => None,
    });
    let arguments = arguments.unwrap_or_else(|| quote! { () });
    quote! {
        impl #ARGUMENTS_OF<#companion> for #arguments {
            const KEY: &'static str = #key;
        }
    }
}

/// The type inside `Job<…>`; `None` if it is spelled differently.
pub(super) fn arguments(ty: &Type) -> Option<TokenStream> {
    let Type::Path(path) = ty else {
        return None;
    };
    let last = path
        .path
        .segments
        .last()
        .filter(|last| last.ident == "Job")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first() {
        Some(GenericArgument::Type(ty)) => Some(quote! { #ty }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_what_the_job_holds() {
        let of = |ty: &str| arguments(&syn::parse_str(ty).unwrap()).map(|it| it.to_string());
        assert_eq!(of("Job<Recount>").as_deref(), Some("Recount"));
        assert_eq!(
            of("connect_runtime::Job<Vec<u8>>").as_deref(),
            Some("Vec < u8 >")
        );
        assert_eq!(of("Job"), None);
        assert_eq!(of("Tenant"), None);
    }
}
