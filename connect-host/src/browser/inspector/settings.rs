//! The site: its user, licence, clock and faults, and the tenants beside it.

use axum::response::Response;
use maud::{Markup, html};

use super::look::Look;
use super::shell::{action, choice, page};
use super::tenants;
use crate::site::license::License;
use crate::{RestFault, TokenFault};

pub(super) async fn show(look: Look) -> Response {
    let body = html! {
        (user(&look))
        (license(&look))
        (clock(&look))
        (faults(&look))
        (tenants::list(&look))
    };
    page(&look, "Site", &body)
}

fn user(look: &Look) -> Markup {
    let choice_of_session = look.session.choice();
    let user = look.host.usual_user().unwrap_or_default();
    html! {
        h2 { "User" }
        (action(look, "user", "Switch user", &html! {
            label class="inline" { "Account id; empty for an anonymous visitor" input name="user" value=(user); }
        }))
        form method="post" action="/_host/session" class="bar" {
            input type="hidden" name="session" value=(look.session.secret());
            input type="hidden" name="back" value=(look.to(&look.path));
            (choice("Theme", "theme", [("light", "light"), ("dark", "dark")], choice_of_session.theme.name()))
            label class="inline" { "Locale" input name="locale" value=(choice_of_session.locale); }
            label class="inline" { "Time zone" input name="time_zone" value=(choice_of_session.time_zone); }
            button { "Change how this browser sees the product" }
        }
    }
}

fn license(look: &Look) -> Markup {
    let sold = look.host.descriptor().and_then(|it| it.enable_licensing) == Some(true);
    let now = look.host.license().name();
    html! {
        h2 { "Licence" }
        @if !sold { p class="subtle" { "The app's descriptor does not enable licensing, so requests carry no licence." } }
        (action(look, "license", "Change the licence", &html! {
            (choice("Licence", "license", License::ALL.map(|it| (it.name(), it.name())), now))
        }))
    }
}

fn clock(look: &Look) -> Markup {
    let now = jiff::Timestamp::try_from(look.host.clock().system_time()).unwrap_or_default();
    html! {
        h2 { "Clock" }
        p { "It is " (now.strftime("%Y-%m-%d %H:%M:%S")) " UTC on this site." }
        (action(look, "clock", "Advance", &html! {
            label class="inline" { "By seconds; negative to go back"
                input name="seconds" type="number" value="180" required;
            }
        }))
    }
}

fn faults(look: &Look) -> Markup {
    let now = look.host.faults().current();
    let (rest, number) = match &now.rest {
        None => ("", 500),
        Some(RestFault::Status(status)) => ("status", u64::from(status.as_u16())),
        Some(RestFault::RateLimited { retry_after }) => ("rate-limit", retry_after.as_secs()),
    };
    let tokens = now.tokens.map_or("", TokenFault::name);
    html! {
        h2 { "Faults on purpose" }
        (action(look, "faults", "Set the faults", &html! {
            label class="inline" { "Each REST answer takes longer, in milliseconds"
                input name="latency" type="number" min="0" max="60000" value=(now.latency.as_millis());
            }
            (choice("The REST API", "rest", [
                ("", "answers"), ("status", "fails with the status"), ("rate-limit", "asks to wait, with 429"),
            ], rest))
            label class="inline" { "Status, or seconds to wait" input name="number" type="number" min="1" max="86400" value=(number); }
            (choice("Tokens", "tokens", [
                ("", "are genuine"), ("expired", "have expired"), ("forged", "are forged"),
                ("unsigned", "are not signed"), ("other-request", "belong to another request"),
            ], tokens))
            label class="inline" {
                input type="checkbox" name="app_unreachable" value="true" checked[now.app_unreachable];
                " The app is not reached"
            }
        }))
        (action(look, "clear-faults", "Clear the faults", &html! {}))
    }
}
