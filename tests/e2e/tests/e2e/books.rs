//! Scenes in books that real builders of documentation made of what authors paste.

use anyhow::{Context, Result};
use e2e::{Book, Builder, BuiltBy, Finish, Page, until};
use serde_json::{Value, json};
use thirtyfour::WebElement;

/// Whether a frame's content fits in, and its height, when it has drawn itself and said how high it is.
const FITS: &str =
    "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() =>
    done([document.documentElement.scrollHeight <= innerHeight, innerHeight])))))";

/// The scenes on the first page of each book.
const FIRST: &str = "hundred-urls";
const SECOND: &str = "three-requests";

const MDBOOK: Builder = Builder { folder: "mdbook", by: BuiltBy::MdBook, site: "book" };
const MATERIAL: Builder =
    Builder { folder: "material", by: BuiltBy::Program("mkdocs", &["build", "--strict"]), site: "site" };
const SPHINX: Builder = Builder {
    folder: "sphinx",
    by: BuiltBy::Program("sphinx-build", &["--quiet", "--fail-on-warning", ".", "_build"]),
    site: "_build",
};
const HUGO: Builder =
    Builder { folder: "hugo", by: BuiltBy::Program("hugo", &["build", "--panicOnWarning"]), site: "public" };
const PLAIN: Builder = Builder { folder: "plain", by: BuiltBy::Nothing, site: "" };

/// How the reader of a book gets other colours.
#[derive(Clone, Copy)]
enum Switch {
    /// By one thing to press.
    Toggle(&'static str),
    /// By a menu: what opens it, what is dark and what is light.
    Menu(&'static str, &'static str, &'static str),
    /// By the system's settings.
    System,
}

impl Switch {
    async fn to(self, theme: &str, page: &Page) -> Result<()> {
        let (pressed, opener) = match self {
            Self::System => return page.browser().prefer(theme, false).await,
            Self::Toggle(toggle) => (toggle, ""),
            Self::Menu(opener, dark, light) => (if theme == "dark" { dark } else { light }, opener),
        };
        press(page, pressed, opener).await
    }
}

/// Presses what can be seen of what a selector finds; opens first what it is in.
async fn press(page: &Page, selector: &str, opener: &str) -> Result<()> {
    page.until(&format!("press({}, {})", json!(selector), json!(opener))).await
}

/// The pictures of all scenes are there, in the colours of the book.
async fn until_pictures(page: &Page, theme: &str) -> Result<()> {
    let shown = format!(
        "scenes().length === 2 && scenes().every(({{ shadowRoot }}) => {{
            const picture = shadowRoot?.querySelector('img');
            return picture?.complete && picture.naturalWidth > 0 && picture.src.endsWith('-{theme}.svg');
        }})"
    );
    page.until(&shown).await
}

/// Something in a scene's shadow tree, which is brought into sight.
async fn inside(page: &Page, scene: &str, selector: &str) -> Result<WebElement> {
    let script = format!(
        "const found = inside('{scene}', '{selector}');
        found.scrollIntoView({{ block: 'center', behavior: 'instant' }});
        return found"
    );
    Ok(page.browser().driver().execute(script, vec![]).await?.element()?)
}

/// Presses a scene's button, and waits until its run is over.
async fn finish(page: &Page, scene: &str) -> Result<Finish> {
    inside(page, scene, "button").await?.click().await?;
    page.until(&format!("all('finish', '{scene}').length > 0")).await?;
    let detail = page.host(&format!("all('finish', '{scene}').at(-1).detail")).await?;
    serde_json::from_value(detail.clone()).with_context(|| detail.to_string())
}

/// The value of an expression inside of a scene's frame.
async fn in_frame(page: &Page, scene: &str, expression: &str) -> Result<Value> {
    inside(page, scene, "iframe").await?.enter_frame().await?;
    let value = page.host(expression).await?;
    page.browser().driver().enter_default_frame().await?;
    Ok(value)
}

