//! How long runs take, beside the same in plain JavaScript, and undisturbed.
//!
//! Both programs of a scene have a worker of their own. So has the plain JavaScript, which makes the same
//! requests to the same service worker while the same blocking program goes on and the page draws it.

use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::patience::until;
use e2e::{Browser, Page, Site};
use meanwhile::runtime::Plan;
use meanwhile::trace::Micros;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::figure::{Figure, median};

/// How often each side is measured.
const TIMES: usize = 9;

/// How often what takes long is measured.
const FEW: usize = 3;

/// What a hundred requests of 500 ms take at least, all at once.
const IDEAL: f64 = 500.0;

const SCRIPT: &str = include_str!("scripts/walls.js");

pub async fn measure() -> Result<Vec<Figure>> {
    let mut figures = hundred().await?;
    figures.push(ten_thousand().await?);
    figures.push(drawn().await?);
    figures.push(lock().await?);
    figures.push(blocking().await?);
    Ok(figures)
}

async fn open(site: &Site, route: &str) -> Result<Page> {
    let browser = Browser::start().await?;
    browser.before_load(SCRIPT).await?;
    browser.open(site, route).await
}

async fn hundred() -> Result<Vec<Figure>> {
    let site = Site::built()?;
    let page = open(&site, "#/scene/hundred-urls").await?;
    let plans = vec![Plan::taking(Micros(500_000)).query(1.0); 100];
    let (mut ours, mut plain) = (Vec::new(), Vec::new());
    // The first round warms up: the service worker, the compilers, the caches.
    for round in 0..=TIMES {
        page.press("Run").await?;
        page.until_state("running").await?;
        sleep(Duration::from_millis(1_200)).await;
        let times = [number(&page, "return asyncWall()").await?, in_plain(&page, &plans).await?];
        page.press("Stop").await?;
        page.until_state("stopped").await?;
        sleep(Duration::from_millis(300)).await;
        if round > 0 {
            ours.push(times[0]);
            plain.push(times[1]);
        }
    }
    let [ours, plain] = [ours, plain].map(median);
    let how = "median of 9, 100 × 500 ms, while the blocking program runs";
    let same = "the same requests in plain JavaScript in a worker, the blocking program running";
    Ok(vec![
        Figure::new("async wall", ours, "ms", how),
        Figure::new("plain JavaScript wall", plain, "ms", how),
        Figure::ratio("async wall ÷ plain JavaScript", ours / plain, same).at_most(1.03),
        Figure::ratio("async wall ÷ ideal", ours / IDEAL, "500 ms"),
        Figure::ratio("plain JavaScript wall ÷ ideal", plain / IDEAL, "500 ms"),
    ])
}

/// Ten thousand requests at once, to a server that has room for all of them.
async fn ten_thousand() -> Result<Figure> {
    const WORKERS: u64 = 1_000;
    let round = |number: u64| Micros(10_000 * (number / WORKERS + 1));
    let plans: Vec<String> = (0..10_000).map(|number| Plan::taking(round(number)).query(1.0)).collect();
    let site = Site::built()?;
    // The limited program goes on beside it, a request at a time.
    let page = open(&site, "#/scene/too-many?workers=1000&room=10000&work=10&limit=1").await?;
    let (mut ours, mut plain) = (Vec::new(), Vec::new());
    for _ in 0..FEW {
        page.press("Run").await?;
        page.until_state("running").await?;
        ours.push(when_it_stands(&page).await?);
        plain.push(in_plain(&page, &plans).await?);
        ensure!(page.main_state().await?.state == "running", "the limited program was over too soon");
        page.press("Stop").await?;
        page.until_state("stopped").await?;
    }
    let [ours, plain] = [ours, plain].map(median);
    let how = format!(
        "median of 3, {:.1} s ÷ {:.1} s of the same in plain JavaScript in a worker",
        ours / 1e3,
        plain / 1e3
    );
    Ok(Figure::ratio("async wall of 10,000 requests ÷ plain JavaScript", ours / plain, how).at_most(1.15))
}

/// A thousand lanes, drawn while they live, beside a page that draws nothing.
async fn drawn() -> Result<Figure> {
    let site = Site::built()?;
    let page = open(&site, "#/scene/hundred-urls?n=1000&latency=2000&jitter=40").await?;
    let (mut drawn, mut hidden) = (Vec::new(), Vec::new());
    for round in 0..=TIMES {
        for (hides, times) in [(false, &mut drawn), (true, &mut hidden)] {
            page.press("Run").await?;
            page.until_state("running").await?;
            page.eval(&format!("hide({hides})")).await?;
            sleep(Duration::from_secs(5)).await;
            page.eval("hide(false)").await?;
            let time = when_it_stands(&page).await?;
            page.press("Stop").await?;
            page.until_state("stopped").await?;
            if round > 0 {
                times.push(time);
            }
        }
    }
    let [drawn, hidden] = [drawn, hidden].map(median);
    let how = format!("median of 9, {drawn:.0} ms ÷ {hidden:.0} ms with nothing drawn");
    Ok(Figure::ratio("async wall of 1,000 lanes, drawn ÷ not", drawn / hidden, how).at_most(1.05))
}

/// Keeps the machine's cores busy until it is dropped.
struct Busy {
    over: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Busy {
    fn start() -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let cores = thread::available_parallelism().map_or(2, usize::from);
        let spin = |over: Arc<AtomicBool>| {
            thread::spawn(move || {
                let mut number = 0_u64;
                while !over.load(Ordering::Relaxed) {
                    number = black_box(number.wrapping_add(1));
                }
            })
        };
        Self { threads: (0..cores).map(|_| spin(Arc::clone(&over))).collect(), over }
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            // It cannot panic.
            let _ = thread.join();
        }
    }
}

async fn lock() -> Result<Figure> {
    let site = Site::built()?;
    let page = open(&site, "#/scene/lock").await?;
    page.run_scene().await?;
    let _busy = Busy::start();
    let mut ratios = Vec::new();
    for _ in 0..TIMES {
        let finish = page.run_scene().await?;
        ratios.push(finish.run().seconds / finish.blocking().seconds);
    }
    let how = "median of 9, scene “lock”, all cores kept busy";
    Ok(Figure::ratio("lock, async ÷ blocking", median(ratios), how).at_most(1.15))
}

async fn blocking() -> Result<Figure> {
    let site = Site::built()?;
    let page = open(&site, "#/scene/hundred-urls?n=20").await?;
    let mut walls = Vec::new();
    for _ in 0..FEW {
        walls.push(page.run_scene().await?.blocking().seconds);
    }
    Ok(Figure::ratio("blocking wall ÷ ideal", median(walls) / 10.0, "median of 3, 20 × 500 ms").at_most(1.05))
}

/// The async side's total, once it grows no more.
async fn when_it_stands(page: &Page) -> Result<f64> {
    let mut last = 0.0;
    until("the async side is over", async || {
        let before = last;
        sleep(Duration::from_secs(1)).await;
        last = number(page, "return asyncWall()").await?;
        Ok(last > 0.0 && last.to_bits() == before.to_bits())
    })
    .await?;
    Ok(last)
}

async fn in_plain(page: &Page, plans: &[String]) -> Result<f64> {
    let time = page.call("return plainInWorker(...arguments)", json!([plans])).await?;
    time.as_f64().with_context(|| format!("plain JavaScript gave {time}"))
}

async fn number(page: &Page, script: &str) -> Result<f64> {
    let value: Value = page.eval(script).await?;
    value.as_f64().with_context(|| format!("{script} gave {value}"))
}
