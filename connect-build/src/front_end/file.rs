//! One file: its scripts, their requests, and the declarations in its comments.

use std::collections::BTreeSet;
use std::ops::Range;

use connect_model::Origin;
use connect_model::operation::Operation;
use connect_model::{Method, ScopeSet, ScopeUse, ScopeUseKind};

use super::calls::{Asks, Use};
use super::folder::Kind;
use super::operations::{Hosts, Wrong};
use super::page;
use super::script::{self, Comment, Language, Reading, Unreadable};
use super::statement::{Statement, StatementKind, statements};
use super::text::Text;
use crate::lines::Lines;

/// How to declare what a call does.
const DECLARE_HELP: &str = "declare it in a comment just above: \
                   `// connect: PUT /rest/api/3/issue/{issueIdOrKey}`, or `// connect: scopes WRITE`";

/// A file being read.
pub(super) struct File<'f> {
    name: &'f str,
    text: &'f str,
    lines: Lines<'f>,
    hosts: &'f Hosts,
    reading: Reading,
    needs: Vec<ScopeUse>,
    warnings: Vec<(Origin, String)>,
}

/// What a file needs, and what is wrong in it, in line order.
#[derive(Debug, Default)]
pub(super) struct FileNeeds {
    pub(super) needs: Vec<ScopeUse>,
    pub(super) warnings: Vec<String>,
}

impl<'f> File<'f> {
    pub(super) fn new(name: &'f str, text: &'f str, hosts: &'f Hosts) -> Self {
        Self {
            name,
            text,
            lines: Lines::new(text),
            hosts,
            reading: Reading::default(),
            needs: Vec::new(),
            warnings: Vec::new(),
        }
    }

    pub(super) fn read(mut self, kind: Kind) -> FileNeeds {
        // A comment in a page may be about any of its scripts.
        let mut covers_all = false;
        match kind {
            Kind::Script(language) => match script::read(self.text, language) {
                Ok(reading) => self.reading = reading,
                Err(error) => self.unreadable(&(0..self.text.len()), 0, &error),
            },
            Kind::Page => {
                let page = page::read(self.text);
                covers_all = page.comments.iter().any(|it| !statements(it).is_empty());
                self.reading.comments = page.comments;
                self.scripts(&page.scripts);
                for handler in &page.handlers {
                    self.handler(handler);
                }
            }
        }
        self.report(covers_all);
        self.needs.sort_by(|a, b| a.origin.cmp(&b.origin));
        self.warnings.sort();
        let warnings = self.warnings.into_iter();
        FileNeeds {
            needs: self.needs,
            warnings: warnings
                .map(|(origin, what)| format!("{origin}: {what}"))
                .collect(),
        }
    }

    /// A page's scripts share global names, so they are read as one script where possible.
    fn scripts(&mut self, scripts: &[page::Script]) {
        let language = match scripts
            .iter()
            .find(|it| it.language != Language::JavaScript)
        {
            Some(typed) => typed.language,
            None => Language::JavaScript,
        };
        let mut joined = String::with_capacity(self.text.len());
        for script in scripts {
            blank(&mut joined, self.text, script.range.start);
            joined.push_str(self.text.get(script.range.clone()).unwrap_or_default());
            // Replaces the `</` that ends it: a statement can't continue into the next script.
            if script.range.end < self.text.len() {
                joined.push_str("\n;");
            }
        }
        if let Ok(reading) = script::read(&joined, language) {
            self.add(reading, 0);
            return;
        }
        for script in scripts {
            let code = self.text.get(script.range.clone()).unwrap_or_default();
            match script::read(code, script.language) {
                Ok(reading) => self.add(reading, script.range.start),
                Err(error) => self.unreadable(&script.range, script.tag, &error),
            }
        }
    }

    fn add(&mut self, reading: Reading, offset: usize) {
        self.reading
            .uses
            .extend(reading.uses.into_iter().map(|it| Use {
                start: it.start + offset,
                end: it.end + offset,
                statement: it.statement + offset,
                asks: it.asks,
            }));
        self.reading
            .comments
            .extend(reading.comments.into_iter().map(|it| Comment {
                range: it.range.start + offset..it.range.end + offset,
                text: it.text,
                inside: it.inside + offset,
            }));
    }

