//! Settings, read from a map: the process's own environment is never touched.

use std::net::SocketAddr;
use std::path::Path;

use super::*;

const KEYS: &str = "k1:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

fn read(settings: &[(&str, &str)]) -> Result<Config, ConfigError> {
    Config::from_lookup(|name| {
        settings
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| (*value).to_owned())
    })
}

fn address(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

#[test]
fn the_defaults_are_for_a_developers_machine() {
    for settings in [
        &[][..],
        &[("CONNECT_BIND", ""), ("CONNECT_SECRET_KEYS", "")],
    ] {
        let config = read(settings).unwrap();
        assert_eq!(config.mode, Mode::Development);
        assert_eq!(config.bind, address("127.0.0.1:3000"));
        assert_eq!(config.base_url, None);
        assert_eq!(config.database, Database::Sqlite("connect.sqlite".into()));
        assert_eq!(config.sealer.key_id(), None);
        assert_eq!(config.key_host, None);
        assert_eq!(config.hosts.dev_hosts().count(), 0);
        assert_eq!(config.leeway, Duration::from_secs(30));
        assert_eq!(config.body_limit, 1 << 20);
        assert_eq!(config.webhook_limit, 25 << 20);
        assert_eq!(config.lifecycle_limit, 32 << 10);
        assert_eq!(config.hosts.environments(), &Environments::default());
        assert_eq!(config.request_timeout, Duration::from_secs(30));
        assert_eq!(config.drain, Duration::ZERO);
        assert_eq!(config.write_timeout, Duration::from_secs(30));
        assert_eq!(config.connections, None);
        assert_eq!(config.session_tokens, None);
        assert_eq!(config.address_file, None);
        assert_eq!(config.metrics_bind, None);
        assert_eq!(config.forge, None);
        assert_eq!(config.log, "info");
    }
}

#[test]
fn an_app_on_forge() {
    let id = "7d5d6a8c-5b7e-4f59-9c5e-2f6c1c0a9b11";
    let plain = ForgeApp::new(id).unwrap();
    for written in [id.to_owned(), plain.id().to_owned()] {
        let config = read(&[("CONNECT_FORGE_APP", &written)]).unwrap();
        assert_eq!(config.forge, Some(plain.clone()), "{written}");
    }
    let key_set = Url::parse("http://127.0.0.1:4000/jwks.json").unwrap();
    let api = Url::parse("http://127.0.0.1:4000").unwrap();
    let settings = [
        ("CONNECT_FORGE_APP", id),
        ("CONNECT_FORGE_KEY_SET", key_set.as_str()),
        ("CONNECT_FORGE_API", api.as_str()),
        ("CONNECT_FORGE_ISOLATED", "on"),
    ];
    let all = plain
        .key_set(key_set.clone())
        .api(api.clone())
        .isolated_clouds();
    let config = read(&settings).unwrap();
    assert_eq!(config.forge, Some(all));
    let switches = config.development_switches().join("\n");
    for name in ["CONNECT_FORGE_KEY_SET=http://", "CONNECT_FORGE_API=http://"] {
        assert!(switches.contains(name), "{switches}");
    }
    for wrong in [
        "my-app",
        "ari:cloud:ecosystem::app/",
        "7d5d6a8c5b7e4f599c5e2f6c1c0a9b11",
    ] {
        let error = read(&[("CONNECT_FORGE_APP", wrong)])
            .unwrap_err()
            .to_string();
        assert!(error.contains("is not an id of an app; write"), "{error}");
    }
    // Settings that refine an app need one to be named.
    for (name, value) in &settings[1..] {
        let error = read(&[(name, value)]).unwrap_err().to_string();
        assert!(error.starts_with(name), "{error}");
        assert!(error.contains("CONNECT_FORGE_APP"), "{error}");
    }
    assert!(read(&[("CONNECT_FORGE_ISOLATED", "off")]).is_ok());
}

#[test]
fn every_setting_is_read() {
    let config = read(&[
        ("CONNECT_MODE", "production"),
        ("CONNECT_BIND", "[::]:8080"),
        ("PORT", "9"),
        ("CONNECT_BASE_URL", "https://example.com/votes"),
        (
            "CONNECT_BASE_URLS",
            "https://eu.example.com/votes, https://old.example.com,",
        ),
        ("CONNECT_PROXY", "strips"),
        ("CONNECT_DATABASE_URL", "sqlite:///var/lib/votes.sqlite"),
        ("CONNECT_SECRET_KEYS", KEYS),
        ("CONNECT_KEY_HOST", "https://keys.example.com"),
        ("CONNECT_LEEWAY", "10"),
        ("CONNECT_BODY_LIMIT", "4096"),
        ("CONNECT_WEBHOOK_LIMIT", "8192"),
        ("CONNECT_LIFECYCLE_LIMIT", "16384"),
        ("CONNECT_ENVIRONMENTS", "production, fedramp,"),
        ("CONNECT_REQUEST_TIMEOUT", "5"),
        ("CONNECT_DRAIN", "8"),
        ("CONNECT_WRITE_TIMEOUT", "7"),
        ("CONNECT_CONNECTIONS", "400"),
        ("CONNECT_SESSION_TOKENS", "on"),
        ("CONNECT_ADDRESS_FILE", "/run/votes.url"),
        ("CONNECT_LOG", "debug,sqlx=warn"),
    ])
    .unwrap();
    assert_eq!(config.mode, Mode::Production);
    assert_eq!(config.drain, Duration::from_secs(8));
    assert_eq!(
        config.bind,
        address("[::]:8080"),
        "CONNECT_BIND wins over PORT"
    );
    assert_eq!(
        config.base_url.unwrap().as_str(),
        "https://example.com/votes"
    );
    let further = ["https://eu.example.com/votes", "https://old.example.com/"];
    assert!(config.base_urls.iter().map(Url::as_str).eq(further));
    assert_eq!(config.proxy, Some(Proxy::Strips));
    assert_eq!(
        config.database,
        Database::Sqlite("/var/lib/votes.sqlite".into())
    );
    assert_eq!(config.sealer.key_id(), Some("k1"));
    assert_eq!(
        config.key_host.unwrap().as_str(),
        "https://keys.example.com/"
    );
    assert_eq!(config.leeway, Duration::from_secs(10));
    assert_eq!(config.body_limit, 4096);
    assert_eq!(config.webhook_limit, 8192);
    assert_eq!(config.lifecycle_limit, 16384);
    let fedramp = Environments::default().with(EnvironmentKind::Fedramp);
    assert_eq!(config.hosts.environments(), &fedramp);
    assert_eq!(config.request_timeout, Duration::from_secs(5));
    assert_eq!(config.write_timeout, Duration::from_secs(7));
    assert_eq!(config.connections, Some(400));
    assert_eq!(config.session_tokens, Some(SessionTokens::default()));
    assert_eq!(
        config.address_file.as_deref(),
        Some(Path::new("/run/votes.url"))
    );
    assert_eq!(config.log, "debug,sqlx=warn");
}

#[test]
fn the_base_url_decides_the_mode_unless_it_is_given() {
    for (base_url, mode) in [
        ("https://votes.example.com", Mode::Production),
        ("http://votes.example.com", Mode::Development),
        ("https://localhost:3000", Mode::Development),
        ("https://127.0.0.1", Mode::Development),
        ("https://[::1]:3000", Mode::Development),
    ] {
        assert_eq!(
            read(&[("CONNECT_BASE_URL", base_url)]).unwrap().mode,
            mode,
            "{base_url}"
        );
    }
    let tunnel = [
        ("CONNECT_BASE_URL", "https://tunnel.example"),
        ("CONNECT_MODE", "development"),
    ];
    assert_eq!(read(&tunnel).unwrap().mode, Mode::Development);
}

#[test]
fn a_port_alone_is_public_in_production_only() {
    assert_eq!(
        read(&[("PORT", "8080")]).unwrap().bind,
        address("127.0.0.1:8080")
    );
    let production = read(&[
        ("PORT", "8080"),
        ("CONNECT_BASE_URL", "https://votes.example.com"),
    ])
    .unwrap();
    assert_eq!(production.bind, address("0.0.0.0:8080"));
}

#[test]
fn a_database_s_password_is_never_shown() {
    let config = read(&[(
        "CONNECT_DATABASE_URL",
        "postgres://votes:p4ssw0rd@db/votes?sslmode=require",
    )]);
    let shown = format!("{:?}", config.unwrap());
    assert!(shown.contains("votes@db/votes"), "{shown}");
    assert!(!shown.contains("p4ssw0rd"), "{shown}");
    for value in [
        "postgres://votes:p4ssw0rd@db/votes?sslmod=require",
        "postgres://votes:p4ss/w0rd@db:no/votes",
    ] {
        let error = read(&[("CONNECT_DATABASE_URL", value)]).unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(matches!(error, ConfigError::PostgresUrl(_)), "{shown}");
        assert!(!shown.contains("p4ss"), "{shown}");
    }
}

#[test]
fn database_urls_are_read() {
    for (value, database) in [
        ("memory:", Database::Memory),
        (
            "sqlite://votes.sqlite",
            Database::Sqlite("votes.sqlite".into()),
        ),
        (
            "sqlite:votes.sqlite",
            Database::Sqlite("votes.sqlite".into()),
        ),
        ("sqlite:///a b/votes", Database::Sqlite("/a b/votes".into())),
        (
            "postgres://localhost/app",
            Database::Postgres("postgres://localhost/app".parse().unwrap()),
        ),
    ] {
        assert_eq!(
            read(&[("CONNECT_DATABASE_URL", value)]).unwrap().database,
            database
        );
    }
}

#[test]
fn environments_that_the_table_does_not_have() {
    let config = read(&[(
        "CONNECT_ENVIRONMENTS",
        "production, atlassian-us-gov-mod.com=fedramp, a.example = https://keys.example | https://tokens.example",
    )])
    .unwrap();
    let environment = |site: &str| {
        let site = Url::parse(site).unwrap();
        config.hosts.environment(&site).map(str::to_owned)
    };
    assert_eq!(
        environment("https://agency.atlassian-us-gov-mod.com").as_deref(),
        Some("fedramp")
    );
    assert_eq!(
        environment("https://x.a.example").as_deref(),
        Some("a.example")
    );
    assert_eq!(
        environment("https://x.atlassian.net").as_deref(),
        Some("production")
    );
    assert_eq!(environment("https://x.jira-dev.com"), None);
}

#[test]
fn development_hosts_are_allowed() {
    let config = read(&[(
        "CONNECT_DEV_HOSTS",
        "http://127.0.0.1:4000, https://dev.example/,",
    )])
    .unwrap();
    assert_eq!(
        config.hosts.dev_hosts().collect::<Vec<_>>(),
        ["http://127.0.0.1:4000", "https://dev.example"]
    );
    assert!(config.hosts.check("http://127.0.0.1:4000/wiki").is_ok());
}

#[test]
fn an_unreadable_setting_is_reported_with_what_to_write() {
    for (name, value) in [
        ("CONNECT_MODE", "prod"),
        ("CONNECT_BIND", "3000"),
        ("CONNECT_BIND", "localhost:3000"),
        ("PORT", "65536"),
        ("PORT", "http"),
        ("CONNECT_BASE_URL", "votes.example.com"),
        ("CONNECT_BASE_URL", "ftp://votes.example.com"),
        ("CONNECT_BASE_URL", "https://user@votes.example.com"),
        ("CONNECT_BASE_URL", "https://votes.example.com/?a"),
        ("CONNECT_BASE_URL", "https://votes.example.com/#a"),
        ("CONNECT_BASE_URL", "https://"),
        (
            "CONNECT_BASE_URLS",
            "https://a.example.com,votes.example.com",
        ),
        ("CONNECT_PROXY", "on"),
        ("CONNECT_DATABASE_URL", "connect.sqlite"),
        ("CONNECT_DATABASE_URL", "mysql://localhost/app"),
        ("CONNECT_DATABASE_URL", "sqlite://"),
        ("CONNECT_DATABASE_URL", "sqlite://folder/"),
        ("CONNECT_DATABASE_URL", "sqlite::memory:"),
        ("CONNECT_DATABASE_URL", "sqlite://a?mode=ro"),
        ("CONNECT_KEY_HOST", "keys"),
        ("CONNECT_AUTHORIZATION_SERVER", "auth"),
        ("CONNECT_DEV_HOSTS", "127.0.0.1:4000"),
        ("CONNECT_DEV_HOSTS", "http://127.0.0.1:4000/wiki"),
        ("CONNECT_LEEWAY", "-1"),
        ("CONNECT_BODY_LIMIT", "1MiB"),
        ("CONNECT_BODY_LIMIT", "0"),
        ("CONNECT_WEBHOOK_LIMIT", "25MB"),
        ("CONNECT_LIFECYCLE_LIMIT", "0"),
        ("CONNECT_ENVIRONMENTS", "prod"),
        ("CONNECT_ENVIRONMENTS", ","),
        ("CONNECT_ENVIRONMENTS", "net=fedramp"),
        ("CONNECT_ENVIRONMENTS", "https://a.example=fedramp"),
        ("CONNECT_ENVIRONMENTS", "a.example=http://keys.example"),
        (
            "CONNECT_ENVIRONMENTS",
            "a.example=https://keys.example/path",
        ),
        ("CONNECT_ENVIRONMENTS", "a.example=https://keys.example|"),
        ("CONNECT_REQUEST_TIMEOUT", "soon"),
        ("CONNECT_REQUEST_TIMEOUT", "0"),
        ("CONNECT_WRITE_TIMEOUT", "0"),
        ("CONNECT_CONNECTIONS", "0"),
        ("CONNECT_CONNECTIONS", "many"),
        ("CONNECT_SESSION_TOKENS", "yes"),
        ("CONNECT_LOG", "not a [filter"),
        ("CONNECT_LOG", "verbose"),
    ] {
        let error = read(&[(name, value)]).unwrap_err();
        let message = error.to_string();
        assert!(
            matches!(error, ConfigError::Invalid { .. }),
            "{name}={value}: {message}"
        );
        assert!(
            message.starts_with(&format!("{name} is `")) && message.contains("; write "),
            "{message}"
        );
    }
    assert_eq!(
        read(&[("PORT", "many")]).unwrap_err().to_string(),
        "PORT is `many`, which is not a port; write a number from 0 (any free port) to 65535"
    );
}

#[test]
fn secret_keys_are_never_repeated() {
    let error = read(&[("CONNECT_SECRET_KEYS", "k1:sEcReT!")]).unwrap_err();
    assert!(matches!(error, ConfigError::SecretKeys(_)));
    assert_eq!(error.to_string(), "CONNECT_SECRET_KEYS can't be used");
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(cause.starts_with("key `k1`"), "{cause}");
    assert!(!format!("{error} {error:?}").contains("sEcReT"));
    let config = read(&[("CONNECT_SECRET_KEYS", KEYS)]).unwrap();
    assert!(!format!("{config:?}").contains("AQEB"));
}

#[test]
fn the_leeway_is_at_most_half_a_minute() {
    let error = read(&[("CONNECT_LEEWAY", "31")]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "CONNECT_LEEWAY is 31 s; write at most 30 s"
    );
    assert!(
        Config::development()
            .leeway(Duration::from_secs(31))
            .check()
            .is_err()
    );
}

#[test]
fn session_tokens_last_a_quarter_of_an_hour_at_most() {
    let tokens = SessionTokens {
        lifetime: Duration::from_secs(901),
        ..SessionTokens::default()
    };
    assert!(matches!(
        Config::development().session_tokens(tokens).check(),
        Err(ConfigError::TooLong { .. })
    ));
}

#[test]
fn development_switches_do_not_start_in_production() {
    let public = ("CONNECT_BASE_URL", "https://votes.example.com");
    for switches in [
        &[
            ("CONNECT_MODE", "production"),
            ("CONNECT_BASE_URL", "http://votes.example.com"),
        ][..],
        &[public, ("CONNECT_BASE_URLS", "http://old.example.com")],
        &[public, ("CONNECT_DEV_HOSTS", "http://127.0.0.1:4000")],
        &[public, ("CONNECT_KEY_HOST", "http://keys.example.com")],
        &[public, ("CONNECT_KEY_HOST", "https://localhost:4000")],
        &[
            public,
            ("CONNECT_AUTHORIZATION_SERVER", "http://auth.example.com"),
        ],
        &[
            public,
            ("CONNECT_FORGE_APP", "7d5d6a8c-5b7e-4f59-9c5e-2f6c1c0a9b11"),
            ("CONNECT_FORGE_KEY_SET", "https://localhost:4000/jwks.json"),
        ],
        &[
            public,
            ("CONNECT_FORGE_APP", "7d5d6a8c-5b7e-4f59-9c5e-2f6c1c0a9b11"),
            ("CONNECT_FORGE_API", "http://api.example.com"),
        ],
    ] {
        let error = read(switches).unwrap_err();
        assert!(
            matches!(error, ConfigError::DevelopmentSwitch { .. }),
            "{switches:?}: {error}"
        );
        assert!(
            error.to_string().contains("CONNECT_MODE=development"),
            "{error}"
        );
    }
    let config = read(&[public]).unwrap();
    assert!(config.development_switches().is_empty());
    let dev_host = Url::parse("http://127.0.0.1:4000").unwrap();
    assert!(
        config.dev_host(&dev_host).check().is_err(),
        "nor when set by hand"
    );
}

#[test]
fn production_without_a_base_url() {
    let error = read(&[("CONNECT_MODE", "production")]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "CONNECT_BASE_URL is required in production: set it to the app's public https URL"
    );
    assert_eq!(format!("{error:?}"), error.to_string());
}

#[test]
fn development_switches_are_named_in_development() {
    let dev_host = Url::parse("http://127.0.0.1:4000").unwrap();
    let base_url = Url::parse("http://127.0.0.1:3000").unwrap();
    let config = Config::development()
        .dev_host(&dev_host)
        .key_host(dev_host.clone())
        .authorization_server(dev_host.clone())
        .base_url(base_url);
    config.check().unwrap();
    let switches = config.development_switches().join("\n");
    for name in [
        "CONNECT_BASE_URL=http://",
        "CONNECT_DEV_HOSTS has http://127.0.0.1:4000",
        "CONNECT_KEY_HOST=http://",
        "CONNECT_AUTHORIZATION_SERVER=http://",
    ] {
        assert!(switches.contains(name), "{switches}");
    }
}

#[test]
fn an_address_for_metrics_needs_the_feature() {
    let config = read(&[("CONNECT_METRICS_BIND", "127.0.0.1:9464")]);
    if cfg!(feature = "prometheus") {
        assert_eq!(
            config.unwrap().metrics_bind,
            Some(address("127.0.0.1:9464"))
        );
    } else {
        let error = config.unwrap_err().to_string();
        assert!(error.contains("feature `prometheus`"), "{error}");
    }
    let error = read(&[("CONNECT_METRICS_BIND", "9464")]).unwrap_err();
    assert!(
        error.to_string().contains("CONNECT_METRICS_BIND"),
        "{error}"
    );
}
