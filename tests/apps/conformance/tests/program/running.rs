//! The program in a folder of its own, with an environment that a test spells out.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::thread::{self, JoinHandle};

use tempfile::TempDir;

/// A folder for the program's files; by default its database is there.
pub(crate) struct Place(TempDir);

impl Place {
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
        let mut command = Command::new(env!("CARGO_BIN_EXE_conformance-app"));
        // Nothing of the environment of whoever runs the tests.
        command.env_clear().current_dir(self.0.path());
        command.env("CONNECT_BIND", "127.0.0.1:0");
        for (name, value) in environment {
            command.env(name, value);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        command.stderr(Stdio::piped());
        command
    }

    /// Starts a program that must not start; returns what it said.
    #[track_caller]
    pub(crate) fn refused<V: AsRef<OsStr>>(&self, environment: &[(&str, V)]) -> String {
        let output = self.command(environment).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(output.stdout.is_empty(), "{:?}", output.stdout);
        assert!(!said.contains("panicked"), "{said}");
        // One error, after whatever warnings there were.
        let error = said.find("error: ").map_or("", |at| &said[at..]);
        assert!(!error.is_empty(), "{said}");
        assert_eq!(error.matches("error: ").count(), 1, "{said}");
        assert!(!said.contains("serving"), "{said}");
        error.to_owned()
    }

    /// Starts a program that must start, and returns once it serves.
    pub(crate) fn serving<V: AsRef<OsStr>>(&self, environment: &[(&str, V)]) -> Program {
        let mut child = self.command(environment).spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let mut said = String::new();
        // It says where it serves; the log's end would mean that it does not.
        let url = loop {
            let from = said.len();
            let read = log.read_line(&mut said).unwrap();
            assert!(read > 0, "it did not start: {said}");
            let line = &said[from..];
            if line.contains(": serving ") {
                let at = line.find("base_url=").unwrap() + "base_url=".len();
                break line[at..].split_whitespace().next().unwrap().to_owned();
            }
        };
        Program {
            child,
            log: Some(log),
            said,
            url,
        }
    }
}

/// A program that serves.
pub(crate) struct Program {
    child: Child,
    log: Option<BufReader<ChildStderr>>,
    said: String,
    /// Where, with a final slash.
    pub(crate) url: String,
}

impl Program {
    /// What it has said until it served.
    pub(crate) fn said(&self) -> &str {
        &self.said
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

    /// Reads on in the background, so that a program that says much need not wait to be heard.
    pub(crate) fn drained(mut self) -> Drained {
        let mut log = self.log.take().unwrap();
        let mut said = std::mem::take(&mut self.said);
        let reader = thread::spawn(move || {
            log.read_to_string(&mut said).unwrap();
            said
        });
        Drained {
            program: self,
            reader,
        }
    }

    /// Waits for its end; returns how it ended and all that it said.
    pub(crate) fn ended(mut self) -> (ExitStatus, String) {
        let mut said = std::mem::take(&mut self.said);
        let mut log = self.log.take().unwrap();
        log.read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap(), said)
    }
}

/// A program whose log is being read.
pub(crate) struct Drained {
    program: Program,
    reader: JoinHandle<String>,
}

impl Drained {
    /// As [`Program::signal`].
    pub(crate) fn signal(&self, name: &str) {
        self.program.signal(name);
    }

    /// Waits for its end; returns all that it said.
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
