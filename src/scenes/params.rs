//! What the reader can change in a scene, and how it stands in an address.

use std::fmt::Write as _;
use std::time::Duration;

use thiserror::Error;

/// One thing that the reader can change: a number with a unit and a range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Param {
    /// Its name in addresses.
    pub name: &'static str,
    /// Its name for readers.
    pub label: &'static str,
    /// The unit behind the number; empty for a count.
    pub unit: &'static str,
    /// The value if the reader does not choose.
    pub default: f64,
    /// The least value.
    pub min: f64,
    /// The greatest value.
    pub max: f64,
    /// Values are multiples of this above the least.
    pub step: f64,
}

impl Param {
    /// A whole number of things.
    #[must_use]
    pub const fn count(name: &'static str, label: &'static str, default: f64, min: f64, max: f64) -> Self {
        Self { name, label, unit: "", default, min, max, step: 1.0 }
    }

    /// A length of time in whole milliseconds.
    #[must_use]
    pub const fn millis(name: &'static str, label: &'static str, default: f64, min: f64, max: f64) -> Self {
        Self { name, label, unit: "ms", default, min, max, step: 10.0 }
    }

    /// A share in per cent.
    #[must_use]
    pub const fn percent(name: &'static str, label: &'static str, default: f64, max: f64) -> Self {
        Self { name, label, unit: "%", default, min: 0.0, max, step: 1.0 }
    }

    /// Reads a value.
    ///
    /// # Errors
    ///
    /// When the text is no number, or one out of range.
    pub fn parse(&self, text: &str) -> Result<f64, Problem> {
        let value: f64 = text.trim().parse().map_err(|_| self.not_a_number(text))?;
        if !value.is_finite() {
            return Err(self.not_a_number(text));
        }
        if value < self.min || value > self.max {
            return Err(Problem::OutOfRange {
                name: self.name.to_owned(),
                value: text.to_owned(),
                range: format!("{} to {}{}", self.min, self.max, self.spaced_unit()),
                used: format!("{}{}", self.default, self.spaced_unit()),
            });
        }
        // Counts are counts: a fraction of a request cannot be made.
        Ok(if self.step.fract() == 0.0 { value.round() } else { value })
    }

    fn not_a_number(&self, text: &str) -> Problem {
        Problem::NotANumber {
            name: self.name.to_owned(),
            value: text.to_owned(),
            used: format!("{}{}", self.default, self.spaced_unit()),
        }
    }

    fn spaced_unit(&self) -> String {
        if self.unit.is_empty() { String::new() } else { format!(" {}", self.unit) }
    }
}

/// Why a part of an address was passed over. Each text is a sentence for the reader.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Problem {
    /// The text is no number.
    #[error("“{name}={value}” is not a number; {used} is used instead.")]
    NotANumber {
        /// The parameter.
        name: String,
        /// What stood there.
        value: String,
        /// What is used.
        used: String,
    },
    /// The number is out of range.
    #[error("“{name}={value}” is out of its range of {range}; {used} is used instead.")]
    OutOfRange {
        /// The parameter.
        name: String,
        /// What stood there.
        value: String,
        /// What may stand there.
        range: String,
        /// What is used.
        used: String,
    },
    /// No such parameter.
    #[error("“{name}” is not a parameter of this scene; it is ignored.")]
    Unknown {
        /// What stood there.
        name: String,
    },
    /// A word that is none of those possible.
    #[error("“{name}={value}” is none of {possible}; {used} is used instead.")]
    NotAChoice {
        /// The parameter.
        name: String,
        /// What stood there.
        value: String,
        /// What may stand there.
        possible: String,
        /// What is used.
        used: String,
    },
}

/// A value for each of a scene's parameters, and the seed.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    params: &'static [Param],
    values: Vec<f64>,
    /// What random choices are drawn from.
    pub seed: u64,
}

impl Settings {
    /// The default of each.
    #[must_use]
    pub fn defaults(params: &'static [Param], seed: u64) -> Self {
        Self { params, values: params.iter().map(|param| param.default).collect(), seed }
    }

    /// The parameters.
    #[must_use]
    pub const fn params(&self) -> &'static [Param] {
        self.params
    }

    /// The value of a parameter.
    ///
    /// # Panics
    ///
    /// When the scene has no such parameter: a mistake in the scene, which its tests find.
    #[must_use]
    pub fn get(&self, name: &str) -> f64 {
        let place = self.params.iter().position(|param| param.name == name);
        place.and_then(|place| self.values.get(place).copied()).expect("the scene has this parameter")
    }

    /// The value of a parameter that counts something.
    #[must_use]
    pub fn count(&self, name: &str) -> u32 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a cast from f64 saturates, and ranges of counts begin at zero or above"
        )]
        let count = self.get(name) as u32;
        count
    }

    /// The value of a parameter in milliseconds.
    #[must_use]
    pub fn millis(&self, name: &str) -> Duration {
        Duration::from_secs_f64(self.get(name).max(0.0) / 1e3)
    }

    /// The value of a parameter in per cent, as a share from 0 to 1.
    #[must_use]
    pub fn share(&self, name: &str) -> f64 {
        self.get(name) / 100.0
    }

    /// Reads one value.
    ///
    /// # Errors
    ///
    /// When there is no such parameter, or the text is not one of its values; the value then
    /// stays as it was.
    pub fn set(&mut self, name: &str, text: &str) -> Result<(), Problem> {
        let place = self.params.iter().position(|param| param.name == name);
        let Some(place) = place else {
            return Err(Problem::Unknown { name: name.to_owned() });
        };
        self.values[place] = self.params[place].parse(text)?;
        Ok(())
    }

    /// The values that differ from their defaults, as a query without `?`.
    #[must_use]
    pub fn query(&self) -> String {
        let mut query = String::new();
        for (param, value) in self.params.iter().zip(&self.values) {
            #[expect(clippy::float_cmp, reason = "unchanged means the very same number")]
            if *value != param.default {
                let and = if query.is_empty() { "" } else { "&" };
                let _ = write!(query, "{and}{}={value}", param.name);
            }
        }
        query
    }
}
