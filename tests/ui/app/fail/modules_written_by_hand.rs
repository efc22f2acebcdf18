//! The modules are listed by hand.
//! fix: `modules = { webPanels = [] },` → ``

connect_runtime::app! {
    key = "com.example.votes",
    modules = { webPanels = [] },
}

fn main() {}
