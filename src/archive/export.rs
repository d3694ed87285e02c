//! Taking a version's files out of the archive.

use super::error::{ArchiveError, Doing};
use super::index::sqlite::file_name;
use super::store::Archive;
use std::path::{Path, PathBuf};

impl Archive {
    /// Writes a version's files into a folder (made where missing): the submitted workbook, the
    /// annotated one and the document as JSON. Names begin with the id, so that several versions
    /// fit one folder; exporting again writes the same. Returns what was written.
    pub fn export(&self, id: &str, dir: &Path) -> Result<Vec<PathBuf>, ArchiveError> {
        let shown = self.show(id)?;
        let entry = &shown.entry;
        let name = file_name(&entry.file);
        let annotated_name = entry.delivered.as_deref().map_or(name, file_name);
        let mut files = vec![(
            format!("{id}_提交原件_{name}"),
            self.blob(entry.submitted_sha256)?,
        )];
        if let Some(annotated) = entry.annotated_sha256 {
            files.push((
                format!("{id}_审核结果_{annotated_name}"),
                self.blob(annotated)?,
            ));
        }
        let mut document = serde_json::to_vec_pretty(&shown)?;
        document.push(b'\n');
        files.push((format!("{id}.json"), document));
        let mut written = Vec::new();
        for (name, bytes) in files {
            let path = dir.join(name);
            self.disk.write(&path, &bytes).doing("writing", &path)?;
            written.push(path);
        }
        Ok(written)
    }
}
