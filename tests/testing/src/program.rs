//! Programs that a test starts, and that end with it.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

/// How long a program may take to end; an app itself has five seconds.
const STOP_TIMEOUT: Duration = Duration::from_secs(15);
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// A program that is ended when this is dropped, together with what it has started.
#[derive(Debug)]
pub struct Program(Child);

impl Program {
    /// Starts a program and waits until it prints a line with these words: the last of the lines that
    /// are returned.
    ///
    /// # Panics
    /// If it can't be started, or ends without that line.
    pub fn start(command: &mut Command, ready: &str) -> (Self, Vec<String>) {
        command.process_group(0).stdout(Stdio::piped());
        let mut program = Self(command.spawn().unwrap());
        let mut lines = BufReader::new(program.0.stdout.take().unwrap()).lines();
        let mut printed = Vec::new();
        for line in lines.by_ref().map_while(Result::ok) {
            printed.push(line);
            if printed.last().is_some_and(|line| line.contains(ready)) {
                // A full pipe would block the writer.
                std::thread::spawn(move || lines.for_each(drop));
                return (program, printed);
            }
        }
        panic!("{command:?} never printed {ready:?}: {printed:?}")
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let Some(pid) = i32::try_from(self.0.id()).ok().and_then(Pid::from_raw) else {
            return;
        };
        // As Ctrl-C does: a killed program could not end its own.
        let _ = kill_process(pid, Signal::INT);
        let deadline = Instant::now() + STOP_TIMEOUT;
        while matches!(self.0.try_wait(), Ok(None)) && Instant::now() < deadline {
            std::thread::sleep(POLL_INTERVAL);
        }
        // Usually nothing is left.
        let _ = kill_process_group(pid, Signal::KILL);
        let _ = self.0.wait();
    }
}
