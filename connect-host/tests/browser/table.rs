//! Tables of steps in a page or a frame, and of their results.

use connect_testing::browser::Browser;
use serde_json::Value;

use crate::app::KEY;

/// One row: what it shows, and the steps that show it.
pub(crate) type Row<'a> = (&'a str, &'a [Step<'a>]);

/// Where a step is done.
#[derive(Debug, Clone, Copy)]
pub(crate) enum At<'a> {
    /// The product's page.
    Page,
    /// The latest frame with this module's page.
    Frame(&'a str),
}

pub(crate) const PANEL: At<'static> = At::Frame("panel");
pub(crate) const DIALOG: At<'static> = At::Frame("dialog");

#[derive(Debug)]
pub(crate) enum Step<'a> {
    /// Statements.
    Do(At<'a>, &'a str),
    /// An expression that becomes true.
    Until(At<'a>, &'a str),
    /// An expression whose value, awaited if it is a promise, is this JSON.
    Is(At<'a>, &'a str, &'a str),
    /// The frame of this module connects.
    Connects(&'a str),
    Click(At<'a>, &'a str),
    Press(char),
    Go(&'a str),
}

/// Runs every row, then reports which of them failed.
pub(crate) async fn hold(browser: &Browser, origin: &str, rows: &[Row<'_>]) {
    let mut failed = Vec::new();
    for (name, steps) in rows {
        for step in *steps {
            if let Err(reason) = take(browser, origin, step).await {
                let reason: String = reason.chars().take(400).collect();
                let logged = browser.console().await.join("\n      ");
                failed.push(format!("{name}: {step:?}\n    {reason}\n      {logged}"));
                break;
            }
        }
    }
    let of = rows.len();
    assert!(
        failed.is_empty(),
        "{} of {of} failed:\n{}",
        failed.len(),
        failed.join("\n")
    );
    println!("{of} rows held");
}

async fn take(browser: &Browser, origin: &str, step: &Step<'_>) -> Result<(), String> {
    match step {
        Step::Do(at, script) => {
            enter(browser, *at).await?;
            browser.attempt(script).await.map(drop)
        }
        Step::Until(at, expression) => {
            enter(browser, *at).await?;
            match browser.becomes_true(expression).await {
                // The frame has moved to another page meanwhile.
                Err(error) if error.contains("unknown error") => {
                    enter(browser, *at).await?;
                    browser.becomes_true(expression).await.map(drop)
                }
                outcome => outcome.map(drop),
            }
        }
        Step::Is(at, expression, expected) => {
            enter(browser, *at).await?;
            let found = browser.attempt(&format!("return ({expression})")).await?;
            let expected: Value = serde_json::from_str(expected).unwrap();
            let same = found == expected;
            same.then_some(())
                .ok_or_else(|| format!("is {found}, not {expected}"))
        }
        Step::Connects(key) => {
            browser.leave().await;
            let connected = format!(
                "[...__localHost.frames.values()].some((one) => one.wanted.key === '{key}' && one.place.dataset.state === 'connected')"
            );
            browser.becomes_true(&connected).await.map(drop)
        }
        Step::Click(at, selector) => {
            enter(browser, *at).await?;
            browser.attempt_click(selector).await
        }
        Step::Press(key) => {
            browser.press(*key).await;
            Ok(())
        }
        Step::Go(path) => {
            browser.leave().await;
            browser.go(&format!("{origin}{path}")).await;
            Ok(())
        }
    }
}

async fn enter(browser: &Browser, at: At<'_>) -> Result<(), String> {
    browser.leave().await;
    let At::Frame(key) = at else {
        return Ok(());
    };
    let frames = format!("iframe[id^=\"{KEY}__{key}\"]");
    let last = format!("document.querySelectorAll('{frames}').length");
    browser.becomes_true(&last).await?;
    // A selector for the last one.
    let mark = format!(
        "for (const one of document.querySelectorAll('iframe[data-last]')) one.removeAttribute('data-last'); \
         [...document.querySelectorAll('{frames}')].at(-1).setAttribute('data-last', '')"
    );
    browser.attempt(&mark).await?;
    browser.attempt_enter("iframe[data-last]").await
}