/// Everything that must hold in every book.
async fn read(book: &Book, switch: Switch) -> Result<Page> {
    let page = book.open().await?;
    // A picture with a link, and nothing else is fetched.
    until_pictures(&page, "light").await?;
    assert_eq!(
        page.host("scenes().map((scene) => scene.querySelector('a').checkVisibility())").await?,
        json!([true, true])
    );
    switch.to("dark", &page).await?;
    until_pictures(&page, "dark").await?;
    assert_eq!(book.asked_of_playground(), Vec::<String>::new());
    // As large as the text around, whatever size the root of the book has, and to be hit by a finger.
    let sizes = "scenes().map(({ parentNode, shadowRoot }) => [
        parseFloat(getComputedStyle(shadowRoot.querySelector('.title')).fontSize) /
            parseFloat(getComputedStyle(parentNode).fontSize),
        shadowRoot.querySelector('button').offsetHeight])";
    assert_eq!(page.host(sizes).await?, json!([[0.9375, 44], [0.9375, 44]]));

    two_apart(&page, switch).await?;
    heights_settle(&page).await?;
    prints(&page).await?;
    without_script(&page).await?;
    Ok(page)
}

/// One scene runs while the other is a picture; then the other runs, in colours that have changed.
async fn two_apart(page: &Page, switch: Switch) -> Result<()> {
    let first = finish(page, FIRST).await?;
    assert_eq!((first.scene.as_str(), first.level, first.run().tasks), (FIRST, 1, 20));
    assert!(first.run().seconds < first.blocking().seconds, "{first:?}");
    assert_eq!(in_frame(page, FIRST, "document.documentElement.dataset.theme").await?, json!("dark"));
    let second =
        format!("[inside('{SECOND}', 'iframe'), heard.filter(({{ scene }}) => scene === '{SECOND}').length]");
    assert_eq!(page.host(&second).await?, json!([null, 0]));

    switch.to("light", page).await?;
    until_pictures(page, "light").await?;
    assert_eq!(in_frame(page, FIRST, "document.documentElement.dataset.theme").await?, json!("light"));
    let second = finish(page, SECOND).await?;
    assert_eq!((second.scene.as_str(), second.level, second.run().tasks), (SECOND, 1, 3));
    let heard = format!("[all('finish', '{FIRST}').length, heard.filter(({{ name }}) => name === 'error')]");
    assert_eq!(page.host(&heard).await?, json!([1, []]));
    Ok(())
}

/// Each frame becomes as high as its content in a few steps, and then stays so.
async fn heights_settle(page: &Page) -> Result<()> {
    for scene in [FIRST, SECOND] {
        // Chromium draws a frame of another origin, and thereby measures it, only where it can be seen.
        inside(page, scene, "iframe").await?;
        let resizes = format!("all('resize', '{scene}').map(({{ detail }}) => detail.height)");
        // One look after the other, until the frame has drawn itself twice at the same height.
        let (mut before, mut inside) = (json!(null), json!(null));
        let rests = until("the frame's height rests", async || {
            inside = in_frame(page, scene, FITS).await?;
            page.settle().await?;
            let now = page.host(&resizes).await?;
            Ok(std::mem::replace(&mut before, now.clone()) == now)
        });
        rests.await.context(scene)?;
        let after = before;
        let heights = after.as_array().context("a list")?;
        assert!(heights.len() <= 6, "{scene}: {heights:?}");
        assert_eq!(inside, json!([true, heights.last()]), "{scene}");
    }
    Ok(())
}

/// On paper there is the picture, whatever has run.
async fn prints(page: &Page) -> Result<()> {
    let browser = page.browser();
    browser.devtools("Emulation.setEmulatedMedia", json!({ "media": "print" })).await?;
    let shown = "scenes().map(({ shadowRoot }) => [
        shadowRoot.querySelector('img').getBoundingClientRect().height > 100,
        shadowRoot.querySelector('iframe').checkVisibility(),
        shadowRoot.querySelector('button').checkVisibility(),
    ])";
    assert_eq!(page.host(shown).await?, json!([[true, false, false], [true, false, false]]));
    browser.devtools("Emulation.setEmulatedMedia", json!({ "media": "" })).await?;
    let with = paper(page).await?;
    page.host("scenes().forEach(({ shadowRoot }) => shadowRoot.querySelector('img').remove())").await?;
    let without = paper(page).await?;
    assert!(with > without + 2000, "with the pictures {with} bytes, without {without}");
    Ok(())
}

/// How many bytes the page has as a PDF.
async fn paper(page: &Page) -> Result<usize> {
    let pdf = page.browser().devtools("Page.printToPDF", json!({ "printBackground": true })).await?;
    Ok(pdf["data"].as_str().context("a PDF")?.len() / 4 * 3)
}

