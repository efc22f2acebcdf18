//! The item below an attribute: a function whose body nobody needs to read, or a unit struct.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, ItemFn, ItemStruct, Signature, Token, Visibility};

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

/// `struct Tools;`: the name of a module that is only data.
#[derive(Debug, Clone)]
pub struct UnitStruct {
    /// Attributes, doc comments among them.
    pub attrs: Vec<Attribute>,
    /// Its visibility.
    pub vis: Visibility,
    /// `struct`.
    pub keyword: Token![struct],
    /// Its name.
    pub ident: Ident,
    /// `;`
    pub semicolon: Token![;],
}

/// What an attribute stands on.
#[allow(
    clippy::large_enum_variant,
    reason = "there is one of it at a time, and nearly always it is a function"
)]
#[derive(Debug, Clone)]
pub enum Annotated {
    /// A function, which the host or a page calls.
    Function(HandlerFn),
    /// A unit struct, which only has a name.
    Struct(UnitStruct),
}

impl Annotated {
    /// The attributes of the item.
    #[must_use]
    pub fn attrs(&self) -> &[Attribute] {
        match self {
            Self::Function(function) => &function.attrs,
            Self::Struct(item) => &item.attrs,
        }
    }

    /// The name of the item.
    #[must_use]
    pub fn ident(&self) -> &Ident {
        match self {
            Self::Function(function) => &function.sig.ident,
            Self::Struct(item) => &item.ident,
        }
    }

    /// The visibility of the item.
    #[must_use]
    pub fn vis(&self) -> &Visibility {
        match self {
            Self::Function(function) => &function.vis,
            Self::Struct(item) => &item.vis,
        }
    }

    /// The function that it is.
    #[must_use]
    pub fn function(&self) -> Option<&HandlerFn> {
        match self {
            Self::Function(function) => Some(function),
            Self::Struct(_) => None,
        }
    }
}

impl Parse for Annotated {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        if input.peek(Token![struct]) {
            let item = UnitStruct {
                attrs,
                vis,
                keyword: input.parse()?,
                ident: input.parse()?,
                semicolon: input.parse()?,
            };
            return if input.is_empty() {
                Ok(Self::Struct(item))
            } else {
                Err(input.error("expected nothing after the struct"))
            };
        }
        Ok(Self::Function(HandlerFn {
            attrs,
            vis,
            sig: input.parse()?,
            body: input.parse()?,
        }))
    }
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

impl UnitStruct {
    /// The struct that it is, if it has neither fields nor generics.
    #[must_use]
    pub fn of(item: &ItemStruct) -> Option<Self> {
        match (&item.fields, &item.semi_token) {
            (syn::Fields::Unit, Some(semicolon)) if item.generics.params.is_empty() => Some(Self {
                attrs: item.attrs.clone(),
                vis: item.vis.clone(),
                keyword: item.struct_token,
                ident: item.ident.clone(),
                semicolon: *semicolon,
            }),
            _ => None,
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

impl ToTokens for UnitStruct {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        for attr in &self.attrs {
            attr.to_tokens(tokens);
        }
        self.vis.to_tokens(tokens);
        self.keyword.to_tokens(tokens);
        self.ident.to_tokens(tokens);
        self.semicolon.to_tokens(tokens);
    }
}
