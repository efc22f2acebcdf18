//! Finding a script's calls of Connect's bridge (`AP`) that the shell lacks.

mod tokens;

use connect_model::forge::bridge::{Missing, missing};

use super::Blocked;
use tokens::{Kind, Token, is_of_name, tokens};

/// The bridge's object.
const BRIDGE: &str = "AP";
/// The objects that may precede it.
const GLOBAL: [&str; 5] = ["window", "globalThis", "self", "parent", "top"];
/// The keywords that declare a name in the script.
const DECLARE: [&str; 3] = ["class", "function", "import"];

/// The missing calls that a script makes, with the offset of each.
///
/// A call that continues without it, such as `AP.messages?.success("…")`, doesn't count.
pub(super) fn missing_in(script: &str) -> Vec<(usize, Blocked)> {
    // Most scripts do not mention it, and some are large.
    if !names_bridge(script) {
        return Vec::new();
    }
    let tokens = tokens(script);
    let places: Vec<usize> = (0..tokens.len())
        .filter(|at| is_bridge(&tokens, *at))
        .collect();
    if places.iter().any(|at| is_declared(&tokens, *at)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for at in places {
        let chain = Chain::at(&tokens, at);
        let names = chain.names();
        match missing(&names) {
            Some(gone) if chain.fails(&gone) => {
                found.extend(chain.place().map(|place| (place, call(&names, gone))));
            }
            Some(_) => {}
            None => found.extend(chain.taken_apart()),
        }
    }
    found
}

/// Whether a script contains the bridge's name as a whole word.
fn names_bridge(script: &str) -> bool {
    script.match_indices(BRIDGE).any(|(at, name)| {
        let (before, after) = (script.get(..at), script.get(at + name.len()..));
        !before.is_some_and(|it| it.ends_with(is_of_name))
            && !after.is_some_and(|it| it.starts_with(is_of_name))
    })
}

fn call(names: &[&str], gone: Missing) -> Blocked {
    // A call in the table is reported by its full name, any other by the missing part.
    let names = match gone.instead {
        Some(_) => names.get(..gone.steps.max(2)).unwrap_or(names),
        None => names.get(..gone.steps).unwrap_or(names),
    };
    Blocked::Call {
        name: format!("{BRIDGE}.{}", names.join(".")),
        instead: gone.instead,
    }
}

fn kind<'s>(tokens: &[Token<'s>], at: Option<usize>) -> Option<Kind<'s>> {
    Some(tokens.get(at?)?.kind)
}

fn is(kind: Option<Kind<'_>>, letter: char) -> bool {
    kind == Some(Kind::Other(letter))
}

