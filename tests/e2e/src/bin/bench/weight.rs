//! What each kind of visit downloads, everything included; an end-to-end test holds the lists of files to what
//! a browser asks for.

use anyhow::Result;
use site::weight;

use crate::figure::Figure;

pub fn measure() -> Result<Vec<Figure>> {
    let visits = weight::weigh(&e2e::dist())?;
    let mut figures = Vec::new();
    for visit in visits {
        let name = format!("weight, {}", visit.name);
        figures.push(
            Figure::new(name.clone(), kilobytes(visit.gzip)?, "KB", "gzip").at_most(kilobytes(visit.budget)?),
        );
        figures.push(Figure::new(name, kilobytes(visit.brotli)?, "KB", "brotli"));
    }
    Ok(figures)
}

fn kilobytes(bytes: u64) -> Result<f64> {
    Ok(f64::from(u32::try_from(bytes)?) / 1e3)
}
