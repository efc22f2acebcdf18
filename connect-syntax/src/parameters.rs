//! `#[derive(ContextParameters)]`: a struct for all context parameters of a URL at once.

use proc_macro2::TokenStream;
use syn::{Fields, Generics, Ident, ItemStruct, LitStr, Type};

use crate::depth;
use crate::findings::Findings;
use crate::signature::{is_context, name_of};
use crate::wording;

/// A validated struct of context parameters.
#[derive(Debug, Clone)]
pub struct ParameterStruct {
    /// Its name.
    pub ident: Ident,
    /// Its generic parameters.
    pub generics: Generics,
    /// Its fields, in order.
    pub fields: Vec<ParameterField>,
}

/// A field: one context parameter.
#[derive(Debug, Clone)]
pub struct ParameterField {
    /// Its name in Rust.
    pub ident: Ident,
    /// Its name in the URL.
    pub name: LitStr,
    /// Its type.
    pub ty: Type,
}

impl ParameterStruct {
    /// Parses the struct below the derive.
    ///
    /// # Errors
    /// All faults, each at its own token.
    pub fn parse(tokens: TokenStream) -> syn::Result<Self> {
        depth::check(&tokens)?;
        let Ok(input) = syn::parse2::<ItemStruct>(tokens.clone()) else {
            return Err(syn::Error::new_spanned(
                tokens,
                wording::PARAMETERS_ARE_A_STRUCT,
            ));
        };
        let mut findings = Findings::default();
        let mut fields = Vec::new();
        if !matches!(input.fields, Fields::Named(_)) {
            findings.error(&input.ident, wording::PARAMETERS_ARE_A_STRUCT);
        }
        for field in input.fields {
            let Some(ident) = field.ident else { continue };
            let mut names = field.attrs.iter().filter(|attr| is_context(attr));
            let Some(attr) = names.next() else {
                findings.error(&ident, wording::field_without_context(&ident.to_string()));
                continue;
            };
            if let Some(again) = names.next() {
                findings.error(again, wording::CONTEXT_TWICE);
            }
            match name_of(attr, &mut findings) {
                Some((name, _)) => fields.push(ParameterField {
                    name,
                    ty: field.ty,
                    ident,
                }),
                None => findings.error(attr, wording::CONTEXT_WITHOUT_NAME),
            }
        }
        findings.report.finish(Self {
            ident: input.ident,
            generics: input.generics,
            fields,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_has_its_name_in_the_url() {
        let source =
            r#"struct P { #[context("page.id")] page: u64, #[context("d")] d: Option<String> }"#;
        let read = ParameterStruct::parse(source.parse().unwrap()).unwrap();
        let names: Vec<String> = read.fields.iter().map(|it| it.name.value()).collect();
        assert_eq!(names, ["page.id", "d"]);
    }

    #[test]
    fn all_faults_are_reported_at_once() {
        let source = "struct P { page: u64, #[context] d: String }";
        let errors = ParameterStruct::parse(source.parse().unwrap()).unwrap_err();
        assert_eq!(errors.into_iter().count(), 2);
        assert!(ParameterStruct::parse("struct P(u64);".parse().unwrap()).is_err());
        assert!(ParameterStruct::parse("enum P {}".parse().unwrap()).is_err());
    }
}
