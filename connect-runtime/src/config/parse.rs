//! Parsing the values of settings.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use connect_auth::environment::{EnvironmentKind, Environments};
use url::Url;

use super::{ConfigError, Database, ForgeApp, Mode, Proxy};

fn invalid(
    name: &'static str,
    value: &str,
    problem: impl Into<String>,
    help: &'static str,
) -> ConfigError {
    ConfigError::Invalid {
        name,
        value: value.to_owned(),
        problem: problem.into(),
        help,
    }
}

pub(super) fn mode(name: &'static str, value: &str) -> Result<Mode, ConfigError> {
    match value {
        "production" => Ok(Mode::Production),
        "development" => Ok(Mode::Development),
        _ => Err(invalid(
            name,
            value,
            "is not a mode",
            "`production` or `development`",
        )),
    }
}

pub(super) fn address(name: &'static str, value: &str) -> Result<SocketAddr, ConfigError> {
    value.parse().map_err(|_| {
        invalid(
            name,
            value,
            "is not an address with a port",
            "an IP address and a port, such as `127.0.0.1:3000` or `[::]:3000`",
        )
    })
}

pub(super) fn port(name: &'static str, value: &str) -> Result<u16, ConfigError> {
    value.parse().map_err(|_| {
        invalid(
            name,
            value,
            "is not a port",
            "a number from 0 (any free port) to 65535",
        )
    })
}

pub(super) fn seconds(name: &'static str, value: &str) -> Result<Duration, ConfigError> {
    let seconds = value
        .parse()
        .map_err(|_| invalid(name, value, "is not a whole number", "a number of seconds"))?;
    Ok(Duration::from_secs(seconds))
}

/// A timeout: zero would let nothing through.
pub(super) fn timeout(name: &'static str, value: &str) -> Result<Duration, ConfigError> {
    match seconds(name, value)? {
        Duration::ZERO => Err(invalid(
            name,
            value,
            "leaves no time for any request",
            "a number of seconds, such as `30`",
        )),
        timeout => Ok(timeout),
    }
}

pub(super) fn bytes(name: &'static str, value: &str) -> Result<usize, ConfigError> {
    const HELP: &str = "a number of bytes, such as `1048576`";
    match value.parse() {
        Ok(0) => Err(invalid(name, value, "lets no body pass", HELP)),
        Ok(bytes) => Ok(bytes),
        Err(_) => Err(invalid(name, value, "is not a whole number", HELP)),
    }
}

pub(super) fn connections(name: &'static str, value: &str) -> Result<usize, ConfigError> {
    const HELP: &str = "how many connections may be open at once, such as `500`";
    match value.parse() {
        Ok(0) => Err(invalid(name, value, "lets nobody connect", HELP)),
        Ok(connections) => Ok(connections),
        Err(_) => Err(invalid(name, value, "is not a whole number", HELP)),
    }
}

pub(super) fn switch(name: &'static str, value: &str) -> Result<bool, ConfigError> {
    match value {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(invalid(name, value, "is not a switch", "`on` or `off`")),
    }
}

const FORGE_APP: &str = "the id that Forge gives an app, such as `7d5d6a8c-5b7e-4f59-9c5e-2f6c1c0a9b11`, with or without `ari:cloud:ecosystem::app/` before it";

pub(super) fn forge_app(name: &'static str, value: &str) -> Result<ForgeApp, ConfigError> {
    ForgeApp::new(value).ok_or_else(|| invalid(name, value, "is not an id of an app", FORGE_APP))
}

/// The Forge app that this setting belongs to.
pub(super) fn with_forge_app(
    name: &'static str,
    app: Option<ForgeApp>,
) -> Result<ForgeApp, ConfigError> {
    const HELP: &str = "CONNECT_FORGE_APP beside it, or leave it out";
    app.ok_or_else(|| {
        invalid(
            name,
            "set",
            "says something of an app that is not named",
            HELP,
        )
    })
}

const BASE_URL: &str = "an address as a browser would open it, such as `https://votes.example.com` or `https://example.com/votes`";

pub(super) fn base_url(name: &'static str, value: &str) -> Result<Url, ConfigError> {
    let url = Url::parse(value)
        .map_err(|error| invalid(name, value, format!("is not a URL ({error})"), BASE_URL))?;
    check_base_url(name, &url)?;
    Ok(url)
}

/// A comma-separated list of base URLs.
pub(super) fn base_urls(name: &'static str, value: &str) -> Result<Vec<Url>, ConfigError> {
    let urls = value
        .split(',')
        .map(str::trim)
        .filter(|url| !url.is_empty());
    urls.map(|url| base_url(name, url)).collect()
}

