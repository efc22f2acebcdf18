//! All settings in one table: those read from the environment, and their documentation.

/// An environment variable that configures an app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Setting {
    /// The variable's name.
    pub name: &'static str,
    /// What it sets, and its format.
    pub description: &'static str,
    /// The default.
    pub default: &'static str,
}

macro_rules! settings {
    ($($name:literal $description:literal $default:literal)*) => {
        /// All settings, in documentation order. The setters of [`Config`](super::Config) have more
        /// details.
        pub const SETTINGS: &[Setting] = &[$(Setting {
            name: $name,
            description: $description,
            default: $default,
        }),*];
    };
}

settings! {
    "CONNECT_BASE_URL" "where sites reach the app: the descriptor's `baseUrl`; `https` in production"
        "`http://` and the bound address"
    "CONNECT_BASE_URLS" "further addresses that sites reach it at, with commas between them"
        "those of `regionBaseUrls`"
    "CONNECT_PROXY" "whether the proxy `strips` the path of the base URL or `passes` it on"
        "each request shows it"
    "CONNECT_MODE" "`production` or `development`"
        "`production` if the base URL is `https`"
    "CONNECT_BIND" "the address to listen on"
        "`127.0.0.1:3000`; in development the next free port"
    "PORT" "the port alone, as platforms set it: on all addresses in production"
        "none"
    "CONNECT_DATABASE_URL" "`sqlite://FILE`, `postgres://USER:PASSWORD@HOST/DATABASE` (feature `postgres`) or `memory:`"
        "`sqlite://connect.sqlite`"
    "CONNECT_SECRET_KEYS" "`id:base64,…`, 32 bytes each; the first seals, all open; `plain` at the end admits secrets from before there were keys"
        "none, with a warning"
    "CONNECT_ENVIRONMENTS" "whose sites may be tenants: `production`, `staging`, `fedramp`, `fedramp-staging`; `DOMAIN=NAME`, or `DOMAIN=KEY_HOST\\|AUTHORIZATION_SERVER`"
        "`production`"
    "CONNECT_DEV_HOSTS" "tenant hosts beside Atlassian's, such as `http://127.0.0.1:4000`"
        "none"
    "CONNECT_KEY_HOST" "another key host than Atlassian's"
        "chosen by the tenant's host"
    "CONNECT_AUTHORIZATION_SERVER" "another server than Atlassian's for acting as a user"
        "chosen by the tenant's host"
    "CONNECT_BRIDGE" "where pages load the host's bridge script from"
        "Atlassian's CDN"
    "CONNECT_FORGE_APP" "the id that Forge has given the app: switches on what Forge calls, below `/forge/`"
        "none: nothing is served there"
    "CONNECT_FORGE_KEY_SET" "another key set than Forge's, of another environment"
        "Forge's own"
    "CONNECT_FORGE_API" "another address than `https://api.atlassian.com` at which products answer apps on Forge"
        "none"
    "CONNECT_FORGE_ISOLATED" "`on`: tokens of isolated clouds are believed, too"
        "`off`"
    "CONNECT_SESSION_TOKENS" "`on`: endpoints renew their callers' tokens"
        "`off`"
    "CONNECT_LEEWAY" "by how much clocks may differ, in seconds, at most 30"
        "30"
    "CONNECT_BODY_LIMIT" "the longest body of a request, in bytes"
        "1 MiB"
    "CONNECT_WEBHOOK_LIMIT" "the longest body of a webhook, in bytes"
        "25 MiB"
    "CONNECT_LIFECYCLE_LIMIT" "the longest body of a lifecycle callback, in bytes"
        "32 KiB"
    "CONNECT_REQUEST_TIMEOUT" "the longest that a request may take, in seconds"
        "30"
    "CONNECT_WRITE_TIMEOUT" "how long a client may take nothing of its answer, in seconds"
        "30"
    "CONNECT_CONNECTIONS" "how many connections may be open at once"
        "three quarters of the files that the process may open, at most 10,000"
    "CONNECT_DRAIN" "how long the app serves on after it was asked to stop, while `/readyz` says that it is not ready, in seconds"
        "0"
    "CONNECT_METRICS_BIND" "the address at which Prometheus reads the metrics (feature `prometheus`)"
        "none"
    "CONNECT_ADDRESS_FILE" "where the app writes its base URL once it listens"
        "none"
    "CONNECT_LOG" "what is logged: a level, or directives as `tracing` has them"
        "`info`"
}

impl Setting {
    /// The table, as shown in the documentation.
    #[must_use]
    pub fn table() -> String {
        let mut table = String::from("| variable | what it sets | default |\n|---|---|---|\n");
        for Setting {
            name,
            description,
            default,
        } in SETTINGS
        {
            table.push_str(&format!("| `{name}` | {description} | {default} |\n"));
        }
        table
    }
}
