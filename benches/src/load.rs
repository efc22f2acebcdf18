//! The load: keep-alive connections, each with one request at a time, from one thread.
//!
//! It must take less for a request than a server does, so it does little: requests are ready
//! bytes, and an answer is read by its length, which is the same for all of a server. It asks its
//! sockets in turn and never sleeps: a load that sleeps has to be woken by the server, and the
//! faster server would have to do that less often.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::rc::Rc;
use std::time::{Duration, Instant};

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

/// Sends the requests in rotation for that long over so many connections.
///
/// # Errors
/// When a connection breaks or an answer is not the page: then there is nothing to compare.
pub fn run(
    address: SocketAddr,
    connections: usize,
    requests: &Rc<[Vec<u8>]>,
    duration: Duration,
) -> Result<Round, Failure> {
    run_for(address, connections, requests, duration, BODY.as_bytes())
}

/// As [`run`], where an answer is right that ends like this.
///
/// # Errors
/// As [`run`].
pub fn run_for(
    address: SocketAddr,
    connections: usize,
    requests: &Rc<[Vec<u8>]>,
    duration: Duration,
    end_of_answer: &[u8],
) -> Result<Round, Failure> {
    let mut open = (0..connections)
        .map(|_| Connection::open(address))
        .collect::<Result<Vec<_>, _>>()?;
    let mut latencies = Vec::with_capacity(1 << 20);
    let mut requests = requests.iter().cycle();
    let begin = Instant::now();
    let end = begin + duration;
    while !open.is_empty() {
        let mut broken = Ok(());
        open.retain_mut(
            |connection| match connection.turn(&mut requests, end_of_answer) {
                Ok(None) => true,
                Ok(Some(latency)) => {
                    latencies.push(u32::try_from(latency.as_nanos()).unwrap_or(u32::MAX));
                    Instant::now() < end
                }
                Err(failure) => {
                    broken = Err(failure);
                    false
                }
            },
        );
        broken?;
    }
    let time = begin.elapsed();
    latencies.sort_unstable();
    Ok(Round { time, latencies })
}

struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    /// How much of an answer has been read.
    read: usize,
    /// When the request was sent whose answer is awaited.
    sent: Option<Instant>,
    /// The length of an answer, head included; known after the first.
    length: usize,
}

impl Connection {
    fn open(address: SocketAddr) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        Ok(Self {
            stream,
            buffer: vec![0; 8 * 1024],
            read: 0,
            sent: None,
            length: 0,
        })
    }

    /// Sends the next request if none is under way, then looks once for an answer.
    fn turn<'a>(
        &mut self,
        requests: &mut impl Iterator<Item = &'a Vec<u8>>,
        end_of_answer: &[u8],
    ) -> Result<Option<Duration>, Failure> {
        let sent = match (self.sent, requests) {
            (Some(sent), _) => sent,
            (None, requests) => {
                let request = requests.next().ok_or("there are no requests to send")?;
                let sent = Instant::now();
                // A request is far smaller than an empty socket's buffer, so it goes out whole.
                self.stream.write_all(request)?;
                *self.sent.insert(sent)
            }
        };
        let more = match self.stream.read(&mut self.buffer[self.read..]) {
            Ok(more) => more,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        self.read += more;
        let answer = &self.buffer[..self.read];
        if self.length == 0 && answer.ends_with(end_of_answer) {
            self.length = self.read;
        }
        if self.read == self.length
            && answer.starts_with(b"HTTP/1.1 200 ")
            && answer.ends_with(end_of_answer)
        {
            self.read = 0;
            self.sent = None;
            return Ok(Some(sent.elapsed()));
        }
        if more == 0 || (self.length != 0 && self.read >= self.length) {
            let answer = String::from_utf8_lossy(answer);
            return Err(format!("not the page, but: {answer}").into());
        }
        Ok(None)
    }
}
