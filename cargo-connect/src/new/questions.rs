//! Asking for what the arguments leave open, if there is a terminal.

use std::io::IsTerminal as _;

use dialoguer::theme::ColorfulTheme;
use dialoguer::{Confirm, Input, Select};

use crate::products::Products;

/// Whether there is a user to ask.
pub(super) fn can_be_asked() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

pub(super) fn name() -> Result<String, dialoguer::Error> {
    let theme = ColorfulTheme::default();
    let question = Input::<String>::with_theme(&theme).with_prompt("The package's name");
    question.interact_text()
}

pub(super) fn products() -> Result<Products, dialoguer::Error> {
    let theme = ColorfulTheme::default();
    let question = Select::with_theme(&theme)
        .with_prompt("For which product")
        .items(Products::ALL.map(Products::title))
        .default(0);
    let chosen = question.interact()?;
    Ok(Products::ALL.get(chosen).copied().unwrap_or_default())
}

pub(super) fn full() -> Result<bool, dialoguer::Error> {
    let theme = ColorfulTheme::default();
    let question = Confirm::with_theme(&theme)
        .with_prompt("With an endpoint, a webhook, a job, settings, assets and deployment")
        .default(false);
    question.interact()
}
