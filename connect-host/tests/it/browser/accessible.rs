//! Every page can be used without sight and without a mouse.

use std::collections::BTreeSet;

use connect_host::Host;
use scraper::ElementRef;
use serde_json::json;

use super::visitor::{Page, text};
use super::{Visitor, on_jira};
use crate::recording_app::panel;

const JIRA: &[&str] = &[
    "/",
    "/issues",
    "/jira/projects",
    "/jira/projects/DEMO",
    "/jira/projects/DEMO/settings",
    "/jira/projects/DEMO/reports",
    "/jira/dashboards",
    "/jira/dashboards/10500",
    "/jira/boards",
    "/jira/boards/1",
    "/jira/boards/1/backlog",
    "/jira/boards/1/settings",
    "/browse/DEMO-1",
    "/browse/DEMO-1?tab=worklog",
    "/browse/DEMO-1?tab=history",
    "/jira/create",
    "/jira/people",
    "/jira/settings",
    "/jira/settings/apps",
    "/jira/settings/workflow",
    "/jira/servicedesk/queues",
    "/jira/servicedesk/organizations/1",
    "/servicedesk/customer/portal/1",
    "/servicedesk/customer/portal/1/create",
    "/servicedesk/customer/portal/1/HELP-1",
    "/servicedesk/customer/user/profile",
    "/modules",
    "/modules/votes",
    "/_host/unplaced",
    "/plugins/servlet/ac/com.example.votes/votes",
];

const CONFLUENCE: &[&str] = &[
    "/wiki/",
    "/wiki/spaces",
    "/wiki/spaces/DEMO",
    "/wiki/spaces/DEMO/settings",
    "/wiki/spaces/DEMO/create",
    "/wiki/spaces/DEMO/pages/65537",
    "/wiki/spaces/DEMO/pages/65537/edit",
    "/wiki/people",
    "/wiki/admin",
    "/wiki/admin/users",
    "/wiki/modules",
    "/wiki/_host/unplaced",
];

fn check(path: &str, page: &Page) {
    assert_eq!(page.status, 200, "{path}: {}", page.text);
    assert!(page.one("html").attr("lang").is_some(), "{path}");
    assert!(!text(page.one("title")).is_empty(), "{path}");
    assert!(!text(page.one("main h1")).is_empty(), "{path}: a heading");
    assert_eq!(
        page.one("body > a:first-child").attr("href"),
        Some("#main"),
        "{path}: a skip link"
    );
    let mut ids = BTreeSet::new();
    for element in page.all("[id]") {
        assert!(
            ids.insert(element.attr("id").unwrap()),
            "{path}: id {:?} twice",
            element.attr("id")
        );
    }
    for element in page.all("[aria-labelledby]") {
        assert!(
            ids.contains(element.attr("aria-labelledby").unwrap()),
            "{path}"
        );
    }
    // Each field is inside a label, which has text.
    for field in page.all("input:not([type=hidden]), select, textarea") {
        let label = field.ancestors().filter_map(scraper::ElementRef::wrap);
        let label = label.into_iter().find(|it| it.value().name() == "label");
        assert!(
            label.is_some_and(|it| !text(it).is_empty()),
            "{path}: {}",
            field.html()
        );
    }
    for button in page.all("button, a[href]") {
        let named = !text(button).is_empty() || button.attr("aria-label").is_some();
        assert!(named, "{path}: {}", button.html());
    }
    for landmark in page.all("nav, aside") {
        assert!(
            landmark.attr("aria-label").is_some(),
            "{path}: {}",
            landmark.html()
        );
    }
    for image in page.all("img") {
        assert!(image.attr("alt").is_some(), "{path}: {}", image.html());
    }
    for element in page.all("[tabindex]") {
        assert!(
            matches!(element.attr("tabindex"), Some("0" | "-1")),
            "{path}: the order of focus"
        );
    }
    // Nothing that the page's policy would block; data is not run.
    let stopped =
        page.all("[style], [onclick], script:not([src], [type='application/json']), style");
    let stopped: Vec<String> = stopped.iter().map(ElementRef::html).collect();
    assert_eq!(stopped, [""; 0], "{path}");
}

#[tokio::test]
async fn the_pages_of_jira_have_landmarks_labels_and_names() {
    let visitor = on_jira(panel()).await;
    for path in JIRA {
        check(path, &visitor.look(path).await);
    }
}

#[tokio::test]
async fn the_pages_of_confluence_have_landmarks_labels_and_names() {
    let visitor = Visitor::new(Host::confluence(), "/wiki", json!({})).await;
    for path in CONFLUENCE {
        check(path, &visitor.look(path).await);
    }
}

/// The relative luminance of a colour in the stylesheet.
fn luminance(colour: &str) -> f64 {
    let part = |at: usize| {
        let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
}

/// Text on its background, in both themes: at least 4.5 to 1 ("WCAG 2.2", 1.4.3).
#[test]
fn colours_have_contrast_in_both_themes() {
    let css = include_str!("../../../src/browser/assets/product.css");
    let (light, dark) = css.split_once("[data-color-mode=\"dark\"]").unwrap();
    for (theme, css) in [("light", light), ("dark", dark)] {
        let colour = |name: &str| {
            let declared = css.split(&format!("--{name}: ")).nth(1).unwrap();
            let value = declared.split(';').next().unwrap();
            value.rsplit('#').next().unwrap()[..6].to_owned()
        };
        for (on, text) in [
            ("surface", "text"),
            ("surface", "subtle"),
            ("surface", "link"),
            ("surface", "danger"),
            ("sunken", "text"),
            ("overlay", "text"),
            ("overlay", "subtle"),
            ("overlay", "link"),
            ("brand", "inverse"),
            ("selected", "selected-text"),
            ("warning", "warning-text"),
            ("success", "success-text"),
        ] {
            let (a, b) = (luminance(&colour(on)), luminance(&colour(text)));
            let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
            assert!(contrast >= 4.5, "{theme}: {text} on {on} is {contrast:.2}");
        }
    }
}
