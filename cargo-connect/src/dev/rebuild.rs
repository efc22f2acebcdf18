//! The loop: builds at each change, starts the new app alongside the old one, and replaces the old one once
//! the new one is up. An error is shown in the terminal and in the browser until the next change.

use std::future::IntoFuture as _;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use connect_host::browser::Observer;
use connect_host::browser::bridge::Package;
use connect_host::{Host, KeyHost};
use connect_model::forge::Forge;
use tokio::sync::OnceCell;
use tokio::task::JoinSet;
use url::Url;

use super::build::{Build, Built};
use super::changes::{Changed, Changes};
use super::database::Database;
use super::descriptors::Emitted;
use super::error::{DevError, causes};
use super::folder::Folder;
use super::hosts::Hosts;
use super::listen::{APP, PAGES, free_port, product_origin};
use super::pages::Pages;
use super::program::{Log, Program, Settings};
use super::proxy::{Proxy, Upstream};
use super::reload::Reload;
use super::signals::Signals;
use super::sources::Sources;
use super::{bridge, descriptors, forge, inspector, print, report, smoke_test};

/// Runs until a signal ends it.
pub(super) async fn run(build: &Build<'_>, signals: &mut Signals) -> Result<(), DevError> {
    let (pages_listener, pages_address) = PAGES.listen(build.options.listen).await?;
    let (app_listener, app_address) = APP.listen(build.options.app).await?;
    let origin = product_origin(pages_address);
    let reload = Reload::new();
    let pages = Pages::of(&build.package.name);
    let served = axum::serve(pages_listener, pages.router(&reload)).into_future();
    let mut served = tokio::spawn(served);
    print::line("pages", format!("{origin}/"));

    let folder = Folder::take(&build.artifacts())?;
    let observer = Observer::default();
    let mut session = Session {
        build,
        origin,
        base_url: app_url(app_address)?,
        database: Database::of(folder.path()),
        folder,
        proxy: Proxy::start(app_listener, observer.clone()),
        observer,
        reload,
        pages,
        changes: Changes::of(&build.sources()).map_err(DevError::Watch)?,
        keys: OnceCell::new(),
        package: OnceCell::new(),
        hosts: None,
        installed: None,
        running: None,
        up_to_date: false,
        opened: false,
        checking: JoinSet::new(),
        stopping: JoinSet::new(),
    };
    let outcome = tokio::select! {
        never = session.follow() => match never {},
        served = &mut served => match served {
            Ok(Err(error)) => Err(DevError::Serve(error)),
            // Only this function stops the task.
            Ok(Ok(())) | Err(_) => Ok(()),
        },
        () = signals.next() => Ok(()),
    };
    served.abort();
    session.stop().await;
    outcome
}

/// The app's base URL.
fn app_url(address: SocketAddr) -> Result<Url, DevError> {
    Url::parse(&format!("http://{address}/")).map_err(|_| DevError::Listen {
        what: "the app",
        argument: "--app",
        address,
        source: std::io::ErrorKind::InvalidInput.into(),
    })
}

/// A development session across changes of the app.
struct Session<'a> {
    build: &'a Build<'a>,
    /// The product's origin.
    origin: String,
    /// The app's base URL.
    base_url: Url,
    /// The folder for the app's files.
    folder: Folder,
    database: Database,
    proxy: Proxy,
    /// Records browsers' requests to the app.
    observer: Observer,
    reload: Reload,
    pages: Pages,
    changes: Changes,
    keys: OnceCell<KeyHost>,
    /// Atlassian's package for the bridge, or why there is none.
    package: OnceCell<Result<Package, String>>,
    hosts: Option<Hosts>,
    /// The texts of what was last installed: the descriptors, and the Forge manifest. Also `None` after a
    /// failed installation.
    installed: Option<Vec<String>>,
    running: Option<Program>,
    /// Whether the running app is from the last build.
    up_to_date: bool,
    /// Whether the first installation is done.
    opened: bool,
    /// Opens everything after the first installation.
    checking: JoinSet<()>,
    /// Replaced apps that are being stopped.
    stopping: JoinSet<()>,
}

/// A listening app, ready to replace the current one.
struct Prepared {
    built: Built,
    build_took: Duration,
    sources: Sources,
    emitted: Vec<Emitted>,
    /// The app's Forge manifest, if it is shown as on Forge.
    forge: Option<Forge>,
    /// New hosts, if the descriptors are for other products than before.
    hosts: Option<Hosts>,
    program: Program,
    address: SocketAddr,
}

