//! What is written after an attribute's name: a tree, so that one part of it can be replaced, left
//! out, and found again by its line.

/// A value as source text, or a group of them.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Written {
    /// `"text"`, `10`, `Tools`.
    Word(String),
    /// `{ … }`, `[ … ]`, `all(…)`.
    Group {
        /// `{`, `[`, `all(`.
        open: String,
        /// `}`, `]`, `)`.
        close: char,
        /// What stands inside.
        members: Vec<Member>,
    },
}

/// One part of a group, or one argument of an attribute.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Member {
    /// The name before the `=`; empty for a value that has none.
    pub(super) name: String,
    /// The value.
    pub(super) value: Written,
    /// What is written if the compiler refuses the value: `unlisted("…")`.
    pub(super) instead: Option<Written>,
    /// Comments of the descriptor, which stand before it.
    pub(super) comments: Vec<String>,
    /// Where it comes from: the names from the module on.
    pub(super) from: String,
}

/// The widest line.
const WIDTH: usize = 100;
/// The widest arguments that `rustfmt` leaves on one line, where it reads an attribute.
const ATTRIBUTE_WIDTH: usize = 70;

impl Written {
    pub(super) fn word(text: impl Into<String>) -> Self {
        Self::Word(text.into())
    }

    /// A string literal.
    pub(super) fn text(text: &str) -> Self {
        Self::Word(literal(text))
    }

    pub(super) fn object(members: Vec<Member>) -> Self {
        Self::Group {
            open: "{".to_owned(),
            close: '}',
            members,
        }
    }

    pub(super) fn list(values: Vec<Member>) -> Self {
        Self::Group {
            open: "[".to_owned(),
            close: ']',
            members: values,
        }
    }

    pub(super) fn call(name: &str, members: Vec<Member>) -> Self {
        Self::Group {
            open: format!("{name}("),
            close: ')',
            members,
        }
    }

    /// `unlisted("name")`
    pub(super) fn unlisted(name: &str) -> Self {
        Self::call("unlisted", vec![Member::value(Self::text(name))])
    }

    /// On one line; none where a comment stands inside.
    pub(super) fn flat(&self) -> Option<String> {
        match self {
            Self::Word(word) => Some(word.clone()),
            Self::Group {
                open,
                close,
                members,
            } => {
                let inside: Option<Vec<String>> = members.iter().map(Member::flat).collect();
                let inside = inside?.join(", ");
                Some(match (open.as_str(), inside.is_empty()) {
                    ("{", false) => format!("{{ {inside} }}"),
                    _ => format!("{open}{inside}{close}"),
                })
            }
        }
    }

    /// As it stands behind so many characters of a line, with as many lines as it needs.
    fn print(&self, indent: usize, before: usize, out: &mut String) {
        match (self.flat(), self) {
            (Some(flat), _) if before + flat.chars().count() < WIDTH => out.push_str(&flat),
            (_, Self::Word(word)) => out.push_str(word),
            (
                _,
                Self::Group {
                    open,
                    close,
                    members,
                },
            ) => {
                out.push_str(open);
                out.push('\n');
                for member in members {
                    member.print(indent + 1, out);
                }
                out.push_str(&"    ".repeat(indent));
                out.push(*close);
            }
        }
    }

    /// Each part on a line of its own; `lines` says which part a line belongs to.
    fn trace(&self, path: &mut Vec<usize>, out: &mut String, lines: &mut Vec<Vec<usize>>) {
        match self {
            Self::Word(word) => out.push_str(word),
            Self::Group {
                open,
                close,
                members,
            } => {
                out.push_str(open);
                line(path, out, lines);
                trace(members, path, out, lines);
                out.push(*close);
            }
        }
    }
}

/// Ends a line that belongs to a part.
fn line(path: &[usize], out: &mut String, lines: &mut Vec<Vec<usize>>) {
    out.push('\n');
    lines.push(path.to_vec());
}

/// Parts, each on a line of its own.
pub(super) fn trace(
    members: &[Member],
    path: &mut Vec<usize>,
    out: &mut String,
    lines: &mut Vec<Vec<usize>>,
) {
    for (at, member) in members.iter().enumerate() {
        path.push(at);
        if !member.name.is_empty() {
            out.push_str(&format!("{} = ", member.name));
        }
        member.value.trace(path, out, lines);
        out.push(',');
        line(path, out, lines);
        path.pop();
    }
}

