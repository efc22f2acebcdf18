//! Operator commands of the app's own program: `my-app jobs list`, `my-app backup FILE`.
//!
//! They belong to the app's program because it knows the database, the app's key and the store, and
//! because a production image contains nothing else. The server may be running meanwhile, here or
//! elsewhere: processes share the queue.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use connect_model::fact::{did_you_mean, joined};
use connect_model::nearest::nearest;
use connect_store::jobs::{JobEntry, JobError, JobId, JobState, JobStore};
use serde_json::json;

use super::App;
use crate::config::Database;
use crate::error::Result;

mod backup;

/// Printed for `my-app jobs`, and after an invalid command.
const USAGE: &str = "\
jobs counts                    how many jobs there are, by state
jobs list [STATE] [--after ID] [--limit N] [--json]
                               the jobs of a state: dead unless another is given, 50 at most;
                               ready, waiting, running, suspect, blocked, dead, done
jobs requeue ID…               does dead jobs again, as if they had never failed
jobs requeue --all             all of them
backup FILE                    writes a copy of the SQLite database to a new file, while the app runs";

/// The words that a command starts with.
const COMMANDS: [&str; 2] = ["jobs", "backup"];
/// Words that ask for the default behavior, so they need no warning.
const SERVE: [&str; 3] = ["serve", "run", "start"];

/// How many jobs are listed by default, and how many are read at once.
const PAGE: u32 = 50;

/// A command parsed from the arguments.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Command {
    Help,
    Counts,
    List {
        state: JobState,
        after: Option<JobId>,
        limit: u32,
        json: bool,
    },
    Requeue(Option<Vec<JobId>>),
    Backup(PathBuf),
}

