//! Times are whole microseconds, and never overflow.

use std::time::Duration;

use meanwhile::trace::Micros;
use proptest::prelude::*;

proptest! {
    #![proptest_config(crate::support::invariants::cases(300))]

    #[test]
    fn seconds_come_back_as_they_were(micros in 0_u64..1 << 50) {
        prop_assert_eq!(Micros::from_secs(Micros(micros).secs()), Micros(micros));
        prop_assert_eq!(Micros::from(Duration::from(Micros(micros))), Micros(micros));
    }

    #[test]
    fn sums_and_differences_stop_at_the_ends(one in any::<u64>(), other in any::<u64>()) {
        let (one, other) = (Micros(one), Micros(other));
        prop_assert_eq!((one + other).0, one.0.saturating_add(other.0));
        prop_assert_eq!((one - other).0, one.0.saturating_sub(other.0));
        prop_assert_eq!([one, other].into_iter().sum::<Micros>(), one + other);
    }

    #[test]
    fn any_number_of_seconds_is_a_time(seconds in any::<f64>()) {
        let expected = if seconds > 0.0 { seconds * 1e6 } else { 0.0 };
        let difference = Micros::from_secs(seconds).secs() * 1e6 - expected.min(18_446_744_073_709_551_615.0);
        prop_assert!(difference.abs() <= 0.5 + expected * 1e-9, "{difference}");
    }
}

#[test]
fn what_is_no_number_of_seconds_is_no_time() {
    for seconds in [f64::NAN, f64::NEG_INFINITY, -1.0, -0.0, 1e-7] {
        assert_eq!(Micros::from_secs(seconds), Micros::ZERO, "{seconds}");
    }
    assert_eq!(Micros::from_secs(f64::INFINITY), Micros(u64::MAX));
    assert_eq!(Micros::from(Duration::MAX), Micros(u64::MAX));
}

#[test]
fn times_are_written_in_seconds_with_six_decimals() {
    let written = [0, 7, 1_000_000, 61_500_001].map(|micros| Micros(micros).to_string());
    assert_eq!(written, ["0.000000", "0.000007", "1.000000", "61.500001"]);
}
