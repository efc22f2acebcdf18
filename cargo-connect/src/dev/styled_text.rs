//! Converting text with terminal colours for a browser: runs of text, each with the names of its style.

use anstyle::{AnsiColor, Color, Effects, Style};
use serde::Serialize;

/// Text in one style.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Run {
    text: String,
    /// The classes of the page's stylesheet, separated by spaces.
    class: String,
}

/// The effects that are shown.
const EFFECTS: [(Effects, &str); 4] = [
    (Effects::BOLD, "bold"),
    (Effects::DIMMED, "dimmed"),
    (Effects::ITALIC, "italic"),
    (Effects::UNDERLINE, "underline"),
];

/// Splits text at its escape sequences.
pub(super) fn runs(text: &str) -> Vec<Run> {
    let mut state = anstream::adapter::WinconBytes::new();
    state
        .extract_next(text.as_bytes())
        .map(|(style, text)| Run {
            text,
            class: classes(style),
        })
        .collect()
}

fn classes(style: Style) -> String {
    let effects = style.get_effects();
    let effects = EFFECTS
        .iter()
        .filter(|(effect, _)| effects.contains(*effect));
    let colour = style.get_fg_color().and_then(colour);
    let names: Vec<&str> = effects.map(|(_, name)| *name).chain(colour).collect();
    names.join(" ")
}

/// Bright colours are shown as the normal ones: which is readable depends on the page's theme.
fn colour(colour: Color) -> Option<&'static str> {
    let ansi = match colour {
        Color::Ansi(ansi) => ansi,
        Color::Ansi256(number) => number.into_ansi()?,
        Color::Rgb(_) => return None,
    };
    match ansi {
        AnsiColor::Red | AnsiColor::BrightRed => Some("red"),
        AnsiColor::Green | AnsiColor::BrightGreen => Some("green"),
        AnsiColor::Yellow | AnsiColor::BrightYellow => Some("yellow"),
        AnsiColor::Blue | AnsiColor::BrightBlue => Some("blue"),
        AnsiColor::Magenta | AnsiColor::BrightMagenta => Some("magenta"),
        AnsiColor::Cyan | AnsiColor::BrightCyan => Some("cyan"),
        AnsiColor::BrightBlack => Some("dimmed"),
        AnsiColor::Black | AnsiColor::White | AnsiColor::BrightWhite => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_become_names_and_text_stays_text() {
        let text = "\x1b[1m\x1b[38;5;9merror\x1b[0m: <b> & \x1b[32mok\x1b[0m\n";
        let run = |text: &str, class: &str| Run {
            text: text.to_owned(),
            class: class.to_owned(),
        };
        assert_eq!(
            runs(text),
            [
                run("error", "bold red"),
                run(": <b> & ", ""),
                run("ok", "green"),
                run("\n", ""),
            ]
        );
    }
}