/// Why a command could not be carried out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(super) enum CommandError {
    /// The arguments are not a valid command.
    #[error("{problem}; the commands are\n{USAGE}")]
    Unreadable {
        /// What is wrong with them.
        problem: String,
    },
    /// The tenants and jobs are in another process's memory.
    #[error(
        "the jobs are in the memory of the process that serves the app (CONNECT_DATABASE_URL=memory:): no other \
         process can see them"
    )]
    InMemory,
    /// The database is of a kind that this program can't copy.
    #[error("{0}")]
    NoBackup(&'static str),
    /// The copy could not be made.
    #[cfg(feature = "sqlite")]
    #[error(transparent)]
    Backup(#[from] connect_store::BackupError),
    /// The store did not answer.
    #[error(transparent)]
    Jobs(#[from] JobError),
    /// The output could not be printed.
    #[error("the answer can't be written to standard output")]
    Output(#[from] std::io::Error),
}

impl Command {
    /// The command in a program's arguments, if the first of them names one.
    pub(super) fn asked(
        arguments: impl IntoIterator<Item = OsString>,
    ) -> Option<Result<Self, CommandError>> {
        let mut arguments = arguments.into_iter().skip(1);
        match arguments.next()?.to_str()? {
            "jobs" => {
                let rest = arguments.map(|argument| argument.to_string_lossy().into_owned());
                Some(Self::read(rest.collect()))
            }
            "backup" => Some(Self::backup(arguments)),
            _ => None,
        }
    }

    /// A warning about a first argument that is a word but not a command: it may be the app's own, so the
    /// server starts, but it may also be a misspelt command.
    pub(super) fn not_ours(arguments: impl IntoIterator<Item = OsString>) -> Option<String> {
        let first = arguments.into_iter().nth(1)?;
        let word = first.to_str()?;
        let expected = COMMANDS.contains(&word) || SERVE.contains(&word);
        if word.is_empty() || word.starts_with('-') || expected {
            return None;
        }
        let names = COMMANDS.map(|name| format!("`{name}`"));
        let near = nearest(word, COMMANDS);
        let near: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
        let help = did_you_mean(&near)
            .unwrap_or_else(|| format!("connect's own are {}", joined(&names, "and")));
        Some(format!(
            "`{word}` is not a command of connect, so it is left to the app and the server starts; {help}"
        ))
    }

    /// A file may have any name, in UTF-8 or not; options are for later releases.
    fn backup(mut arguments: impl Iterator<Item = OsString>) -> Result<Self, CommandError> {
        let file = arguments.next().filter(|file| {
            let text = file.to_string_lossy();
            !text.is_empty() && !text.starts_with('-')
        });
        match (file, arguments.next()) {
            (Some(file), None) => Ok(Self::Backup(file.into())),
            _ => Err(CommandError::Unreadable {
                problem: "`backup` takes the name of one new file".to_owned(),
            }),
        }
    }

    fn read(arguments: Vec<String>) -> Result<Self, CommandError> {
        let unreadable = |problem: String| Err(CommandError::Unreadable { problem });
        let mut arguments = arguments.into_iter();
        let command = arguments.next();
        match command.as_deref() {
            None | Some("help" | "--help" | "-h") => Ok(Self::Help),
            Some("counts") => match arguments.next() {
                None => Ok(Self::Counts),
                Some(more) => unreadable(format!("`counts` takes nothing, not `{more}`")),
            },
            Some("list") => Self::list(arguments),
            Some("requeue") => Self::requeue(arguments),
            Some(other) => unreadable(format!("`jobs {other}` is not a command")),
        }
    }

    fn list(mut arguments: impl Iterator<Item = String>) -> Result<Self, CommandError> {
        let (mut state, mut after, mut limit, mut json) = (JobState::Dead, None, PAGE, false);
        while let Some(argument) = arguments.next() {
            let problem = match argument.as_str() {
                "--json" => {
                    json = true;
                    continue;
                }
                "--after" | "--limit" => {
                    let value = arguments.next().unwrap_or_default();
                    let is_after = argument == "--after";
                    let read = if is_after {
                        value.parse().map(|id| after = Some(id)).is_ok()
                    } else {
                        value.parse().map(|number| limit = number).is_ok()
                    };
                    if read {
                        continue;
                    }
                    format!("`{argument}` takes a number, not `{value}`")
                }
                name => match name.parse() {
                    Ok(named) => {
                        state = named;
                        continue;
                    }
                    Err(unknown) => format!("{unknown}"),
                },
            };
            return Err(CommandError::Unreadable { problem });
        }
        Ok(Self::List {
            state,
            after,
            limit,
            json,
        })
    }

    fn requeue(arguments: impl Iterator<Item = String>) -> Result<Self, CommandError> {
        let mut ids = Vec::new();
        let mut all = false;
        for argument in arguments {
            match argument.parse() {
                Ok(id) => ids.push(id),
                Err(_) if argument == "--all" => all = true,
                Err(_) => {
                    let problem = format!("`{argument}` is not the number of a job");
                    return Err(CommandError::Unreadable { problem });
                }
            }
        }
        match (all, ids.is_empty()) {
            (true, true) => Ok(Self::Requeue(None)),
            (false, false) => Ok(Self::Requeue(Some(ids))),
            _ => Err(CommandError::Unreadable {
                problem: "`requeue` takes the numbers of jobs, or `--all`".to_owned(),
            }),
        }
    }

    /// Carries out the command and prints the result.
    pub(super) async fn run(self, app: &App) -> Result<()> {
        let text = match self {
            Self::Help => format!("{USAGE}\n"),
            Self::Backup(to) => backup::write(app, &to).await?,
            command => {
                if app.store.is_none() && app.config.database == Database::Memory {
                    return Err(CommandError::InMemory.into());
                }
                let store = app.open_store().await?;
                let answer = command.ask(&*store, &app.key()).await;
                store.close().await;
                answer?
            }
        };
        std::io::stdout()
            .lock()
            .write_all(text.as_bytes())
            .map_err(CommandError::Output)?;
        Ok(())
    }

    async fn ask(
        self,
        store: &(impl JobStore + ?Sized),
        app_key: &str,
    ) -> Result<String, CommandError> {
        let mut text = String::new();
        match self {
            // Reads no job.
            Self::Help | Self::Backup(_) => text.push_str(USAGE),
            Self::Counts => {
                let counts = store.counts(app_key).await?;
                for state in JobState::all().filter(|state| *state != JobState::Done) {
                    let _ = writeln!(text, "{state:8} {}", counts.of(state));
                }
                if let Some(oldest) = counts.oldest_ready {
                    let _ = writeln!(text, "the oldest that is ready came {} ago", age(oldest));
                }
            }
            Self::List {
                state,
                after,
                limit,
                json,
            } => {
                for entry in store.jobs(app_key, state, after, limit).await? {
                    let _ = if json {
                        writeln!(text, "{}", as_json(&entry))
                    } else {
                        writeln!(text, "{}", as_line(&entry))
                    };
                }
                if text.is_empty() && !json {
                    let _ = writeln!(text, "no job is {state}");
                }
            }
            Self::Requeue(ids) => {
                let requeued = match ids {
                    Some(ids) => store.requeue(app_key, &ids).await?,
                    None => requeue_all(store, app_key).await?,
                };
                let jobs = if requeued == 1 { "job is" } else { "jobs are" };
                let _ = writeln!(text, "{requeued} {jobs} ready again");
            }
        }
        Ok(text)
    }
}

async fn requeue_all(store: &(impl JobStore + ?Sized), app_key: &str) -> Result<u64, CommandError> {
    let mut requeued = 0;
    let mut after = None;
    // By number, so that a job that dies again meanwhile isn't handled twice.
    loop {
        let dead = store.jobs(app_key, JobState::Dead, after, PAGE).await?;
        let ids: Vec<JobId> = dead.iter().map(|entry| entry.id).collect();
        let Some(last) = ids.last() else {
            return Ok(requeued);
        };
        after = Some(*last);
        requeued += store.requeue(app_key, &ids).await?;
    }
}

/// `17  dead  webhook:greet  tenant-1  3 failures, 2 h ago: why`.
fn as_line(entry: &JobEntry) -> String {
    let tenant = match entry.client_key.as_str() {
        "" => "(the app)",
        client_key => client_key,
    };
    let mut line = format!(
        "{}  {}  {}  {}  {} old",
        entry.id,
        entry.state,
        entry.kind.escape_debug(),
        tenant.escape_debug(),
        age(entry.received)
    );
    if entry.failures > 0 {
        let _ = write!(line, ", {} failed", entry.failures);
    }
    if let Some(wait) = entry.due.duration_since(SystemTime::now()).ok()
        && entry.state == JobState::Waiting
    {
        let _ = write!(line, ", due in {}", rounded(wait));
    }
    if let Some(reason) = &entry.reason {
        // Escaped, so that each entry stays on one line.
        let _ = write!(line, ": {}", reason.escape_debug());
    }
    line
}

fn as_json(entry: &JobEntry) -> serde_json::Value {
    let seconds = |moment: SystemTime| {
        let since = moment.duration_since(SystemTime::UNIX_EPOCH);
        since.unwrap_or_default().as_secs()
    };
    json!({
        "id": entry.id.get(), "state": entry.state.name(), "kind": entry.kind,
        "clientKey": entry.client_key, "delivery": entry.delivery, "order": entry.order,
        "attempts": entry.attempts, "failures": entry.failures, "crashes": entry.crashes,
        "received": seconds(entry.received), "due": seconds(entry.due),
        "finished": entry.finished.map(seconds), "reason": entry.reason, "bytes": entry.size,
    })
}

fn age(moment: SystemTime) -> String {
    rounded(SystemTime::now().duration_since(moment).unwrap_or_default())
}

/// `90 s`, `5 min`, `3 h`, `2 d`.
fn rounded(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7200 => format!("{} min", seconds / 60),
        7200..172_800 => format!("{} h", seconds / 3600),
        _ => format!("{} d", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use connect_store::MemoryStore;
    use connect_store::jobs::{Ask, End, NewJob, Outcome, WorkerId};

    use super::*;

    fn read(line: &str) -> Option<Result<Command, String>> {
        let arguments = std::iter::once("my-app").chain(line.split_whitespace());
        let asked = Command::asked(arguments.map(OsString::from));
        asked.map(|command| command.map_err(|error| error.to_string()))
    }

    #[test]
    fn arguments_are_a_command_or_none_of_ours() {
        assert_eq!(read(""), None);
        assert_eq!(read("serve jobs"), None);
        assert_eq!(read("jobs"), Some(Ok(Command::Help)));
        let backup = Command::Backup("/b/votes.sqlite".into());
        assert_eq!(read("backup /b/votes.sqlite"), Some(Ok(backup)));
        assert_eq!(read("jobs counts"), Some(Ok(Command::Counts)));
        let list = |state, after: Option<i64>, limit, json| {
            let after = after.map(JobId::new);
            let list = Command::List {
                state,
                after,
                limit,
                json,
            };
            Some(Ok(list))
        };
        assert_eq!(read("jobs list"), list(JobState::Dead, None, 50, false));
        assert_eq!(
            read("jobs list waiting --after 7 --limit 3 --json"),
            list(JobState::Waiting, Some(7), 3, true)
        );
        let ids = vec![JobId::new(1), JobId::new(2)];
        assert_eq!(
            read("jobs requeue 1 2"),
            Some(Ok(Command::Requeue(Some(ids))))
        );
        assert_eq!(read("jobs requeue --all"), Some(Ok(Command::Requeue(None))));
        for (line, says) in [
            ("jobs lst", "`jobs lst` is not a command"),
            ("jobs counts now", "`counts` takes nothing, not `now`"),
            ("jobs list lost", "`lost` is not a state of jobs"),
            ("jobs list --after x", "`--after` takes a number, not `x`"),
            ("jobs list --limit", "`--limit` takes a number, not ``"),
            (
                "jobs requeue",
                "`requeue` takes the numbers of jobs, or `--all`",
            ),
            (
                "jobs requeue 1 --all",
                "`requeue` takes the numbers of jobs, or `--all`",
            ),
            ("jobs requeue one", "`one` is not the number of a job"),
            ("backup", "`backup` takes the name of one new file"),
            ("backup a b", "`backup` takes the name of one new file"),
            ("backup --help", "`backup` takes the name of one new file"),
        ] {
            let answer = read(line).unwrap().unwrap_err();
            assert!(
                answer.starts_with(says) && answer.contains("jobs list"),
                "{answer}"
            );
        }
    }

    #[test]
    fn a_first_word_that_is_not_a_command_is_warned_of() {
        let warning = |line: &str| {
            let arguments = std::iter::once("my-app").chain(line.split_whitespace());
            Command::not_ours(arguments.map(OsString::from))
        };
        assert_eq!(
            warning("frobnicate now").as_deref(),
            Some(
                "`frobnicate` is not a command of connect, so it is left to the app and the server starts; \
                 connect's own are `jobs` and `backup`"
            )
        );
        assert_eq!(
            warning("bakup x").as_deref(),
            Some(
                "`bakup` is not a command of connect, so it is left to the app and the server starts; did you \
                 mean `backup`?"
            )
        );
        for quiet in ["", "--verbose serve", "serve", "jobs", "jobs lst", "backup"] {
            assert_eq!(warning(quiet), None, "{quiet}");
        }
        // Each is a command indeed.
        for name in COMMANDS {
            assert!(read(name).is_some(), "{name}");
        }
    }

    #[tokio::test]
    async fn an_operator_counts_lists_and_requeues() {
        let store = MemoryStore::new();
        for number in 0..120 {
            let job = NewJob::new("app", "one", "webhook:greet", "{}");
            store
                .accept(NewJob {
                    delivery: Some(number.to_string()),
                    ..job
                })
                .await
                .unwrap();
        }
        let ask = Ask {
            app_key: "app",
            want: 200,
            bytes: 1 << 20,
            per_tenant: 200,
            suspect: false,
            lease: Duration::from_secs(60),
        };
        let me = WorkerId::random();
        let jobs = store.claim(me, ask).await.unwrap();
        let ends = jobs.iter().map(|job| End {
            id: job.id,
            attempt: job.attempt,
            outcome: Outcome::Dead {
                reason: "two\nlines".to_owned(),
            },
        });
        store.finish(me, ends.collect()).await.unwrap();

        let ask = async |line: &str| {
            let command = read(&format!("jobs {line}")).unwrap().unwrap();
            command.ask(&store, "app").await.unwrap()
        };
        let counts = ask("counts").await;
        assert!(counts.contains("dead     120\n"), "{counts}");
        assert_eq!(ask("list ready").await, "no job is ready\n");
        let list = ask("list --limit 2").await;
        assert_eq!(list.lines().count(), 2, "{list}");
        assert!(
            list.contains("  dead  webhook:greet  one  0 s old"),
            "{list}"
        );
        assert!(list.contains(": two\\nlines\n"), "{list}");
        let first: serde_json::Value =
            serde_json::from_str(&ask("list --limit 1 --json").await).unwrap();
        assert_eq!(first["delivery"], "0");
        let again = ask(&format!("requeue {}", first["id"])).await;
        assert_eq!(again, "1 job is ready again\n");
        assert_eq!(ask("requeue --all").await, "119 jobs are ready again\n");
        assert!(ask("counts").await.contains("ready    120\n"));
    }
}
