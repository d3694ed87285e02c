//! A new package from finished parts: for workbooks that are wholly ours.

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Why the package could not be written.
#[derive(Debug, thiserror::Error)]
#[error("part {part} could not be written")]
pub struct NewPackageError {
    /// Name of the part.
    pub part: String,
    /// What the zip writer said.
    #[source]
    pub source: zip::result::ZipError,
}

/// Zips parts (name, content) in the order given; equal parts give equal bytes.
///
/// # Errors
/// A part beyond 4 GB or a name that stands twice.
pub fn write(parts: &[(String, String)]) -> Result<Vec<u8>, NewPackageError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(16 * 1024)));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (name, content) in parts {
        let failed = |source| NewPackageError {
            part: name.clone(),
            source,
        };
        zip.start_file(name.as_str(), options).map_err(failed)?;
        zip.write_all(content.as_bytes())
            .map_err(|e| failed(e.into()))?;
    }
    zip.finish()
        .map(Cursor::into_inner)
        .map_err(|source| NewPackageError {
            part: "[central directory]".to_owned(),
            source,
        })
}
