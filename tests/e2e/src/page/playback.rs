//! The moment that is shown.

use anyhow::Result;
use serde_json::json;

use super::Page;

/// The slider of the moment that is shown, from 0 to [`END`].
const SLIDER: &str = "document.querySelector('input[aria-label=Playhead]')";

/// The slider's value at the end of a run.
const END: u32 = 2000;

impl Page {
    /// The moment that is shown, as it is told: `800 ms`.
    ///
    /// # Errors
    /// Where there is no run.
    pub async fn playhead(&self) -> Result<String> {
        self.string(&format!("{SLIDER}.getAttribute('aria-valuetext')")).await
    }

    /// Waits until a moment is shown.
    ///
    /// # Errors
    /// Where it never is.
    pub async fn until_playhead(&self, at: &str) -> Result<()> {
        self.until(&format!("{SLIDER}?.getAttribute('aria-valuetext') === {}", json!(at))).await
    }

    /// Waits until another moment is shown than this one.
    ///
    /// # Errors
    /// Where none is.
    pub async fn until_playhead_leaves(&self, at: &str) -> Result<()> {
        self.until(&format!("{SLIDER}.getAttribute('aria-valuetext') !== {}", json!(at))).await
    }

    /// Waits until the end of the run is shown, or no longer.
    ///
    /// # Errors
    /// Where it never is.
    pub async fn until_at_end(&self, at_end: bool) -> Result<()> {
        self.until(&format!("(Number({SLIDER}.value) === {END}) === {at_end}")).await
    }

    /// Drags the slider to a share of the run.
    ///
    /// # Errors
    /// Where there is no run.
    pub async fn scrub(&self, share: f64) -> Result<()> {
        let script = format!(
            "const slider = {SLIDER};
            slider.value = Math.round(arguments[0] * {END});
            slider.dispatchEvent(new InputEvent('input', {{ bubbles: true }}))"
        );
        self.call(&script, json!([share])).await?;
        Ok(())
    }

    /// Waits until the playhead has gone back while it played: a loop is played again and again.
    ///
    /// # Errors
    /// Where it never does.
    pub async fn until_played_again(&self) -> Result<()> {
        let watch = format!(
            "window.playedAgain = false;
            const place = () => Number({SLIDER}.value);
            let last = place();
            requestAnimationFrame(function look() {{
                window.playedAgain ||= place() < last;
                last = place();
                if (!playedAgain) requestAnimationFrame(look);
            }})"
        );
        self.eval(&watch).await?;
        self.until("window.playedAgain").await
    }
}
