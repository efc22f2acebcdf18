//! The patterns that texts must match.
//!
//! The platform's schemas give them as JavaScript regular expressions. There are only a few, and a
//! regular expression makes a poor error message, so each is a small rule here. A pattern without a
//! rule is left to the host.

/// The requirement expressed by a pattern of the schemas.
pub(super) struct Rule {
    /// The start of the regular expression.
    begins: &'static str,
    accepts: fn(&str) -> bool,
    /// The requirement, for messages.
    pub(super) description: &'static str,
    /// A text that is accepted.
    pub(super) example: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        begins: "^[a-zA-Z0-9-]+$",
        accepts: |text| {
            letters(text, |letter| {
                letter.is_ascii_alphanumeric() || letter == b'-'
            })
        },
        description: "letters, digits and `-`",
        example: "my-key",
    },
    Rule {
        begins: "[a-z]{1,3}",
        accepts: |text| text.len() <= 3 && letters(text, |letter| letter.is_ascii_lowercase()),
        description: "one to three lower-case letters, typed one after the other",
        example: "gv",
    },
    Rule {
        begins: "^((?![;|}]).)*$",
        accepts: |text| !text.contains([';', '|', '}', '\n']),
        description: "a style's value, without `;`, `|` and `}`",
        example: "none",
    },
    Rule {
        begins: "^#([\\da-fA-F]){3}$|",
        accepts: color,
        description: "a color: `#rgb`, `#rrggbb`, `rgb(…)`, `rgba(…)`, `hsl(…)` or `hsla(…)`",
        example: "#0052cc",
    },
    Rule {
        begins: "^[_a-zA-Z]+[_a-zA-Z0-9-]*$",
        accepts: |text| {
            !text.starts_with(|first: char| first.is_ascii_digit() || first == '-')
                && letters(text, |letter| {
                    letter.is_ascii_alphanumeric() || b"_-".contains(&letter)
                })
        },
        description: "a CSS name: letters, digits, `_` and `-`, not starting with a digit",
        example: "my-class",
    },
    Rule {
        begins: "none|default|small|medium|large",
        accepts: |text| ["none", "default", "small", "medium", "large"].contains(&text),
        description: "`none`, `default`, `small`, `medium` or `large`",
        example: "default",
    },
    Rule {
        begins: "none|default|^(0|",
        accepts: |text| ["none", "default"].contains(&text) || lengths(text, 1),
        description: "`none`, `default` or a CSS length",
        example: "10px",
    },
    Rule {
        begins: "auto|cover|contain|initial|inherit|",
        accepts: |text| {
            ["auto", "cover", "contain", "initial", "inherit"].contains(&text) || lengths(text, 4)
        },
        description: "`auto`, `cover`, `contain` or CSS lengths",
        example: "cover",
    },
    Rule {
        begins: "^(0|(\\d*)(em|ex|in|cm|mm|pt|pc|px|%))( 0|",
        accepts: |text| lengths(text, 4),
        description: "one to four CSS lengths",
        example: "0 10px",
    },
    Rule {
        begins: "^(0|(\\d*)(em|ex|in|cm|mm|pt|pc|px|%))$",
        accepts: |text| lengths(text, 1),
        description: "a CSS length",
        example: "10px",
    },
];

/// The pattern's rule, if the text breaks it.
pub(super) fn broken_by(pattern: &str, text: &str) -> Option<&'static Rule> {
    RULES
        .iter()
        .find(|rule| pattern.starts_with(rule.begins))
        .filter(|rule| !(rule.accepts)(text))
}

fn letters(text: &str, fits: impl Fn(u8) -> bool) -> bool {
    !text.is_empty() && text.bytes().all(fits)
}

/// `10px`, `0 2em`: at most `most` lengths.
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
    use connect_model::module_kind::Type;
    use connect_model::{Property, module_kinds};
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

    /// Live macros violate the pattern for parameter names, so it is not enforced.
    const NOT_ENFORCED: &str = "[-_a-z0-9\\.]+";

    #[test]
    fn each_pattern_of_the_table_has_its_rule() {
        let mut found = BTreeSet::new();
        for kind in module_kinds() {
            patterns(kind.properties, &mut found);
        }
        for pattern in found {
            let read = RULES.iter().any(|rule| pattern.starts_with(rule.begins));
            assert!(read != (pattern == NOT_ENFORCED), "{pattern}");
        }
    }

    #[test]
    fn examples_are_right() {
        for rule in RULES {
            assert!((rule.accepts)(rule.example), "{}", rule.example);
            assert!(!(rule.accepts)("; drop |"), "{}", rule.description);
        }
        assert!(color("rgba(0, 82, 204, 0.5)") && color("hsl(10, 20%, 30%)"));
        assert!(!color("#12") && !color("red") && !color("rgb(1,2)"));
        assert!(lengths("0 10px 2%", 4) && !lengths("10", 1) && !lengths("1px 2px", 1));
    }
}
