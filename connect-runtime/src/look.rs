//! The look of pages: how they match the product that they are shown in.
//!
//! [`Page`](crate::Page) and the error pages already use this. It is for documents made by another
//! template engine: put the stylesheet and the script into them with the page's nonce, or into files
//! that they load.

/// The stylesheet: text, buttons, forms, tables and a few classes, in the colours and fonts of the
/// host's theme (its design tokens, `var(--ds-…)`). If the theme is not loaded, as in a separate
/// browser window, those of the light theme are used.
///
/// ```
/// assert!(connect_runtime::look::STYLESHEET.contains(".lozenge"));
/// assert!(connect_runtime::look::STYLESHEET.len() <= 6 * 1024);
/// ```
pub const STYLESHEET: &str = include_str!("look.css");

/// The script that asks the host for its theme: light or dark, and changes by the user. Put it at
/// the end of the page, after the [bridge script](crate::bridge_url), which loads the theme's
/// stylesheets from its own origin.
///
/// ```
/// assert!(connect_runtime::look::THEMING.contains("AP.theming.initializeTheming()"));
/// ```
///
/// Source: "Design tokens and theming".
pub const THEMING: &str = "window.AP&&AP.theming&&AP.theming.initializeTheming();";

#[cfg(test)]
mod tests {
    use super::*;

    /// The stylesheet must not depend on anything outside the page: it loads nothing, and nothing
    /// in it ends the element.
    #[test]
    fn the_stylesheet_is_self_contained() {
        for never in ["url(", "@import", "</", "http"] {
            assert!(!STYLESHEET.contains(never), "{never}");
        }
    }

    #[test]
    fn each_token_has_a_value_for_pages_without_a_theme() {
        for (place, _) in STYLESHEET.match_indices("var(--ds-") {
            let rest = &STYLESHEET[place..];
            let end = rest.find([',', ')']).unwrap();
            assert_eq!(&rest[end..=end], ",", "{}", &rest[..end]);
        }
    }
}
