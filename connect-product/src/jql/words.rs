//! The words and signs of a query.

use super::fault::Fault;

/// One word or sign, with its position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) kind: Kind,
    /// Its line, and the character in it, from 1.
    pub(crate) at: (usize, usize),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An unquoted value, or a keyword.
    Bare(String),
    Quoted(String),
    Sign(&'static str),
}

impl Word {
    pub(crate) fn text(&self) -> &str {
        match &self.kind {
            Kind::Bare(text) | Kind::Quoted(text) => text,
            Kind::Sign(sign) => sign,
        }
    }

    pub(crate) fn is(&self, keyword: &str) -> bool {
        matches!(&self.kind, Kind::Bare(text) if text.eq_ignore_ascii_case(keyword))
    }
}

const SIGNS: [&str; 18] = [
    "!=", "!~", ">=", "<=", "&&", "||", "=", "~", "<", ">", "(", ")", ",", "[", "]", "!", "&", "|",
];

/// The words that can be values only if quoted ("Reserved words"): those with a meaning here.
const RESERVED: [&str; 18] = [
    "and", "or", "not", "in", "is", "empty", "null", "order", "by", "was", "changed", "asc",
    "after", "before", "during", "from", "on", "to",
];

pub(crate) fn is_reserved(text: &str) -> bool {
    text.eq_ignore_ascii_case("desc") || RESERVED.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Whether a sign can be in an unquoted value.
pub(crate) fn is_bare(sign: char) -> bool {
    sign.is_alphanumeric() || matches!(sign, '_' | '-' | '.' | ':' | '/' | '+' | '$')
}

/// The words of a query.
pub(crate) fn words(text: &str) -> Result<Vec<Word>, Fault> {
    let signs: Vec<char> = text.chars().collect();
    let (mut line, mut character, mut at) = (1, 1, 0);
    let mut words = Vec::new();
    while let Some(&sign) = signs.get(at) {
        let place = (line, character);
        let begin = at;
        if sign == '\n' {
            (line, character, at) = (line + 1, 1, at + 1);
            continue;
        }
        if sign.is_whitespace() {
            at += 1;
        } else if sign == '"' || sign == '\'' {
            let (value, end) = quoted(&signs, at, place)?;
            at = end;
            words.push(Word {
                kind: Kind::Quoted(value),
                at: place,
            });
        } else if is_bare(sign) || sign == '\\' {
            let mut value = String::new();
            while let Some(&sign) = signs.get(at) {
                if is_bare(sign) {
                    value.push(sign);
                    at += 1;
                } else if sign == '\\' {
                    let (escaped, end) = escape(&signs, at, place)?;
                    value.push(escaped);
                    at = end;
                } else {
                    break;
                }
            }
            words.push(Word {
                kind: Kind::Bare(value),
                at: place,
            });
        } else {
            let rest: String = signs[at..signs.len().min(at + 2)].iter().collect();
            let Some(found) = SIGNS.iter().find(|known| rest.starts_with(**known)) else {
                return Err(Fault(format!(
                    "Error in JQL Query: The character '{sign}' is a reserved JQL character. You must enclose it in a string or use the escape '\\u{:04x}' instead. (line {}, character {})",
                    u32::from(sign),
                    place.0,
                    place.1
                )));
            };
            at += found.len();
            words.push(Word {
                kind: Kind::Sign(found),
                at: place,
            });
        }
        character += at - begin;
    }
    Ok(words)
}

fn quoted(signs: &[char], begin: usize, place: (usize, usize)) -> Result<(String, usize), Fault> {
    let quote = signs[begin];
    let mut value = String::new();
    let mut at = begin + 1;
    while let Some(&sign) = signs.get(at) {
        if sign == quote {
            return Ok((value, at + 1));
        }
        if sign == '\\' {
            let (escaped, end) = escape(signs, at, place)?;
            value.push(escaped);
            at = end;
        } else {
            value.push(sign);
            at += 1;
        }
    }
    Err(Fault(format!(
        "Error in the JQL Query: The quoted string '{value}' has not been completed. (line {}, character {})",
        place.0, place.1
    )))
}

fn escape(signs: &[char], at: usize, place: (usize, usize)) -> Result<(char, usize), Fault> {
    let illegal = || {
        Fault(format!(
            "Error in the JQL Query: '\\{}' is an illegal JQL escape sequence. The valid escape sequences are \\', \\\", \\t, \\n, \\r, \\\\, '\\ ' and \\uXXXX. (line {}, character {})",
            signs.get(at + 1).copied().unwrap_or(' '),
            place.0,
            place.1
        ))
    };
    let escaped = match signs.get(at + 1) {
        Some('n') => '\n',
        Some('r') => '\r',
        Some('t') => '\t',
        Some(sign @ ('"' | '\'' | '\\' | ' ')) => *sign,
        Some('u') => {
            let digits: String = signs.iter().skip(at + 2).take(4).collect();
            let number = u32::from_str_radix(&digits, 16)
                .ok()
                .filter(|_| digits.len() == 4);
            let sign = number.and_then(char::from_u32).ok_or_else(illegal)?;
            return Ok((sign, at + 6));
        }
        _ => return Err(illegal()),
    };
    Ok((escaped, at + 2))
}
