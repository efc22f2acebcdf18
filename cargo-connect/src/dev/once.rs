//! A single run: builds, starts, installs, opens everything, and ends.

use super::build::Build;
use super::error::DevError;
use super::program::Log;
use super::started::Started;
use super::{descriptors, print, report, smoke_test};

/// Returns whether every request ended as it should.
pub(super) async fn run(build: &Build<'_>) -> Result<bool, DevError> {
    let built = build.run().await?;
    let emitted = built.descriptors(build.options.product)?;
    print::line("built", &built.package);
    descriptors::print(&emitted);

    let started = Started::start(build, &built, &emitted, Log::Shown).await?;
    let (app, database) = (started.base_url(), started.database());
    print::line("app", format!("{app} on {database}"));
    started.hosts().print();
    started.install().await?;
    let mut right = true;
    for host in &started.hosts().all() {
        let rows = smoke_test::run(host).await?;
        print::text(&format!("\n{}\n", report::table(&rows)));
        right &= rows.iter().all(report::Row::is_right);
    }
    // What the app printed has already been shown.
    drop(started.stop().await);
    Ok(right)
}
