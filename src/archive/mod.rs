//! Versioned archive: blobs, manifest, index.
