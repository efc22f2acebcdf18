//! The block that registers an item: its checks, and the entry that the linker collects.

use connect_model::declaration::Auth;
use connect_model::guard::Guard;
use connect_syntax::{DeclarationKind, Declared, InOrder};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Attribute;
use syn::ext::IdentExt;

use super::named_item;
use super::paths::{
    AUTH, DECLARATION, ENTRY, IN_ORDER, LICENSED, METHOD, NONE, REGISTRATION, ROUTE, SOME, SUBMIT,
    imports, variant,
};
use super::tokens::{cfgs, origin, place};

/// The block that registers an item. A function creates the registration when the app
/// starts; only a pointer to it is collected before `main`.
pub(super) fn block(
    attrs: &[Attribute],
    place: &Place,
    declared: &Declared,
    checks: &TokenStream,
    registration: &TokenStream,
) -> TokenStream {
    let cfgs = cfgs(attrs);
    let (constant, item) = (place.constant(attrs), &place.item);
    let around = quote_spanned! { item.span() =>
        use self::#constant as _;
        use self::#item as __item;
    };
    let imports = imports(Span::call_site());
    let references = named_item::references(&declared.references);
    quote! {
        #(#cfgs)*
        #[doc(hidden)]
        #[allow(non_local_definitions, non_upper_case_globals, unused_imports)]
        const #constant: () = {
            #around
            #imports
            #references
            #checks
            fn __registration() -> #REGISTRATION {
                #registration
            }
            #SUBMIT! { #ENTRY(__registration) }
        };
    }
}

/// Where an item must be: in a module, and not in an `impl`, a `trait` or another function, where the build
/// script can't see it. Its block imports its own constant from the surrounding module. If that fails, rustc
/// shows the constant's name, which is why the name says what is expected.
pub(super) struct Place {
    item: Ident,
    expected: &'static str,
}

impl Place {
    /// The place of a handler.
    pub(super) fn of_function(name: &Ident) -> Self {
        Self {
            item: name.clone(),
            expected: "as_a_free_function",
        }
    }

    /// The place of a unit struct.
    pub(super) fn of_struct(name: &Ident) -> Self {
        Self {
            item: name.clone(),
            expected: "as_an_item_of_a_module",
        }
    }

    /// The constant that holds a registration. An item has one for each of its attributes.
    fn constant(&self, attrs: &[Attribute]) -> Ident {
        let (name, expected) = (self.item.unraw(), self.expected);
        // Ours may be renamed here, so all that are not rustc's count.
        const OF_RUSTC: [&str; 8] = [
            "allow", "cfg", "cfg_attr", "deny", "doc", "expect", "must_use", "warn",
        ];
        let below = attrs
            .iter()
            .filter(|attr| !OF_RUSTC.iter().any(|name| attr.path().is_ident(name)))
            .count();
        match below {
            0 => format_ident!("__{name}_{expected}", span = self.item.span()),
            more => format_ident!("__{name}_{expected}_{more}", span = self.item.span()),
        }
    }
}

/// When and how the function runs, as method calls on its registration.
pub(super) fn work(declared: &Declared) -> TokenStream {
    let every = match &declared.kind {
        DeclarationKind::Scheduled { every } => {
            let seconds = every.as_secs();
            quote! { .every(#seconds) }
        }
        _ => TokenStream::new(),
    };
    let inline = declared.work.inline.then(|| quote! { .inline() });
    let in_order = declared.work.in_order.as_ref().map(|order| match order {
        InOrder::Tenant => quote! { .in_order(#IN_ORDER::Tenant) },
        InOrder::Field(place) => quote! { .in_order(#IN_ORDER::Field(#place)) },
    });
    quote! { #every #inline #in_order }
}

/// The declaration, as an expression.
pub(super) fn declaration(declared: &Declared, name: &Ident) -> TokenStream {
    let kind = declared.kind_name();
    let key = &declared.key;
    let origin = origin(name.span());
    let declaration = match &declared.kind {
        DeclarationKind::Module {
            route, properties, ..
        } => {
            let properties = named_item::text(&properties.parts(), &declared.references);
            match route {
                Some(route) => {
                    let constructor = format_ident!("{}", route.constructor());
                    let path = &route.path;
                    let place = place(name.span());
                    quote! { #DECLARATION::#constructor(#kind, #key, #properties, #path, #place) }
                }
                None => quote! { #DECLARATION::module(#kind, #key, #properties, #NONE, #origin) },
            }
        }
        DeclarationKind::Migration(step) => {
            let (method, auth) = (variant(METHOD, step.method), variant(AUTH, Auth::Request));
            let path = step.path();
            quote! {
                #DECLARATION::own(#kind, #key, #SOME(#ROUTE::own(&[#method], #path, #auth)), #origin)
            }
        }
        DeclarationKind::Hook(_) | DeclarationKind::Job | DeclarationKind::Scheduled { .. } => {
            quote! { #DECLARATION::own(#kind, #key, #NONE, #origin) }
        }
        DeclarationKind::Referenced { path, .. } => quote! {
            #DECLARATION::own(#kind, #key, #SOME(#ROUTE::iframe(#path)), #origin)
        },
        DeclarationKind::Route { auth, method, path } => {
            let method = variant(METHOD, method);
            let auth = match auth {
                Auth::Public => variant(AUTH, Auth::Public),
                _ => variant(AUTH, Auth::Context),
            };
            quote! {
                #DECLARATION::own(#kind, #key, #SOME(#ROUTE::own(&[#method], #path, #auth)), #origin)
            }
        }
    };
    guarded(declaration, declared.guard)
}

/// Adds what it requires of its caller; most items require nothing.
fn guarded(declaration: TokenStream, guard: Guard) -> TokenStream {
    let admin_only = guard.admin_only.then(|| quote! { .admin_only() });
    let licensed = guard.licensed.map(|licensed| {
        let licensed = variant(LICENSED, licensed);
        quote! { .licensed(#licensed) }
    });
    quote! { #declaration #admin_only #licensed }
}
