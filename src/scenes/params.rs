//! What the reader can change in a scene, and how it stands in an address.

use std::fmt::{self, Write as _};
use std::time::Duration;

use thiserror::Error;

/// One thing that the reader can change: a whole number with a unit and a range.
///
/// Whole numbers are all that scenes need, in a fitting unit, and reading fractions would add
/// ten kilobytes of tables to each download.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Param {
    /// Its name in addresses.
    pub name: &'static str,
    /// Its name for readers.
    pub label: &'static str,
    /// The unit behind the number; empty for a count.
    pub unit: &'static str,
    /// The value if the reader does not choose.
    pub default: u32,
    /// The least value.
    pub min: u32,
    /// The greatest value.
    pub max: u32,
    /// Values are multiples of this above the least.
    pub step: u32,
    /// Words for the values from 0 on, where the reader chooses between ways rather than amounts.
    pub choices: &'static [&'static str],
}

impl Param {
    /// A whole number of things.
    #[must_use]
    pub const fn count(name: &'static str, label: &'static str, default: u32, min: u32, max: u32) -> Self {
        Self { name, label, unit: "", default, min, max, step: 1, choices: &[] }
    }

    /// A length of time in whole milliseconds.
    #[must_use]
    pub const fn millis(name: &'static str, label: &'static str, default: u32, min: u32, max: u32) -> Self {
        Self { name, label, unit: "ms", default, min, max, step: 10, choices: &[] }
    }

    /// A share in per cent.
    #[must_use]
    pub const fn percent(name: &'static str, label: &'static str, default: u32, max: u32) -> Self {
        Self { name, label, unit: "%", default, min: 0, max, step: 1, choices: &[] }
    }

    /// One of several ways; the first is the default. In addresses they stand as these words.
    #[must_use]
    pub const fn choice(name: &'static str, label: &'static str, choices: &'static [&'static str]) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "a handful of words")]
        let max = choices.len() as u32 - 1;
        Self { name, label, unit: "", default: 0, min: 0, max, step: 1, choices }
    }

    /// With another default.
    #[must_use]
    pub const fn defaulting_to(self, default: u32) -> Self {
        Self { default, ..self }
    }

    /// A value as it stands in an address.
    #[must_use]
    pub fn word(&self, value: u32) -> String {
        self.choices.get(value as usize).map_or_else(|| value.to_string(), |word| (*word).to_owned())
    }

    /// Reads a value.
    ///
    /// # Errors
    ///
    /// When the text is no whole number, or one out of range, or none of the words.
    pub fn parse(&self, text: &str) -> Result<u32, Problem> {
        if !self.choices.is_empty() {
            return self.parse_choice(text);
        }
        let used = format!("{}{}", self.default, self.spaced_unit());
        let digits = text.trim();
        let number = digits.parse().ok().filter(|value| (self.min..=self.max).contains(value));
        number.ok_or_else(|| {
            let (name, value) = (self.name.to_owned(), text.to_owned());
            if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
                return Problem::NotANumber { name, value, used };
            }
            let range = format!("{} to {}{}", self.min, self.max, self.spaced_unit());
            Problem::OutOfRange { name, value, range, used }
        })
    }

    fn parse_choice(&self, text: &str) -> Result<u32, Problem> {
        let place = self.choices.iter().position(|word| *word == text.trim());
        place.and_then(|place| u32::try_from(place).ok()).ok_or_else(|| Problem::NotAChoice {
            name: self.name.to_owned(),
            value: text.to_owned(),
            possible: self.choices.join(", "),
            used: self.word(self.default),
        })
    }

    fn spaced_unit(&self) -> String {
        if self.unit.is_empty() { String::new() } else { format!(" {}", self.unit) }
    }
}

/// How many scene seconds pass in a real one, in thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pace(pub u32);

impl Pace {
    /// Scene time is real time.
    pub const ONE: Self = Self(1_000);
    /// The slowest.
    pub const LEAST: Self = Self(100);
    /// The fastest.
    pub const MOST: Self = Self(10_000_000);

    /// Scene seconds a real second.
    #[must_use]
    pub fn factor(self) -> f64 {
        f64::from(self.0) / 1e3
    }

