connect_runtime::library!();
