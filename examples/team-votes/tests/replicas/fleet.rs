//! The processes.

use std::net::TcpListener;
use std::process::Stdio;
use std::time::Duration;

use connect_host::KeyHost;
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

use crate::proxy::Proxy;

/// How long a program without optimisation may take to start on a busy machine.
const STARTS_IN: Duration = Duration::from_secs(60);

pub(crate) struct Fleet {
    ports: Vec<u16>,
    processes: Vec<Option<Child>>,
    environment: Vec<(&'static str, String)>,
}

/// Ports that nobody listens on.
pub(crate) fn free_ports(count: usize) -> Vec<u16> {
    let listeners = (0..count).map(|_| TcpListener::bind("127.0.0.1:0").unwrap());
    // All at once, so that none is given twice.
    let listeners: Vec<_> = listeners.collect();
    listeners
        .iter()
        .map(|listener| listener.local_addr().unwrap().port())
        .collect()
}

impl Fleet {
    pub(crate) fn new(proxy: &Proxy, database: &str, keys: &KeyHost, hosts: &[String]) -> Self {
        let environment = vec![
            ("CONNECT_BASE_URL", proxy.url().to_owned()),
            ("CONNECT_MODE", "development".to_owned()),
            ("CONNECT_DATABASE_URL", database.to_owned()),
            ("CONNECT_KEY_HOST", keys.url().to_string()),
            ("CONNECT_DEV_HOSTS", hosts.join(",")),
            ("CONNECT_LOG", "error".to_owned()),
            (
                "CONNECT_SECRET_KEYS",
                "k1:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=".to_owned(),
            ),
        ];
        Self {
            ports: proxy.ports().to_vec(),
            processes: proxy.ports().iter().map(|_| None).collect(),
            environment,
        }
    }

    /// All at once, on an empty database.
    pub(crate) async fn start_all(&mut self) {
        for index in 0..self.ports.len() {
            self.start(index);
        }
        for index in 0..self.ports.len() {
            self.is_up(index).await;
        }
    }

    /// Kills a process without a word, and starts another one in its place.
    pub(crate) async fn kill_and_restart(&mut self, index: usize) {
        self.kill(index).await;
        self.start(index);
        self.is_up(index).await;
    }

    pub(crate) async fn stop(&mut self) {
        for index in 0..self.ports.len() {
            self.kill(index).await;
        }
    }

    async fn kill(&mut self, index: usize) {
        if let Some(mut process) = self.processes[index].take() {
            process.kill().await.unwrap();
        }
    }

    fn start(&mut self, index: usize) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_team-votes"));
        command
            .env_clear()
            .envs(self.environment.iter().cloned())
            .env("CONNECT_BIND", format!("127.0.0.1:{}", self.ports[index]))
            .stdin(Stdio::null())
            .kill_on_drop(true);
        self.processes[index] = Some(command.spawn().unwrap());
    }

    async fn is_up(&mut self, index: usize) {
        let url = format!("http://127.0.0.1:{}/healthz", self.ports[index]);
        let up = async {
            while reqwest::get(&url).await.is_err() {
                let process = self.processes[index].as_mut().unwrap();
                let ended = process.try_wait().unwrap();
                assert!(ended.is_none(), "process {index} ended: {ended:?}");
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(STARTS_IN, up).await.expect("the process starts");
    }
}
