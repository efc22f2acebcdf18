//! How the operations that are answered are listed.

use std::future::Future;
use std::pin::Pin;

use connect_model::Method;

use crate::turn::{Outcome, Turn};

/// Answers an operation.
pub(crate) type Function =
    for<'a, 't> fn(&'a mut Turn<'t>) -> Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>;

/// One row of a table of operations: the method, the path as it is documented, the function. A path
/// of `/rest/api/3/` stands for `/rest/api/2/` too.
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
