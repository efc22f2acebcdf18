//! How pages come to look like the product that they are shown in.
//!
//! [`Page`](crate::Page) and the pages for failures have this already. It is for documents that
//! another template engine makes: the stylesheet and the script go into them under the page's nonce,
//! or into files that they load.

/// The stylesheet: text, buttons, forms, tables and a few classes, in the colours and fonts of the
/// host's theme (its design tokens, `var(--ds-…)`). Where the theme is not loaded, as in a browser
/// window of its own, they are those of the light one.
///
/// ```
/// assert!(connect_runtime::look::STYLESHEET.contains(".lozenge"));
/// assert!(connect_runtime::look::STYLESHEET.len() <= 6 * 1024);
/// ```
pub const STYLESHEET: &str = include_str!("look.css");

/// The script that asks the host for its theme, at the end of the page: light or dark, and when the
/// user changes it. It comes after the [bridge script](crate::bridge_url), which loads the theme's
/// stylesheets from where it comes from itself.
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

    /// What is not of the page is a fault: nothing is loaded, and nothing ends the element.
    #[test]
    fn the_stylesheet_stands_by_itself() {
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
