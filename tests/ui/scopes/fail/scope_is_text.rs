connect_runtime::library!();

use connect_runtime::prelude::*;

fn main() {
    let _ = scopes!["READ"];
}