/// For a reader who allows no script there is the link.
async fn without_script(page: &Page) -> Result<()> {
    let browser = page.browser();
    browser.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await?;
    browser.driver().refresh().await?;
    let links = "return [...document.querySelectorAll('meanwhile-scene')].map((scene) => [
        scene.shadowRoot, scene.querySelector('a').checkVisibility(), scene.innerText.trim()])";
    let expected = json!([
        [null, true, "A hundred URLs, async and blocking"],
        [null, true, "Three requests, async and blocking"],
    ]);
    assert_eq!(page.eval(links).await?, expected);
    browser.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": false })).await?;
    Ok(())
}

#[tokio::test]
async fn plain_html() -> Result<()> {
    let Some(book) = Book::built_by(PLAIN)? else { return Ok(()) };
    read(&book, Switch::Toggle("button")).await?;
    Ok(())
}

#[tokio::test]
async fn hugo() -> Result<()> {
    let Some(book) = Book::built_by(HUGO)? else { return Ok(()) };
    read(&book, Switch::System).await?;
    Ok(())
}

#[tokio::test]
async fn sphinx_with_myst_and_furo() -> Result<()> {
    let Some(book) = Book::built_by(SPHINX)? else { return Ok(()) };
    // Its button goes from the system's colours to the other ones, and then to those again by name.
    read(&book, Switch::Toggle(".theme-toggle")).await?;
    Ok(())
}

#[tokio::test]
async fn mdbook() -> Result<()> {
    const MENU: &str = "#mdbook-theme-toggle";
    let Some(book) = Book::built_by(MDBOOK)? else { return Ok(()) };
    let switch = Switch::Menu(MENU, "#mdbook-theme-coal", "#mdbook-theme-light");
    let page = read(&book, switch).await?;
    page.browser().driver().refresh().await?;
    for (theme, colours) in [("navy", "dark"), ("rust", "light"), ("ayu", "dark"), ("default_theme", "light")]
    {
        press(&page, &format!("#mdbook-theme-{theme}"), MENU).await?;
        until_pictures(&page, colours).await?;
    }
    Ok(())
}

#[tokio::test]
async fn mkdocs_with_material() -> Result<()> {
    let Some(book) = Book::built_by(MATERIAL)? else { return Ok(()) };
    let page = read(&book, Switch::Toggle("label[for^=__palette]")).await?;
    page.browser().driver().refresh().await?;
    until_pictures(&page, "light").await?;
    goes_and_comes(&book, &page).await
}

/// Material changes pages within a document. What a scene had goes with it, and it comes back as new.
async fn goes_and_comes(book: &Book, page: &Page) -> Result<()> {
    page.host("window.same = true").await?;
    for round in 1..=2 {
        away(page).await?;
        until_held(book, page, &[]).await?;
        assert_eq!(page.host("document.querySelectorAll('iframe').length").await?, json!(0), "{round}");
        press(page, "a.md-logo", "").await?;
        until_pictures(page, "light").await?;
        let fresh = "[same, scenes().map(({ shadowRoot }) => shadowRoot.querySelector('iframe'))]";
        assert_eq!(page.host(fresh).await?, json!([true, [null, null]]), "{round}");
        inside(page, FIRST, "button").await?.click().await?;
        // Both elements look after their colours; one listens to its frame, in which a worker is blocked.
        let running = ["document: transitionend", "document: transitionend", "window: message", "worker"];
        until_held(book, page, &running).await?;
    }
    away(page).await?;
    until_held(book, page, &[]).await?;
    press(page, "a.md-logo", "").await?;
    until_pictures(page, "light").await?;
    finish(page, SECOND).await?;
    Ok(())
}

async fn away(page: &Page) -> Result<()> {
    press(page, "a.md-nav__link[href*=another]", "").await?;
    page.until("document.querySelector('h1').textContent.includes('Another')").await
}

/// Waits until scenes hold just this.
async fn until_held(book: &Book, page: &Page, expected: &[&str]) -> Result<()> {
    let mut held = Vec::new();
    let only = until("scenes hold what they should", async || {
        held = book.held_by_scenes(page).await?;
        Ok(held == expected)
    });
    only.await.with_context(|| format!("held are {held:?}, not {expected:?}"))
}
