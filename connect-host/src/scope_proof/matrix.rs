//! Which calls the product accepts, and which it refuses when a scope is missing.

use std::collections::BTreeMap;
use std::fmt;

use connect_model::{Scope, ScopeSet};

use crate::rest::{Refusal, RestCall};
use crate::site::journal;

/// The outcome of a row's calls in one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cell {
    /// All of them were accepted, whatever the answer.
    Accepted,
    /// All of them were refused because of the withheld scope.
    Refused,
    /// Some were accepted and some refused.
    Mixed,
    /// The app did not get this far, because an earlier call failed; the host would have accepted
    /// the call.
    WouldBeAccepted,
    /// The app did not get this far, because an earlier call failed; the host would have refused the
    /// call because of the withheld scope.
    WouldBeRefused,
    /// There were no such calls.
    NotCalled,
}

/// One kind of call: an operation, by the app itself or as a user.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Row {
    /// The method and the documented path: `PUT /rest/api/3/issue/{issueIdOrKey}`.
    pub call: String,
    /// Whether the app calls as a user.
    pub as_user: bool,
    /// All scopes that it needs.
    pub needs: ScopeSet,
    /// The outcomes: first with all scopes, then in the order of [`ScopeMatrix::withheld`].
    pub cells: Vec<Cell>,
}

/// The result of [`prove`](super::prove): each call in each run.
///
/// Displays a table: `ok` for a call that was accepted, `403` for one that was refused, `mixed` for
/// both. If the app did not get that far, the cell is in parentheses: the host has judged the
/// call of the first run again, by the same rules. `-` is for a call that the first run did not make
/// either.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct ScopeMatrix {
    /// The scopes that were withheld, one in each run after the first.
    pub withheld: Vec<Scope>,
    /// The calls, in the order in which they were first made.
    pub rows: Vec<Row>,
    /// What must not happen in any run, but did.
    wrong: Vec<String>,
}

/// The refused calls are not exactly those that need the withheld scope. Displays every
/// difference.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the calls and the scopes don't agree:{}", .differences.iter().map(|it| format!("\n  {it}")).collect::<String>())]
#[non_exhaustive]
pub struct Mismatch {
    /// The differences, each in a sentence.
    pub differences: Vec<String>,
}

impl ScopeMatrix {
    /// Adds the calls of one run, and the host's judgement of those that it did not make.
    pub(super) fn add(
        &mut self,
        withheld: Option<Scope>,
        calls: &[RestCall],
        unreached: &[(RestCall, Option<Scope>)],
    ) {
        let column = self.rows.first().map_or(0, |row| row.cells.len());
        self.withheld.extend(withheld);
        let run = match withheld {
            None => "with all scopes".to_owned(),
            Some(scope) => format!("without {scope}"),
        };
        if calls.len() >= journal::CAPACITY {
            let wrong = format!("{run}: more calls were made than the host records");
            self.wrong.push(wrong);
        }
        let mut seen: BTreeMap<usize, Vec<bool>> = BTreeMap::new();
        for call in calls {
            let refused = match &call.refused {
                None => false,
                Some(Refusal::MissingScope(scope)) if Some(*scope) == withheld => true,
                Some(_) => {
                    self.wrong.push(format!("{run}: {call}"));
                    continue;
                }
            };
            seen.entry(self.row(call, column))
                .or_default()
                .push(refused);
        }
        let mut judged: BTreeMap<usize, Option<Scope>> = BTreeMap::new();
        for (call, lacking) in unreached {
            judged.insert(self.row(call, column), *lacking);
        }
        for (index, row) in self.rows.iter_mut().enumerate() {
            row.cells.push(match seen.get(&index) {
                None => match judged.get(&index) {
                    Some(None) => Cell::WouldBeAccepted,
                    Some(Some(_)) => Cell::WouldBeRefused,
                    None => Cell::NotCalled,
                },
                Some(calls) if calls.iter().all(|refused| *refused) => Cell::Refused,
                Some(calls) if calls.iter().any(|refused| *refused) => Cell::Mixed,
                Some(_) => Cell::Accepted,
            });
        }
    }

