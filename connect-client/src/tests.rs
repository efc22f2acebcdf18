//! Calls against real servers on loopback.
mod body;
mod errors;
mod forge;
mod host;
mod impersonation;
mod limiter;
mod paging;
mod personal_data;
mod redirects;
mod responses;
mod retries;
mod signing;
mod stored;
mod tls;
