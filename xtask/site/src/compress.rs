//! Compressed copies beside the files, for servers that send what lies ready.

use std::cmp::Reverse;
use std::fs;
use std::io::Write as _;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

use crate::parallel;

/// Files with these ends are smaller when compressed; pictures of pixels are compressed already.
const ENDS: [&str; 12] =
    ["css", "html", "js", "json", "mjs", "py", "rs", "svg", "txt", "wasm", "webmanifest", "xml"];

/// What is smaller than this fits into the same packet anyway, in bytes.
const LEAST: u64 = 1024;

/// How often zopfli tries; what more of them save is nothing to speak of.
const ITERATIONS: NonZeroU64 = NonZeroU64::new(5).unwrap();

/// Writes `FILE.gz` and `FILE.br` beside each file that is worth it. Both hold the file's time of change,
/// which servers compare.
///
/// # Errors
/// Files that cannot be read or written.
pub fn write(site: &Path) -> Result<()> {
    let mut files = Vec::new();
    collect(site, &mut files)?;
    // The large ones first, so that no thread is left with one in the end.
    files.sort_by_key(|(_, size)| Reverse(*size));
    parallel::each(files, |(file, _)| {
        copies(site, &file).with_context(|| format!("{} cannot be compressed", file.display()))
    })
}

fn collect(folder: &Path, files: &mut Vec<(PathBuf, u64)>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let (path, size) = entry.and_then(|entry| Ok((entry.path(), entry.metadata()?.len())))?;
        if path.is_dir() {
            collect(&path, files)?;
        } else if size >= LEAST && path.extension().is_some_and(|end| ENDS.iter().any(|known| end == *known))
        {
            files.push((path, size));
        }
    }
    Ok(())
}

fn copies(site: &Path, file: &Path) -> Result<()> {
    let bytes = fs::read(file)?;
    // What every visitor fetches is worth the slowest way; of the rest there is a lot.
    let best = file.parent() == Some(site);
    let gzip = gzip(&bytes, best)?;
    let mut brotli = Vec::new();
    let quality = if best { 11 } else { 9 };
    let params = BrotliEncoderParams { quality, lgwin: 22, size_hint: bytes.len(), ..Default::default() };
    brotli::BrotliCompress(&mut bytes.as_slice(), &mut brotli, &params)?;
    let changed = fs::metadata(file)?.modified()?;
    for (end, bytes) in [("gz", gzip), ("br", brotli)] {
        let mut name = file.as_os_str().to_owned();
        name.push(format!(".{end}"));
        let mut copy = fs::File::create(PathBuf::from(name))?;
        copy.write_all(&bytes)?;
        copy.set_modified(changed)?;
    }
    Ok(())
}

/// The bytes as gzip; the best takes a hundred times as long, and saves a twentieth.
fn gzip(bytes: &[u8], best: bool) -> Result<Vec<u8>> {
    let mut gzip = Vec::new();
    if best {
        let options = zopfli::Options { iteration_count: ITERATIONS, ..zopfli::Options::default() };
        zopfli::compress(options, zopfli::Format::Gzip, bytes, &mut gzip)?;
    } else {
        let mut encoder = GzEncoder::new(&mut gzip, Compression::best());
        encoder.write_all(bytes)?;
        encoder.finish()?;
    }
    Ok(gzip)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::GzDecoder;

    use super::*;

    #[test]
    fn the_copies_hold_the_file_and_its_time() -> Result<()> {
        let site = tempfile::tempdir()?;
        let text = "what is said often is soon said ".repeat(100);
        for name in ["page.js", "deep/er/data.json", "picture.png"] {
            let file = site.path().join(name);
            fs::create_dir_all(file.parent().context("a file is in a folder")?)?;
            fs::write(file, &text)?;
        }
        fs::write(site.path().join("small.js"), "small")?;
        write(site.path())?;
        for name in ["page.js", "deep/er/data.json"] {
            let copy = |end| site.path().join(format!("{name}.{end}"));
            let (mut gzip, mut brotli) = (String::new(), Vec::new());
            GzDecoder::new(fs::File::open(copy("gz"))?).read_to_string(&mut gzip)?;
            brotli::BrotliDecompress(&mut fs::File::open(copy("br"))?, &mut brotli)?;
            assert_eq!((gzip.as_str(), brotli.as_slice()), (text.as_str(), text.as_bytes()));
            let changed = |path: &Path| anyhow::Ok(fs::metadata(path)?.modified()?);
            assert_eq!(changed(&copy("gz"))?, changed(&site.path().join(name))?);
        }
        assert!(!site.path().join("picture.png.gz").exists() && !site.path().join("small.js.gz").exists());
        Ok(())
    }
}
