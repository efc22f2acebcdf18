//! One run: builds, starts, installs, opens everything, and ends.

use std::future::IntoFuture;
use std::net::{Ipv4Addr, SocketAddr};

use connect_host::KeyHost;
use connect_host::browser::bridge::Bridge;

use super::build::Build;
use super::error::DevError;
use super::hosts::Hosts;
use super::listen::PAGES;
use super::program::{Program, Settings, database};
use super::{forge, print, print_descriptors, report, smoke_test};

/// Returns whether every request ended as it should.
pub(super) async fn run(build: &Build<'_>) -> Result<bool, DevError> {
    let built = build.run().await?;
    let emitted = built.descriptors(build.options.product)?;
    print::line("built", &built.package);
    print_descriptors(&emitted);

    let (listener, address) = PAGES.anywhere(build.options.listen).await?;
    let origin = format!("http://{address}");
    let keys = KeyHost::start().await?;
    let on_forge = build.options.forge;
    let forge = on_forge.then(|| forge::of(&built)).transpose()?;
    let hosts = Hosts::start(&emitted, &origin, &built.package, &keys, on_forge).await?;
    // Before the app starts: its handlers may call the product as soon as it is installed.
    // Nobody looks at them, so plain frames are enough.
    let pages = connect_host::browser::router(&hosts.all(), &Bridge::plain());
    let pages = tokio::spawn(axum::serve(listener, pages).into_future());
    let folder = tempfile::tempdir().map_err(|source| DevError::Folder {
        folder: std::env::temp_dir(),
        source,
    })?;
    let program = Program::start(&Settings {
        executable: &built.executable,
        folder: folder.path(),
        // Several may run at once.
        bind: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        base_url: None,
        keys: &keys,
        on_forge,
        product: &origin,
    })
    .await?;
    let app = program.base_url();
    print::line("app", format!("{app} on {}", database(folder.path())));
    hosts.print();
    hosts.install(app, forge.as_ref()).await?;
    let mut right = true;
    for host in &hosts.all() {
        let rows = smoke_test::run(host).await?;
        print::text(&format!("\n{}\n", report::table(&rows)));
        right &= rows.iter().all(report::Row::is_right);
    }
    pages.abort();
    program.stop().await;
    Ok(right)
}
