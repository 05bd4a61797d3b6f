//! Whether everybody can use the page: asked of npm's `axe-core`.

use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;
use xtask::setup::tools;

use crate::page::Page;

/// A line for each element that breaks a rule, once colours have come to rest.
const JUDGE: &str = "return (async () => {
    await Promise.allSettled(document.getAnimations().map((moving) => moving.finished));
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations.flatMap(({ id, help, nodes }) =>
        nodes.map((node) => `${id} (${help}): ${node.target.join(' ')}: ${node.failureSummary}`));
})()";

impl Page {
    /// What is wrong with the page as it stands, an element a line.
    ///
    /// # Errors
    /// Where the judge is not installed.
    pub async fn violations(&self) -> Result<Vec<String>> {
        if self.eval("return !window.axe").await? == Value::Bool(true) {
            let judge = fs::read_to_string(tools::judge())
                .context("axe-core is missing: run `cargo xtask test e2e`")?;
            // Not as an element of the page, whose policy forbids it.
            self.eval(&judge).await?;
        }
        Ok(serde_json::from_value(self.eval(JUDGE).await?)?)
    }
}
