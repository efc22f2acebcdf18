//! The least that an app says.

connect_runtime::app! {
    key = "com.example.votes",
}