/// Whether the token is the bridge's object, and not a member of something else.
fn is_bridge(tokens: &[Token<'_>], at: usize) -> bool {
    if kind(tokens, Some(at)) != Some(Kind::Name(BRIDGE)) {
        return false;
    }
    match kind(tokens, at.checked_sub(1)) {
        Some(Kind::Other('.') | Kind::Optional) => matches!(
            kind(tokens, at.checked_sub(2)),
            Some(Kind::Name(name)) if GLOBAL.contains(&name)
        ),
        // A member of an object literal, or a label.
        _ => !is(kind(tokens, Some(at + 1)), ':') || !is_member(tokens, at),
    }
}

/// Whether `name:` is in an object literal.
fn is_member(tokens: &[Token<'_>], at: usize) -> bool {
    let before = kind(tokens, at.checked_sub(1));
    is(before, '{') || is(before, ',')
}

/// Whether the script declares the name as its own here: `const AP = 1`, but not
/// `const AP = window.AP`.
fn is_declared(tokens: &[Token<'_>], at: usize) -> bool {
    let before = kind(tokens, at.checked_sub(1));
    if matches!(before, Some(Kind::Name(word)) if DECLARE.contains(&word)) {
        return true;
    }
    if matches!(before, Some(Kind::Other('.') | Kind::Optional)) {
        return false;
    }
    let ahead = |steps: usize| kind(tokens, Some(at + steps));
    let is_assigned = is(ahead(1), '=') && !is(ahead(2), '=') && !is(ahead(2), '>');
    let is_taken = matches!(ahead(2), Some(Kind::Name(name)) if GLOBAL.contains(&name));
    is_assigned && !is_taken
}

/// `AP.a.b`, with its surroundings.
struct Chain<'t, 's> {
    tokens: &'t [Token<'s>],
    /// The index of its first token, including `window`.
    start: usize,
    /// The index of the bridge's token.
    at: usize,
    /// The names after the bridge, each with the number of its tokens.
    steps: Vec<(&'s str, usize)>,
}

impl<'t, 's> Chain<'t, 's> {
    fn at(tokens: &'t [Token<'s>], at: usize) -> Self {
        let is_of_global = matches!(
            kind(tokens, at.checked_sub(1)),
            Some(Kind::Other('.') | Kind::Optional)
        );
        let start = if is_of_global {
            at.saturating_sub(2)
        } else {
            at
        };
        let mut steps = Vec::new();
        let mut end = at + 1;
        loop {
            let rest = |steps: usize| kind(tokens, Some(end + steps));
            let step = match (rest(0), rest(1), rest(2), rest(3)) {
                (Some(Kind::Other('.') | Kind::Optional), Some(Kind::Name(name)), ..) => {
                    Some((name, end + 2))
                }
                (Some(Kind::Other('[')), Some(Kind::Text(name)), Some(Kind::Other(']')), _) => {
                    Some((name, end + 3))
                }
                (
                    Some(Kind::Optional),
                    Some(Kind::Other('[')),
                    Some(Kind::Text(name)),
                    Some(Kind::Other(']')),
                ) => Some((name, end + 4)),
                _ => None,
            };
            let Some(step) = step else {
                break;
            };
            end = step.1;
            steps.push(step);
        }
        Self {
            tokens,
            start,
            at,
            steps,
        }
    }

    fn names(&self) -> Vec<&'s str> {
        self.steps.iter().map(|(name, _)| *name).collect()
    }

    /// The offset in the script.
    fn place(&self) -> Option<usize> {
        Some(self.tokens.get(self.start)?.range.start)
    }

    /// The token after this many of its names.
    fn after(&self, steps: usize) -> Option<Kind<'s>> {
        let end = match steps.checked_sub(1) {
            Some(last) => self.steps.get(last)?.1,
            None => self.at + 1,
        };
        kind(self.tokens, Some(end))
    }

    /// Whether the script fails if something is missing: not if it continues with `?.`, or only
    /// tests for its presence.
    fn fails(&self, gone: &Missing) -> bool {
        match self.after(gone.steps) {
            Some(Kind::Other('.' | '(' | '[') | Kind::Template) => true,
            // Stored for later.
            Some(Kind::Other(';' | ',')) | None => self.is_assigned(),
            Some(Kind::Name(_)) => self.is_assigned(),
            _ => false,
        }
    }

    fn is_assigned(&self) -> bool {
        is(kind(self.tokens, self.start.checked_sub(1)), '=')
    }

    /// The missing members that are destructured from it: `const { WorkflowConfiguration } = AP.jira`.
    fn taken_apart(&self) -> Vec<(usize, Blocked)> {
        let mut found = Vec::new();
        let before = |steps: usize| self.start.checked_sub(steps);
        let is_pattern =
            is(kind(self.tokens, before(1)), '=') && is(kind(self.tokens, before(2)), '}');
        let goes_on = matches!(
            self.after(self.steps.len()),
            Some(Kind::Other('(' | '?' | '['))
        );
        if !is_pattern || goes_on {
            return found;
        }
        let mut depth = 0_usize;
        let mut at = self.start.saturating_sub(2);
        while let Some(outer) = at.checked_sub(1) {
            at = outer;
            match kind(self.tokens, Some(at)) {
                Some(Kind::Other('}' | ']' | ')')) => depth += 1,
                Some(Kind::Other('{' | '[' | '(')) => match depth.checked_sub(1) {
                    Some(outer) => depth = outer,
                    None => break,
                },
                Some(Kind::Name(name)) if depth == 0 => {
                    let begins = matches!(
                        kind(self.tokens, at.checked_sub(1)),
                        Some(Kind::Other('{' | ','))
                    );
                    let mut names = self.names();
                    names.push(name);
                    if begins
                        && let (Some(gone), Some(token)) = (missing(&names), self.tokens.get(at))
                    {
                        found.push((token.range.start, call(&names, gone)));
                    }
                }
                _ => {}
            }
        }
        found.reverse();
        found
    }
}

#[cfg(test)]
mod tests {
    use connect_model::forge::bridge::{CALLS, Inside};
    use proptest::prelude::*;

    use super::*;

    fn findings(script: &str) -> Vec<String> {
        let found = missing_in(script).into_iter();
        let names = found.map(|(at, blocked)| match blocked {
            Blocked::Call { name, .. } => format!("{at} {name}"),
            other => format!("{at} {other:?}"),
        });
        names.collect()
    }

    #[test]
    fn a_call_that_the_shell_lacks_is_found_where_it_begins() {
        for (script, expected) in [
            (
                "AP.jira.WorkflowConfiguration.onSave(f);",
                vec!["0 AP.jira.WorkflowConfiguration"],
            ),
            (
                "x(); window.AP.messages.success('a')",
                vec!["5 AP.messages.success"],
            ),
            ("AP['cookie'].save('a', 1)", vec!["0 AP.cookie.save"]),
            ("AP?.dropdown.create({})", vec!["0 AP.dropdown.create"]),
            (
                "const jira = AP.history.getState;\n",
                vec!["13 AP.history.getState"],
            ),
            (
                "AP.require('dialog', (dialog) => dialog.close())",
                vec!["0 AP.require"],
            ),
            ("AP.dialog.shake()", vec!["0 AP.dialog.shake"]),
            ("AP.wobble(1)", vec!["0 AP.wobble"]),
            ("`${AP.user.getUser(f)}`", vec!["3 AP.user.getUser"]),
            (
                "const { getUser, getLocale: locale } = AP.user, { cookie, dialog: { close } } = AP;",
                vec!["8 AP.user.getUser", "50 AP.cookie"],
            ),
            (
                "const AP = window.AP;\nAP.register({})",
                vec!["22 AP.register"],
            ),
            ("AP.page.setTitle('a')", vec!["0 AP.page.setTitle"]),
        ] {
            assert_eq!(findings(script), expected, "{script}");
        }
    }

