//! How deeply a script nests, before anything recursive looks at it.
//!
//! The parser usage down once for each bracket and each operator that waits for its right side, and
//! an overflown stack ends the whole build without a word. This looks at letters only, so it is an
//! estimate; it errs on the high side wherever both are possible.

/// What a script may nest. People's code has tens of levels, bundles have hundreds.
pub(super) const MAX_DEPTH: usize = 10_000;

/// Words that wait for what follows.
const WAITING: [&str; 14] = [
    "await", "case", "class", "delete", "do", "extends", "for", "if", "new", "typeof", "void",
    "while", "with", "yield",
];

/// One bracket.
#[derive(Default)]
struct Level {
    /// Operators and words that wait; a `;` or `,` is the end of them.
    waiting: usize,
    /// `else if` after `else if`, each inside the one before: only the bracket ends them.
    elses: usize,
    /// Whether it is the `${` of a template literal.
    template: bool,
}

struct Scan<'s> {
    bytes: &'s [u8],
    at: usize,
    levels: Vec<Level>,
    /// The sum of all levels.
    depth: usize,
    most: usize,
    /// Whether the last thing could be the end of an expression.
    operand: bool,
    line_ended: bool,
}

/// The estimate.
pub(super) fn depth(script: &str) -> usize {
    let mut scan = Scan {
        bytes: script.as_bytes(),
        at: 0,
        levels: vec![Level::default()],
        depth: 0,
        most: 0,
        operand: false,
        line_ended: false,
    };
    while let Some(byte) = scan.peek(0) {
        scan.step(byte);
    }
    scan.most
}

impl Scan<'_> {
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn step(&mut self, byte: u8) {
        match byte {
            b'\n' => self.line_ended = true,
            _ if byte.is_ascii_whitespace() => {}
            b'/' if self.peek(1) == Some(b'/') => return self.line_comment(),
            b'/' if self.peek(1) == Some(b'*') => return self.block_comment(),
            b'\'' | b'"' => {
                self.begin_operand();
                self.quoted(byte);
            }
            b'`' => {
                self.begin_operand();
                self.at += 1;
                return self.template();
            }
            b'(' | b'[' | b'{' => self.open(false),
            b')' | b']' | b'}' => {
                if self.close() {
                    self.at += 1;
                    return self.template();
                }
                self.operand = true;
            }
            b';' | b',' => {
                self.reset();
                self.operand = false;
            }
            b'/' if !self.operand => self.regular_expression(),
            _ if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || byte >= 0x80 => {
                return self.word();
            }
            _ => self.wait(),
        }
        self.at += 1;
    }

    fn wait(&mut self) {
        self.operand = false;
        self.line_ended = false;
        if let Some(level) = self.levels.last_mut() {
            level.waiting += 1;
        }
        self.deeper();
    }

    fn deeper(&mut self) {
        self.depth += 1;
        self.most = self.most.max(self.depth);
    }

    fn reset(&mut self) {
        if let Some(level) = self.levels.last_mut() {
            self.depth -= std::mem::take(&mut level.waiting);
        }
        self.line_ended = false;
    }

    /// A new line where nothing was waiting begins a new statement.
    fn begin_operand(&mut self) {
        if self.line_ended && self.operand {
            self.reset();
        }
        self.line_ended = false;
        self.operand = true;
    }

    fn open(&mut self, template: bool) {
        self.levels.push(Level {
            template,
            ..Level::default()
        });
        self.operand = false;
        self.line_ended = false;
        self.deeper();
    }

    /// Whether a template literal usage on after it.
    fn close(&mut self) -> bool {
        if self.levels.len() < 2 {
            return false;
        }
        let Some(level) = self.levels.pop() else {
            return false;
        };
        self.depth -= level.waiting + level.elses + 1;
        level.template
    }

    fn word(&mut self) {
        let start = self.at;
        while self.peek(0).is_some_and(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || byte >= 0x80
        }) {
            self.at += 1;
        }
        let word = self.bytes.get(start..self.at).unwrap_or_default();
        if word == b"else" {
            self.operand = false;
            if let Some(level) = self.levels.last_mut() {
                level.elses += 1;
            }
            self.deeper();
        } else if WAITING.iter().any(|waiting| waiting.as_bytes() == word) {
            self.wait();
        } else {
            self.begin_operand();
            self.operand = !matches!(word, b"return" | b"throw" | b"in" | b"of");
        }
    }

    /// To the end of a string, or of its line: an apostrophe in JSX is none.
    fn quoted(&mut self, quote: u8) {
        let start = self.at;
        loop {
            self.at += 1;
            match self.peek(0) {
                Some(b'\\') => self.at += 1,
                Some(byte) if byte == quote => return,
                Some(b'\n') | None => {
                    self.at = start;
                    return;
                }
                Some(_) => {}
            }
        }
    }

    fn template(&mut self) {
        while let Some(byte) = self.peek(0) {
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'`' => {
                    self.operand = true;
                    return;
                }
                b'$' if self.peek(0) == Some(b'{') => {
                    self.at += 1;
                    self.open(true);
                    return;
                }
                _ => {}
            }
        }
    }

    fn regular_expression(&mut self) {
        let start = self.at;
        let mut class = false;
        loop {
            self.at += 1;
            match self.peek(0) {
                Some(b'\\') => self.at += 1,
                Some(b'[') => class = true,
                Some(b']') => class = false,
                Some(b'/') if !class => break,
                Some(b'\n') | None => {
                    // It was none.
                    self.at = start;
                    return self.wait();
                }
                Some(_) => {}
            }
        }
        self.operand = true;
    }

    fn line_comment(&mut self) {
        while self.peek(0).is_some_and(|byte| byte != b'\n') {
            self.at += 1;
        }
    }

    fn block_comment(&mut self) {
        self.at += 2;
        while let Some(byte) = self.peek(0) {
            self.at += 1;
            if byte == b'*' && self.peek(0) == Some(b'/') {
                self.at += 1;
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_inside_counts_and_what_is_beside_does_not() {
        for (script, expected) in [
            ("", 0),
            ("a; b; c", 0),
            ("((()))()()", 3),
            ("[{}, {}]", 2),
            ("!!!a; !b", 3),
            ("a => b => c => d", 6),
            ("'((((' + \"[[[\" // {{{{", 1),
            ("/* (((( */ /[(]((/.test(x)", 2),
            ("a / b / c", 2),
            ("`((${ f(`${a}`) }((`", 3),
            ("if (a) b; else if (c) d; else if (e) f; else g", 4),
            ("a = b\nc = d\ne = f", 1),
            ("don't\n((", 2),
            (")))", 0),
        ] {
            assert_eq!(depth(script), expected, "{script}");
        }
    }
}
