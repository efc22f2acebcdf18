//! The tokens of a query.

/// A token with its position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) at: usize,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A bare word, which may also be a keyword.
    Word(String),
    /// A quoted text.
    Quoted(String),
    /// `=`, `!=`, `~`, `!~`, `<`, `<=`, `>`, `>=`
    Operator(&'static str),
    Open,
    Close,
    OpenSquare,
    CloseSquare,
    Comma,
}

/// Longest first.
const OPERATORS: [&str; 8] = ["!=", "!~", "<=", ">=", "=", "~", "<", ">"];

/// The tokens; the error is what is wrong where there is none.
pub(super) fn tokens(cql: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(rest) = cql.get(at..) {
        let Some(first) = rest.chars().next() else {
            break;
        };
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (kind, length) = token(rest, first)
            .ok_or_else(|| format!("unexpected {first:?} at character {}", place(cql, at)))?;
        tokens.push(Token { at, kind });
        at += length;
    }
    Ok(tokens)
}

/// The position of a character, counted from 1.
pub(super) fn place(cql: &str, at: usize) -> usize {
    cql.get(..at).map_or(0, |before| before.chars().count()) + 1
}

fn token(rest: &str, first: char) -> Option<(Kind, usize)> {
    if let Some(operator) = OPERATORS.into_iter().find(|it| rest.starts_with(it)) {
        return Some((Kind::Operator(operator), operator.len()));
    }
    let sign = match first {
        '(' => Some(Kind::Open),
        ')' => Some(Kind::Close),
        '[' => Some(Kind::OpenSquare),
        ']' => Some(Kind::CloseSquare),
        ',' => Some(Kind::Comma),
        '"' | '\'' => return quoted(rest, first),
        _ => None,
    };
    if let Some(sign) = sign {
        return Some((sign, 1));
    }
    let end = rest.find(|sign: char| !is_of_word(sign));
    let word = rest.get(..end.unwrap_or(rest.len()))?;
    (!word.is_empty()).then(|| (Kind::Word(word.to_owned()), word.len()))
}

fn is_of_word(sign: char) -> bool {
    sign.is_alphanumeric()
        || matches!(
            sign,
            '_' | '-' | '.' | '/' | ':' | '*' | '?' | '+' | '@' | '$'
        )
}

fn quoted(rest: &str, quote: char) -> Option<(Kind, usize)> {
    let mut text = String::new();
    let mut signs = rest.char_indices().skip(1);
    while let Some((at, sign)) = signs.next() {
        match sign {
            '\\' => text.push(signs.next()?.1),
            sign if sign == quote => return Some((Kind::Quoted(text), at + 1)),
            sign => text.push(sign),
        }
    }
    None
}
