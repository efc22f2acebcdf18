//! What is said of webhooks and their events.

pub(crate) fn event_without(event: &str, argument: &str) -> String {
    let why = match argument {
        "filter" => "the host filters only events of issues and their parts by JQL",
        _ => "the host sends properties only with events of what has them",
    };
    format!("event {event:?} takes no `{argument}`: {why}\nhelp: remove `{argument}`")
}

pub(crate) fn bad_jql(fault: &str) -> String {
    format!(
        "`filter` is no JQL: {fault}\nhelp: write it as in the issue search, `\"project = DEMO\"`"
    )
}

pub(crate) const EVENT_WITHOUT_BODY: &str = "the host sends no body to a webhook with `exclude_body`, and `Event<…>` reads one\n\
     help: remove `exclude_body`, or take `Tenant` and what the URL says";

pub(crate) const ONE_OF_EVENT_AND_EVENTS: &str =
    "a webhook has `event` or `events`, not both\nhelp: write all of them in `events = […]`";
