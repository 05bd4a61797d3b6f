//! Pictures of the page: `cargo run -p e2e --bin shot -- --url-hash '#/scene/hundred-urls'
//! --width 1280,390 --theme light,dark --run --wait finished --out target/screenshots/x.png`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use clap::Parser;
use e2e::{Browser, Page, Site};

/// Takes pictures of the site in dist/, one for each width and theme
#[derive(Debug, Parser)]
struct Shot {
    /// The route
    #[arg(long, default_value = "#/")]
    url_hash: String,
    /// Widths in CSS pixels, with commas between
    #[arg(long, value_delimiter = ',', default_value = "1280")]
    width: Vec<u32>,
    /// Height in CSS pixels
    #[arg(long, default_value_t = 900)]
    height: u32,
    /// light, dark, or both with a comma between
    #[arg(long, value_delimiter = ',', default_value = "light")]
    theme: Vec<String>,
    /// Ask the page for less motion
    #[arg(long)]
    reduced_motion: bool,
    /// Press Run first
    #[arg(long)]
    run: bool,
    /// Then wait for this data-state (finished, running …) or for so many milliseconds
    #[arg(long)]
    wait: Option<String>,
    /// Then press these buttons
    #[arg(long)]
    press: Vec<String>,
    /// Then print the value of this JavaScript expression
    #[arg(long)]
    eval: Vec<String>,
    /// The whole page, not only the screen
    #[arg(long)]
    full: bool,
    /// The site's folder
    #[arg(long, default_value_os_t = xtask::paths::dist())]
    dist: PathBuf,
    /// The picture; several get their width and theme into their names
    #[arg(long, default_value = "target/screenshots/shot.png")]
    out: PathBuf,
}

#[tokio::main]
async fn main() -> Result<()> {
    let shot = Shot::parse();
    let site = Site::of(&shot.dist, "/")?;
    for width in &shot.width {
        for theme in &shot.theme {
            shot.take(&site, *width, theme).await?;
        }
    }
    Ok(())
}

impl Shot {
    async fn take(&self, site: &Site, width: u32, theme: &str) -> Result<()> {
        let browser = Browser::start().await?;
        // Whatever surprises there are, they are printed below.
        browser.expect_error("");
        browser.befriend("");
        browser.size(width, self.height).await?;
        browser.prefer(theme, self.reduced_motion).await?;
        let page = browser.go(site, &self.url_hash).await?;
        if let Err(error) = page.until_started().await {
            println!("! {error:#}");
        }
        // A picture is wanted of what went wrong too.
        if let Err(error) = self.act(&page).await {
            println!("! {error:#}");
        }
        println!("{}", page.browser().screenshot(&self.file(width, theme), self.full).await?.display());
        for error in page.console_errors().await?.into_iter().chain(page.strangers().await?) {
            println!("! {error}");
        }
        Ok(())
    }

    async fn act(&self, page: &Page) -> Result<()> {
        if self.run {
            page.press("Run").await?;
        }
        match &self.wait {
            Some(wait) => match wait.parse() {
                Ok(milliseconds) => tokio::time::sleep(Duration::from_millis(milliseconds)).await,
                Err(_) => page.until_state(wait).await?,
            },
            None => tokio::time::sleep(Duration::from_millis(300)).await,
        }
        for name in &self.press {
            page.press(name).await?;
        }
        for expression in &self.eval {
            println!("{}", page.eval(&format!("return {expression}")).await?);
        }
        Ok(())
    }

    fn file(&self, width: u32, theme: &str) -> PathBuf {
        if self.width.len() * self.theme.len() == 1 {
            return self.out.clone();
        }
        let stem = self.out.file_stem().unwrap_or_default().to_string_lossy();
        self.out.with_file_name(Path::new(&format!("{stem}-{width}-{theme}.png")))
    }
}
