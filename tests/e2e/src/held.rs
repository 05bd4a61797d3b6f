//! What a page holds of its browser, counted from outside: nothing may be left behind by a run.

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::page::Page;
use crate::patience::until;

/// To run before the page's own scripts: wraps what can be held, and counts it.
pub const COUNT_HELD: &str = r#"
    {
        const held = { requests: new Set(), timers: new Set(), frames: new Set(), channels: new Set(), workers: new Set() };
        window.held = () => Object.fromEntries(Object.entries(held).map(([name, all]) => [name, all.size]));

        const realFetch = fetch;
        window.fetch = async (...request) => {
            held.requests.add(request);
            try {
                return await realFetch(...request);
            } finally {
                held.requests.delete(request);
            }
        };

        const once = (all, begin, end) => {
            const [realBegin, realEnd] = [window[begin], window[end]];
            window[begin] = (call, ...rest) => {
                const id = realBegin((...values) => {
                    all.delete(id);
                    call(...values);
                }, ...rest);
                all.add(id);
                return id;
            };
            window[end] = (id) => {
                all.delete(id);
                realEnd(id);
            };
        };
        once(held.timers, "setTimeout", "clearTimeout");
        once(held.frames, "requestAnimationFrame", "cancelAnimationFrame");

        const realInterval = setInterval;
        window.setInterval = (...rest) => {
            const id = realInterval(...rest);
            held.timers.add(id);
            return id;
        };
        const realClearInterval = clearInterval;
        window.clearInterval = (id) => {
            held.timers.delete(id);
            realClearInterval(id);
        };

        const RealChannel = MessageChannel;
        window.MessageChannel = class extends RealChannel {
            constructor() {
                super();
                held.channels.add(this);
                for (const port of [this.port1, this.port2]) {
                    const close = port.close.bind(port);
                    port.close = () => {
                        held.channels.delete(this);
                        close();
                    };
                }
            }
        };

        const RealWorker = Worker;
        window.Worker = class extends RealWorker {
            constructor(...options) {
                super(...options);
                held.workers.add(this);
            }
            terminate() {
                held.workers.delete(this);
                super.terminate();
            }
        };
    }
"#;

/// How many of each a page holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Held {
    /// Requests that are not over.
    pub requests: u32,
    /// Time-outs and intervals that are set.
    pub timers: u32,
    /// Animation frames that were asked for.
    pub frames: u32,
    /// Message channels that are open.
    pub channels: u32,
    /// Workers that were not terminated.
    pub workers: u32,
}

impl Held {
    /// Whether each count is at most as great.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        let counts = |held: &Self| [held.requests, held.timers, held.frames, held.channels, held.workers];
        counts(self).iter().zip(counts(other)).all(|(count, other)| *count <= other)
    }
}

impl Page {
    /// What the page holds; its browser was started with [`COUNT_HELD`].
    ///
    /// # Errors
    /// Those of the browser.
    pub async fn held(&self) -> Result<Held> {
        Ok(serde_json::from_value(self.eval("return held()").await?)?)
    }

    /// Waits until the page holds no more than this.
    ///
    /// # Errors
    /// Says what it holds, where that remains more.
    pub async fn until_held_within(&self, limit: &Held) -> Result<()> {
        let mut held = Held::default();
        let within = until("the page holds no more than at rest", async || {
            held = self.held().await?;
            Ok(held.is_within(limit))
        });
        within.await.with_context(|| format!("{held:?} is held, and {limit:?} at rest"))
    }
}
