//! A name of the app's with a translation, which only modules have.
//! fix: `{ value = "Votes", i18n = "votes.name" }` → `"Votes"`

connect_runtime::app! {
    key = "com.example.votes",
    name = { value = "Votes", i18n = "votes.name" },
}

fn main() {}
