//! `#[assets]` and `asset!`: a folder of files, and the URL of one of them.

use std::path::PathBuf;

use connect_syntax::assets::{self, Assets};
use proc_macro2::{Span, TokenStream};
use quote::quote;

use super::paths::{ASSET, ASSET_FILE, ASSET_FOLDER, SUBMIT, imports};
use super::show::show;
use super::tokens::cfgs;

/// The folder of the package being compiled.
fn package() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR")
        .map(PathBuf::from)
        .unwrap_or_default()
}

/// Expands `#[assets("folder")]`; on errors the struct is still emitted.
pub(crate) fn folder(args: TokenStream, item: TokenStream) -> TokenStream {
    let declared = Assets::parse(args).and_then(|assets| Ok((assets.files(&package())?, assets)));
    let expansion = match (declared, Assets::item(item.clone())) {
        (Ok((files, assets)), Ok(item)) => registered(&files, &assets, &item),
        (declared, unit) => {
            let errors = [declared.err(), unit.err()];
            let errors = errors.into_iter().flatten().map(|e| e.to_compile_error());
            quote! { #[allow(dead_code)] #item #(#errors)* }
        }
    };
    show("#[assets]", &expansion);
    expansion
}

fn registered(
    files: &[assets::Asset],
    assets: &Assets,
    item: &connect_syntax::UnitStruct,
) -> TokenStream {
    let folder = &assets.folder;
    let on_disk = package().join(folder).display().to_string();
    let imports = imports(Span::call_site());
    let cfgs = cfgs(&item.attrs);
    let number = files.len();
    let files = files.iter().map(|asset| {
        let (name, file) = (&asset.name, asset.file.display().to_string());
        quote! { #ASSET_FILE::new(#name, ::core::include_bytes!(#file)) }
    });
    quote! {
        #[allow(dead_code)]
        #item
        #(#cfgs)*
        const _: () = {
            #imports
            #[cfg(debug_assertions)]
            #SUBMIT! { #ASSET_FOLDER::on_disk(#folder, #on_disk) }
            #[cfg(not(debug_assertions))]
            static FILES: [#ASSET_FILE; #number] = [#(#files),*];
            #[cfg(not(debug_assertions))]
            #SUBMIT! { #ASSET_FOLDER::embedded(#folder, &FILES) }
        };
    }
}

/// Expands `asset!("file")`.
pub(crate) fn url(tokens: TokenStream) -> TokenStream {
    let folders = std::env::var(assets::VARIABLE).ok();
    match assets::find(tokens, folders.as_deref(), &package()) {
        Ok((folder, name)) => {
            let imports = imports(Span::call_site());
            quote! {{ #imports #ASSET(#folder, #name) }}
        }
        Err(error) => error.to_compile_error(),
    }
}
