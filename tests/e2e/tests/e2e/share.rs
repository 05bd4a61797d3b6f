//! What the reader takes along is what it says, and comes back; what is no good is refused in a sentence.

#[path = "../../../common/chrome.rs"]
mod chrome;

use anyhow::{Context, Result};
use e2e::{Page, Site, until};
use meanwhile::trace::{How, Program, RecordedProgram, RunFile, Trace};
use serde_json::{Value, json};
use std::path::Path;
use tempfile::TempDir;

/// A page whose downloads end in a folder.
struct Shared {
    page: Page,
    folder: TempDir,
    site: Site,
}

impl Shared {
    async fn open(route: &str) -> Result<Self> {
        let folder = TempDir::with_prefix("meanwhile-")?;
        let (site, page) = e2e::open(route).await?;
        page.browser().save_downloads(folder.path()).await?;
        Ok(Self { page, folder, site })
    }

    /// Presses a button, and gives the file that it saves.
    async fn saved(&self, button: &str, name: &str) -> Result<Vec<u8>> {
        self.page.press(button).await?;
        let file = self.folder.path().join(name);
        whole(&file).await.with_context(|| format!("{button} saves no {name}"))
    }

    /// Drops a file on the page.
    async fn drop(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let script = "const files = new DataTransfer();
            files.items.add(new File([new Uint8Array(arguments[1])], arguments[0]));
            document.querySelector('main').dispatchEvent(
                new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: files }))";
        self.page.call(script, json!([name, bytes])).await?;
        Ok(())
    }

    /// What stands in the verdict.
    async fn verdict(&self) -> Result<String> {
        self.page.string("document.querySelector('.verdict').innerText").await
    }
}

/// A file, once it is there: browsers write it under another name first.
async fn whole(file: &Path) -> Result<Vec<u8>> {
    until("the file is there", async || Ok(file.metadata().is_ok_and(|file| file.len() > 0))).await?;
    Ok(std::fs::read(file)?)
}

#[tokio::test]
async fn a_saved_trace_comes_back_with_its_figures() -> Result<()> {
    let shared = Shared::open("#/scene/three-requests?a=310&b=120&pace=2").await?;
    let page = &shared.page;
    page.run_scene().await?;
    let before = shared.verdict().await?;
    assert!(before.contains("scaled"), "{before}");
    shared.page.open_share().await?;
    let bytes = shared.saved("Save the trace", "three-requests.meanwhile").await?;
    let run = RunFile::from_bytes(&bytes)?;
    assert_eq!((run.scene.as_str(), run.pace, run.programs[1].how), ("three-requests", 2_000, How::Scaled));
    assert!(run.query.contains("a=310&b=120&c=700&seed=1&pace=2"), "{}", run.query);

    // Another visit, by way of the catalogue.
    page.route("#/").await?;
    page.reload().await?;
    shared.drop("mine.meanwhile", &bytes).await?;
    page.until_state("finished").await?;
    page.until("document.querySelector('.origin')?.innerText.includes('“mine.meanwhile”')").await?;
    assert_eq!(shared.verdict().await?, before);
    let hash = page.eval("return location.hash").await?;
    assert_eq!(hash, json!("#/scene/three-requests?a=310&b=120&pace=2"));
    // It can be looked through like any other.
    page.until_at_end(true).await?;
    page.press("To the beginning").await?;
    page.until_playhead("0 s").await?;
    // A run of this page takes its place.
    page.run_scene().await?;
    page.until("!document.querySelector('.origin')").await?;
    Ok(())
}

/// The same by the button, on a page that shows another run of the same scene.
#[tokio::test]
async fn a_file_is_chosen_too() -> Result<()> {
    let shared = Shared::open("#/scene/three-requests?a=300").await?;
    let page = &shared.page;
    page.run_scene().await?;
    let first = shared.verdict().await?;
    shared.page.open_share().await?;
    shared.saved("Save the trace", "three-requests.meanwhile").await?;
    page.run_scene().await?;
    assert_ne!(shared.verdict().await?, first, "two runs never take the same time");
    let field = page.browser().driver().find(thirtyfour::By::Css(".file-field input")).await?;
    let file = shared.folder.path().join("three-requests.meanwhile");
    field.send_keys(file.to_string_lossy().as_ref()).await?;
    page.until("document.querySelector('.origin')").await?;
    assert_eq!(page.main_state().await?.state, "finished");
    assert_eq!(shared.verdict().await?, first);
    Ok(())
}

