//! A string that a script builds, to the extent that it can be determined.

/// A string with pieces that are known only when the script runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Text {
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Known(String),
    /// A piece that is unknown, with the script's name for it.
    Unknown(String),
}

impl Text {
    pub(super) fn known(text: impl Into<String>) -> Self {
        let mut known = Self::default();
        known.push_known(&text.into());
        known
    }

    pub(super) fn unknown(name: &str) -> Self {
        Self {
            pieces: vec![Piece::Unknown(name.to_owned())],
        }
    }

    /// The string, if nothing in it is unknown.
    pub(super) fn whole(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [] => Some(""),
            [Piece::Known(text)] => Some(text),
            _ => None,
        }
    }

    pub(super) fn push_known(&mut self, text: &str) {
        match self.pieces.last_mut() {
            Some(Piece::Known(before)) => before.push_str(text),
            _ if text.is_empty() => {}
            _ => self.pieces.push(Piece::Known(text.to_owned())),
        }
    }

    pub(super) fn append(&mut self, other: Text) {
        for piece in other.pieces {
            match piece {
                Piece::Known(text) => self.push_known(&text),
                unknown @ Piece::Unknown(_) => self.pieces.push(unknown),
            }
        }
    }

    /// Its size: a text that grows without bound counts as unknown.
    pub(super) fn size(&self) -> usize {
        let size = |piece: &Piece| match piece {
            Piece::Known(text) | Piece::Unknown(text) => text.len() + 1,
        };
        self.pieces.iter().map(size).sum()
    }

    /// The path of a URL, with a name in braces for each unknown piece: first as it is, then
    /// without an unknown end, which may be a query. Empty if its start is unknown.
    pub(super) fn paths(&self) -> Vec<String> {
        let mut path = String::new();
        let mut shorter = None;
        for piece in &self.pieces {
            match piece {
                Piece::Known(text) => {
                    shorter = None;
                    let end = text.find(['?', '#']);
                    path.push_str(text.get(..end.unwrap_or(text.len())).unwrap_or_default());
                    if end.is_some() {
                        break;
                    }
                }
                Piece::Unknown(name) => {
                    if path.is_empty() {
                        return Vec::new();
                    }
                    if shorter.is_none() && !path.ends_with('/') {
                        shorter = Some(path.clone());
                    }
                    path.push('{');
                    path.push_str(if name.is_empty() { "…" } else { name });
                    path.push('}');
                }
            }
        }
        // Relative to the product either way.
        let rooted = |path: String| match path.as_str() {
            short if short.starts_with("rest/") || short.starts_with("wiki/") => format!("/{path}"),
            _ => path,
        };
        std::iter::once(path)
            .chain(shorter)
            .map(rooted)
            .filter(|path| !path.is_empty())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(pieces: &[&str]) -> Text {
        let mut text = Text::default();
        for piece in pieces {
            text.append(match piece.strip_prefix('$') {
                Some(name) => Text::unknown(name),
                None => Text::known(*piece),
            });
        }
        text
    }

    #[test]
    fn a_path_ends_at_its_query_and_begins_with_something_known() {
        for (pieces, expected) in [
            (&["/rest/a"][..], &["/rest/a"][..]),
            (&["rest/a?b=", "$c"], &["/rest/a"]),
            (&["/rest/", "$id", "/b"], &["/rest/{id}/b"]),
            (&["/rest/", "$id", "?x"], &["/rest/{id}"]),
            (&["/rest/", "$"], &["/rest/{…}"]),
            (&["/rest/a", "$query"], &["/rest/a{query}", "/rest/a"]),
            (&["/rest/a", "$b", "$c"], &["/rest/a{b}{c}", "/rest/a"]),
            (&["$base", "/rest/a"], &[]),
            (&[], &[]),
        ] {
            assert_eq!(text(pieces).paths(), expected, "{pieces:?}");
        }
    }
}
