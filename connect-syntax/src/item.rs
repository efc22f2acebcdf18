//! The item below an attribute: a function, whose body is not parsed, or a unit struct.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::{Attribute, ItemFn, ItemStruct, Signature, Token, Visibility};

use crate::wording;

/// A function with its body left as tokens, so that rustc reports a body that does not parse.
#[derive(Debug, Clone)]
pub struct HandlerFn {
    /// Attributes, including doc comments.
    pub attrs: Vec<Attribute>,
    /// Its visibility.
    pub vis: Visibility,
    /// Name, arguments and result.
    pub sig: Signature,
    /// Everything after the signature.
    pub body: TokenStream,
}

/// `struct Tools;`, the name of a module that has no function.
#[derive(Debug, Clone)]
pub struct UnitStruct {
    /// Attributes, including doc comments.
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

/// An item with one of the framework's attributes.
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

    /// The function, if it is one.
    #[must_use]
    pub fn function(&self) -> Option<&HandlerFn> {
        match self {
            Self::Function(function) => Some(function),
            Self::Struct(_) => None,
        }
    }

    /// Parses an item. A function's body is set aside first, unparsed: parsing its tokens would take syn
    /// as long as those of the signature, for nothing.
    ///
    /// # Errors
    /// What is wrong with the item's attributes or signature.
    pub fn read(tokens: TokenStream) -> syn::Result<Self> {
        let mut head: Vec<TokenTree> = tokens.into_iter().collect();
        let body = head.pop_if(
            |last| matches!(last, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace),
        );
        let body = body.map(TokenStream::from);
        let read = |input: ParseStream<'_>| Self::parse_head(input, body.unwrap_or_default());
        read.parse2(head.into_iter().collect())
    }

    fn parse_head(input: ParseStream<'_>, body: TokenStream) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        if !input.peek(Token![struct]) {
            let sig = input.parse()?;
            // rustc reports anything else in place of the body, and a missing body.
            let mut rest: TokenStream = input.parse()?;
            rest.extend(body);
            return Ok(Self::Function(HandlerFn {
                attrs,
                vis,
                sig,
                body: rest,
            }));
        }
        let item = UnitStruct {
            attrs,
            vis,
            keyword: input.parse()?,
            ident: input.parse()?,
            semicolon: input.parse()?,
        };
        if input.is_empty() && body.is_empty() {
            Ok(Self::Struct(item))
        } else {
            Err(input.error(wording::EXPECTED_END_OF_STRUCT))
        }
    }
}

impl Parse for Annotated {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Self::read(input.parse()?)
    }
}

impl From<&ItemFn> for HandlerFn {
    /// The function without its body, for readers that only need its declaration.
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
    /// The unit struct, if the item has neither fields nor generics.
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
