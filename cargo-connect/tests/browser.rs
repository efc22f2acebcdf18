//! A real browser opens the local product's pages and uses the apps in them.
//!
//! Needs `chromedriver`, Chromium and Atlassian's package: see [`connect_testing::browser`] and
//! `connect_host::browser::bridge::Package::find`.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "helpers of tests, outside of `#[test]`")]

use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use connect_testing::browser::Browser;
use connect_testing::left_out::leave_out;
use connect_testing::program::Program;

/// Names the PostgreSQL server of tests.
const SERVER: &str = "CONNECT_TEST_POSTGRES_URL";

const CONNECTED: &str = "document.querySelector('.ap-frame')?.dataset.state === 'connected'";

/// An app in a local product, and a browser in front of it.
struct Dev {
    running: Program,
    browser: Browser,
    /// Where the product's pages are.
    host: String,
    /// The app's own address.
    app: String,
    /// Whether Atlassian's package is available.
    is_genuine: bool,
    /// Whether the app is shown as on Forge.
    on_forge: bool,
}

impl Dev {
    async fn start(package: &str) -> Option<Self> {
        Self::start_with(package, &[]).await
    }

    async fn start_with(package: &str, options: &[&str]) -> Option<Self> {
        let browser = Browser::start().await?;
        let mut dev = Command::new(env!("CARGO_BIN_EXE_cargo-connect"));
        dev.args(["connect", "dev", "-p", package]).args(options);
        // Other examples do not use it.
        match std::env::var(SERVER) {
            Ok(server) if package == "team-votes" => dev.env("CONNECT_DATABASE_URL", server),
            _ => dev.env_remove("CONNECT_DATABASE_URL"),
        };
        let (running, printed) = Program::start(&mut dev, "in a browser");
        let url = |line: &str| {
            let mut words = line.split_whitespace();
            words
                .find(|word| word.starts_with("http://"))
                .map(str::to_owned)
        };
        let line = |what: &str| printed.iter().find(|line| line.trim().starts_with(what));
        Some(Self {
            host: printed.last().and_then(|line| url(line)).unwrap(),
            app: line("app ").and_then(|line| url(line)).unwrap(),
            is_genuine: line("bridge ").is_some_and(|line| line.contains("Atlassian's")),
            on_forge: options.contains(&"--forge"),
            running,
            browser,
        })
    }

    /// With Atlassian's package, without which an app's buttons do nothing.
    async fn genuine(package: &str) -> Option<Self> {
        let dev = Self::start(package).await?;
        if !dev.is_genuine {
            leave_out("Atlassian's package");
            return None;
        }
        Some(dev)
    }

    async fn go(&self, path: &str) {
        self.browser.leave().await;
        self.browser.go(&format!("{}{path}", self.host)).await;
    }

    /// Opens a page, and enters the frame of the app's page.
    async fn open(&self, path: &str) {
        self.go(path).await;
        let shown = if self.is_genuine || self.on_forge {
            CONNECTED
        } else {
            "document.querySelector('.ap-frame iframe')"
        };
        self.browser.until(shown).await;
        self.browser.enter(".ap-frame iframe").await;
        self.browser
            .until("document.readyState === 'complete'")
            .await;
    }

    /// Ends the browser, the local product and the app.
    async fn stop(self) {
        self.browser.close().await;
        let address = self.app.trim_start_matches("http://").trim_end_matches('/');
        assert!(TcpStream::connect(address).is_ok(), "{address}");
        drop(self.running);
        assert!(TcpStream::connect(address).is_err(), "{address} still runs");
    }
}

#[tokio::test]
async fn a_browser_shows_each_module_in_its_iframe() {
    let Some(dev) = Dev::start("hello-world").await else {
        return;
    };
    dev.go("modules").await;
    let list = dev.browser.text().await;
    for part in ["Hello world", "Greeting", "jira:issue_created"] {
        assert!(list.contains(part), "{part:?} is missing in\n{list}");
    }
    for (path, shown) in [
        ("modules/hello", "This page is shown in"),
        ("modules/greeting", "Hello, DEMO-1"),
        ("modules/greeting?issue.key=DEMO-7", "Hello, DEMO-7"),
    ] {
        dev.open(path).await;
        let text = dev.browser.text().await;
        assert!(text.contains(shown), "{shown:?} is missing in\n{text}");
    }
    dev.stop().await;
}

