//! The page for authors: what it says of the element is true, and what is tried there is real.

use anyhow::Result;
use e2e::{Browser, Page, Site};
use serde_json::{Value, json};

/// A scene whose run is soon over.
const SHORT: &str = "embed/#/scene/three-requests?a=50&b=90&c=20";

async fn open(route: &str) -> Result<(Page, Site)> {
    let site = Site::below("/some/where/")?;
    let page = Browser::start().await?.go(&site, route).await?;
    ready(&page).await?;
    Ok((page, site))
}

async fn ready(page: &Page) -> Result<()> {
    page.until("customElements.get('meanwhile-scene') && !choices.hidden").await?;
    let words = "window.element = () => document.querySelector('meanwhile-scene');
        window.shadow = (selector) => element().shadowRoot.querySelector(selector)";
    page.eval(words).await?;
    Ok(())
}

/// Chooses a value of a control, as a reader does.
async fn choose(page: &Page, name: &str, value: &str) -> Result<()> {
    let script = "const [name, value] = arguments;
        const fields = [...choices.querySelectorAll(`[name='${name}']`)];
        const field = fields.find((one) => one.type === 'checkbox' && one.value === value) ?? fields[0];
        if (field.type === 'checkbox') field.checked = !field.checked; else field.value = value;
        field.dispatchEvent(new Event('change', { bubbles: true }))";
    page.call(script, json!([name, value])).await?;
    Ok(())
}

/// The element's attributes, and the first two lines of its snippet.
async fn seen(page: &Page) -> Result<(Value, String)> {
    let script =
        "return [Object.fromEntries([...element().attributes].map(({ name, value }) => [name, value])),
            document.querySelector('#snippet').textContent.split('\\n').slice(1, 3).join('\\n')]";
    Ok(serde_json::from_value(page.eval(script).await?)?)
}

#[tokio::test]
async fn what_the_tables_say_the_element_has() -> Result<()> {
    let (page, _site) = open("embed/").await?;
    let script = "const rows = (id) => [...document.querySelector(`#${id} ~ .wide`).querySelectorAll('tbody tr')]
            .map((row) => [...row.cells].map((cell) => cell.querySelector('code')?.textContent));
        const element = document.createElement('meanwhile-scene');
        const wrong = rows('attributes').filter(([attribute, property]) => {
            element[property] = '300';
            return !element.hasAttribute(attribute) || !element.constructor.observedAttributes.includes(attribute);
        });
        const missing = rows('methods').filter(([call]) => typeof element[call.split('(')[0]] !== 'function');
        return [rows('attributes').length === element.constructor.observedAttributes.length, wrong, missing,
            rows('methods').length, rows('events').length]";
    assert_eq!(page.eval(script).await?, json!([true, [], [], 11, 5]));
    // Examples have the address of this very site.
    let shown = page
        .eval("return [...document.querySelectorAll('code')].map((code) => code.textContent).join()")
        .await?;
    let shown = shown.as_str().unwrap_or_default();
    assert!(!shown.contains("example.org") && shown.contains("/some/where/embed.js"), "{shown}");
    Ok(())
}