impl Session<'_> {
    async fn follow(&mut self) -> std::convert::Infallible {
        let mut changed = Changed {
            sources: true,
            assets: false,
        };
        loop {
            if changed.assets {
                self.reload.files();
            }
            let again = if changed.sources {
                self.round().await
            } else {
                None
            };
            changed = match again {
                Some(changed) => changed,
                None => self.next_change().await,
            };
        }
    }

    /// One build, and the replacement of the app. A source change in the meantime aborts it, and is returned.
    async fn round(&mut self) -> Option<Changed> {
        let began = Instant::now();
        self.reload.building();
        let was_up_to_date = std::mem::take(&mut self.up_to_date);
        let prepared = {
            let mut prepared = std::pin::pin!(self.prepare(was_up_to_date));
            loop {
                tokio::select! {
                    prepared = &mut prepared => break prepared,
                    changed = self.changes.next() => {
                        if changed.sources {
                            return Some(changed);
                        }
                        self.reload.files();
                    }
                }
            }
        };
        let outcome = match prepared {
            Ok(Some(prepared)) => self.replace(prepared, began).await,
            Ok(None) => {
                self.reload.unchanged();
                Ok(())
            }
            Err(error) => Err(error),
        };
        match outcome {
            Ok(()) => self.up_to_date = true,
            Err(error) => self.trouble(&error),
        }
        None
    }

    /// Builds and starts the new app; `None` if it is the one that is already running.
    async fn prepare(&self, up_to_date: bool) -> Result<Option<Prepared>, DevError> {
        let began = Instant::now();
        let built = async {
            let built = self.build.run().await?;
            Ok::<_, DevError>((built, began.elapsed()))
        };
        // Keys are generated, and the bridge is read, while cargo builds.
        let keys = async { Ok(self.keys.get_or_try_init(KeyHost::start).await?) };
        let target = &self.build.workspace.target_directory;
        let package = async { Ok(self.package.get_or_init(|| bridge::package(target)).await) };
        // A failing build does not wait for either.
        let ((built, build_took), keys, package) = tokio::try_join!(built, keys, package)?;
        if built.fresh && up_to_date {
            return Ok(None);
        }
        let emitted = built.descriptors(self.build.options.product)?;
        let on_forge = self.build.options.forge;
        let forge = on_forge.then(|| forge::of(&built)).transpose()?;
        let fit = self.hosts.as_ref().is_some_and(|hosts| hosts.fit(&emitted));
        let hosts = if fit {
            None
        } else {
            // Before the app starts, since its handlers may call the product as soon as it is installed.
            Some(self.start_hosts(&built, &emitted, keys, package).await?)
        };
        let address = free_port().await.map_err(DevError::NoPort)?;
        let settings = Settings {
            executable: &built.executable,
            folder: self.folder.path(),
            database: &self.database,
            bind: address,
            base_url: Some(&self.base_url),
            keys,
            on_forge,
            product: &self.origin,
            log: Log::Shown,
        };
        let started = Program::start(&settings);
        let program = print::patiently("for the app to listen", started).await?;
        let sources = built.sources(self.build);
        Ok(Some(Prepared {
            built,
            build_took,
            sources,
            emitted,
            forge,
            hosts,
            program,
            address,
        }))
    }

    /// Starts hosts for these descriptors and shows their pages.
    async fn start_hosts(
        &self,
        built: &Built,
        emitted: &[Emitted],
        keys: &KeyHost,
        package: &Result<Package, String>,
    ) -> Result<Hosts, DevError> {
        let site = self.folder.site(&built.package);
        let on_forge = self.build.options.forge;
        let hosts = Hosts::start(emitted, &self.origin, &site, keys, on_forge).await?;
        let all = hosts.all();
        let bridge = if on_forge {
            bridge::of_forge(&all, &forge::shell(&built.artifacts), package)
        } else {
            bridge::bridge(&all, package)
        };
        self.pages
            .show(connect_host::browser::router(&all, &bridge));
        self.observer.record_on(&all);
        Ok(hosts)
    }

    /// Replaces the old app by the new one, and installs it if its descriptor has changed. If the
    /// installation fails, the old app stays.
    async fn replace(&mut self, prepared: Prepared, began: Instant) -> Result<(), DevError> {
        let Prepared {
            built,
            build_took,
            sources,
            emitted,
            forge,
            hosts,
            program,
            address,
        } = prepared;
        self.changes.watch(&sources);
        self.checking.abort_all();
        if hosts.is_some() {
            self.hosts = hosts;
            self.installed = None;
        }
        let mut texts: Vec<_> = emitted.iter().map(|one| one.text.clone()).collect();
        texts.extend(forge.iter().map(|forge| forge.manifest.to_yaml()));
        let is_new = self.installed.as_ref() != Some(&texts);
        let before = self.proxy.switch(Upstream::At(address)).await;
        if is_new && let Some(hosts) = &self.hosts {
            self.installed = None;
            let installing = hosts.install(&self.base_url, forge.as_ref());
            if let Err(error) = print::patiently("for the installation", installing).await {
                let down = || Upstream::Down("the app is not installed".to_owned());
                let before = match before {
                    Upstream::Awaited => down(),
                    before => before,
                };
                self.proxy.switch(before).await;
                self.stopping.spawn(program.stop());
                return Err(error);
            }
        }
        self.installed = Some(texts);
        if let Some(hosts) = &self.hosts {
            let emitted = built.emitted.as_deref();
            inspector::describe_app(&hosts.all(), &built.executable, emitted, &self.database);
        }
        if let Some(old) = self.running.replace(program) {
            self.stopping.spawn(old.stop());
        }
        while self.stopping.try_join_next().is_some() {}
        if is_new {
            self.reload.page();
            descriptors::print(&emitted);
        } else {
            self.reload.app();
        }
        if self.opened {
            let (all, cargo) = (print::seconds(began.elapsed()), print::seconds(build_took));
            print::line("reloaded", format!("in {all}, of which cargo took {cargo}"));
        } else {
            self.opened = true;
            print::line("built", &built.package);
            self.welcome();
        }
        Ok(())
    }

    /// After the first installation, prints where everything is and opens each module.
    fn welcome(&mut self) {
        print::line("app", format!("{} on {}", self.base_url, self.database));
        let mut hosts = Vec::new();
        if let Some(all) = &self.hosts {
            all.print();
            hosts = all.all();
        }
        let url = format!("{}/", self.origin);
        if self.build.options.open
            && let Err(error) = open::that_detached(&url)
        {
            print::line("browser", format!("can't be opened: {error}"));
        }
        self.checking.spawn(async move {
            check(&hosts).await;
            print::text(&format!("open {url} in a browser; Ctrl-C stops\n"));
        });
    }

    /// Waits for a change, and reports an app that exits in the meantime.
    async fn next_change(&mut self) -> Changed {
        loop {
            let error = tokio::select! {
                changed = self.changes.next() => return changed,
                error = exited(self.running.as_ref()) => error,
            };
            self.running = None;
            self.up_to_date = false;
            self.proxy.switch(Upstream::Down(error.to_string())).await;
            self.trouble(&error);
        }
    }

    /// Shows an error in the browser and in the terminal.
    fn trouble(&self, error: &DevError) {
        self.reload.trouble(error);
        let causes = causes(error).map(|cause| format!("  caused by: {cause}\n"));
        let causes: String = causes.collect();
        let meanwhile = if self.running.is_some() {
            "the last good version answers until this is corrected"
        } else {
            "waiting for a change"
        };
        print::error_text(format!("error: {error}\n{causes}{meanwhile}\n").as_bytes());
    }

    async fn stop(mut self) {
        self.checking.abort_all();
        if let Some(program) = self.running.take() {
            program.stop().await;
        }
        while self.stopping.join_next().await.is_some() {}
    }
}

/// Why the app exited; pending forever if there is no app.
async fn exited(program: Option<&Program>) -> DevError {
    match program {
        Some(program) => program.exited().await,
        None => std::future::pending().await,
    }
}

/// Opens each module and fires each event once, and prints the outcomes.
async fn check(hosts: &[Host]) {
    for host in hosts {
        match smoke_test::run(host).await {
            Ok(rows) => print::text(&format!("\n{}\n", report::table(&rows))),
            Err(error) => print::error_text(format!("error: {error}\n").as_bytes()),
        }
    }
}
