//! `#[cfg]`: which items the current build contains.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Lit, Meta, Token};

/// The target and features of a build, as cargo passes them to build scripts.
///
/// ```
/// use connect_build::__internal::Cfg;
///
/// let cfg = Cfg::from_vars([
///     ("CARGO_CFG_TARGET_OS", "linux"),
///     ("CARGO_CFG_UNIX", ""),
///     ("CARGO_FEATURE_EXTRA_PANEL", "1"),
/// ]);
/// assert!(cfg.holds(&syn::parse_str("all(unix, target_os = \"linux\")").unwrap()));
/// assert!(cfg.holds(&syn::parse_str("feature = \"extra-panel\"").unwrap()));
/// assert!(!cfg.holds(&syn::parse_str("test").unwrap()));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Cfg {
    /// `CARGO_CFG_TARGET_OS=linux` is `target_os` → `{linux}`; a flag has no values.
    names: BTreeMap<String, BTreeSet<String>>,
    /// Features as spelled in the environment: upper case, with `_` for `-`.
    features: BTreeSet<String>,
}

impl Cfg {
    /// Reads the build script's environment ("Environment variables Cargo sets for build scripts").
    #[must_use]
    pub fn from_env() -> Self {
        Self::from_vars(std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        }))
    }

    /// Reads the same from the given variables.
    #[must_use]
    pub fn from_vars<N, V>(vars: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: AsRef<str>,
        V: AsRef<str>,
    {
        let mut cfg = Self::default();
        for (name, value) in vars {
            if let Some(feature) = name.as_ref().strip_prefix("CARGO_FEATURE_") {
                cfg.features.insert(feature.to_owned());
            } else if let Some(name) = name.as_ref().strip_prefix("CARGO_CFG_") {
                let values = cfg.names.entry(name.to_ascii_lowercase()).or_default();
                values.extend(
                    value
                        .as_ref()
                        .split(',')
                        .filter(|value| !value.is_empty())
                        .map(str::to_owned),
                );
            }
        }
        cfg
    }

    /// Whether a predicate holds. An unset name is false, as for rustc.
    #[must_use]
    pub fn holds(&self, predicate: &Meta) -> bool {
        match predicate {
            Meta::Path(path) if path.is_ident("true") => true,
            Meta::Path(path) => path
                .get_ident()
                .is_some_and(|name| self.names.contains_key(&name.to_string())),
            Meta::NameValue(pair) => match (&pair.value, pair.path.get_ident()) {
                (Expr::Lit(literal), Some(name)) => match &literal.lit {
                    Lit::Str(value) => self.is(&name.to_string(), &value.value()),
                    _ => false,
                },
                _ => false,
            },
            Meta::List(list) => {
                let Ok(inner) =
                    list.parse_args_with(Punctuated::<Predicate, Token![,]>::parse_terminated)
                else {
                    return false;
                };
                let mut each = inner.iter().map(|inner| self.decides(inner));
                match list.path.get_ident().map(ToString::to_string).as_deref() {
                    Some("all") => each.all(|holds| holds),
                    Some("any") => each.any(|holds| holds),
                    Some("not") => each.next().is_some_and(|holds| !holds),
                    _ => false,
                }
            }
        }
    }

    pub(crate) fn decides(&self, predicate: &Predicate) -> bool {
        match predicate {
            Predicate::Literal(holds) => *holds,
            Predicate::Meta(meta) => self.holds(meta),
        }
    }

    fn is(&self, name: &str, value: &str) -> bool {
        if name == "feature" {
            return self.names.get(name).is_some_and(|all| all.contains(value))
                || self
                    .features
                    .contains(&value.to_ascii_uppercase().replace('-', "_"));
        }
        self.names
            .get(name)
            .is_some_and(|values| values.contains(value))
    }

    /// The attributes that an item has in this build, with `cfg_attr` resolved; `None` if a `cfg`
    /// excludes the item.
    #[must_use]
    pub fn resolve(&self, attrs: &[Attribute]) -> Option<Vec<Attribute>> {
        let mut resolved = Vec::new();
        for attr in attrs {
            if attr.path().is_ident("cfg") {
                let holds = match attr.parse_args::<Predicate>() {
                    Ok(predicate) => self.decides(&predicate),
                    Err(_) => true,
                };
                if !holds {
                    return None;
                }
            } else if attr.path().is_ident("cfg_attr") {
                resolved.extend(self.resolve(&self.chosen(attr))?);
            } else {
                resolved.push(attr.clone());
            }
        }
        Some(resolved)
    }

    /// What `#[cfg_attr(predicate, a, b)]` expands to: `#[a] #[b]`, or nothing.
    fn chosen(&self, attr: &Attribute) -> Vec<Attribute> {
        let Meta::List(list) = &attr.meta else {
            return Vec::new();
        };
        let Ok(metas) = list.parse_args_with(Punctuated::<Predicate, Token![,]>::parse_terminated)
        else {
            return Vec::new();
        };
        let mut metas = metas.into_iter();
        let holds = metas
            .next()
            .is_some_and(|predicate| self.decides(&predicate));
        if !holds {
            return Vec::new();
        }
        metas
            .filter_map(|meta| match meta {
                Predicate::Meta(meta) => Some(Attribute {
                    meta: *meta,
                    ..attr.clone()
                }),
                Predicate::Literal(_) => None,
            })
            .collect()
    }
}

