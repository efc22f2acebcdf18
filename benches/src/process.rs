//! A server's process: where it runs, how soon it answers, what it takes.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use crate::Failure;
use crate::server::Variant;

/// A server in a process of its own, on a core of its own; ends when it is dropped.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    child: Child,
}

/// What the operating system says of a process.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Usage {
    /// Time on the processor, in seconds.
    pub busy: f64,
    /// Memory that is resident, in MiB.
    pub resident: f64,
}

impl Server {
    /// Starts one and returns when it listens.
    ///
    /// # Errors
    /// When it ends before it listens; what it says is on standard error.
    pub fn start(variant: &Variant, core: usize) -> Result<Self, Failure> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(variant.arguments(core))
            // The measured configuration is the one in the code.
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut address = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut address)?;
        }
        match address.trim().parse() {
            Ok(address) => Ok(Self { address, child }),
            Err(_) => Err(format!("the {variant} server did not start: {}", child.wait()?).into()),
        }
    }

    /// What it has used so far; `None` where there is no `/proc`.
    pub fn usage(&self) -> Option<Usage> {
        let folder = format!("/proc/{}", self.child.id());
        // One line for each thread; it begins with its time on a processor, in nanoseconds.
        let mut busy = 0.0;
        for thread in fs::read_dir(format!("{folder}/task")).ok()? {
            let line = fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
            let nanoseconds: f64 = line.split_whitespace().next()?.parse().ok()?;
            busy += nanoseconds / 1e9;
        }
        let status = fs::read_to_string(format!("{folder}/status")).ok()?;
        let resident = status.lines().find_map(|l| l.strip_prefix("VmRSS:"))?;
        let kib: f64 = resident.split_whitespace().next()?.parse().ok()?;
        Some(Usage {
            busy,
            resident: kib / 1024.0,
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already; then there is nothing to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
