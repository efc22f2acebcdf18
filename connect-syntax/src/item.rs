//! The item below an attribute: a function whose body nobody needs to read.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, ItemFn, Signature, Visibility};

/// A function with its body left as tokens: a body that does not parse is rustc's to report.
#[derive(Debug, Clone)]
pub struct HandlerFn {
    /// Attributes, doc comments among them.
    pub attrs: Vec<Attribute>,
    /// Its visibility.
    pub vis: Visibility,
    /// Name, arguments and result.
    pub sig: Signature,
    /// Everything after the signature.
    pub body: TokenStream,
}

impl Parse for HandlerFn {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Self {
            attrs: input.call(Attribute::parse_outer)?,
            vis: input.parse()?,
            sig: input.parse()?,
            body: input.parse()?,
        })
    }
}

impl From<&ItemFn> for HandlerFn {
    /// The function without its body, for a reader that only wants to know what it declares.
    fn from(item: &ItemFn) -> Self {
        Self {
            attrs: item.attrs.clone(),
            vis: item.vis.clone(),
            sig: item.sig.clone(),
            body: TokenStream::new(),
        }
    }
}

impl ToTokens for HandlerFn {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        for attr in &self.attrs {
            attr.to_tokens(tokens);
        }
        self.vis.to_tokens(tokens);
        self.sig.to_tokens(tokens);
        self.body.to_tokens(tokens);
    }
}
