//! A misspelt request for one descriptor per product.
//! fix: `per_prodct` → `per_product`

connect_runtime::app! {
    key = "com.example.votes",
    descriptors = per_prodct,
}

fn main() {}
