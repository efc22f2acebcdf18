//! `cargo connect dev`: from sources to opened modules, on one machine.

mod build;
mod descriptors;
mod error;
mod http_probe;
mod listen;
mod program;
mod report;
mod smoke_test;

use std::future::IntoFuture;
use std::path::Path;

use connect_host::{Host, KeyHost};
use connect_model::paths::descriptor_path;
use url::Url;

use connect_model::HostProduct;

use crate::command::Dev;
use descriptors::Emitted;
use error::DevError;
use program::Program;

/// Builds, starts, installs, opens; then stays up for a browser, except with `--once`.
///
/// Returns whether every request ended as it should.
pub(crate) async fn run(options: &Dev) -> Result<bool, DevError> {
    let built = build::build(options)?;
    let emitted = built.descriptors(options.product)?;
    print_line("built", &built.package);
    for one in &emitted {
        print_line("descriptor", relative(&one.path));
        let scopes = one.descriptor.scopes.clone().unwrap_or_default();
        print_line(
            "scopes",
            if scopes.is_empty() {
                "none".to_owned()
            } else {
                scopes.join(" ")
            },
        );
    }

    let (listener, address) = listen::listen(options.listen, options.once).await?;
    let origin = format!("http://{address}");
    // One key host and one authorization server for all, because an app has only one of each.
    let keys = KeyHost::start().await?;
    let mut hosts = Vec::new();
    for one in &emitted {
        hosts.push(host(one, &origin, &built.package, &keys).await?);
    }
    // Before the app starts: its handlers may call the product as soon as it is installed.
    let pages = connect_host::browser::router(&hosts);
    let mut pages = tokio::spawn(axum::serve(listener, pages).into_future());
    let program = Program::start(&built, &keys, &origin, options.once).await?;
    print_line(
        "app",
        format!("{} on {}", program.base_url(), program.database()),
    );
    let mut right = true;
    for (one, host) in emitted.iter().zip(&hosts) {
        print_line("host", format!("{} ({:?})", host.base_url(), one.product));
        let rows = smoke_test::run(host, &address_of(one, program.base_url())).await?;
        println!("\n{}", report::table(&rows));
        right &= rows.iter().all(report::Row::is_right);
    }
    if options.once {
        pages.abort();
        program.stop().await;
        return Ok(right);
    }

    println!("open http://{address}/ in a browser; Ctrl-C stops");
    let outcome = tokio::select! {
        served = &mut pages => match served {
            Ok(served) => served.map(|()| right).map_err(DevError::Serve),
            // Only this function stops the task.
            Err(_) => Ok(false),
        },
        exited = program.exited() => Err(exited),
        _ = tokio::signal::ctrl_c() => Ok(right),
    };
    program.stop().await;
    outcome
}

/// A host whose tenant is the same at every start, so that the app's database can be kept.
async fn host(
    emitted: &Emitted,
    origin: &str,
    package: &str,
    keys: &KeyHost,
) -> Result<Host, DevError> {
    let builder = match emitted.product {
        HostProduct::Jira => Host::jira().base_url(origin),
        HostProduct::Confluence => Host::confluence().base_url(format!("{origin}/wiki")),
    };
    let client_key = if emitted.own {
        format!("local-{package}-{}", emitted.product.name())
    } else {
        format!("local-{package}")
    };
    let host = builder.client_key(client_key).key_host(keys).licensed(true);
    Ok(host.start().await?)
}

/// What a host is given to install the app: its base URL, or the address of the product's own
/// descriptor.
fn address_of(emitted: &Emitted, app: &Url) -> String {
    let app = app.as_str().trim_end_matches('/');
    let path = emitted
        .own
        .then(|| descriptor_path(Some(emitted.product.into())));
    format!("{app}{}", path.unwrap_or_default())
}

fn print_line(what: &str, value: impl std::fmt::Display) {
    println!("{what:>11}  {value}");
}

/// A path, relative to the current folder if it is inside.
fn relative(path: &Path) -> String {
    let below = std::env::current_dir()
        .ok()
        .and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned));
    below.as_deref().unwrap_or(path).display().to_string()
}