#[tokio::test]
async fn a_control_changes_the_element_and_its_snippet_and_run_runs() -> Result<()> {
    let (page, site) = open(SHORT).await?;
    let (attributes, snippet) = seen(&page).await?;
    assert_eq!(attributes, json!({ "scene": "three-requests", "params": "a=50&b=90&c=20" }));
    assert!(
        snippet.starts_with("<meanwhile-scene scene=\"three-requests\" params=\"a=50&amp;b=90&amp;c=20\">\n")
    );
    let link = format!("<a href=\"{}#/scene/three-requests?a=50&amp;b=90&amp;c=20\">", site.url(""));
    assert!(snippet.contains(&link), "{snippet}");

    choose(&page, "theme", "dark").await?;
    page.until("shadow('.dark')").await?;
    page.eval("shadow('button').click()").await?;
    page.until("heard.textContent.includes('meanwhile:finish {\"scene\":\"three-requests\"')").await?;
    for panel in ["code", "table"] {
        choose(&page, "panels", panel).await?;
    }
    let (attributes, snippet) = seen(&page).await?;
    assert_eq!(attributes["panels"], "code,table");
    assert!(snippet.contains(" theme=\"dark\" panels=\"code,table\">"), "{snippet}");
    page.enter_scene().await?;
    page.until("document.querySelectorAll('[role=tab]').length === 2 && document.documentElement.dataset.theme === 'dark'").await?;
    page.leave_frame().await?;

    // Another scene has parameters of its own; those of the first one are there when it comes back.
    choose(&page, "scene", "chess").await?;
    assert_eq!(seen(&page).await?.0, json!({ "scene": "chess", "theme": "dark", "panels": "code,table" }));
    choose(&page, "scene", "three-requests").await?;
    assert_eq!(seen(&page).await?.0["params"], "a=50&b=90&c=20");
    page.press("Start over").await?;
    choose(&page, "loading", "eager").await?;
    page.until("shadow('.live iframe')").await
}

#[tokio::test]
async fn what_is_hostile_stays_text() -> Result<()> {
    let hostile = "n=\"><img src=x onerror=\"window.caught=1\"><script>window.caught=1</script>";
    let (page, site) = open(&format!("embed/#/scene/three-requests?{}", hostile.replace(' ', "%20"))).await?;
    for value in [hostile, "</code></pre><script>window.caught=1</script>"] {
        choose(&page, "params", value).await?;
        let (attributes, snippet) = seen(&page).await?;
        assert_eq!(attributes["params"], value);
        // What is pasted is one element with this one parameter, and nothing more.
        let script = "const made = new DOMParser().parseFromString(arguments[0], 'text/html').body;
            return [made.querySelectorAll('*').length, made.querySelector('meanwhile-scene').getAttribute('params')]";
        assert_eq!(page.call(script, json!([snippet])).await?, json!([2, value]));
    }
    let script = "return [window.caught ?? 0, document.querySelectorAll('main script, #stage img').length]";
    assert_eq!(page.eval(script).await?, json!([0, 0]));
    for address in ["embed/#/scene/nowhere", "embed/#/scene/../../x", "embed/#%00"] {
        page.browser().driver().goto(site.url(address)).await?;
        page.until("snippet.textContent.includes('<meanwhile-scene scene=\"')").await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_snippet_is_copied() -> Result<()> {
    let (page, _site) = open(SHORT).await?;
    // The clipboard belongs to the machine; what is put there is looked at before.
    let copied = "window.copied = []; navigator.clipboard.writeText = async (text) => void copied.push(text);
        for (const button of document.querySelectorAll('.copy button')) button.click();
        return document.querySelectorAll('.snippet').length";
    let count = page.eval(copied).await?;
    page.until("[...document.querySelectorAll('.copy [role=status]')].every((said) => said.textContent === 'Copied.')").await?;
    let same = "return [copied.length, copied.includes(document.querySelector('#snippet').textContent)]";
    assert_eq!(page.eval(same).await?, json!([count, true]));
    let refused = "navigator.clipboard.writeText = async () => { throw new Error('no') };
        document.querySelector('#taken .copy button').click()";
    page.eval(refused).await?;
    page.until("String(getSelection()).trim() === document.querySelector('#snippet').textContent.trim()")
        .await
}

#[tokio::test]
async fn everybody_can_use_it() -> Result<()> {
    let (mut page, site) = open(SHORT).await?;
    for (width, scheme) in [(360, "light"), (1280, "dark")] {
        page.browser().size(width, 800).await?;
        page.browser().prefer(scheme, false).await?;
        page = page.leave().await?.go(&site, SHORT).await?;
        ready(&page).await?;
        page.expect_good(&format!("{width} px, {scheme}")).await?;
        assert_eq!(page.eval("return !!shadow('.dark')").await?, scheme == "dark");
    }
    Ok(())
}