/// A second run of the same app, say on another branch, leaves the first one's installation alone.
#[tokio::test]
async fn two_runs_of_an_app_are_two_sites() {
    let Some(first) = Dev::start("hello-world").await else {
        return;
    };
    let Some(second) = Dev::start("hello-world").await else {
        return;
    };
    for dev in [&first, &second] {
        dev.open("modules/greeting").await;
        let text = dev.browser.text().await;
        assert!(text.contains("Hello, DEMO-1"), "{text}");
    }
    first.stop().await;
    second.stop().await;
}

/// A page of the framework follows the product's theme under its own policy.
#[tokio::test]
async fn a_page_of_the_framework_has_the_products_theme() {
    let Some(dev) = Dev::genuine("hello-world").await else {
        return;
    };
    dev.open("modules/hello").await;
    dev.browser.run("AP.theming.initializeTheming()").await;
    let text = "getComputedStyle(document.documentElement).getPropertyValue('--ds-text').trim() === '#172B4D'";
    dev.browser.until(text).await;
    dev.stop().await;
}

#[tokio::test]
async fn a_person_votes_on_an_issue() {
    let Some(dev) = Dev::genuine("issue-votes").await else {
        return;
    };
    dev.open("modules/votes?issue.key=DEMO-1").await;
    dev.browser.click("[data-points='3']").await;
    dev.browser
        .until("document.getElementById('tally').textContent === '3 points from 1 person'")
        .await;
    dev.browser
        .until(
            "document.querySelector('[data-points=\"3\"]').getAttribute('aria-pressed') === 'true'",
        )
        .await;
    // It is stored: another page gets it from the product.
    dev.open("modules/votes?issue.key=DEMO-1").await;
    let tally = dev
        .browser
        .read("document.getElementById('tally').textContent")
        .await;
    assert_eq!(tally, "3 points from 1 person");
    dev.stop().await;
}

#[tokio::test]
async fn a_person_approves_a_page() {
    let Some(dev) = Dev::genuine("page-approvals").await else {
        return;
    };
    dev.go("wiki/modules").await;
    let key = "[...document.querySelectorAll('a')].map((one) => one.pathname).find((path) => path === '/wiki/modules/approvals')";
    dev.browser.until(key).await;
    dev.open("wiki/modules/approvals").await;
    let before = dev
        .browser
        .read("document.getElementById('count').textContent")
        .await;
    assert_eq!(before, "0");
    dev.browser.click("#approve").await;
    dev.browser.until("document.getElementById('count').textContent === '1' && !document.getElementById('approve')").await;
    // The approver appears in the list at once, by name.
    dev.browser
        .until("((item) => item && item.textContent !== item.dataset.accountId)(document.querySelector('#people li'))")
        .await;
    dev.stop().await;
}

/// On Forge: the same app, in a sandboxed frame under Atlassian's policy, with everything over the
/// bridge.
#[tokio::test]
async fn a_person_votes_on_an_issue_inside_forge() {
    let Some(dev) = Dev::start_with("issue-votes", &["--forge"]).await else {
        return;
    };
    let browser = &dev.browser;
    dev.open("modules/votes?issue.key=DEMO-1").await;
    browser.until("document.querySelector('#tally')").await;
    let script = "performance.getEntriesByType('resource').find(({ name }) => name.includes('/assets/static/vote.js'))?.startTime";
    let shown = browser.until(script).await;
    println!("the first page appeared {shown} ms after its frame");
    browser.click("[data-points='3']").await;
    browser
        .until("document.getElementById('tally').textContent === '3 points from 1 person'")
        .await;
    browser
        .until(
            "document.querySelector('[data-points=\"3\"]').getAttribute('aria-pressed') === 'true'",
        )
        .await;
    // It is stored, and shown where Jira shows the panel.
    dev.open("browse/DEMO-1").await;
    browser
        .until("document.getElementById('tally')?.textContent === '3 points from 1 person'")
        .await;
    // The page follows the product's look, without a script of its own.
    let font = "getComputedStyle(document.querySelector('button')).borderRadius";
    assert_ne!(browser.read(font).await, "0px");

    // The page that lists them, whose links lead out of the frame.
    dev.open("modules/ranking").await;
    browser
        .until("document.querySelector('h1')?.textContent === 'Most wanted'")
        .await;
    dev.stop().await;
}