/// A predicate, or one of the literals `true` and `false` that can replace it.
pub(crate) enum Predicate {
    Literal(bool),
    Meta(Box<Meta>),
}

impl syn::parse::Parse for Predicate {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(syn::LitBool) {
            return Ok(Self::Literal(input.parse::<syn::LitBool>()?.value));
        }
        // A fork keeps the parser's position if what follows is not a meta item.
        let ahead = input.fork();
        match ahead.parse::<Meta>() {
            Ok(_) => Ok(Self::Meta(Box::new(input.parse()?))),
            Err(error) => {
                input.parse::<TokenStream>()?;
                Err(error)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cfg() -> Cfg {
        Cfg::from_vars([
            ("CARGO_CFG_TARGET_FAMILY", "unix"),
            ("CARGO_CFG_TARGET_FEATURE", "sse,sse2"),
            ("CARGO_CFG_UNIX", ""),
            ("CARGO_CFG_DEBUG_ASSERTIONS", ""),
            ("CARGO_CFG_FEATURE", "default,with-dash"),
            ("CARGO_FEATURE_DEFAULT", "1"),
            ("HOME", "/"),
        ])
    }

    fn holds(predicate: &str) -> bool {
        cfg().holds(&syn::parse_str(predicate).unwrap())
    }

    #[test]
    fn predicates_are_read_as_rustc_reads_them() {
        for (predicate, expected) in [
            ("unix", true),
            ("windows", false),
            ("test", false),
            ("debug_assertions", true),
            ("not(test)", true),
            ("all()", true),
            ("any()", false),
            ("any(windows, unix)", true),
            ("all(unix, not(windows))", true),
            ("target_feature = \"sse2\"", true),
            ("target_feature = \"avx\"", false),
            ("feature = \"with-dash\"", true),
            ("feature = \"default\"", true),
            ("feature = \"other\"", false),
            ("any(false, true)", true),
            ("not(true)", false),
        ] {
            assert_eq!(holds(predicate), expected, "{predicate}");
        }
    }

    #[test]
    fn cfg_attr_becomes_its_attributes_or_nothing() {
        let item: syn::ItemFn = syn::parse_str(
            "#[cfg_attr(unix, path = \"a.rs\", web_panel(name = \"A\"))] #[cfg_attr(windows, gone)] fn f() {}",
        )
        .unwrap();
        let resolved = cfg().resolve(&item.attrs).unwrap();
        let names: Vec<String> = resolved
            .iter()
            .map(|attr| attr.path().get_ident().unwrap().to_string())
            .collect();
        assert_eq!(names, ["path", "web_panel"]);
    }

    #[test]
    fn a_false_cfg_takes_the_item_out_through_cfg_attr_too() {
        for source in [
            "#[cfg(test)] fn f() {}",
            "#[cfg(false)] fn f() {}",
            "#[cfg_attr(unix, cfg(windows))] fn f() {}",
        ] {
            let item: syn::ItemFn = syn::parse_str(source).unwrap();
            assert!(cfg().resolve(&item.attrs).is_none(), "{source}");
        }
    }
}
