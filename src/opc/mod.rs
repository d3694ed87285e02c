//! Packages: zip records, parts, relationships, content types. The one user of the zip format.
//!
//! A package is read as *records* (local header, data, descriptor), so that whatever is not
//! changed can be written again byte for byte. Parts are found through relationships, never
//! by a guessed name, and are inflated under [`Caps`].

pub mod content_types;
mod inflate;
pub mod names;
pub mod new_package;
pub mod package;
mod problem;
pub mod record;
pub mod relations;
pub mod rewrite;
mod stream;
pub mod text;

pub use content_types::ContentTypes;
pub use package::{Caps, Package};
pub use problem::{Over, Problem};
pub use relations::{Relationship, Target};
pub use rewrite::{Rewrite, TooBig};
pub use stream::PartStream;

#[cfg(test)]
mod tests;
