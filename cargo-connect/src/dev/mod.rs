//! `cargo connect dev`: the whole way from sources to opened modules, on one machine.

mod browser;
mod build;
mod error;
mod probe;
mod program;
mod report;
mod tour;

use std::path::Path;

use connect_host::Host;
use connect_model::{Descriptor, Product as Fact, module_kind};
use tokio::net::TcpListener;

use crate::command::{Dev, Product};
use build::Built;
use error::DevError;
use program::Program;

/// Builds, starts, installs, opens; then stays up for a browser, unless told otherwise.
///
/// `true` when every request ended as it must.
pub(crate) async fn run(options: &Dev) -> Result<bool, DevError> {
    let built = build::build(options)?;
    let descriptor = built.descriptor()?;
    say("built", &built.package);
    say("descriptor", relative(&built.descriptor_path));
    let scopes = descriptor.scopes.clone().unwrap_or_default();
    say(
        "scopes",
        if scopes.is_empty() {
            "none".to_owned()
        } else {
            scopes.join(" ")
        },
    );

    let listener = TcpListener::bind(options.listen)
        .await
        .map_err(|source| DevError::Listen {
            address: options.listen,
            source,
        })?;
    let address = listener.local_addr().map_err(|source| DevError::Listen {
        address: options.listen,
        source,
    })?;
    let product = options.product.unwrap_or_else(|| product_of(&descriptor));
    let host = host(product, &format!("http://{address}"), &built.package).await?;
    // From the start: a handler may call the product as soon as the app is installed.
    let mut pages = tokio::spawn(browser::serve(listener, host.clone()));
    let program = Program::start(&built, &host, options.once).await?;
    say(
        "app",
        format!("{} on {}", program.base_url(), program.database()),
    );
    say("host", format!("{} ({product:?})", host.base_url()));

    let rows = tour::tour(&host, program.base_url()).await?;
    println!("\n{}", report::table(&rows));
    let right = rows.iter().all(report::Row::is_right);
    if options.once {
        pages.abort();
        program.stop().await;
        return Ok(right);
    }

    println!("open http://{address}/ in a browser; Ctrl-C stops");
    let outcome = tokio::select! {
        served = &mut pages => match served {
            Ok(served) => served.map(|()| right),
            // Nobody stops the task but this function.
            Err(_) => Ok(false),
        },
        ended = program.ended() => Err(ended),
        _ = tokio::signal::ctrl_c() => Ok(right),
    };
    program.stop().await;
    outcome
}

/// A host whose tenant is the same at every start, so that the app's database can be kept.
async fn host(product: Product, base_url: &str, package: &str) -> Result<Host, DevError> {
    let builder = match product {
        Product::Jira => Host::jira().base_url(base_url),
        Product::Confluence => Host::confluence().base_url(format!("{base_url}/wiki")),
    };
    let host = builder
        .client_key(format!("local-{package}"))
        .licensed(true);
    Ok(host.start().await?)
}

/// The product that most modules are for: those that only one product has decide.
fn product_of(descriptor: &Descriptor) -> Product {
    let confluence = descriptor.all_modules().any(|(kind, module)| {
        let kind_only = module_kind(kind).is_some_and(|kind| {
            kind.products
                .iter()
                .all(|product| *product == Fact::Confluence)
        });
        let location_only = module
            .location
            .as_deref()
            .map(connect_model::location)
            .is_some_and(|rows| {
                !rows.is_empty() && rows.iter().all(|row| row.product == Fact::Confluence)
            });
        kind_only || location_only
    });
    if confluence {
        Product::Confluence
    } else {
        Product::Jira
    }
}

fn say(what: &str, value: impl std::fmt::Display) {
    println!("{what:>11}  {value}");
}

/// A path as it is read best: below the current folder, when it is there.
fn relative(path: &Path) -> String {
    let below = std::env::current_dir()
        .ok()
        .and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned));
    below.as_deref().unwrap_or(path).display().to_string()
}

impl Built {
    fn descriptor(&self) -> Result<Descriptor, DevError> {
        let text = std::fs::read_to_string(&self.descriptor_path).map_err(|source| {
            DevError::NoDescriptor {
                package: self.package.clone(),
                path: self.descriptor_path.clone(),
                source,
            }
        })?;
        Descriptor::parse(&text).map_err(|source| DevError::Descriptor {
            path: self.descriptor_path.clone(),
            source,
        })
    }
}
