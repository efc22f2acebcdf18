//! What most apps say.

connect_runtime::app! {
    key = "com.example.votes",
    name = "Votes",
    description = "Votes on issues.",
    vendor = { name = "Example", url = "https://example.com" },
    links = { documentation = "https://example.com/votes" },
    enable_licensing = true,
    state = Votes,
}

/// What the handlers share, as `State<Votes>`.
struct Votes;
