//! How the implemented operations are listed.

use std::future::Future;
use std::pin::Pin;

use connect_model::Method;

use crate::turn::{Outcome, Turn};

/// A function that implements an operation.
pub(crate) type Function =
    for<'a, 't> fn(&'a mut Turn<'t>) -> Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>;

/// One row of a table of operations: the method, the documented path, the function. A path
/// that starts with `/rest/api/3/` stands for `/rest/api/2/` as well.
pub(crate) type Answered = (Method, &'static str, Function);

/// A table: `Get "/rest/api/3/myself" => user::myself;`
macro_rules! operations {
    ($($method:ident $path:literal => $function:path;)*) => {
        &[$((
            connect_model::Method::$method,
            $path,
            |turn| Box::pin($function(turn)),
        )),*]
    };
}
pub(crate) use operations;
