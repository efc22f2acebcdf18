//! Where things stand in the text of a descriptor: the line of each value, and the names that an
//! object has twice. It only reads what has been read as JSON before.

use std::collections::{BTreeMap, BTreeSet};

/// What the text shows that the values don't.
#[derive(Debug, Default)]
pub(super) struct Places {
    lines: BTreeMap<String, usize>,
    /// The pointer of each name that its object had already, with its line.
    pub(super) repeated: Vec<(String, usize)>,
}

enum Open {
    Object(BTreeSet<String>),
    List(usize),
}

impl Places {
    pub(super) fn of(text: &str) -> Self {
        let mut places = Self::default();
        let mut open: Vec<Open> = Vec::new();
        let mut path: Vec<String> = Vec::new();
        let mut line = 1;
        let mut letters = text.chars().peekable();
        // Between `{` or `,` and `:` a string is a name.
        let mut names = false;
        while let Some(letter) = letters.next() {
            match letter {
                '\n' => line += 1,
                '{' => {
                    open.push(Open::Object(BTreeSet::new()));
                    names = true;
                }
                '[' => {
                    open.push(Open::List(0));
                    path.push("0".to_owned());
                    places.note(&path, line);
                    names = false;
                }
                '}' | ']' => {
                    if let Some(Open::List(_)) = open.pop() {
                        path.pop();
                    }
                    if matches!(open.last(), Some(Open::Object(_))) {
                        path.pop();
                    }
                    names = false;
                }
                ',' => match open.last_mut() {
                    Some(Open::List(at)) => {
                        *at += 1;
                        path.pop();
                        path.push(at.to_string());
                        places.note(&path, line);
                    }
                    Some(Open::Object(_)) => names = true,
                    None => {}
                },
                '"' => {
                    let mut raw = String::from('"');
                    let mut escaped = false;
                    for letter in letters.by_ref() {
                        raw.push(letter);
                        match letter {
                            _ if escaped => escaped = false,
                            '\\' => escaped = true,
                            '"' => break,
                            _ => {}
                        }
                    }
                    match open.last_mut() {
                        Some(Open::Object(seen)) if names => {
                            names = false;
                            let name: String = serde_json::from_str(&raw).unwrap_or_default();
                            path.push(name.clone());
                            if !seen.insert(name) {
                                places.repeated.push((pointer(&path), line));
                            }
                            places.note(&path, line);
                        }
                        Some(Open::Object(_)) => {
                            path.pop();
                        }
                        _ => {}
                    }
                }
                // A number or a word: the value of a name ends here.
                letter if letter.is_ascii_alphanumeric() || letter == '-' => {
                    while letters
                        .next_if(|next| next.is_ascii_alphanumeric() || "+-.".contains(*next))
                        .is_some()
                    {}
                    if matches!(open.last(), Some(Open::Object(_))) {
                        path.pop();
                    }
                }
                _ => {}
            }
        }
        places
    }

    fn note(&mut self, path: &[String], line: usize) {
        self.lines.insert(pointer(path), line);
    }

    /// The line of a value, or of the nearest thing around it.
    pub(super) fn line(&self, pointer: &str) -> Option<usize> {
        let mut pointer = pointer;
        loop {
            if let Some(line) = self.lines.get(pointer) {
                return Some(*line);
            }
            pointer = pointer.rsplit_once('/')?.0;
        }
    }
}

/// `/modules/webPanels/0`, as "JavaScript Object Notation (JSON) Pointer" has it.
pub(super) fn pointer(path: &[String]) -> String {
    path.iter()
        .map(|name| format!("/{}", escaped(name)))
        .collect()
}

/// A name inside a pointer.
pub(super) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_has_its_line() {
        let text = "{\n \"a\": [1,\n  {\"b\": true, \"b\": -1.5e+3},\n  \"x\"],\n \"c\": {},\n \"d~/\": \"{,\\\"\",\n}";
        let places = Places::of(text);
        for (pointer, line) in [
            ("/a", 2),
            ("/a/1", 2),
            ("/a/1/b", 3),
            ("/a/2", 3),
            ("/c", 5),
            ("/d~0~1", 6),
            ("/d~0~1/deeper", 6),
        ] {
            assert_eq!(places.line(pointer), Some(line), "{pointer}");
        }
        assert_eq!(places.repeated, [("/a/1/b".to_owned(), 3)]);
    }
}