#[tokio::test]
async fn a_person_approves_a_page_inside_forge() {
    let Some(dev) = Dev::start_with("page-approvals", &["--forge"]).await else {
        return;
    };
    let browser = &dev.browser;
    dev.open("wiki/modules/approvals?content.id=65537").await;
    browser
        .until("document.getElementById('count')?.textContent === '0'")
        .await;
    browser.click("#approve").await;
    browser.until("document.getElementById('count').textContent === '1' && !document.getElementById('approve')").await;
    // Another page gets it from Confluence.
    dev.open("wiki/modules/approval-list?content.id=65537")
        .await;
    // The page's script asks Confluence for the name, as the reader.
    browser
        .until("(item => item && item.textContent !== item.dataset.accountId)(document.querySelector('[data-account-id]'))")
        .await;
    dev.open("wiki/modules/approved-pages?space.id=32769&space.key=DEMO")
        .await;
    browser
        .until("document.querySelector('li')?.textContent.includes('(1)')")
        .await;
    dev.stop().await;
}

/// The pictures of docs/images: an example, the height of the window, a page of the product that shows
/// it, what is done in its frame first, and when that is complete.
const PICTURES: [(&str, u32, &str, &str, &str); 4] = [
    ("hello-world", 860, "browse/DEMO-1", "", "true"),
    (
        "issue-votes",
        860,
        "browse/DEMO-1",
        "document.querySelector('[data-points=\"3\"]').click()",
        "document.getElementById('tally').textContent === '3 points from 1 person'",
    ),
    (
        "page-approvals",
        560,
        "wiki/modules/approvals?content.id=65537",
        "document.getElementById('approve')?.click()",
        "!document.getElementById('approve') && ![...document.querySelectorAll('#people li')].some((one) => one.textContent === one.dataset.accountId)",
    ),
    (
        "team-votes",
        860,
        "browse/DEMO-1",
        "document.getElementById('vote')?.click()",
        "document.getElementById('tally').textContent === '1 vote'",
    ),
];

/// Rewrites docs/images, for someone to look at. The last example stores its votes in PostgreSQL.
#[tokio::test]
#[ignore = "writes docs/images: CONTRIBUTING.md says when"]
async fn pictures_of_the_examples() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/images");
    std::fs::create_dir_all(&folder).unwrap();
    for (package, height, path, act, done) in PICTURES {
        let Some(dev) = Dev::genuine(package).await else {
            return;
        };
        dev.browser.resize(1000, height).await;
        for theme in ["light", "dark"] {
            dev.go(path).await;
            let other = format!("button[name=theme][value={theme}]");
            let switch = format!("document.querySelector('{other}')?.click()");
            dev.browser.run(&switch).await;
            let colors = format!("document.documentElement.dataset.colorMode === '{theme}'");
            dev.browser.until(&colors).await;
            dev.open(path).await;
            dev.browser.run(act).await;
            dev.browser.until(done).await;
            // Another page shows what was stored.
            dev.open(path).await;
            dev.browser.until(done).await;
            dev.browser.until(&colors).await;
            dev.browser.leave().await;
            let plain = "document.documentElement.style.scrollbarWidth = 'none'";
            dev.browser.run(plain).await;
            let picture = STANDARD.decode(dev.browser.screenshot().await).unwrap();
            let file = folder.join(format!("{package}-{theme}.png"));
            std::fs::write(&file, picture).unwrap();
            let mut pngquant = Command::new("pngquant");
            pngquant.args([
                "--force",
                "--skip-if-larger",
                "--strip",
                "--ext",
                ".png",
                "64",
            ]);
            pngquant.arg(&file).status().unwrap();
        }
        dev.stop().await;
    }
}