fn run_of(scene: &str, query: &str) -> RunFile {
    let recorded = |program: &Program| RecordedProgram {
        program: program.clone(),
        how: How::Measured,
        trace: Trace::new(),
    };
    RunFile {
        scene: scene.to_owned(),
        query: query.to_owned(),
        pace: 1_000,
        level: 1,
        hidden: false,
        frozen: None,
        programs: Program::PAIR.iter().map(recorded).collect(),
    }
}

#[tokio::test]
async fn what_is_no_good_is_refused_and_nothing_is_lost() -> Result<()> {
    let shared = Shared::open("#/scene/three-requests?a=50&b=60&c=70").await?;
    shared.page.run_scene().await?;
    let before = shared.verdict().await?;
    let good = run_of("three-requests", "").to_bytes()?;
    let (mut damaged, mut later) = (good.clone(), good.clone());
    *damaged.last_mut().context("no bytes")? ^= 1;
    later[b"MEANWHILE-RUN".len()] = 200;
    let bad = [
        ("empty", Vec::new(), "the file is empty"),
        ("cut", good[..good.len() - 3].to_vec(), "it is cut off"),
        ("damaged", damaged, "it is damaged: its check sum is wrong"),
        ("later", later, "it has format version 200, and this page reads versions 1 to 2"),
        ("picture.png", b"\x89PNG\r\n\x1a\n".to_vec(), "it is not a trace of Meanwhile"),
        ("<b>old</b>", run_of("gone", "").to_bytes()?, "there is no scene “gone” here"),
        ("many", run_of("hundred-urls", "n=9999").to_bytes()?, "“n=9999” is out of its range of 1 to 1000"),
        ("strange", run_of("hundred-urls", "<i>=1").to_bytes()?, "“<i>” is not a parameter of this scene"),
    ];
    for (name, bytes, reason) in bad {
        shared.drop(name, &bytes).await?;
        let sentence = format!("“{name}” was not opened: {reason}");
        let said = shared.page.until_alert(&sentence).await?;
        assert!(said.contains("What you had is still here."), "{said}");
        assert_eq!(shared.page.main_state().await?.state, "finished");
        assert_eq!(shared.verdict().await?, before, "{name}");
    }
    shared.page.press("Dismiss").await?;
    shared.page.until("!document.querySelector('.refusal')").await?;
    Ok(())
}

/// Its length alone is enough: it is never read.
#[tokio::test]
async fn a_file_that_is_too_large_is_not_read() -> Result<()> {
    let shared = Shared::open("#/").await?;
    let script = "const file = new File([new Uint8Array(200 << 20)], 'huge');
        file.arrayBuffer = () => { window.wasRead = true; throw new Error('read'); };
        const drop = new DragEvent('drop', { bubbles: true, cancelable: true });
        Object.defineProperty(drop, 'dataTransfer', { value: { types: ['Files'], files: [file] } });
        document.querySelector('main').dispatchEvent(drop)";
    shared.page.eval(script).await?;
    shared
        .page
        .until_alert("“huge” was not opened: it has 200 MB, and a trace may have 8 MB at most")
        .await?;
    assert_eq!(shared.page.eval("return !!window.wasRead").await?, json!(false));
    Ok(())
}

