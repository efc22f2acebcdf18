//! Accessibility of the product's pages and of the framework's: what axe-core finds in both themes, and
//! what a keyboard alone can do.

use std::collections::{BTreeSet, VecDeque};
use std::path::Path;

use connect_testing::axe::Axe;
use connect_testing::browser::{Browser, DOWN, ENTER, ESCAPE, TAB, UP};
use serde_json::Value;

use crate::site::Site;

/// The page with every style of docs/pages.md.
pub(crate) mod looks {
    include!("../../../tests/apps/passes/src/how_to/looks.rs");

    pub(crate) async fn page() -> Page {
        looks().await
    }
}

/// Where a user starts, and a page that reports what is wrong with the app.
const ENTRANCES: [&str; 4] = ["/", "/wiki/", "/_host/", FAULT];
const FAULT: &str = "/modules/fails?issue.key=DEMO-1";
/// Roughly how many kinds of pages there are; one of each is checked.
const KINDS: std::ops::Range<usize> = 45..80;

fn axe() -> Option<Axe> {
    Axe::find(Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap())
}

/// Sets the product's theme.
async fn set_theme(browser: &Browser, name: &str) {
    let set = format!("document.documentElement.dataset.colorMode = '{name}'");
    browser.run(&set).await;
}

/// The kind of a page: all issues are one kind, as are all spaces, and the modules of an app, below
/// `modules` and below the app's key. What the app shows is in a frame.
fn kind_of(path: &str) -> String {
    let named = |part: &str| part.chars().any(|c| c.is_ascii_digit() || c.is_uppercase());
    let mut parent = "";
    let mut kind = Vec::new();
    for part in path.split('/') {
        let of_a_module = ["modules", "com.example.bridge"].contains(&parent);
        kind.push(if of_a_module || named(part) {
            "…"
        } else {
            part
        });
        parent = part;
    }
    kind.join("/")
}

