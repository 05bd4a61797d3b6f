//! How times and numbers are written.

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
    if size >= 99.95 {
        format!("{value:.0}")
    } else if size >= 9.995 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
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
        format!("{percent:.1} %")
    } else {
        format!("{percent:.0} %")
    }
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
    fn shares_keep_a_digit_where_they_are_small() {
        assert_eq!(percent(0.0), "0 %");
        assert_eq!(percent(0.0004), "< 0.1 %");
        assert_eq!(percent(0.0151), "1.5 %");
        assert_eq!(percent(0.875), "88 %");
    }

    #[test]
    fn sizes_are_decimal() {
        assert_eq!(bytes(812), "812 B");
        assert_eq!(bytes(102_400), "102 KB");
    }
}