#[tokio::test]
async fn pictures_are_what_they_say() -> Result<()> {
    let shared = Shared::open("#/scene/three-requests?a=50&b=60&c=70").await?;
    let page = &shared.page;
    page.browser().prefer("dark", false).await?;
    page.run_scene().await?;
    shared.page.open_share().await?;
    let svg = String::from_utf8(shared.saved("Save as SVG", "three-requests.svg").await?)?;
    let script = "const parsed = new DOMParser().parseFromString(arguments[0], 'image/svg+xml');
        const root = parsed.documentElement;
        return [root.nodeName, Number(root.getAttribute('width')), Number(root.getAttribute('height')),
            parsed.querySelectorAll('parsererror').length, root.textContent]";
    let read = page.call(script, json!([svg])).await?;
    let (name, width, height, errors, text): (String, u32, u32, u32, String) = serde_json::from_value(read)?;
    assert_eq!((name.as_str(), errors), ("svg", 0));
    for part in ["Three requests", "Async (measured): 1 thread", "Blocking (measured): 1 thread", "request 3"]
    {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert!(svg.contains("#0f1318"), "it has the colours of the dark theme");

    let png = shared.saved("Save as PNG", "three-requests.png").await?;
    assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
    let side = |at: usize| u32::from_be_bytes([png[at], png[at + 1], png[at + 2], png[at + 3]]);
    assert_eq!((side(16), side(20)), (2 * width, 2 * height));
    assert!(png.len() > 5_000, "{} bytes are no picture", png.len());
    Ok(())
}

#[tokio::test]
async fn a_real_run_keeps_the_rules_of_the_other_viewers() -> Result<()> {
    let shared = Shared::open("#/scene/producer-consumer").await?;
    shared.page.run_scene().await?;
    shared.page.open_share().await?;
    let bytes = shared.saved("Save for Perfetto", "producer-consumer.trace.json").await?;
    let checked = chrome::check(&String::from_utf8(bytes)?).map_err(anyhow::Error::msg)?;
    for kind in ["X", "s", "C", "i"] {
        assert!(checked.events.iter().any(|event| event["ph"] == kind), "no {kind}");
    }
    Ok(())
}

#[tokio::test]
async fn what_is_hostile_is_text_in_the_snippet() -> Result<()> {
    let hostile = "%22%3E%3Cimg%20src%3Dx%20onerror%3D%22document.title%3D%27gotcha%27%22%3E";
    let shared = Shared::open(&format!("#/scene/three-requests?a=310&network={hostile}")).await?;
    let page = &shared.page;
    shared.page.open_share().await?;
    let script = "const snippet = document.querySelector('#share-snippet').value;
        const parsed = new DOMParser().parseFromString(snippet, 'text/html');
        const scene = parsed.querySelector('meanwhile-scene');
        return [[...parsed.body.querySelectorAll('*')].map((element) => element.localName),
            scene.getAttributeNames(), Object.fromEntries(new URLSearchParams(scene.getAttribute('params'))),
            document.querySelector('#share-link').value, snippet.includes('\\n\\n')]";
    page.until("document.querySelector('#share-snippet').value").await?;
    let read = page.eval(script).await?;
    let (elements, names, params, link, gaps): (Vec<String>, Vec<String>, Value, String, bool) =
        serde_json::from_value(read)?;
    assert_eq!(elements, ["div", "meanwhile-scene", "a", "script"]);
    assert_eq!(names, ["scene", "params"]);
    assert_eq!(params["a"], "310");
    assert_eq!(params["network"], "\"><img src=x onerror=\"document.title='gotcha'\">");
    assert!(link.contains("#/scene/three-requests?a=310&network=%22%3E%3Cimg"), "{link}");
    assert!(!gaps, "empty lines do not survive Markdown");
    Ok(())
}

/// The link is of the moment that is shown.
#[tokio::test]
async fn the_link_has_the_moment() -> Result<()> {
    let shared = Shared::open("#/scene/three-requests?b=120&t=0.2&speed=0.5").await?;
    shared.page.open_share().await?;
    let link = "document.querySelector('#share-link').value";
    shared.page.until(&format!("{link}.endsWith('#/scene/three-requests?b=120&t=0.2&speed=0.5')")).await?;
    Ok(())
}

const FRAME: &str = "<!doctype html><title>Host</title><link rel=icon href='data:,'>
    <iframe title=Scene sandbox='allow-scripts allow-same-origin' src='./#/scene/three-requests'></iframe>";

#[tokio::test]
async fn a_frame_without_downloads_says_so() -> Result<()> {
    let shared = Shared::open("#/").await?;
    // The page itself may hold no frames; another one of its origin may.
    shared.site.replace("host.html", FRAME);
    shared.page.browser().driver().goto(shared.site.url("host.html")).await?;
    let of = |part: &str| format!("document.querySelector('iframe').contentDocument.querySelector('{part}')");
    shared.page.until(&of(".share dd:not(:has(input)) button:not(:disabled)")).await?;
    shared.page.eval(&format!("{}.open = true", of(".share"))).await?;
    let press = format!(
        "[...{}.querySelectorAll('button')].find((button) => button.textContent === 'Save as SVG').click()",
        of(".share")
    );
    shared.page.eval(&press).await?;
    let said = format!(
        "{}.textContent.includes('allows no downloads: open the scene by itself')",
        of(".share > [role=status]")
    );
    shared.page.until(&said).await?;
    Ok(())
}
