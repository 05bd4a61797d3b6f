//! How far each request was, in the knowledge of all that was recorded.

use crate::trace::{Micros, Phase, Record, RequestId, What};

/// What is known of one request.
#[derive(Clone, Copy, Debug)]
struct Known {
    /// When, by the plan, it is sent.
    planned: Option<Micros>,
    /// When it was sent, by measurement.
    sent: Option<Micros>,
    /// The number of the record that says that the headers are here or, before they are, that it is over.
    headers: Option<u32>,
}

/// The requests of a run, by number. That one was sent is recorded only afterwards: here it counts
/// from when it was, as it does in the lanes.
#[derive(Clone, Debug, Default)]
pub struct Requests(Vec<Known>);

impl Requests {
    /// Takes in a record and its number, counted from 1.
    pub fn observe(&mut self, record: &Record, number: usize) {
        match record.what {
            What::RequestStarted { request, uplink, .. } if request.0 as usize == self.0.len() => {
                let planned = uplink.map(|uplink| record.at + uplink);
                self.0.push(Known { planned, sent: None, headers: None });
            }
            What::RequestSent { request, ago } => {
                if let Some(known) = self.get_mut(request).filter(|known| known.headers.is_none()) {
                    known.sent.get_or_insert(record.at - ago);
                }
            }
            What::HeadersArrived { request, .. } | What::RequestFinished { request, .. } => {
                if let Some(known) = self.get_mut(request) {
                    known.headers.get_or_insert(u32::try_from(number).unwrap_or(u32::MAX));
                }
            }
            _ => {}
        }
    }

    fn get_mut(&mut self, request: RequestId) -> Option<&mut Known> {
        self.0.get_mut(request.0 as usize)
    }

    /// What whoever waits for a request does after so many records, at this time.
    pub fn phase(&self, request: RequestId, records: usize, at: Micros) -> Phase {
        // Of a request that nobody started, only the response can be there.
        let Some(known) = self.0.get(request.0 as usize) else { return Phase::Receiving };
        if known.headers.is_some_and(|headers| headers as usize <= records) {
            return Phase::Receiving;
        }
        match known.sent.or(known.planned) {
            Some(sent) if sent <= at => Phase::Waiting,
            _ => Phase::Sending,
        }
    }
}