/// The part at a path.
pub(super) fn at<'a>(members: &'a mut [Member], path: &[usize]) -> Option<&'a mut Member> {
    let (first, rest) = path.split_first()?;
    let member = members.get_mut(*first)?;
    if rest.is_empty() {
        return Some(member);
    }
    match &mut member.value {
        Written::Group { members, .. } => at(members, rest),
        Written::Word(_) => None,
    }
}

/// Takes the part at a path away.
pub(super) fn remove(members: &mut Vec<Member>, path: &[usize]) -> Option<Member> {
    match path {
        [] => None,
        [last] => (*last < members.len()).then(|| members.remove(*last)),
        [first, rest @ ..] => match &mut members.get_mut(*first)?.value {
            Written::Group { members, .. } => remove(members, rest),
            Written::Word(_) => None,
        },
    }
}

impl Member {
    pub(super) fn new(name: &str, value: Written) -> Self {
        Self {
            name: name.to_owned(),
            value,
            instead: None,
            comments: Vec::new(),
            from: String::new(),
        }
    }

    pub(super) fn value(value: Written) -> Self {
        Self::new("", value)
    }

    pub(super) fn or(mut self, instead: Written) -> Self {
        self.instead = Some(instead);
        self
    }

    pub(super) fn from(mut self, from: &str) -> Self {
        from.clone_into(&mut self.from);
        self
    }

    fn flat(&self) -> Option<String> {
        if !self.comments.is_empty() {
            return None;
        }
        let value = self.value.flat()?;
        Some(if self.name.is_empty() {
            value
        } else {
            format!("{} = {value}", self.name)
        })
    }

    /// On lines of its own.
    pub(super) fn print(&self, indent: usize, out: &mut String) {
        let margin = "    ".repeat(indent);
        for comment in &self.comments {
            out.push_str(&format!("{margin}{comment}\n"));
        }
        out.push_str(&margin);
        let mut before = margin.len();
        if !self.name.is_empty() {
            out.push_str(&format!("{} = ", self.name));
            before += self.name.chars().count() + 3;
        }
        self.value.print(indent, before, out);
        out.push_str(",\n");
    }

    /// Whether `rustfmt` reads it, and so says how it is broken into lines.
    fn is_plain(&self) -> bool {
        let literal = |word: &str| {
            word.starts_with(|first: char| first == '"' || first.is_ascii_digit())
                || word == "true"
                || word == "false"
        };
        matches!(&self.value, Written::Word(word) if literal(word))
    }
}

/// An attribute as it stands above an item.
pub(super) fn attribute(name: &str, arguments: &[Member]) -> String {
    if arguments.is_empty() {
        return format!("#[{name}]\n");
    }
    let flat: Option<Vec<String>> = arguments.iter().map(Member::flat).collect();
    let plain = arguments.iter().all(Member::is_plain);
    if let Some(flat) = flat {
        let flat = flat.join(", ");
        let length = flat.chars().count();
        let fits = length + name.len() + 5 <= WIDTH;
        if fits && (!plain || length <= ATTRIBUTE_WIDTH) {
            return format!("#[{name}({flat})]\n");
        }
    }
    let mut inside = String::new();
    for argument in arguments {
        argument.print(1, &mut inside);
    }
    if plain {
        // As `rustfmt` has it: no comma after the last.
        inside.truncate(inside.trim_end_matches(",\n").len());
        inside.push('\n');
    }
    format!("#[{name}(\n{inside})]\n")
}

/// A Rust string literal.
pub(super) fn literal(text: &str) -> String {
    format!("{text:?}")
}

/// A comment of one or more lines; nothing of it can end it, or turn the text around.
pub(super) fn comment(text: &str) -> Vec<String> {
    let lines = text.split('\n').map(|line| {
        let line = format!("// {}", visible(line));
        line.trim_end().to_owned()
    });
    lines.collect()
}

/// Text as it can be shown: without what moves the cursor or turns the direction.
pub(super) fn visible(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '\t' => "    ".to_owned(),
            '"' | '\'' | '\\' => letter.to_string(),
            other => other.escape_debug().to_string(),
        })
        .collect()
}
