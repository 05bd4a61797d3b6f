//! A trace's file form comes back as it was, and damage to it is a typed error, never a panic.

use meanwhile::trace::codec::VERSION;
use meanwhile::trace::{Lanes, Micros, ThreadUse, Totals, Trace, TraceError};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::support::invariants::{Check, cases, segments_are_in_order, spans_cover_lanes};
use crate::support::records::{hostile, plausible, wild};

const MAGIC: &[u8] = b"MEANWHILE";
/// The length of what stands before the items.
const HEAD: usize = MAGIC.len() + 1 + 4 + 4;

/// A file whose check sum is right, whatever its items are.
fn forged(count: u32, items: &[u8]) -> Vec<u8> {
    let sum = adler2::adler32_slice(items).to_le_bytes();
    [MAGIC, &[VERSION], &count.to_le_bytes(), &sum, items].concat()
}

fn comes_back(trace: &Trace) -> Check {
    let read = Trace::from_bytes(&trace.to_bytes());
    let read = read.map_err(|error| TestCaseError::fail(format!("{error}")))?;
    prop_assert_eq!(&read, trace);
    prop_assert_eq!(read.records().collect::<Vec<_>>(), trace.records().collect::<Vec<_>>());
    prop_assert_eq!((read.len(), read.tasks(), read.last()), (trace.len(), trace.tasks(), trace.last()));
    prop_assert_eq!(read.to_bytes(), trace.to_bytes());
    Ok(())
}

/// What is read can be folded, however little sense it makes, and is written as it was read.
fn is_harmless(file: &[u8]) -> Check {
    let Ok(trace) = Trace::from_bytes(file) else { return Ok(()) };
    let now = trace.last() + Micros(1);
    spans_cover_lanes(&trace, now)?;
    segments_are_in_order(&trace, now)?;
    let _ = Totals::at(&Lanes::of(&trace), &ThreadUse::of(&trace), now);
    prop_assert_eq!(trace.to_bytes(), file);
    Ok(())
}

proptest! {
    #![proptest_config(cases(120))]

    #[test]
    fn a_plausible_trace_comes_back(trace in plausible()) {
        comes_back(&trace)?;
    }

    #[test]
    fn a_hostile_trace_comes_back(trace in hostile()) {
        comes_back(&trace)?;
    }

    /// What refers to nothing is refused by whoever reads it, or was whole after all.
    #[test]
    fn a_wild_trace_comes_back_or_is_refused(trace in wild()) {
        match Trace::from_bytes(&trace.to_bytes()) {
            Ok(read) => prop_assert_eq!(&read, &*trace),
            Err(error) => prop_assert!(matches!(
                error,
                TraceError::UnknownTask(_)
                    | TraceError::UnknownRequest(_)
                    | TraceError::UnknownText(_)
                    | TraceError::UnknownSite(_)
                    | TraceError::UnknownResource(_)
            ), "{error:?}"),
        }
    }

    #[test]
    fn a_file_that_was_cut_off_says_so(trace in plausible(), cut in any::<Index>()) {
        let file = trace.to_bytes();
        let length = cut.index(file.len());
        let expected = if length < MAGIC.len() { TraceError::NotATrace } else { TraceError::Truncated };
        prop_assert_eq!(Trace::from_bytes(&file[..length]), Err(expected));
    }

    #[test]
    fn a_changed_byte_is_noticed(trace in hostile(), place in any::<Index>(), change in 1_u8..) {
        let mut file = trace.to_bytes();
        let place = place.index(file.len());
        file[place] ^= change;
        let read = Trace::from_bytes(&file);
        match place {
            0..9 => prop_assert_eq!(read, Err(TraceError::NotATrace)),
            // What is of this version is not of the first.
            9 if file[9] == 1 => prop_assert!(read.is_err() || trace.is_empty(), "{read:?}"),
            9 => prop_assert_eq!(read, Err(TraceError::Version(file[9]))),
            10..14 => {
                let counted = matches!(read, Err(TraceError::Count { .. } | TraceError::Truncated));
                prop_assert!(counted, "{read:?}");
            }
            14..HEAD => prop_assert_eq!(read, Err(TraceError::Checksum)),
            _ => prop_assert!(matches!(read, Err(TraceError::Checksum | TraceError::Truncated)), "{read:?}"),
        }
    }

    #[test]
    fn what_follows_a_trace_is_noticed(trace in plausible(), more in prop::collection::vec(any::<u8>(), 1..20)) {
        prop_assert!(Trace::from_bytes(&[trace.to_bytes(), more].concat()).is_err());
    }

    #[test]
    fn garbage_is_refused(file in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert_eq!(Trace::from_bytes(&file), Err(TraceError::NotATrace));
        let mut trace = Trace::new();
        let _ = trace.append(&file);
        prop_assert_eq!(trace.records().count(), trace.len());
    }

    #[test]
    fn garbage_in_a_valid_frame_is_harmless(count in 0_u32..4, items in prop::collection::vec(any::<u8>(), 0..60)) {
        is_harmless(&forged(count, &items))?;
    }

    /// The damage that a check sum cannot find: somebody made a valid one afterwards.
    #[test]
    fn a_forged_file_is_harmless(
        trace in hostile(),
        changes in prop::collection::vec((any::<Index>(), any::<u8>()), 1..4),
    ) {
        let mut items = trace.bytes().to_vec();
        for (place, byte) in changes {
            let place = place.index(items.len());
            items[place] = byte;
        }
        let mut found = Trace::new();
        let _ = found.append(&items);
        is_harmless(&forged(u32::try_from(found.len()).unwrap(), &items))?;
    }
}

#[test]
fn a_trace_without_records_comes_back() {
    assert_eq!(Trace::from_bytes(&Trace::new().to_bytes()), Ok(Trace::new()));
}

#[test]
fn every_version_that_never_was_is_refused_by_its_number() {
    for version in (0..=u8::MAX).filter(|version| !(1..=VERSION).contains(version)) {
        let mut file = Trace::new().to_bytes();
        file[MAGIC.len()] = version;
        assert_eq!(Trace::from_bytes(&file), Err(TraceError::Version(version)));
    }
}

#[test]
fn each_kind_of_damage_has_its_sentence() {
    let head = [MAGIC, &[VERSION]].concat();
    let said = |file: &[u8]| Trace::from_bytes(file).unwrap_err().to_string();
    assert_eq!(said(b"PK"), "this is not a Meanwhile trace");
    assert_eq!(said(&head), "the trace is cut off");
    assert_eq!(said(&[head, vec![0; 8]].concat()), "the trace is damaged: its check sum is wrong");
    assert_eq!(said(&forged(1, &[])), "the trace is cut off");
    assert_eq!(said(&forged(0, &[99, 1, 0])), "the trace is damaged: a part of it cannot be read");
    assert_eq!(
        said(&forged(0, &[3, 5, 1])),
        "the trace is damaged: it speaks of a task 5 that does not exist"
    );
    assert_eq!(
        said(&forged(0, &[1, 0, 1])),
        "the trace is damaged: it speaks of a string 0 that does not exist"
    );
    assert_eq!(
        said(&forged(0, &[0, 0, 2, 0, 0, 0, 1, 0, 1, 3, 0, 0, 0, 0, 0, 3, 0, 14, 1, 0])),
        "the trace is damaged: it speaks of a lock, queue or event 1 that does not exist"
    );
    let spawned = [0, 0, 1, 0, 1, 3, 0, 0, 0, 0, 0];
    assert_eq!(said(&forged(0, &spawned)), "the trace is damaged: it holds 1 records and promises 0");
}
