//! Finding macro calls in an item, both in parsed Rust and in plain tokens.

use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::parse::Parser;
use syn::visit::{self, Visit};
use syn::{Attribute, ExprMethodCall, Macro};

use super::{MacroCall, MacroCalls, MethodCall, attributes, cfg_macros, method};
use crate::cfg::Cfg;
use crate::origin::{origin, relative};
use crate::policy;

/// One file of a crate.
pub(super) struct Scan<'a> {
    calls: &'a mut MacroCalls,
    cfg: &'a Cfg,
    base: &'a Path,
    /// The file, and those that include it, outermost first.
    open: Vec<PathBuf>,
}

impl<'a> Scan<'a> {
    pub(super) fn new(
        calls: &'a mut MacroCalls,
        file: &Path,
        base: &'a Path,
        cfg: &'a Cfg,
    ) -> Self {
        Self {
            calls,
            cfg,
            base,
            open: vec![file.to_owned()],
        }
    }

    fn out(&self, attrs: &[Attribute]) -> bool {
        !attrs.is_empty() && self.cfg.resolve(attrs).is_none()
    }

    /// The file being read, as origins name it.
    fn file(&self) -> String {
        let file = self.open.last();
        file.map(|file| relative(file, self.base))
            .unwrap_or_default()
    }

    fn call(&mut self, name: &Ident, alone: bool, arguments: TokenStream) {
        if name == "stringify" {
            return;
        }
        if name == "include" {
            self.include(&arguments);
        } else if let Some(chosen) = cfg_macros::chosen(name, &arguments, self.cfg) {
            return self.tokens(chosen);
        }
        self.calls.calls.push(MacroCall {
            name: name.clone(),
            alone,
            arguments: arguments.clone(),
            file: self.file(),
        });
        self.tokens(arguments);
    }

    fn method(&mut self, name: &Ident, arguments: TokenStream) {
        if method::is_named(name) {
            self.calls.methods.push(MethodCall {
                name: name.clone(),
                arguments,
                file: self.file(),
            });
        }
    }

    /// `include!("file.rs")` inside a function: the file can contain an expression or any other code.
    fn include(&mut self, arguments: &TokenStream) {
        let (Ok(path), Some(file)) = (
            syn::parse2::<syn::LitStr>(arguments.clone()),
            self.open.last(),
        ) else {
            return;
        };
        let file = file.parent().unwrap_or(Path::new("")).join(path.value());
        if self.open.contains(&file) {
            return;
        }
        let tokens = std::fs::read_to_string(&file)
            .ok()
            .and_then(|text| text.parse().ok());
        self.calls.files.push(file.clone());
        self.open.push(file);
        self.tokens(tokens.unwrap_or_default());
        self.open.pop();
    }

    /// The arguments of a macro need not be Rust, so a call among them is recognised by its form.
    fn tokens(&mut self, stream: TokenStream) {
        let tokens: Vec<TokenTree> = stream.into_iter().collect();
        let mut rest = tokens.as_slice();
        let mut before = None;
        while let [first, after @ ..] = rest {
            rest = match (first, after) {
                (TokenTree::Punct(hash), [TokenTree::Group(_), ..]) if hash.as_char() == '#' => {
                    self.attributed(rest)
                }
                (TokenTree::Ident(keyword), [bang, TokenTree::Ident(name), ..])
                    if keyword == "macro_rules" && is_punct(bang, '!') =>
                {
                    self.calls.define(name);
                    after
                }
                (TokenTree::Ident(name), [bang, TokenTree::Group(arguments), after @ ..])
                    // `$name!(…)` calls whatever `$name` is.
                    if is_punct(bang, '!') && !before.is_some_and(|token| is_punct(token, '$')) =>
                {
                    let alone = !before.is_some_and(|token| is_punct(token, ':'));
                    self.call(name, alone, arguments.stream());
                    after
                }
                (TokenTree::Ident(name), [TokenTree::Group(arguments), ..])
                    if before.is_some_and(|token| is_punct(token, '.')) =>
                {
                    self.method(name, arguments.stream());
                    after
                }
                (TokenTree::Group(group), _) => {
                    self.tokens(group.stream());
                    after
                }
                _ => after,
            };
            before = Some(first);
        }
    }

