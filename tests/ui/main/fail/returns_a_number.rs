//! A result that no `main` may have.
//! fix: `-> u8` → `-> Result<(), std::io::Error>`
//! fix: `    7` → `    Ok(())`

connect_runtime::library!();

#[connect_runtime::main]
async fn main() -> u8 {
    7
}