    /// What the shell has, what continues without it, and other things named `AP`.
    const NOTHING: [&str; 24] = [
        "AP.request('/rest/api/3/myself')\n",
        "AP.dialog.create({ key: 'a' }).on('close', f);",
        "window.AP && AP.theming && AP.theming.initializeTheming();",
        "AP.resize(); AP.sizeToParent(); AP.hideFooter(true);\n",
        "AP.messages?.success('a');",
        "AP.dialog.disableCloseOnSubmit?.();",
        "AP?.cookie?.save('a', 1);",
        "if (AP.messages) f();",
        "AP.history && f();",
        "// AP.messages.success('a')\n",
        "/* AP.messages.success('a') */",
        "f('AP.messages.success(1)');",
        "f(`AP.messages.success(1)`);",
        "x = /AP.messages.success(1)/;\n",
        "mAP.messages.success(1); AP2.cookie.read('a'); a.AP.cookie.read('a');",
        "const { request, dialog } = AP;",
        "const { getCurrentUser } = AP.user;\n",
        "const { body } = await AP.request('/a');",
        "x = { AP: 1 };",
        "AP.context.getToken((token) => token.messages());",
        "AP.user.getLocale().then(f);",
        "AP.jira.refreshIssuePage();\n",
        "AP.events.on('dialog.submit', f);",
        "AP.flag.create({}).close();",
    ];

    #[test]
    fn what_the_shell_has_is_not_reported() {
        for script in NOTHING {
            assert_eq!(findings(script), [""; 0], "{script}");
        }
        for own in [
            "const AP = {}; AP.messages.add(1)",
            "class AP {} AP.cookie.a()",
            "import AP from 'ap'; AP.cookie.a()",
            "let a, AP = f(); AP.wobble()",
        ] {
            assert_eq!(findings(own), [""; 0], "{own}");
        }
    }

    /// The names in an object literal that starts at a token, including nested literals.
    fn members(tokens: &[Token<'_>], open: usize) -> Vec<String> {
        let mut found = Vec::new();
        let mut depth = 0_usize;
        for at in open + 1..tokens.len() {
            match kind(tokens, Some(at)) {
                Some(Kind::Other('{' | '[' | '(')) => depth += 1,
                Some(Kind::Other('}' | ']' | ')')) => match depth.checked_sub(1) {
                    Some(outer) => depth = outer,
                    None => break,
                },
                Some(Kind::Name(name)) if depth == 0 && is_member(tokens, at) => {
                    let is_short = [',', '}']
                        .iter()
                        .any(|end| is(kind(tokens, Some(at + 1)), *end));
                    let inner = match is_short {
                        true => literal(tokens, &["const", name]),
                        false if is(kind(tokens, Some(at + 1)), ':') => Some(at + 2),
                        false => None,
                    };
                    let inner = inner.filter(|inner| is(kind(tokens, Some(*inner)), '{'));
                    match inner {
                        Some(inner) => {
                            let below = members(tokens, inner).into_iter();
                            found.extend(below.map(|below| format!("{name}.{below}")));
                        }
                        None => found.push(name.to_owned()),
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// The start of the object literal that these names refer to.
    fn literal(tokens: &[Token<'_>], names: &[&str]) -> Option<usize> {
        let is_name = |at, name| kind(tokens, Some(at)) == Some(Kind::Name(name));
        (0..tokens.len()).find_map(|at| {
            let is_here = names
                .iter()
                .enumerate()
                .all(|(step, name)| is_name(at + step, name));
            let equals = at + names.len();
            (is_here && is(kind(tokens, Some(equals)), '=')).then_some(equals + 1)
        })
    }

    #[test]
    fn the_table_says_what_the_shell_has() {
        let tokens = tokens(include_str!("../shell/shell.js"));
        let bridge = (0..tokens.len())
            .find(|at| is_bridge(&tokens, *at) && is(kind(&tokens, Some(at + 1)), '='));
        let mut has = members(&tokens, bridge.unwrap() + 2);
        has.sort();
        let rows = CALLS
            .iter()
            .filter(|row| !matches!(row.inside, Inside::Instead(_)));
        let in_table: Vec<&str> = rows.map(|row| row.name).collect();
        assert_eq!(has, in_table);
    }

    proptest! {
        /// Surrounded by any other valid code.
        #[test]
        fn a_call_is_found_after_what_is_right(
            before in proptest::sample::subsequence(NOTHING.to_vec(), 0..6),
            after in proptest::sample::subsequence(NOTHING.to_vec(), 0..6),
        ) {
            let (before, after) = (before.join("\n"), after.join("\n"));
            let script = format!("{before}\nAP.cookie.read('a');\n{after}");
            prop_assert_eq!(findings(&script), [format!("{} AP.cookie.read", before.len() + 1)]);
        }
    }
}
