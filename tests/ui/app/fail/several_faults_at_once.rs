//! Several faults in one `app!`, all reported at once.
//! fix: `key = "com example votes"` → `key = "com.example.votes"`
//! fix: `nmae` → `name`
//! fix: `enable_licensing = 1` → `enable_licensing = true`

connect_runtime::app! {
    key = "com example votes",
    nmae = "Votes",
    enable_licensing = 1,
}

fn main() {}
