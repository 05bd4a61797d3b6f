//! A run: begun, waited for, and what it says of itself.

use anyhow::{Context, Result, bail, ensure};

use super::Page;
use crate::finish::Finish;

/// What `<main>` says about the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct Main {
    /// `data-scene`: the scene's name, empty on other pages.
    pub scene: String,
    /// `data-state`: `idle`, `running`, `finished`, `stopped`, `failed`.
    pub state: String,
    /// `data-level`: `1` to `4`, empty until it is known.
    pub level: String,
}

impl Page {
    /// What `<main>` says about the page.
    ///
    /// # Errors
    /// Where there is no `<main>`.
    pub async fn main_state(&self) -> Result<Main> {
        let data = self.eval("return { ...document.querySelector('main').dataset }").await?;
        Ok(serde_json::from_value(data)?)
    }

    /// Waits for a `data-state`.
    ///
    /// # Errors
    /// Where it does not come.
    pub async fn until_state(&self, state: &str) -> Result<()> {
        self.until(&format!("document.querySelector('main')?.dataset.state === '{state}'")).await
    }

    /// Waits until the page knows its level: how real what it shows is.
    ///
    /// # Errors
    /// Where it never does.
    pub async fn until_ready(&self) -> Result<()> {
        self.until("document.querySelector('main').dataset.level").await
    }

    /// Waits until the page is at a level.
    ///
    /// # Errors
    /// Where it never is.
    pub async fn until_level(&self, level: u8) -> Result<()> {
        self.until(&format!("document.querySelector('main').dataset.level === '{level}'")).await
    }

    /// Waits until the page shows a scene.
    ///
    /// # Errors
    /// Where it never does.
    pub async fn until_scene(&self, id: &str) -> Result<()> {
        self.until(&format!("document.querySelector('main').dataset.scene === '{id}'")).await
    }

    /// Presses *Run*, waits for the end, and returns the detail of `meanwhile:finish`.
    ///
    /// # Errors
    /// Where the run does not end.
    pub async fn run_scene(&self) -> Result<Finish> {
        let before = self.finished().await?;
        self.press("Run").await?;
        self.until(&format!("finishDetails.length > {before}")).await?;
        // The panels follow within a frame.
        self.settle().await?;
        self.finish_detail().await
    }

    /// How often `meanwhile:finish` came.
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn finished(&self) -> Result<u64> {
        let count = self.eval("return finishDetails.length").await?;
        count.as_u64().context("a length is a number")
    }

    /// The detail of the last `meanwhile:finish`.
    ///
    /// # Errors
    /// Where there was none, or it is not in the shape that hosts rely on.
    pub async fn finish_detail(&self) -> Result<Finish> {
        let detail = self.eval("return finishDetails.at(-1) ?? null").await?;
        ensure!(!detail.is_null(), "no run has finished");
        let finish: Finish = serde_json::from_value(detail.clone()).with_context(|| detail.to_string())?;
        if let Some(contradiction) = finish.contradiction() {
            bail!("{contradiction}: {detail}");
        }
        Ok(finish)
    }
}