#[tokio::test]
async fn axe_finds_nothing_on_any_kind_of_linked_page() {
    let Some(site) = Site::genuine().await else {
        return;
    };
    let Some(axe) = axe() else {
        return site.close().await;
    };
    let browser = &site.browser;
    let mut unseen: VecDeque<String> = ENTRANCES.map(str::to_owned).into();
    let mut seen: BTreeSet<String> = ENTRANCES.map(kind_of).into();
    let mut wrong = Vec::new();
    let mut looked_at = 0;
    while let Some(path) = unseen.pop_front() {
        looked_at += 1;
        assert!(looked_at < KINDS.end, "{seen:?}");
        browser.go(&format!("{}{path}", site.origin)).await;
        if browser.read("document.contentType").await != "text/html" {
            continue;
        }
        if path == FAULT {
            browser.until("document.querySelector('.ap-fault')").await;
        }
        set_theme(browser, "light").await;
        let light = axe.violations(browser, &[]).await;
        set_theme(browser, "dark").await;
        let dark = axe.violations(browser, &["color-contrast"]).await;
        for (theme, found) in [("light", light), ("dark", dark)] {
            let lines = found.iter().map(|line| format!("{path} {theme}: {line}"));
            wrong.extend(lines);
        }
        let links = browser
            .read("[...document.querySelectorAll('a[href]')].filter((one) => one.origin === location.origin).map((one) => one.pathname)")
            .await;
        for link in links.as_array().unwrap() {
            let link = link.as_str().unwrap();
            if seen.insert(kind_of(link)) {
                unseen.push_back(link.to_owned());
            }
        }
    }
    assert!(KINDS.contains(&looked_at), "{looked_at}: {seen:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    site.close().await;
}

#[tokio::test]
async fn axe_finds_nothing_on_a_page_with_every_style() {
    let Some(site) = Site::genuine().await else {
        return;
    };
    let Some(axe) = axe() else {
        return site.close().await;
    };
    let browser = &site.browser;
    site.open("/modules/looks").await;
    let mut grounds = BTreeSet::new();
    for theme in ["light", "dark"] {
        browser.leave().await;
        set_theme(browser, theme).await;
        browser.enter(".ap-frame iframe").await;
        browser.run("AP.theming?.initializeTheming()").await;
        browser
            .until(&format!(
                "document.documentElement.dataset.colorMode === '{theme}'"
            ))
            .await;
        let ground = "getComputedStyle(document.body).backgroundColor + getComputedStyle(document.body).color";
        grounds.insert(browser.read(ground).await.to_string());
        let found = axe.violations(browser, &[]).await;
        assert!(found.is_empty(), "{theme}: {}", found.join("\n"));
    }
    assert_eq!(grounds.len(), 2, "{grounds:?}");
    site.close().await;
}

/// Each class of docs/pages.md is on that page.
#[tokio::test]
async fn the_page_with_every_style_has_every_class() {
    let documents = include_str!("../../../docs/pages.md");
    let rows = documents.lines().filter(|line| line.starts_with("| `"));
    let classes: Vec<&str> = rows
        .filter_map(|row| row.strip_prefix("| `")?.split('`').next())
        .collect();
    assert!(classes.len() > 12, "{classes:?}");
    let looks = include_str!("../../../tests/apps/passes/src/how_to/looks.rs");
    for class in classes {
        assert!(looks.contains(&format!(".{class}")), "{class}");
    }
}

/// Controls that are enabled and visible.
const CONTROLS: &str = "[...document.querySelectorAll('a[href], button, input, select, textarea, summary')]\
    .filter((one) => !one.disabled && one.checkVisibility({ checkVisibilityCSS: true }) && one.type !== 'hidden' \
    && (!one.closest('details:not([open])') || one.matches('details > summary')))";

#[tokio::test]
async fn a_keyboard_reaches_every_control() {
    let Some(site) = Site::genuine().await else {
        return;
    };
    let browser = &site.browser;
    for path in [
        "/browse/DEMO-1",
        "/jira/boards",
        "/wiki/",
        "/_host/",
        "/_host/settings",
    ] {
        browser.leave().await;
        browser.go(&format!("{}{path}", site.origin)).await;
        browser
            .run("document.addEventListener('focusin', (event) => event.target.setAttribute('data-reached', ''), true)")
            .await;
        let many = browser.read(&format!("{CONTROLS}.length")).await;
        let many = many.as_u64().unwrap();
        // Some presses go to controls inside a frame.
        for _ in 0..many + 40 {
            browser.press(TAB).await;
            let left = browser
                .read(&format!(
                    "{CONTROLS}.filter((one) => !one.hasAttribute('data-reached')).length"
                ))
                .await;
            if left == 0 {
                break;
            }
        }
        let left = browser
            .read(&format!(
                "{CONTROLS}.filter((one) => !one.hasAttribute('data-reached')).map((one) => one.outerHTML.slice(0, 120))"
            ))
            .await;
        assert_eq!(left, Value::Array(Vec::new()), "{path}: of {many}");
    }
    site.close().await;
}

#[tokio::test]
async fn a_dialog_keeps_the_focus_and_gives_it_back() {
    let Some(site) = Site::genuine().await else {
        return;
    };
    let browser = &site.browser;
    site.open("/browse/DEMO-1").await;
    let opener = "[...document.querySelectorAll('a, button')].find((one) => one.textContent.trim() === 'Item')";
    browser
        .run(&format!("const one = {opener}; const menu = one.closest('details'); if (menu) menu.open = true; one.focus()"))
        .await;
    browser.press(ENTER).await;
    browser
        .until("document.querySelector('dialog.local-dialog[open]')")
        .await;
    let inside = "(one => one === document.body || one.closest('dialog.local-dialog') !== null)(document.activeElement)";
    for _ in 0..12 {
        browser.press(TAB).await;
        let active = "document.activeElement.outerHTML.slice(0, 120)";
        assert_eq!(
            browser.read(inside).await,
            true,
            "{}",
            browser.read(active).await
        );
    }
    browser.press(ESCAPE).await;
    browser
        .until("!document.querySelector('dialog.local-dialog')")
        .await;
    browser
        .until(&format!("document.activeElement === {opener}"))
        .await;
    site.close().await;
}

#[tokio::test]
async fn arrows_move_through_a_menu_and_escape_closes_it() {
    let Some(site) = Site::genuine().await else {
        return;
    };
    let browser = &site.browser;
    site.open("/browse/DEMO-1").await;
    let menu = "[...document.querySelectorAll('details.dropdown')].find((one) => one.querySelectorAll('a[href], button').length > 1)";
    browser
        .run(&format!(
            "window.menu = {menu}; menu.querySelector('summary').focus()"
        ))
        .await;
    let at = "[...menu.querySelectorAll('a[href], button')].indexOf(document.activeElement)";
    for (key, expected) in [(DOWN, 0), (DOWN, 1), (UP, 0), (UP, -1)] {
        browser.press(key).await;
        let last = format!("{at} === menu.querySelectorAll('a[href], button').length - 1");
        if expected < 0 {
            assert_eq!(browser.read(&last).await, true);
        } else {
            assert_eq!(browser.read(at).await, expected);
        }
        assert_eq!(browser.read("menu.open").await, true);
    }
    browser.press(ESCAPE).await;
    let left = "!menu.open && document.activeElement === menu.querySelector('summary')";
    assert_eq!(browser.read(left).await, true);
    site.close().await;
}
