//! Paints a picture on a canvas. The shapes come from [`timeline`](crate::timeline); here are
//! only brush strokes.

use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{CanvasPattern, CanvasRenderingContext2d, HtmlCanvasElement, Path2d};

use crate::timeline::picture::{Anchor, Mark, Picture, Rect, Role, Stroke};
use crate::timeline::scale::bounded;
use crate::timeline::{Palette, Theme, svg};
use crate::trace::{Phase, ThreadState};

const SANS: &str = "system-ui, -apple-system, \"Segoe UI\", Roboto, sans-serif";

/// A canvas with what is needed to paint on it again and again.
pub struct Canvas {
    element: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    theme: Theme,
    palette: Palette,
    patterns: Vec<(Phase, CanvasPattern)>,
}

impl Canvas {
    /// Prepares a canvas. None where the browser gives no context for it.
    #[must_use]
    pub fn new(element: HtmlCanvasElement, theme: Theme) -> Option<Self> {
        let context = context_of(&element)?;
        let palette = Palette::of(theme);
        let patterns = Phase::ALL
            .into_iter()
            .filter_map(|phase| Some((phase, tile(&element, phase, &palette)?)))
            .collect();
        Some(Self { element, context, theme, palette, patterns })
    }

    /// The theme that it paints in.
    #[must_use]
    pub const fn theme(&self) -> Theme {
        self.theme
    }

    /// Paints a picture over whatever was there. `density` is device pixels per pixel of the page, and
    /// `zoom` such pixels per pixel of the picture.
    pub fn paint(&self, picture: &Picture, density: f64, zoom: f64) {
        let height = device(picture.height * zoom);
        let density = density * zoom;
        let size = (device(picture.width * density), device(picture.height * density));
        // Setting a size clears a canvas and allocates anew, even if it is the same.
        if (self.element.width(), self.element.height()) != size {
            self.element.set_width(size.0);
            self.element.set_height(size.1);
            // Through the object model, which a strict content security policy allows.
            let style = self.element.style();
            let _ = style.set_property("height", &format!("{height}px"));
        }
        let _ = self.context.set_transform(density, 0.0, 0.0, density, 0.0, 0.0);
        self.context.set_fill_style_str(self.palette.ground);
        self.context.fill_rect(0.0, 0.0, picture.width, picture.height);
        self.rects(picture, self.palette.accent, svg::BAND, |mark| match mark {
            Mark::Band { rect } => Some(rect),
            _ => None,
        });
        self.lines(picture, &[Stroke::Grid], false);
        for ghost in [true, false] {
            self.context.set_global_alpha(if ghost { svg::GHOST } else { 1.0 });
            self.threads(picture, ghost);
            self.bars(picture, ghost);
            self.lines(picture, &[Stroke::Gauge], ghost);
        }
        self.caps(picture);
        // How long what is later takes is veiled as well; who it is stays to be read.
        self.texts(picture, |role| role == Role::Value);
        self.rects(picture, self.palette.ground, svg::VEIL, |mark| match mark {
            Mark::Veil { rect } => Some(rect),
            _ => None,
        });
        self.rects(picture, self.palette.accent, 1.0, |mark| match mark {
            Mark::Lit { rect } => Some(rect),
            _ => None,
        });
        self.texts(picture, |role| role != Role::Value);
        self.lines(picture, &[Stroke::Handle, Stroke::Path, Stroke::Wake, Stroke::Playhead], false);
    }

    fn rects(&self, picture: &Picture, colour: &str, alpha: f64, of: fn(&Mark) -> Option<&Rect>) {
        self.context.set_fill_style_str(colour);
        self.context.set_global_alpha(alpha);
        self.fill(picture.marks.iter().filter_map(of));
        self.context.set_global_alpha(1.0);
    }

