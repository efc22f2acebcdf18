//! The load: keep-alive connections, each with one request at a time, from one thread.
//!
//! It must take less of its core than a server takes of its own, so it does little: requests are
//! ready bytes, and an answer is read by its length, which is the same for all of a server.

use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::LocalSet;

use crate::Failure;
use crate::app::BODY;

/// What one round has shown.
#[derive(Debug, Clone)]
pub struct Round {
    /// How long it took.
    pub time: Duration,
    /// How long each answer took, from the shortest to the longest, in nanoseconds.
    pub latencies: Vec<u32>,
}

impl Round {
    /// How many answers came.
    #[allow(clippy::cast_precision_loss)] // far below 2^52
    pub fn answers(&self) -> f64 {
        self.latencies.len() as f64
    }

    /// Requests per second.
    pub fn rate(&self) -> f64 {
        self.answers() / self.time.as_secs_f64()
    }

    /// The time below which so many percent of the answers came.
    pub fn percentile(&self, percent: usize) -> Duration {
        let at = self.latencies.len() * percent / 100;
        let latency = self.latencies.get(at).or(self.latencies.last());
        Duration::from_nanos(latency.copied().unwrap_or_default().into())
    }
}

/// Sends the first request once.
///
/// # Errors
/// As [`run`].
pub fn once(address: SocketAddr, requests: &Rc<[Vec<u8>]>) -> Result<(), Failure> {
    // The first answer is awaited, however soon the round ends.
    run(address, 1, requests, Duration::from_nanos(1)).map(drop)
}

/// Sends the requests in rotation for so long over so many connections.
///
/// # Errors
/// When a connection breaks or an answer is not the page: then there is nothing to compare.
pub fn run(
    address: SocketAddr,
    connections: usize,
    requests: &Rc<[Vec<u8>]>,
    duration: Duration,
) -> Result<Round, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let latencies = Rc::new(RefCell::new(Vec::with_capacity(1 << 20)));
    let next = Rc::new(Cell::new(0));
    let begin = Instant::now();
    let end = begin + duration;
    LocalSet::new().block_on(&runtime, async {
        let mut tasks = Vec::new();
        for _ in 0..connections {
            let (requests, next) = (Rc::clone(requests), Rc::clone(&next));
            let latencies = Rc::clone(&latencies);
            tasks.push(tokio::task::spawn_local(async move {
                let mut connection = Connection::open(address).await?;
                let mut sent = Instant::now();
                loop {
                    let turn = next.replace((next.get() + 1) % requests.len());
                    connection.get(&requests[turn]).await?;
                    let answered = Instant::now();
                    let latency = u32::try_from((answered - sent).as_nanos());
                    latencies.borrow_mut().push(latency.unwrap_or(u32::MAX));
                    if answered >= end {
                        return Ok::<_, Failure>(());
                    }
                    sent = answered;
                }
            }));
        }
        for task in tasks {
            task.await??;
        }
        Ok::<_, Failure>(())
    })?;
    let time = begin.elapsed();
    let mut latencies = latencies.take();
    latencies.sort_unstable();
    Ok(Round { time, latencies })
}

struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    /// The length of an answer, head included; known after the first.
    length: usize,
}

impl Connection {
    async fn open(address: SocketAddr) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: vec![0; 8 * 1024],
            length: 0,
        })
    }

    async fn get(&mut self, request: &[u8]) -> Result<(), Failure> {
        self.stream.write_all(request).await?;
        let mut read = 0;
        loop {
            let more = self.stream.read(&mut self.buffer[read..]).await?;
            read += more;
            let answer = &self.buffer[..read];
            if self.length == 0 && answer.ends_with(BODY.as_bytes()) {
                self.length = read;
            }
            if read == self.length
                && answer.starts_with(b"HTTP/1.1 200 ")
                && answer.ends_with(BODY.as_bytes())
            {
                return Ok(());
            }
            if more == 0 || (self.length != 0 && read >= self.length) {
                let answer = String::from_utf8_lossy(answer);
                return Err(format!("not the page, but: {answer}").into());
            }
        }
    }
}
