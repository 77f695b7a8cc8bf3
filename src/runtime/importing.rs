//! From a file to what an import came to.

use std::path::Path;

use crate::app::{Failure, Imported};

/// Imports a document.
///
/// # Errors
/// The file cannot be read, or no plan can be made of it.
pub(super) fn import(path: &Path, _bytes: &[u8]) -> Result<Imported, Failure> {
    Err(Failure::new(path, |language| {
        language
            .pick(
                "这种文件还不能导入",
                "files of this kind cannot be imported yet",
            )
            .to_owned()
    }))
}