    /// Rectangles one by one, phase by phase: a canvas draws many of them sooner than one path of
    /// them all.
    fn bars(&self, picture: &Picture, of_ghost: bool) {
        for phase in Phase::ALL {
            let rects = || {
                picture.marks.iter().filter_map(move |mark| match mark {
                    Mark::Bar { rect, phase: of, ghost } if *of == phase && *ghost == of_ghost => Some(rect),
                    _ => None,
                })
            };
            self.context.set_fill_style_str(self.palette.phase(phase));
            self.fill(rects());
            if let Some((_, pattern)) = self.patterns.iter().find(|known| known.0 == phase) {
                self.context.set_fill_style_canvas_pattern(pattern);
                self.fill(rects().filter(|rect| rect.h >= svg::PATTERNED));
            }
        }
    }

    fn threads(&self, picture: &Picture, of_ghost: bool) {
        for state in [ThreadState::Idle, ThreadState::Blocked, ThreadState::Busy] {
            self.context.set_fill_style_str(self.palette.thread(state));
            self.fill(picture.marks.iter().filter_map(|mark| match mark {
                Mark::Thread { rect, state: of, ghost } if *of == state && *ghost == of_ghost => Some(rect),
                _ => None,
            }));
        }
    }

    fn fill<'a>(&self, rects: impl Iterator<Item = &'a Rect>) {
        for Rect { x, y, w, h } in rects {
            self.context.fill_rect(*x, *y, *w, *h);
        }
    }

    fn caps(&self, picture: &Picture) {
        self.context.set_line_width(2.0);
        for mark in &picture.marks {
            if let Mark::Cap { x, y, size, outcome } = mark
                && let Ok(path) = Path2d::new_with_path_string(&svg::cap_path(*x, *y, *size, *outcome))
            {
                self.context.set_stroke_style_str(self.palette.outcome(*outcome));
                self.context.stroke_with_path(&path);
            }
        }
    }

    fn texts(&self, picture: &Picture, wanted: fn(Role) -> bool) {
        self.context.set_text_baseline("middle");
        let mut font = None;
        for mark in &picture.marks {
            let Mark::Text { x, y, text, role, anchor, ghost } = mark else { continue };
            if !wanted(*role) {
                continue;
            }
            if font != Some(*role) {
                font = Some(*role);
                self.set_font(*role);
            }
            self.context.set_global_alpha(if *ghost { 0.75 } else { 1.0 });
            self.context.set_text_align(match anchor {
                Anchor::Start => "left",
                Anchor::Middle => "center",
                Anchor::End => "right",
            });
            let _ = self.context.fill_text(text, *x, *y);
        }
        self.context.set_global_alpha(1.0);
    }

    fn set_font(&self, role: Role) {
        let (size, weight) = svg::font(role);
        self.context.set_font(&format!("{weight} {size}px {SANS}"));
        self.context.set_fill_style_str(self.palette.role(role));
    }

    fn lines(&self, picture: &Picture, wanted: &[Stroke], of_ghost: bool) {
        for mark in &picture.marks {
            let Mark::Line { points, stroke, ghost } = mark else { continue };
            if !wanted.contains(stroke) || *ghost != of_ghost {
                continue;
            }
            self.context.begin_path();
            for (x, y) in points {
                // The first of a path is where it begins.
                self.context.line_to(*x, *y);
            }
            self.context.set_line_width(svg::line_width(*stroke));
            self.context.set_stroke_style_str(self.palette.stroke(*stroke));
            self.context.stroke();
        }
    }
}

/// The pattern of a phase, if it has one.
fn tile(beside: &HtmlCanvasElement, phase: Phase, palette: &Palette) -> Option<CanvasPattern> {
    let lines = svg::pattern(phase)?;
    let element = beside.owner_document()?.create_element("canvas").ok()?;
    let element: HtmlCanvasElement = element.dyn_into().ok()?;
    element.set_width(8);
    element.set_height(8);
    let context = context_of(&element)?;
    context.set_stroke_style_str(palette.ground);
    context.set_global_alpha(0.55);
    context.set_line_width(1.2);
    context.stroke_with_path(&Path2d::new_with_path_string(lines).ok()?);
    context.create_pattern_with_html_canvas_element(&element, "repeat").ok()?
}

fn context_of(element: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    let context: Result<Option<_>, JsValue> = element.get_context("2d");
    context.ok()??.dyn_into().ok()
}

fn device(pixels: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the size of a canvas")]
    let size = bounded(pixels.round(), 1.0, 32_000.0) as u32;
    size
}
