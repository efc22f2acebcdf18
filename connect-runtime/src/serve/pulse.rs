//! One slow clock for all connections.
//!
//! hyper makes a timer for every request's head. Registering it with the runtime and taking it
//! back costs more than finding a tenant does, for a time-out that comes almost never. Here one
//! clock beats for the whole server, and each beat wakes the connections so that they see whether
//! their time is up: between two beats a timer is a number.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};

use hyper::rt::{Sleep, Timer};
use hyper_util::server::graceful::GracefulConnection;
use tokio::sync::watch;

/// How far apart the beats are: a time-out is exact to that.
pub(super) const BEAT: Duration = Duration::from_secs(5);

/// The server's end: beats, stops, and waits for the connections.
pub(super) struct Pulse {
    beats: Arc<AtomicU32>,
    epoch: Instant,
    /// Whether the server is to stop. Each beat sends it again.
    sender: watch::Sender<bool>,
}

impl Pulse {
    pub(super) fn new() -> Self {
        Self {
            beats: Arc::default(),
            epoch: Instant::now(),
            sender: watch::Sender::new(false),
        }
    }

    pub(super) fn beat(&self) {
        self.beats.fetch_add(1, Ordering::Relaxed);
        self.sender.send_modify(|_| {});
    }

    /// A clock that goes with the beats.
    pub(super) fn timer(&self) -> impl Timer + Send + Sync + 'static {
        PulseTimer {
            beats: Arc::clone(&self.beats),
            epoch: self.epoch,
        }
    }

    /// Drives a connection, and tells it when the server is to stop.
    pub(super) fn drive<C: GracefulConnection>(
        &self,
        connection: C,
    ) -> impl Future<Output = C::Output> + use<C> {
        let mut receiver = self.sender.subscribe();
        async move {
            let mut connection = pin!(connection);
            let mut stopping = pin!(async {
                // An error would say that the server is gone.
                while !*receiver.borrow_and_update() && receiver.changed().await.is_ok() {}
            });
            let mut told = false;
            let mut ring = None;
            let output = poll_fn(|context| {
                if !told && Ring::has_rung(&mut ring, context) {
                    let waker = ring
                        .clone()
                        .map_or_else(|| context.waker().clone(), Waker::from);
                    let woken = stopping.as_mut().poll(&mut Context::from_waker(&waker));
                    if woken.is_ready() {
                        told = true;
                        connection.as_mut().graceful_shutdown();
                    }
                }
                connection.as_mut().poll(context)
            });
            output.await
        }
    }

    /// Tells all connections to end, and returns when they have.
    pub(super) async fn stop(self) {
        self.sender.send_replace(true);
        self.sender.closed().await;
    }
}

/// Wakes a task and remembers that it has: what has not rung need not be polled, and a connection
/// is polled for each request.
struct Ring {
    rung: AtomicBool,
    task: Waker,
}

impl Ring {
    /// Whether it has rung since the last call; a new one, for another task or the first, counts
    /// as rung.
    fn has_rung(ring: &mut Option<Arc<Self>>, context: &Context<'_>) -> bool {
        if let Some(ring) = ring
            && ring.task.will_wake(context.waker())
        {
            return ring.rung.load(Ordering::Relaxed) && ring.rung.swap(false, Ordering::Acquire);
        }
        *ring = Some(Arc::new(Self {
            rung: AtomicBool::new(false),
            task: context.waker().clone(),
        }));
        true
    }
}

impl Wake for Ring {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.rung.store(true, Ordering::Release);
        self.task.wake_by_ref();
    }
}

/// Counts beats as time.
struct PulseTimer {
    beats: Arc<AtomicU32>,
    epoch: Instant,
}

impl Timer for PulseTimer {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Sleep>> {
        self.sleep_until(self.now() + duration)
    }

    fn sleep_until(&self, deadline: Instant) -> Pin<Box<dyn Sleep>> {
        let seconds = deadline.saturating_duration_since(self.epoch).as_secs();
        let until = seconds.div_ceil(BEAT.as_secs());
        Box::pin(Until {
            beats: Arc::clone(&self.beats),
            beat: u32::try_from(until).unwrap_or(u32::MAX),
        })
    }

    fn now(&self) -> Instant {
        self.epoch + BEAT * self.beats.load(Ordering::Relaxed)
    }
}

/// Over at a beat. It wakes nobody: the beat does.
struct Until {
    beats: Arc<AtomicU32>,
    beat: u32,
}

impl Future for Until {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if self.beats.load(Ordering::Relaxed) >= self.beat {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }
}

impl Sleep for Until {}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use axum::body::Body;
    use http::Response;
    use hyper::service::service_fn;
    use hyper_util::rt::{TokioExecutor, TokioIo};
    use hyper_util::server::conn::auto::Builder;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};

    use super::*;

    /// A connection that is served, with four beats for each head.
    async fn connection(pulse: &Pulse) -> TcpStream {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (client, server) = tokio::join!(TcpStream::connect(address), listener.accept());
        let mut http = Builder::new(TokioExecutor::new()).http1_only();
        http.http1()
            .timer(pulse.timer())
            .header_read_timeout(BEAT * 4);
        let service = service_fn(async |_| Ok::<_, Infallible>(Response::new(Body::from("ok"))));
        let served = http.serve_connection(TokioIo::new(server.unwrap().0), service);
        tokio::spawn(pulse.drive(served.into_owned()));
        client.unwrap()
    }

    async fn ask(client: &mut TcpStream) -> bool {
        client
            .write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
            .await
            .unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"ok") {
            if client.read_buf(&mut answer).await.unwrap() == 0 {
                return false;
            }
        }
        true
    }

    #[tokio::test]
    async fn a_head_that_does_not_come_ends_the_connection() {
        let pulse = Pulse::new();
        let mut client = connection(&pulse).await;
        for _ in 0..3 {
            assert!(ask(&mut client).await);
            (0..3).for_each(|_| pulse.beat());
        }
        assert!(ask(&mut client).await);
        client.write_all(b"GET / HTTP/1.1\r\nhost:").await.unwrap();
        let mut rest = Vec::new();
        let reading = client.read_to_end(&mut rest);
        let beating = async {
            loop {
                pulse.beat();
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            read = reading => assert!(read.is_ok()),
            () = beating => {}
        }
    }

    #[tokio::test]
    async fn a_client_that_says_nothing_is_let_go() {
        let pulse = Pulse::new();
        let mut client = connection(&pulse).await;
        let mut nothing = [0];
        let reading = client.read(&mut nothing);
        let beating = async {
            loop {
                pulse.beat();
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            read = reading => assert_eq!(read.unwrap(), 0),
            () = beating => {}
        }
    }

    #[tokio::test]
    async fn stopping_ends_idle_connections() {
        let pulse = Pulse::new();
        let mut client = connection(&pulse).await;
        assert!(ask(&mut client).await);
        pulse.beat();
        pulse.stop().await;
        assert_eq!(client.read(&mut [0]).await.unwrap(), 0);
    }
}
