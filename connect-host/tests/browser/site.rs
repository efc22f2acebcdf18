//! Both products at one origin, with the app installed, and a browser in front of them.

use std::future::IntoFuture as _;
use std::path::Path;

use connect_host::browser::bridge::{Bridge, Package};
use connect_host::browser::router;
use connect_host::{Host, KeyHost};
use connect_testing::browser::Browser;
use connect_testing::left_out::leave_out;
use tokio::task::JoinHandle;
use url::Url;

use crate::app::App;

pub(crate) struct Site {
    /// Without a trailing slash: `http://localhost:4000`.
    pub(crate) origin: String,
    pub(crate) jira: Host,
    pub(crate) app: App,
    pub(crate) browser: Browser,
    serving: JoinHandle<std::io::Result<()>>,
}

impl Site {
    /// With Atlassian's package; `None` where that or a browser is missing.
    pub(crate) async fn genuine() -> Option<Site> {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
        let package = match Package::find(target) {
            Ok(package) => package,
            Err(error) => {
                leave_out(&format!("Atlassian's package: {error}"));
                return None;
            }
        };
        let bridge = |origin: &Url| Bridge::genuine(origin, &package).unwrap();
        Site::start(bridge).await
    }

    pub(crate) async fn plain() -> Option<Site> {
        Site::start(|_| Bridge::plain()).await
    }

    async fn start(bridge: impl FnOnce(&Url) -> Bridge) -> Option<Site> {
        let browser = Browser::start().await?;
        // The product by name, the app by number: two sites for a browser.
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let origin = format!("http://localhost:{port}");
        let app = App::start().await;
        app.belongs_to(&origin);
        let keys = KeyHost::start().await.unwrap();
        let jira = Host::jira()
            .base_url(&origin)
            .key_host(&keys)
            .user("557058:ann");
        let jira = jira.start().await.unwrap();
        let confluence = Host::confluence()
            .base_url(format!("{origin}/wiki"))
            .user("557058:ann");
        let confluence = confluence.key_host(&keys).start().await.unwrap();
        for host in [&jira, &confluence] {
            host.install_url(&app.url).await.unwrap();
        }
        let hosts = [jira.clone(), confluence.clone()];
        let pages = router(&hosts, &bridge(jira.base_url()));
        let serving = tokio::spawn(axum::serve(listener, pages).into_future());
        Some(Site {
            origin,
            jira,
            app,
            browser,
            serving,
        })
    }

    /// Opens a page of the product, and waits until the app's page in it has connected.
    pub(crate) async fn open(&self, path: &str) {
        self.browser.leave().await;
        self.browser.go(&format!("{}{path}", self.origin)).await;
        self.browser
            .until("document.querySelector('.ap-frame').dataset.state === 'connected'")
            .await;
    }

    pub(crate) async fn close(self) {
        self.browser.close().await;
        self.serving.abort();
    }
}
