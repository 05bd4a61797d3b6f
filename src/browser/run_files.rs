//! What the runner does with files: it makes them of runs, and reads them.
//!
//! The page has the buttons; what it takes to write a picture or a trace is in the runner's program, so
//! that nobody loads it who only looks at the catalogue.

use js_sys::{Promise, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, File, HtmlCanvasElement, HtmlImageElement};

use super::error::BrowserError;
use super::page;
use super::run_message::{Format, Look, Save};
use crate::scenes;
use crate::timeline::{Picture, Side, Track, View, chrome, draw, svg};
use crate::trace::run_file::MOST_BYTES;
use crate::trace::{Gauges, Lanes, RecordedProgram, RunFile, RunFileError, ThreadUse, critical_path};

/// Pixels of a PNG for one of the picture.
const DENSITY: f64 = 2.0;

/// Makes a file and hands it to the reader. Gives a sentence where that may be in vain.
///
/// # Errors
///
/// A sentence, when there is no file.
pub(super) async fn save(order: Save) -> Result<Option<&'static str>, String> {
    let Save { format, mut run, title, look } = order;
    page::may_download()?;
    run.query = scenes::whole_query(&run.scene, &run.query)?;
    let name = format!("{}.{}", run.scene, format.extension());
    let told = |error: BrowserError| format!("{name} was not made: {error}.");
    let bytes = match format {
        Format::Svg => svg::document(&picture(&run, &look), look.theme, &title).into_bytes(),
        Format::Chrome => chrome::document(&run, &title).into_bytes(),
        Format::Run => run.to_bytes().map_err(|error| format!("{name} was not made: {error}."))?,
        Format::Png => {
            let picture = picture(&run, &look);
            let document = svg::document(&picture, look.theme, &title);
            let blob = pixels(&document, &picture).await.map_err(told)?;
            page::download(&name, &blob).map_err(told)?;
            return Ok(page::download_doubt());
        }
    };
    let blob = page::blob(format.media_type(), &bytes).map_err(told)?;
    page::download(&name, &blob).map_err(told)?;
    Ok(page::download_doubt())
}

/// The picture of a run.
fn picture(run: &RunFile, look: &Look) -> Picture {
    let folded = run.programs.iter().map(|RecordedProgram { trace, .. }| {
        let path = if look.with_paths { critical_path(trace) } else { Vec::new() };
        (Lanes::of(trace), ThreadUse::of(trace), Gauges::of(trace), path)
    });
    let folded: Vec<_> = folded.collect();
    let tracks = run.programs.iter().zip(&folded).map(|(recorded, (lanes, threads, gauges, path))| {
        let RecordedProgram { program, how, trace } = recorded;
        // A picture goes about without its page: it says itself how its times were obtained.
        let title = format!("{} ({})", program.title(), how.word());
        Track { title, ghost: None, run: Some(Side { path, ..Side::over(trace, lanes, threads, gauges) }) }
    });
    draw(&tracks.collect::<Vec<_>>(), &View { folds: Some(&look.folds), ..look.view })
}

/// An SVG document in pixels. It goes through a `data:` address, which every page may draw, also one
/// without an origin.
async fn pixels(document: &str, picture: &Picture) -> Result<Blob, BrowserError> {
    let during = BrowserError::during("drawing the picture");
    let image = HtmlImageElement::new().map_err(&during)?;
    image.set_src(&format!("data:image/svg+xml,{}", js_sys::encode_uri_component(document)));
    JsFuture::from(image.decode()).await.map_err(&during)?;
    let page = web_sys::window().and_then(|window| window.document());
    let page = page.ok_or(BrowserError::Missing("document"))?;
    let canvas: HtmlCanvasElement = page.create_element("canvas").map_err(&during)?.unchecked_into();
    let (width, height) = (picture.width * DENSITY, picture.height.ceil() * DENSITY);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few thousand pixels")]
    {
        canvas.set_width(width as u32);
        canvas.set_height(height as u32);
    }
    let context = canvas.get_context("2d").map_err(&during)?.ok_or(BrowserError::Missing("canvas"))?;
    let context: CanvasRenderingContext2d = context.unchecked_into();
    context
        .draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height)
        .map_err(&during)?;
    let promise = Promise::new(&mut |resolve, reject| {
        if let Err(exception) = canvas.to_blob(&resolve) {
            let _ = reject.call1(&JsValue::UNDEFINED, &exception);
        }
    });
    let blob = JsFuture::from(promise).await.map_err(&during)?;
    blob.dyn_into().map_err(|_| BrowserError::Failed {
        what: "drawing the picture",
        reason: "it is too large for this browser".to_owned(),
    })
}

/// Reads a run's file. Looks at its length first.
///
/// # Errors
///
/// A sentence that says what is wrong with the file.
pub(super) async fn load(file: &File) -> Result<RunFile, String> {
    let name = file.name();
    read(file)
        .await
        .map_err(|reason| format!("“{name}” was not opened: {reason}. What you had is still here."))
}

async fn read(file: &File) -> Result<RunFile, String> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast from f64 saturates")]
    let length = file.size() as usize;
    if length > MOST_BYTES {
        return Err(RunFileError::TooLong(length).to_string());
    }
    let during = BrowserError::during("reading it");
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(|error| during(error).to_string())?;
    let run = RunFile::from_bytes(&Uint8Array::new(&buffer).to_vec()).map_err(|error| error.to_string())?;
    scenes::check(&run.scene, &run.query)?;
    Ok(run)
}
