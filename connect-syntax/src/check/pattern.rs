//! The patterns that texts must match.
//!
//! The platform's schemas give them as regular expressions of JavaScript. There are few, and what
//! an app can get wrong is plain to say, so each is a small reader here; a pattern that has none is
//! for the host to check.

use proc_macro2::Span;

use super::Findings;
use crate::wording;

/// A pattern of the schemas: how it begins, what it takes, and how a message says so.
struct Reader {
    begins: &'static str,
    takes: fn(&str) -> bool,
    says: &'static str,
    example: &'static str,
}

const READERS: &[Reader] = &[
    Reader {
        begins: "^[a-zA-Z0-9-]+$",
        takes: |text| {
            letters(text, |letter| {
                letter.is_ascii_alphanumeric() || letter == b'-'
            })
        },
        says: "letters, digits and `-`",
        example: "my-key",
    },
    Reader {
        begins: "[a-z]{1,3}",
        takes: |text| text.len() <= 3 && letters(text, |letter| letter.is_ascii_lowercase()),
        says: "one to three small letters, typed one after the other",
        example: "gv",
    },
    Reader {
        begins: "^((?![;|}]).)*$",
        takes: |text| !text.contains([';', '|', '}', '\n']),
        says: "a style's value, without `;`, `|` and `}`",
        example: "none",
    },
    Reader {
        begins: "^#([\\da-fA-F]){3}$|",
        takes: color,
        says: "a color: `#rgb`, `#rrggbb`, `rgb(…)`, `rgba(…)`, `hsl(…)` or `hsla(…)`",
        example: "#0052cc",
    },
    Reader {
        begins: "^[_a-zA-Z]+[_a-zA-Z0-9-]*$",
        takes: |text| {
            !text.starts_with(|first: char| first.is_ascii_digit() || first == '-')
                && letters(text, |letter| {
                    letter.is_ascii_alphanumeric() || b"_-".contains(&letter)
                })
        },
        says: "a name of CSS: letters, digits, `_` and `-`, no digit first",
        example: "my-class",
    },
    Reader {
        begins: "none|default|small|medium|large",
        takes: |text| ["none", "default", "small", "medium", "large"].contains(&text),
        says: "`none`, `default`, `small`, `medium` or `large`",
        example: "default",
    },
    Reader {
        begins: "none|default|^(0|",
        takes: |text| ["none", "default"].contains(&text) || lengths(text, 1),
        says: "`none`, `default` or a length of CSS",
        example: "10px",
    },
    Reader {
        begins: "auto|cover|contain|initial|inherit|",
        takes: |text| {
            ["auto", "cover", "contain", "initial", "inherit"].contains(&text) || lengths(text, 4)
        },
        says: "`auto`, `cover`, `contain` or lengths of CSS",
        example: "cover",
    },
    Reader {
        begins: "^(0|(\\d*)(em|ex|in|cm|mm|pt|pc|px|%))( 0|",
        takes: |text| lengths(text, 4),
        says: "one to four lengths of CSS",
        example: "0 10px",
    },
    Reader {
        begins: "^(0|(\\d*)(em|ex|in|cm|mm|pt|pc|px|%))$",
        takes: |text| lengths(text, 1),
        says: "a length of CSS",
        example: "10px",
    },
];

/// Reports a text that does not match.
pub(super) fn check(pattern: &str, argument: &str, text: &str, at: Span, findings: &mut Findings) {
    let reader = READERS.iter().find(|one| pattern.starts_with(one.begins));
    if let Some(reader) = reader
        && !(reader.takes)(text)
    {
        let message = wording::bad_text(argument, text, reader.says, reader.example);
        findings.report.error_at(at, message);
    }
}

fn letters(text: &str, fits: impl Fn(u8) -> bool) -> bool {
    !text.is_empty() && text.bytes().all(fits)
}

/// `10px`, `0 2em`: at most so many.
fn lengths(text: &str, most: usize) -> bool {
    const UNITS: [&str; 9] = ["em", "ex", "in", "cm", "mm", "pt", "pc", "px", "%"];
    let length = |one: &str| {
        let number = one.trim_start_matches(|digit: char| digit.is_ascii_digit());
        one == "0" || UNITS.contains(&number)
    };
    text.split(' ').count() <= most && text.split(' ').all(length)
}

fn color(text: &str) -> bool {
    if let Some(digits) = text.strip_prefix('#') {
        return matches!(digits.len(), 3 | 6) && digits.bytes().all(|it| it.is_ascii_hexdigit());
    }
    let Some((function, rest)) = text.split_once('(') else {
        return false;
    };
    let Some(inside) = rest.strip_suffix(')') else {
        return false;
    };
    let values = match function {
        "rgb" | "hsl" => 3,
        "rgba" | "hsla" => 4,
        _ => return false,
    };
    inside.split(',').count() == values
        && inside.split(',').all(|value| {
            letters(value.trim(), |it| {
                it.is_ascii_digit() || b".%".contains(&it)
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use connect_model::{Property, Type, module_kinds};
    use std::collections::BTreeSet;

    fn patterns(properties: &[Property], found: &mut BTreeSet<&'static str>) {
        for property in properties {
            found.extend(property.pattern);
            let mut ty = property.ty;
            while let Type::Array(of) = ty {
                ty = *of;
            }
            if let Type::Object(members) = ty {
                patterns(members, found);
            }
        }
    }

    /// Live macros break the pattern of parameter names, so nobody is held to it.
    const NOT_ENFORCED: &str = "[-_a-z0-9\\.]+";

    #[test]
    fn each_pattern_of_the_table_has_its_reader() {
        let mut found = BTreeSet::new();
        for kind in module_kinds() {
            patterns(kind.properties, &mut found);
        }
        for pattern in found {
            let read = READERS.iter().any(|one| pattern.starts_with(one.begins));
            assert!(read != (pattern == NOT_ENFORCED), "{pattern}");
        }
    }

    #[test]
    fn examples_are_right() {
        for reader in READERS {
            assert!((reader.takes)(reader.example), "{}", reader.example);
            assert!(!(reader.takes)("; drop |"), "{}", reader.says);
        }
        assert!(color("rgba(0, 82, 204, 0.5)") && color("hsl(10, 20%, 30%)"));
        assert!(!color("#12") && !color("red") && !color("rgb(1,2)"));
        assert!(lengths("0 10px 2%", 4) && !lengths("10", 1) && !lengths("1px 2px", 1));
    }
}