pub(super) fn proxy(name: &'static str, value: &str) -> Result<Proxy, ConfigError> {
    match value {
        "strips" => Ok(Proxy::Strips),
        "passes" => Ok(Proxy::Passes),
        _ => Err(invalid(
            name,
            value,
            "is not what a proxy does with the base URL's path",
            "`strips` or `passes`",
        )),
    }
}

pub(super) fn check_base_url(name: &'static str, url: &Url) -> Result<(), ConfigError> {
    let problem = if !matches!(url.scheme(), "https" | "http") || !url.has_host() {
        "is neither an https nor an http URL"
    } else if !url.username().is_empty() || url.password().is_some() {
        "has user info before the host"
    } else if url.query().is_some() || url.fragment().is_some() {
        "has a query or a fragment"
    } else {
        return Ok(());
    };
    Err(invalid(name, url.as_str(), problem, BASE_URL))
}

/// A comma-separated list of origins.
pub(super) fn origins(name: &'static str, value: &str) -> Result<Vec<Url>, ConfigError> {
    const HELP: &str = "origins with commas between them, such as `http://127.0.0.1:4000`";
    let mut origins = Vec::new();
    for origin in value
        .split(',')
        .map(str::trim)
        .filter(|origin| !origin.is_empty())
    {
        let url = base_url(name, origin).map_err(|error| match error {
            ConfigError::Invalid {
                name,
                value,
                problem,
                ..
            } => ConfigError::Invalid {
                name,
                value,
                problem,
                help: HELP,
            },
            other => other,
        })?;
        if url.path() != "/" {
            return Err(invalid(name, origin, "has a path", HELP));
        }
        origins.push(url);
    }
    Ok(origins)
}

/// A comma-separated list of environments; see [`super::Config::environments`].
pub(super) fn environments(name: &'static str, value: &str) -> Result<Environments, ConfigError> {
    const HELP: &str = "names with commas between them (`production`, `staging`, `fedramp`, `fedramp-staging`), and other domains as `example.net=fedramp` or `example.net=https://keys.example|https://tokens.example`";
    let mut environments = Environments::none();
    for entry in value.split(',').map(str::trim) {
        let refused = |problem: &str| invalid(name, entry, problem, HELP);
        if entry.is_empty() {
            continue;
        }
        let Some((domain, servers)) = entry.split_once('=') else {
            let kind = EnvironmentKind::parse(entry);
            environments = environments
                .with(kind.ok_or_else(|| refused("is not the name of an environment"))?);
            continue;
        };
        let domain = domain.trim();
        if !is_domain(domain) {
            return Err(refused("does not begin with a domain"));
        }
        let servers = servers.trim();
        if let Some(kind) = EnvironmentKind::parse(servers) {
            environments = environments.with_domain(domain, kind);
            continue;
        }
        let server = |text: &str| {
            let url = Url::parse(text.trim()).ok()?;
            let is_origin =
                url.scheme() == "https" && url.path() == "/" && check_base_url(name, &url).is_ok();
            is_origin.then_some(url)
        };
        let (keys, tokens) = match servers.split_once('|') {
            Some((keys, tokens)) => (keys, Some(tokens)),
            None => (servers, None),
        };
        let keys = server(keys).ok_or_else(|| refused("names no https key host"))?;
        let tokens = tokens
            .map(|tokens| {
                server(tokens).ok_or_else(|| refused("names no https authorization server"))
            })
            .transpose()?;
        environments = environments.with_servers(domain, &keys, tokens.as_ref());
    }
    if environments.iter().next().is_none() {
        return Err(invalid(name, value, "names no environment", HELP));
    }
    Ok(environments)
}

/// At least two labels: a tenant's domain is never a whole top-level domain.
fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.contains('.') && text.split('.').all(is_label)
}

pub(super) fn database(name: &'static str, value: &str) -> Result<Database, ConfigError> {
    const HELP: &str = "`sqlite://` and a file, such as `sqlite://connect.sqlite` or `sqlite:///var/lib/app/connect.sqlite`, \
        or `postgres://user:password@host/database`, or `memory:`";
    if value == "memory:" {
        return Ok(Database::Memory);
    }
    if value.starts_with("postgres:") || value.starts_with("postgresql:") {
        return Ok(Database::Postgres(value.parse()?));
    }
    let Some(path) = value.strip_prefix("sqlite:") else {
        return Err(invalid(
            name,
            value,
            "names no database that can be used",
            HELP,
        ));
    };
    let path = path.strip_prefix("//").unwrap_or(path);
    if path.is_empty() || path.ends_with('/') {
        return Err(invalid(name, value, "names no file", HELP));
    }
    if path == ":memory:" {
        return Err(invalid(
            name,
            value,
            "would be lost with each connection",
            HELP,
        ));
    }
    if path.contains('?') {
        return Err(invalid(
            name,
            value,
            "has options after `?`, of which there are none",
            HELP,
        ));
    }
    Ok(Database::Sqlite(PathBuf::from(path)))
}
