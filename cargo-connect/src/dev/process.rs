//! A process that does not outlive its handle, and neither do its children.

use std::io;
use std::process::ExitStatus;
use std::time::Duration;

use tokio::process::{Child, ChildStderr, ChildStdout, Command};

/// How long a process may take to end after a request to terminate.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);

/// A running process in its own process group, so that Ctrl-C in the terminal reaches only this program,
/// which then ends the others cleanly.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
}

impl Process {
    pub(super) fn start(command: &mut Command) -> io::Result<Self> {
        #[cfg(unix)]
        command.process_group(0);
        let child = command.kill_on_drop(true).spawn()?;
        Ok(Self { child })
    }

    /// Its standard output and error, if they are piped and have not been taken yet.
    pub(super) fn output(&mut self) -> (Option<ChildStdout>, Option<ChildStderr>) {
        (self.child.stdout.take(), self.child.stderr.take())
    }

    /// Waits until it exits.
    pub(super) async fn wait(&mut self) -> io::Result<ExitStatus> {
        self.child.wait().await
    }

    /// Its exit status, if it has exited.
    pub(super) fn exited(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Asks it to stop, and kills it with all its children if it does not.
    pub(super) async fn stop(mut self) {
        if self.child.id().is_some_and(terminate)
            && tokio::time::timeout(STOP_TIMEOUT, self.child.wait())
                .await
                .is_ok()
        {
            return;
        }
        self.kill();
        // A killed process ends; its status is of no interest.
        let _ = self.child.wait().await;
    }

    fn kill(&mut self) {
        // Without an id it has exited, and the number may belong to another process by now.
        if let Some(id) = self.child.id() {
            kill_group(id);
        }
        let _ = self.child.start_kill();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Asks a process to stop; `false` if that is not possible.
#[cfg(unix)]
fn terminate(id: u32) -> bool {
    use rustix::process::{Signal, kill_process};

    pid(id).is_some_and(|pid| kill_process(pid, Signal::TERM).is_ok())
}

#[cfg(not(unix))]
fn terminate(_: u32) -> bool {
    false
}

#[cfg(unix)]
fn kill_group(leader: u32) {
    use rustix::process::{Signal, kill_process_group};

    if let Some(pid) = pid(leader) {
        // The group may already be empty.
        let _ = kill_process_group(pid, Signal::KILL);
    }
}

#[cfg(not(unix))]
fn kill_group(_: u32) {}

#[cfg(unix)]
fn pid(id: u32) -> Option<rustix::process::Pid> {
    rustix::process::Pid::from_raw(i32::try_from(id).ok()?)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::process::Stdio;

    use rustix::process::test_kill_process;
    use tokio::io::{AsyncBufReadExt, BufReader};

    use super::*;

    /// A shell that has started another process, and that process's id.
    async fn family() -> (Process, u32) {
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' TERM; sleep 600 & echo $!; wait"]);
        let mut process = Process::start(command.stdout(Stdio::piped())).unwrap();
        let (stdout, _) = process.output();
        let mut lines = BufReader::new(stdout.unwrap()).lines();
        let line = lines.next_line().await.unwrap().unwrap();
        (process, line.parse().unwrap())
    }

    /// Waits until no process has this id, or only one that has not been waited for.
    async fn gone(id: u32) {
        let is_there = || {
            let stat = std::fs::read_to_string(format!("/proc/{id}/stat"));
            let zombie = stat.is_ok_and(|stat| stat.contains(") Z "));
            !zombie && test_kill_process(pid(id).unwrap()).is_ok()
        };
        while is_there() {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn ending_a_process_ends_what_it_has_started() {
        let (process, grandchild) = family().await;
        drop(process);
        tokio::time::timeout(Duration::from_secs(20), gone(grandchild))
            .await
            .unwrap();
    }
}