    /// The index of a call's row, which is added if missing.
    fn row(&mut self, call: &RestCall, column: usize) -> usize {
        let name = format!("{} {}", call.method, call.path.unwrap_or(&call.target));
        let as_user = call.user.is_some() && !call.is_token_request();
        let found = self
            .rows
            .iter()
            .position(|row| row.call == name && row.as_user == as_user);
        found.unwrap_or_else(|| {
            self.rows.push(Row {
                call: name,
                as_user,
                needs: call.needs(),
                cells: vec![Cell::NotCalled; column],
            });
            self.rows.len() - 1
        })
    }

    /// Checks that the calls failed exactly as they must: with all scopes none, and without a scope
    /// each call that needs it and no other.
    ///
    /// A call that a run did not reach counts as the host would have judged it; see
    /// [`ScopeMatrix::unreached`]. Withholding a scope that a call needs must have made at least one
    /// call fail.
    ///
    /// # Errors
    /// [`Mismatch`] lists every difference.
    pub fn exact(&self) -> Result<(), Mismatch> {
        let mut differences = self.wrong.clone();
        for (index, scope) in self.withheld.iter().copied().enumerate() {
            let mut needed = false;
            let mut any_refused = false;
            for row in &self.rows {
                let needs = row.needs.contains(scope);
                let cell = row.cells.get(index + 1).copied();
                needed |= needs;
                any_refused |= cell == Some(Cell::Refused);
                match (needs, cell) {
                    (true, Some(Cell::Accepted | Cell::WouldBeAccepted | Cell::Mixed)) => {
                        differences.push(format!("without {scope}: {row} was accepted"));
                    }
                    (false, Some(Cell::Refused | Cell::WouldBeRefused | Cell::Mixed)) => {
                        differences.push(format!("without {scope}: {row} was refused"));
                    }
                    _ => {}
                }
            }
            if needed && !any_refused {
                differences.push(format!("without {scope}: no call was refused"));
            }
        }
        if differences.is_empty() {
            Ok(())
        } else {
            Err(Mismatch { differences })
        }
    }

    /// The calls that a run did not reach although the first one did, with the scope that was
    /// withheld.
    pub fn unreached(&self) -> impl Iterator<Item = (Scope, &Row)> {
        self.withheld
            .iter()
            .enumerate()
            .flat_map(move |(index, scope)| {
                self.rows
                    .iter()
                    .filter(move |row| {
                        matches!(
                            row.cells.get(index + 1),
                            Some(Cell::WouldBeAccepted | Cell::WouldBeRefused)
                        )
                    })
                    .map(move |row| (*scope, row))
            })
    }
}

/// Displays the call as messages do: `` `GET /rest/api/3/myself` as a user ``.
impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.call)?;
        f.write_str(if self.as_user { " as a user" } else { "" })
    }
}

/// Displays `ok`, `403`, `mixed`, `(ok)`, `(403)` or `-`.
impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Cell::Accepted => "ok",
            Cell::Refused => "403",
            Cell::Mixed => "mixed",
            Cell::WouldBeAccepted => "(ok)",
            Cell::WouldBeRefused => "(403)",
            Cell::NotCalled => "-",
        })
    }
}

impl fmt::Display for ScopeMatrix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = vec![vec![
            "call".to_owned(),
            "needs".to_owned(),
            "all".to_owned(),
        ]];
        if let Some(head) = lines.first_mut() {
            head.extend(self.withheld.iter().map(|scope| format!("-{scope}")));
        }
        for row in &self.rows {
            let who = if row.as_user { " (as a user)" } else { "" };
            let needs = if row.needs.is_empty() {
                "nothing".to_owned()
            } else {
                row.needs.to_string()
            };
            let mut line = vec![format!("{}{who}", row.call), needs];
            line.extend(row.cells.iter().map(Cell::to_string));
            lines.push(line);
        }
        let width = |column: usize| {
            let cells = lines.iter().filter_map(|line| line.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        for line in &lines {
            let padded: Vec<String> = line
                .iter()
                .enumerate()
                .map(|(column, cell)| format!("{cell:<0$}", width(column)))
                .collect();
            writeln!(f, "{}", padded.join("  ").trim_end())?;
        }
        Ok(())
    }
}