    /// Reads a handler; everything in it has the location of its attribute.
    fn handler(&mut self, handler: &page::Handler) {
        let at = |asks| Use {
            start: handler.at,
            end: handler.at,
            statement: handler.tag,
            asks,
        };
        match script::read(&handler.code, Language::JavaScript) {
            Ok(reading) => {
                let uses = reading.uses.into_iter().map(|it| at(it.asks));
                self.reading.uses.extend(uses);
                let lines = reading.comments.iter().flat_map(|it| it.text.lines());
                self.reading.comments.extend(lines.map(|line| Comment {
                    range: handler.at..handler.at,
                    text: line.trim_start().to_owned(),
                    inside: handler.at,
                }));
            }
            Err(error) => self.reading.uses.push(at(Asks::Unreadable(error.why))),
        }
    }

    /// Finds the declarations in an unparsable script by searching its text.
    fn unreadable(&mut self, range: &Range<usize>, statement: usize, error: &Unreadable) {
        let text = self.text.get(range.clone()).unwrap_or_default();
        let marked = text.match_indices("connect:").filter_map(|(at, _)| {
            let line = self.lines.before(range.start + at).trim();
            let end = text
                .get(at..)?
                .find('\n')
                .map_or(text.len(), |length| at + length);
            let inside = range.start + at;
            (line.ends_with("//") || line.ends_with('*') || line.ends_with("<!--")).then(|| {
                Comment {
                    range: inside..range.start + end,
                    text: text
                        .get(at..end)
                        .unwrap_or_default()
                        .trim_end_matches(['*', '/', ' '])
                        .to_owned(),
                    inside,
                }
            })
        });
        self.reading.comments.extend(marked);
        self.reading.uses.push(Use {
            start: range.start + error.at,
            end: range.end,
            statement,
            asks: Asks::Unreadable(error.why.clone()),
        });
    }

    fn report(&mut self, covers_all: bool) {
        let reading = std::mem::take(&mut self.reading);
        let mut declared = vec![false; reading.uses.len()];
        let covered: BTreeSet<usize> = reading
            .comments
            .iter()
            .filter(|it| self.lines.before(it.range.start).trim().is_empty())
            .flat_map(|it| self.lines.line(it.range.start)..=self.lines.line(last(&it.range)))
            .collect();
        for comment in &reading.comments {
            let statements = statements(comment);
            if !statements.is_empty() {
                self.attach(comment, &covered, &reading.uses, &mut declared);
            }
            for statement in &statements {
                self.statement(statement);
            }
        }
        for (one, declared) in reading.uses.iter().zip(declared) {
            let declared = declared || covers_all && matches!(one.asks, Asks::Unreadable(_));
            if !declared {
                self.one(one);
            }
        }
    }

    /// Marks the uses that a declaration is about: those on its line, or on the next line that is not a
    /// comment; failing that, the one that contains it.
    fn attach(
        &self,
        comment: &Comment,
        covered: &BTreeSet<usize>,
        uses: &[Use],
        declared: &mut [bool],
    ) {
        let first = self.lines.line(comment.range.start);
        let mut next = self.lines.line(last(&comment.range));
        if covered.contains(&first) {
            while covered.contains(&next) {
                next += 1;
            }
        }
        let mut any = false;
        for (one, declared) in uses.iter().zip(declared.iter_mut()) {
            let starts = self.lines.line(one.start);
            let here = starts == first || starts == next;
            if here
                || self.lines.line(one.statement) == next
                || (self.lines.line(last(&(one.start..one.end))) == first && next == first)
            {
                (*declared, any) = (true, true);
            }
        }
        if any {
            return;
        }
        let holds = |one: &Use| {
            let begin = one.start.min(one.statement);
            match one.asks {
                Asks::Unreadable(_) => {
                    begin <= comment.range.start && comment.range.start < one.end
                }
                _ => one.start <= comment.range.start && comment.range.start < one.end,
            }
        };
        let inside = uses.iter().zip(declared).filter(|(one, _)| holds(one));
        if let Some((_, declared)) = inside.min_by_key(|(one, _)| one.end - one.start) {
            *declared = true;
        }
    }

    fn statement(&mut self, statement: &Statement) {
        match &statement.kind {
            StatementKind::Scopes(scopes, forge) => {
                let forge = forge.clone().into();
                let by_hand = ScopeUseKind::ByHand { forge };
                self.need(by_hand, *scopes, statement.at);
            }
            StatementKind::Wrong(why) => self.warn(statement.at, &format!("{why}\nhelp: {WRITE}")),
            StatementKind::Operation(method, path) => {
                match self.hosts.operations(*method, std::slice::from_ref(path)) {
                    Ok(found) => self.operations(&found, statement.at),
                    Err(wrong) => {
                        let help = wrong.help.unwrap_or_else(|| WRITE.to_owned());
                        self.warn(statement.at, &format!("{}\nhelp: {help}", wrong.message));
                    }
                }
            }
        }
    }

