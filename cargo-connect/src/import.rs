//! `cargo connect import`: an existing descriptor as a package of handlers to fill in.

use connect_import::ImportError;

use crate::command::Import;

/// Imports, and prints what was not kept.
pub(crate) fn run(arguments: &Import) -> Result<bool, ImportError> {
    let mut options = connect_import::Options::default();
    options.name.clone_from(&arguments.name);
    options.to.clone_from(&arguments.to);
    options.checkout.clone_from(&arguments.path);
    let (lines, folder) = connect_import::import(&arguments.descriptor, &options)?;
    for line in lines {
        println!("{line}");
    }
    println!("wrote {}", folder.display());
    Ok(true)
}
