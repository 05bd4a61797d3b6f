//! How times and numbers are written.

use std::fmt;

use crate::trace::Micros;

/// A length of time for readers, to three significant digits: `12.0 h`, `2.70 s`, `350 ms`,
/// `40 µs`.
#[must_use]
pub fn time(time: Micros) -> String {
    let seconds = time.secs();
    match time.0 {
        0 => "0 s".to_owned(),
        1..1_000 => format!("{} µs", time.0),
        1_000..999_500 => format!("{} ms", significant(seconds * 1e3)),
        999_500..600_000_000 => format!("{} s", significant(seconds)),
        600_000_000..7_200_000_000 => format!("{} min", significant(seconds / 60.0)),
        _ => format!("{} h", significant(seconds / 3600.0)),
    }
}

/// A number with three significant digits, and all of those before the point.
#[must_use]
pub fn significant(value: f64) -> String {
    let size = value.abs();
    let digits = match size {
        _ if size >= 99.95 => 0,
        _ if size >= 9.995 => 1,
        _ => 2,
    };
    Fixed { value, digits }.to_string()
}

/// A number with a fixed number of digits behind the point, at most three. Written with whole
/// numbers: the general way of writing fractions is five kilobytes of each download.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fixed {
    /// The number; beyond about 10^16 it is cut off.
    pub value: f64,
    /// How many digits.
    pub digits: u8,
}

impl fmt::Display for Fixed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = 10_u64.pow(self.digits.min(3).into());
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "saturates, and the unit is at most a thousand"
        )]
        let scaled = (self.value.abs() * unit as f64).round() as u64;
        let sign = if self.value < 0.0 && scaled > 0 { "-" } else { "" };
        let (whole, part) = (scaled / unit, scaled % unit);
        if self.digits == 0 {
            return write!(f, "{sign}{whole}");
        }
        write!(f, "{sign}{whole}.{part:0width$}", width = self.digits.min(3).into())
    }
}

/// A share as a whole percentage; small ones with a digit more, none as 0.
#[must_use]
pub fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent == 0.0 {
        "0 %".to_owned()
    } else if percent < 0.1 {
        "< 0.1 %".to_owned()
    } else if percent < 9.95 {
        format!("{} %", Fixed { value: percent, digits: 1 })
    } else {
        format!("{} %", Fixed { value: percent, digits: 0 })
    }
}

/// A quantity, which may be anything that is counted: `812`, `98.2k`.
#[must_use]
pub fn quantity(value: i64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
    let size = value as f64;
    match value.unsigned_abs() {
        0..10_000 => value.to_string(),
        10_000..1_000_000 => format!("{}k", significant(size / 1e3)),
        _ => format!("{}M", significant(size / 1e6)),
    }
}

/// How wide a letter of the pictures' small type is on average, in pixels.
const LETTER: f64 = 6.3;

/// A name for so many pixels: of one that is too long, the middle is left out, as names mostly
/// differ at their ends.
#[must_use]
pub fn shortened(name: &str, room: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few dozen")]
    let most = (room / LETTER).max(3.0) as usize;
    let length = name.chars().count();
    if length <= most {
        return name.to_owned();
    }
    let behind = (most - 1) / 2;
    let (before, after) = (name.chars().take(most - 1 - behind), name.chars().skip(length - behind));
    before.chain(['…']).chain(after).collect()
}

/// A number of bytes: `812 B`, `98.2 KB`.
#[must_use]
pub fn bytes(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
    let size = bytes as f64;
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} KB", significant(size / 1e3)),
        _ => format!("{} MB", significant(size / 1e6)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_three_digits_and_a_fitting_unit() {
        for (micros, text) in [
            (0, "0 s"),
            (40, "40 µs"),
            (999, "999 µs"),
            (1_000, "1.00 ms"),
            (350_000, "350 ms"),
            (999_400, "999 ms"),
            (999_600, "1.00 s"),
            (2_700_000, "2.70 s"),
            (50_000_000, "50.0 s"),
            (120_000_000, "120 s"),
            (3_600_000_000, "60.0 min"),
            (43_200_000_000, "12.0 h"),
        ] {
            assert_eq!(time(Micros(micros)), text);
        }
    }

    #[test]
    fn fractions_are_written_as_usual() {
        for (value, digits) in
            [(0.0, 2), (1.005, 2), (-1.25, 1), (-0.001, 1), (12.3456, 3), (99.99, 0), (7.0, 3)]
        {
            let usual = format!("{value:.0$}", usize::from(digits));
            let usual =
                if usual.trim_matches(['-', '0', '.']).is_empty() { usual.replace('-', "") } else { usual };
            let fixed = Fixed { value, digits }.to_string();
            let off = fixed.parse::<f64>().unwrap() - usual.parse::<f64>().unwrap();
            // Halves may go either way: in binary most of them are none.
            assert!(
                off.abs() < 1.1 / 10_f64.powi(digits.into()) && fixed.len() == usual.len(),
                "{fixed} {usual}"
            );
        }
    }

    #[test]
    fn shares_keep_a_digit_where_they_are_small() {
        assert_eq!(percent(0.0), "0 %");
        assert_eq!(percent(0.0004), "< 0.1 %");
        assert_eq!(percent(0.0151), "1.5 %");
        assert_eq!(percent(0.875), "88 %");
    }

    #[test]
    fn large_quantities_have_three_digits() {
        let of = [(0, "0"), (-3, "-3"), (9_999, "9999"), (-12_345, "-12.3k"), (2_500_000, "2.50M")];
        for (value, text) in of {
            assert_eq!(quantity(value), text);
        }
    }

    #[test]
    fn long_names_keep_their_ends() {
        assert_eq!(shortened("request 100", 70.0), "request 100");
        assert_eq!(shortened("request 1000", 70.0), "reque… 1000");
        assert_eq!(shortened("läuft über", 34.0), "lä…er");
        assert_eq!(shortened("main", 0.0), "m…n");
    }

    #[test]
    fn sizes_are_decimal() {
        assert_eq!(bytes(812), "812 B");
        assert_eq!(bytes(102_400), "102 KB");
    }
}