    /// Reads a decimal number with at most three digits behind its point.
    ///
    /// # Errors
    ///
    /// When the text is no such number, or one out of range. `default` is named as what is used
    /// instead.
    pub fn parse(text: &str, default: Self) -> Result<Self, Problem> {
        let (name, value, used) = ("pace".to_owned(), text.to_owned(), default.to_string());
        let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
        if !digits(whole) || !digits(part) || part.len() > 3 {
            return Err(Problem::NotADecimal { name, value, used });
        }
        let thousandths = format!("{whole}{part:0<3}").parse().ok().map(Self);
        thousandths.filter(|pace| (Self::LEAST..=Self::MOST).contains(pace)).ok_or_else(|| {
            Problem::OutOfRange { name, value, range: format!("{} to {}", Self::LEAST, Self::MOST), used }
        })
    }
}

/// As few digits as it takes.
impl fmt::Display for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}.{:03}", self.0 / 1_000, self.0 % 1_000);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// Why a part of an address was passed over. Each text is a sentence for the reader.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Problem {
    /// The text is no whole number.
    #[error("“{name}={value}” is not a whole number; {used} is used instead.")]
    NotANumber {
        /// The parameter.
        name: String,
        /// What stood there.
        value: String,
        /// What is used.
        used: String,
    },
    /// The text is no decimal number.
    #[error("“{name}={value}” is not a number with at most three decimals; {used} is used instead.")]
    NotADecimal {
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

impl Problem {
    /// What is wrong, without what is done about it, and without a full stop.
    #[must_use]
    pub fn reason(&self) -> String {
        let mut sentence = self.to_string();
        let end = sentence.rfind("; ").unwrap_or(sentence.len());
        sentence.truncate(end);
        sentence
    }
}

/// A value for each of a scene's parameters, and the seed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    params: &'static [Param],
    values: Vec<u32>,
    /// What random choices are drawn from.
    pub seed: u64,
}

impl Settings {
    /// The default of each.
    #[must_use]
    pub fn defaults(params: &'static [Param], seed: u64) -> Self {
        Self { params, values: params.iter().map(|param| param.default).collect(), seed }
    }

    /// The values of a query; what cannot be read is at its default.
    #[must_use]
    pub fn read(params: &'static [Param], seed: u64, query: &str) -> Self {
        let mut settings = Self::defaults(params, seed);
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if name == "seed" {
                settings.seed = value.parse().unwrap_or(seed);
            } else {
                // Pace and network are no parameters, and mean nothing here.
                let _ = settings.set(&name, &value);
            }
        }
        settings
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
    pub fn get(&self, name: &str) -> u32 {
        let place = self.params.iter().position(|param| param.name == name);
        place.and_then(|place| self.values.get(place).copied()).expect("the scene has this parameter")
    }

    /// Whether a parameter is at the choice of this word.
    ///
    /// # Panics
    ///
    /// As [`get`](Self::get).
    #[must_use]
    pub fn is(&self, name: &str, word: &str) -> bool {
        let value = self.get(name);
        self.params.iter().any(|param| param.name == name && param.choices.get(value as usize) == Some(&word))
    }

    /// The value of a parameter in milliseconds.
    ///
    /// # Panics
    ///
    /// As [`get`](Self::get).
    #[must_use]
    pub fn millis(&self, name: &str) -> Duration {
        Duration::from_millis(self.get(name).into())
    }

    /// The value of a parameter in per cent, as a share from 0 to 1.
    ///
    /// # Panics
    ///
    /// As [`get`](Self::get).
    #[must_use]
    pub fn share(&self, name: &str) -> f64 {
        f64::from(self.get(name)) / 100.0
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
        self.write(false)
    }

    /// All values, as a query without `?`: what is at its default stays so when defaults change.
    #[must_use]
    pub fn whole_query(&self) -> String {
        self.write(true)
    }

    fn write(&self, with_defaults: bool) -> String {
        let mut query = String::new();
        for (param, value) in self.params.iter().zip(&self.values) {
            if with_defaults || *value != param.default {
                let and = if query.is_empty() { "" } else { "&" };
                let _ = write!(query, "{and}{}={}", param.name, param.word(*value));
            }
        }
        query
    }
}