    /// The tokens after the attributes; if one of these is a `cfg` that does not hold, those after the
    /// attributed item.
    fn attributed<'t>(&mut self, tokens: &'t [TokenTree]) -> &'t [TokenTree] {
        let mut rest = tokens;
        let mut out = false;
        while let [hash, TokenTree::Group(group), after @ ..] = rest {
            if !is_punct(hash, '#') {
                break;
            }
            if group.delimiter() != Delimiter::Bracket {
                // Not an attribute: `#(…)*` or `#{…}`, which some macros use.
                self.tokens(group.stream());
                return after;
            }
            let attribute = TokenStream::from_iter([hash.clone(), group.clone().into()]);
            out |= Attribute::parse_outer
                .parse2(attribute)
                .is_ok_and(|attrs| self.out(&attrs));
            rest = after;
        }
        if out { past(rest) } else { rest }
    }
}

fn is_punct(token: &TokenTree, expected: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == expected)
}

/// The tokens after one item, statement or element. If its end is unclear, the shorter reading
/// wins: counting a call too many is better than missing one.
fn past(tokens: &[TokenTree]) -> &[TokenTree] {
    const ITEMS: [&str; 14] = [
        "async",
        "const",
        "enum",
        "extern",
        "fn",
        "impl",
        "macro_rules",
        "mod",
        "static",
        "struct",
        "trait",
        "type",
        "unsafe",
        "use",
    ];
    let keyword = tokens.iter().find_map(|token| match token {
        TokenTree::Ident(word) if word != "pub" => Some(word.to_string()),
        _ => None,
    });
    let statement = keyword.as_deref() == Some("let");
    let item = keyword.is_some_and(|word| ITEMS.contains(&&*word));
    let mut rest = tokens;
    while let [first, after @ ..] = rest {
        rest = after;
        let ends = match first {
            TokenTree::Punct(punct) => match punct.as_char() {
                ';' => true,
                ',' => !item && !statement,
                _ => false,
            },
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace && !statement,
            _ => false,
        };
        if ends {
            break;
        }
    }
    rest
}

/// Visits a node unless a `cfg` excludes it.
macro_rules! unless_out {
    ($($visit:ident($node:ty): $attrs:expr;)*) => {$(
        fn $visit(&mut self, node: &'ast $node) {
            let attrs: fn(&'ast $node) -> &'ast [Attribute] = $attrs;
            if !self.out(attrs(node)) {
                visit::$visit(self, node);
            }
        }
    )*};
}

impl<'ast> Visit<'ast> for Scan<'_> {
    unless_out! {
        visit_item(syn::Item): attributes::of_item;
        visit_impl_item(syn::ImplItem): attributes::of_impl_item;
        visit_trait_item(syn::TraitItem): attributes::of_trait_item;
        visit_foreign_item(syn::ForeignItem): attributes::of_foreign_item;
        visit_generic_param(syn::GenericParam): attributes::of_generic_param;
        visit_fn_arg(syn::FnArg): attributes::of_parameter;
        visit_expr(syn::Expr): attributes::of_expr;
        visit_local(syn::Local): |local| &local.attrs;
        visit_stmt_macro(syn::StmtMacro): |call| &call.attrs;
        visit_arm(syn::Arm): |arm| &arm.attrs;
        visit_field(syn::Field): |field| &field.attrs;
        visit_field_value(syn::FieldValue): |field| &field.attrs;
        visit_field_pat(syn::FieldPat): |field| &field.attrs;
        visit_variant(syn::Variant): |variant| &variant.attrs;
    }

    /// The arguments of an attribute are not calls.
    fn visit_attribute(&mut self, _: &'ast Attribute) {}

    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        if let Some(name) = &item.ident {
            self.calls.define(name);
        }
        visit::visit_item_macro(self, item);
    }

    fn visit_use_rename(&mut self, node: &'ast syn::UseRename) {
        self.calls.rename(&node.ident, &node.rename);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        if let Some(last) = call.path.segments.last() {
            let alone = call.path.segments.len() == 1;
            self.call(&last.ident, alone, call.tokens.clone());
        }
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        for (span, blocked) in policy::blocked_in_page(call) {
            let place = origin(span, &self.file());
            self.calls.in_pages.push((place, blocked));
        }
        self.method(&call.method, call.args.to_token_stream());
        visit::visit_expr_method_call(self, call);
    }

    fn visit_token_stream(&mut self, tokens: &'ast TokenStream) {
        self.tokens(tokens.clone());
    }
}
