//! What a visitor downloads.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::Result;
use flate2::{Compression, write::GzEncoder};

/// What the page and its worker are made of. Data, pictures and the list for offline use are not
/// fetched before *Run* works.
const PARTS: [&str; 4] = ["css", "html", "js", "wasm"];

/// The size of one file of the site.
#[derive(Clone, Debug)]
pub struct Size {
    /// Its path below the site.
    pub name: String,
    /// Bytes as stored.
    pub raw: u64,
    /// Bytes as sent: the copy that lies ready, or gzip, level 9.
    pub gzip: u64,
}

/// The sizes of everything that is fetched until *Run* works.
#[derive(Clone, Debug, Default)]
pub struct Weight {
    /// One entry a file, by name.
    pub files: Vec<Size>,
}

impl Weight {
    /// Weighs the files of a built site.
    ///
    /// # Errors
    /// Files that cannot be read.
    pub fn of(dist: &Path) -> Result<Self> {
        let mut files = Vec::new();
        for entry in fs::read_dir(dist)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let end = path.extension().unwrap_or_default();
            if path.is_file() && name != super::EMBED && PARTS.iter().any(|part| end == *part) {
                let bytes = fs::read(&path)?;
                let ready = fs::metadata(dist.join(format!("{name}.gz")));
                let gzip = ready.map_or_else(|_| gzip(&bytes), |copy| Ok(copy.len()))?;
                files.push(Size { name, raw: bytes.len() as u64, gzip });
            }
        }
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Self { files })
    }

    /// The page weight in bytes as sent.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.files.iter().map(|file| file.gzip).sum()
    }

    /// Prints a table.
    pub fn print(&self) {
        println!("{:>10} {:>10}  file", "bytes", "gzip");
        for Size { name, raw, gzip } in &self.files {
            println!("{raw:>10} {gzip:>10}  {name}");
        }
        let raw: u64 = self.files.iter().map(|file| file.raw).sum();
        println!("{raw:>10} {:>10}  page weight", self.total());
    }
}

/// The size of bytes as sent: gzip, level 9.
///
/// # Errors
/// Those of the encoder.
pub fn gzip(bytes: &[u8]) -> Result<u64> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len() as u64)
}
