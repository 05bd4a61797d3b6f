//! The colours of pictures, out of the one file of design tokens.

use crate::trace::{Outcome, Phase, ThreadState};

use super::picture::{Role, Stroke};

const TOKENS: &str = include_str!("../../static/tokens.css");

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Theme {
    /// Dark on light.
    #[default]
    Light,
    /// Light on dark.
    Dark,
}

/// The colours of one theme, as CSS hexadecimal colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// What everything stands on.
    pub ground: &'static str,
    /// Text.
    pub text: &'static str,
    /// Text of less weight.
    pub muted: &'static str,
    /// Thin lines.
    pub rule: &'static str,
    /// The playhead, and what else is picked out.
    pub accent: &'static str,
    bad: &'static str,
    phases: [&'static str; Phase::ALL.len()],
    threads: [&'static str; 3],
}

impl Palette {
    /// The colours of a theme.
    #[must_use]
    pub fn of(theme: Theme) -> Self {
        let mut phases = [""; Phase::ALL.len()];
        for phase in Phase::ALL {
            phases[phase.index()] = token("phase-", phase.label(), theme);
        }
        Self {
            ground: token("", "ground", theme),
            text: token("", "text", theme),
            muted: token("", "muted", theme),
            rule: token("", "rule", theme),
            accent: token("", "accent", theme),
            bad: token("", "bad", theme),
            phases,
            threads: ["idle", "busy", "blocked"].map(|state| token("thread-", state, theme)),
        }
    }

    /// The colour of a phase.
    #[must_use]
    pub const fn phase(&self, phase: Phase) -> &'static str {
        self.phases[phase.index()]
    }

    /// The colour of a thread's state.
    #[must_use]
    pub const fn thread(&self, state: ThreadState) -> &'static str {
        match state {
            ThreadState::Idle => self.threads[0],
            ThreadState::Busy => self.threads[1],
            ThreadState::Blocked => self.threads[2],
        }
    }

    /// The colour of an end.
    #[must_use]
    pub const fn outcome(&self, outcome: Outcome) -> &'static str {
        match outcome {
            Outcome::Ok => self.text,
            Outcome::Cancelled => self.muted,
            Outcome::Failed | Outcome::Panicked => self.bad,
        }
    }

    /// The colour of a line.
    #[must_use]
    pub const fn stroke(&self, stroke: Stroke) -> &'static str {
        match stroke {
            Stroke::Grid => self.rule,
            Stroke::Gauge | Stroke::Handle => self.muted,
            Stroke::Path | Stroke::Wake | Stroke::Playhead => self.accent,
        }
    }

    /// The colour of a text.
    #[must_use]
    pub const fn role(&self, role: Role) -> &'static str {
        match role {
            Role::Title | Role::Value => self.text,
            Role::Name | Role::Tick => self.muted,
        }
    }
}

/// The value of a token; empty where the file does not have it, which a test rules out.
fn token(prefix: &str, name: &str, theme: Theme) -> &'static str {
    let find = |line: &'static str| {
        let rest = line.trim().strip_prefix("--")?.strip_prefix(prefix)?.strip_prefix(name)?;
        let (light, dark) = rest.strip_prefix(": light-dark(")?.strip_suffix(");")?.split_once(", ")?;
        Some(if theme == Theme::Light { light } else { dark })
    };
    TOKENS.lines().find_map(find).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(palette: &Palette) -> Vec<&'static str> {
        let mut all =
            vec![palette.ground, palette.text, palette.muted, palette.rule, palette.accent, palette.bad];
        all.extend(palette.phases);
        all.extend(palette.threads);
        all
    }

    /// Relative luminance after WCAG 2.2.
    fn luminance(colour: &str) -> f64 {
        let channel = |place: usize| {
            let value = u8::from_str_radix(&colour[place..place + 2], 16).unwrap();
            let share = f64::from(value) / 255.0;
            if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_token_that_a_picture_needs_is_in_the_file() {
        for theme in [Theme::Light, Theme::Dark] {
            for colour in all(&Palette::of(theme)) {
                assert!(colour.len() == 7 && colour.starts_with('#'), "{theme:?}: {colour:?}");
            }
        }
    }

    #[test]
    fn texts_have_the_contrast_that_wcag_aa_asks_for() {
        for theme in [Theme::Light, Theme::Dark] {
            let palette = Palette::of(theme);
            for colour in [palette.text, palette.muted, palette.accent, palette.bad] {
                assert!(contrast(colour, palette.ground) >= 4.5, "{theme:?}: {colour}");
            }
        }
    }

    #[test]
    fn code_has_that_contrast_on_everything_that_it_stands_on() {
        let texts = [
            "code-keyword",
            "code-string",
            "code-number",
            "code-comment",
            "code-function",
            "code-type",
            "text",
            "muted",
        ];
        for theme in [Theme::Light, Theme::Dark] {
            let token = |name: &str| token("", name, theme);
            for ground in ["raised", "sunken", "code-at", "code-hot"] {
                for text in texts {
                    let found = contrast(token(text), token(ground));
                    assert!(found >= 4.5, "{theme:?}: {text} on {ground}: {found}");
                }
            }
        }
    }

    #[test]
    fn no_two_phases_have_one_colour() {
        for theme in [Theme::Light, Theme::Dark] {
            let palette = Palette::of(theme);
            for (place, phase) in Phase::ALL.into_iter().enumerate() {
                for other in &Phase::ALL[place + 1..] {
                    assert_ne!(palette.phase(phase), palette.phase(*other));
                }
            }
        }
    }
}
