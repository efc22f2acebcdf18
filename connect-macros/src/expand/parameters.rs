//! `#[derive(ContextParameters)]`.

use connect_syntax::parameters::ParameterStruct;
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::paths::{CONTEXT_PARAMETERS, PARAMETER_REJECTION, URL_PARAMETERS, imports};
use super::tokens::ends;

/// Expands the derive; the struct itself stays unchanged.
pub(crate) fn context_parameters(tokens: TokenStream) -> TokenStream {
    let ParameterStruct {
        ident,
        generics,
        fields,
    } = match ParameterStruct::parse(tokens) {
        Ok(read) => read,
        Err(error) => return error.into_compile_error(),
    };
    let imports = imports(Span::call_site());
    let values = fields.iter().map(|field| {
        let (name, literal) = (&field.ident, &field.name);
        // rustc reports an unparsable type at the type.
        let (start, _) = ends(&field.ty);
        quote_spanned! { start => #name: parameters.parameter(#literal)? }
    });
    let (in_impl, of_type, bounds) = generics.split_for_impl();
    quote! {
        const _: () = {
            #imports
            impl #in_impl #CONTEXT_PARAMETERS for #ident #of_type #bounds {
                fn read(
                    parameters: &#URL_PARAMETERS<'_>,
                ) -> ::core::result::Result<Self, #PARAMETER_REJECTION> {
                    ::core::result::Result::Ok(Self { #(#values),* })
                }
            }
        };
    }
}
