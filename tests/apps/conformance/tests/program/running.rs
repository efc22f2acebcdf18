//! The program in a folder of its own, with exactly the environment that a test sets.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::thread::{self, JoinHandle};

use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_conformance-app");

/// A folder for the program's files, with its database by default.
pub(crate) struct WorkingFolder(TempDir);

impl WorkingFolder {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The database that a program started here has by default.
    pub(crate) fn database(&self) -> PathBuf {
        self.path("connect.sqlite")
    }

    /// The names of all files here.
    pub(crate) fn files(&self) -> Vec<OsString> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    }

    fn command<V: AsRef<OsStr>>(&self, environment: &[(&str, V)]) -> Command {
        self.set_up(Command::new(PROGRAM), environment)
    }

    fn set_up<V: AsRef<OsStr>>(&self, mut command: Command, environment: &[(&str, V)]) -> Command {
        // Without the environment of the test run.
        command.env_clear().current_dir(self.0.path());
        command.env("CONNECT_BIND", "127.0.0.1:0");
        for (name, value) in environment {
            command.env(name, value);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        command.stderr(Stdio::piped());
        command
    }

    /// Starts a program that must fail to start; returns its error.
    #[track_caller]
    pub(crate) fn refused<V: AsRef<OsStr>>(&self, environment: &[(&str, V)]) -> String {
        let output = self.command(environment).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        assert!(output.stdout.is_empty(), "{:?}", output.stdout);
        assert!(!stderr.contains("panicked"), "{stderr}");
        // One error, after any warnings.
        let error = stderr.find("error: ").map_or("", |at| &stderr[at..]);
        assert!(!error.is_empty(), "{stderr}");
        assert_eq!(error.matches("error: ").count(), 1, "{stderr}");
        assert!(!stderr.contains("serving"), "{stderr}");
        error.to_owned()
    }

    /// Runs another process of the program; returns its exit status and its output.
    pub(crate) fn run<V: AsRef<OsStr>>(
        &self,
        arguments: &[&str],
        environment: &[(&str, V)],
    ) -> (Option<i32>, String) {
        let output = self.command(environment).args(arguments).output().unwrap();
        let mut printed = String::from_utf8(output.stdout).unwrap();
        printed.push_str(&String::from_utf8(output.stderr).unwrap());
        (output.status.code(), printed)
    }

    /// Starts a program that must start, and returns once it serves.
    pub(crate) fn serving<V: AsRef<OsStr>>(&self, environment: &[(&str, V)]) -> Program {
        Self::started(self.command(environment))
    }

    /// Like [`WorkingFolder::serving`], for a program that may have only this many files open.
    pub(crate) fn serving_with_files<V: AsRef<OsStr>>(
        &self,
        files: u32,
        environment: &[(&str, V)],
    ) -> Program {
        let mut shell = Command::new("/bin/sh");
        shell.arg("-c");
        shell
            .arg(format!("ulimit -n {files}; exec \"$0\""))
            .arg(PROGRAM);
        Self::started(self.set_up(shell, environment))
    }

    fn started(mut command: Command) -> Program {
        let mut child = command.spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let mut stderr = String::new();
        // The log has its URL; the end of the log means that it failed.
        let url = loop {
            let from = stderr.len();
            let read = log.read_line(&mut stderr).unwrap();
            assert!(read > 0, "it did not start: {stderr}");
            let line = &stderr[from..];
            if line.contains(": serving ") {
                let at = line.find("base_url=").unwrap() + "base_url=".len();
                break line[at..].split_whitespace().next().unwrap().to_owned();
            }
        };
        Program {
            child,
            log: Some(log),
            log_text: stderr,
            url,
        }
    }
}

/// A program that serves.
pub(crate) struct Program {
    child: Child,
    log: Option<BufReader<ChildStderr>>,
    log_text: String,
    /// Its base URL, with a trailing slash.
    pub(crate) url: String,
}

impl Program {
    /// The log up to the line which says that it serves.
    pub(crate) fn log_text(&self) -> &str {
        &self.log_text
    }

    /// Its process ID.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn port(&self) -> u16 {
        let port = self.url.trim_end_matches('/').rsplit(':').next().unwrap();
        port.parse().unwrap()
    }

    /// Sends it a signal, as supervisors do.
    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let kill = Command::new("kill").args(["-s", name, &id]).status();
        assert!(kill.unwrap().success());
    }

    /// Reads the log in the background, so that a full pipe does not block the program.
    pub(crate) fn drained(mut self) -> Drained {
        let mut log = self.log.take().unwrap();
        let mut stderr = std::mem::take(&mut self.log_text);
        let reader = thread::spawn(move || {
            log.read_to_string(&mut stderr).unwrap();
            stderr
        });
        Drained {
            program: self,
            reader,
        }
    }

    /// Waits for its end; returns its exit status and its log.
    pub(crate) fn ended(mut self) -> (ExitStatus, String) {
        let mut stderr = std::mem::take(&mut self.log_text);
        let mut log = self.log.take().unwrap();
        log.read_to_string(&mut stderr).unwrap();
        (self.child.wait().unwrap(), stderr)
    }
}

/// A program whose log is being read.
pub(crate) struct Drained {
    program: Program,
    reader: JoinHandle<String>,
}

impl Drained {
    /// As [`Program::id`].
    pub(crate) fn id(&self) -> u32 {
        self.program.id()
    }

    /// As [`Program::signal`].
    pub(crate) fn signal(&self, name: &str) {
        self.program.signal(name);
    }

    /// Waits for its end; returns its log.
    pub(crate) fn all(self) -> String {
        self.reader.join().unwrap()
    }
}

/// A test that fails leaves no program behind.
impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