    fn one(&mut self, one: &Use) {
        match &one.asks {
            Asks::Escapes => {
                let message =
                    format!("can't follow AP.request where it is passed on\nhelp: {DECLARE_HELP}");
                self.warn(one.start, &message);
            }
            Asks::Unreadable(why) => {
                let message = format!(
                    "could not be read as JavaScript: {why}\nhelp: if it calls AP.request, declare \
                     that in a comment: `// connect: METHOD /path`, or in a page \
                     `<!-- connect: METHOD /path -->`; if it does not, `connect: scopes NONE`"
                );
                self.warn(one.start, &message);
            }
            Asks::Request { urls, methods } => self.request(one.start, urls, methods),
        }
    }

    /// Each possible URL with each possible method; one that matches nothing causes a warning.
    fn request(&mut self, at: usize, urls: &[Text], methods: &[Text]) {
        let methods: Option<Vec<Method>> = methods
            .iter()
            .map(|method| method.whole()?.to_ascii_uppercase().parse().ok())
            .collect();
        let paths: Vec<Vec<String>> = urls.iter().map(Text::paths).collect();
        let known = paths.iter().all(|paths| !paths.is_empty());
        let (Some(methods), true) = (methods, known) else {
            let what = match paths.first().and_then(|paths| paths.first()) {
                Some(path) if known => format!("can't determine the method of AP.request {path:?}"),
                _ => "can't determine which operation AP.request calls".to_owned(),
            };
            return self.warn(at, &format!("{what}\nhelp: {DECLARE_HELP}"));
        };
        let mut found: Vec<&'static Operation> = Vec::new();
        let mut wrong: Option<(Method, Wrong)> = None;
        let mut fits = vec![false; methods.len()];
        for paths in &paths {
            let mut fits_any = false;
            let mut misfit = None;
            for (method, fits) in methods.iter().zip(&mut fits) {
                match self.hosts.operations(*method, paths) {
                    Ok(more) => {
                        found.extend(more);
                        (*fits, fits_any) = (true, true);
                    }
                    Err(error) => misfit = Some((*method, error)),
                }
            }
            if !fits_any {
                wrong = wrong.or(misfit);
            }
        }
        found.sort_by_key(|it| (it.path(), it.method()));
        found.dedup();
        self.operations(&found, at);
        if let Some((method, wrong)) = wrong {
            let help = wrong
                .help
                .map_or_else(String::new, |help| format!("{help} If not, "));
            let message = format!(
                "AP.request {method}: {}\nhelp: {help}{DECLARE_HELP}",
                wrong.message
            );
            self.warn(at, &message);
        } else if let Some((method, _)) = methods.iter().zip(fits).find(|(_, fits)| !fits) {
            let message =
                format!("no path of AP.request here has the method {method}\nhelp: {DECLARE_HELP}");
            self.warn(at, &message);
        }
    }

    fn operations(&mut self, found: &[&'static Operation], at: usize) {
        for operation in found {
            match operation.check_access() {
                Ok(scope) => {
                    let kind = ScopeUseKind::PageCall {
                        product: operation.product(),
                        method: operation.method(),
                        path: operation.path().into(),
                    };
                    self.need(kind, scope.into_iter().collect(), at);
                }
                Err(inaccessible) => {
                    let help = inaccessible.help();
                    self.warn(
                        at,
                        &format!("{inaccessible}, so it fails for users\nhelp: {help}"),
                    );
                }
            }
        }
    }

    fn need(&mut self, kind: ScopeUseKind, scopes: ScopeSet, at: usize) {
        let origin = self.lines.origin(self.name, at);
        self.needs.push(ScopeUse {
            kind,
            scopes,
            origin,
        });
    }

    fn warn(&mut self, at: usize, message: &str) {
        let origin = self.lines.origin(self.name, at);
        self.warnings.push((origin, message.to_owned()));
    }
}

/// How to write a declaration.
const WRITE: &str = "write `connect: METHOD /path` with a path as it is documented, such as \
                     `connect: PUT /rest/api/3/issue/{issueIdOrKey}`, or `connect: scopes WRITE`";

/// The last character of a range.
fn last(range: &Range<usize>) -> usize {
    range.end.saturating_sub(1).max(range.start)
}

/// Appends blanks for the text up to an offset, keeping its line breaks.
fn blank(blanked: &mut String, text: &str, until: usize) {
    let hidden = text
        .as_bytes()
        .get(blanked.len()..until)
        .unwrap_or_default();
    blanked.extend(hidden.iter().map(|byte| match byte {
        b'\n' => '\n',
        _ => ' ',
    }));
}
