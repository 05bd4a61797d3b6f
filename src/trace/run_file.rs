//! A run as a file: the traces of its programs, and what they ran with.
//!
//! The file is `MEANWHILE-RUN`, a version byte, the length and the Adler-32 sum of the body (both
//! little-endian `u32`), and the body, as postcard writes it: a [`Head`], and for each program its name
//! and kind, how its times were obtained, and its trace in [its own file form](super::codec).
//!
//! Version 1 had two programs, the async and the blocking one; such files are still read.
//!
//! **Nothing here knows which scenes there are.** The caller looks whether a file's scene exists and
//! takes its parameters.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::codec::TraceError;
use super::how::How;
use super::program::Program;
use super::record::Micros;
use super::store::Trace;

/// The version that is written. It and all earlier ones are read.
pub const VERSION: u8 = 2;

/// The longest file that is written or read, in bytes: some two million records. What is read must fit
/// into a page's memory with all that is folded from it, whoever made the file.
pub const MOST_BYTES: usize = 8 << 20;

/// The most tasks that a program may have, for the same reason.
pub const MOST_TASKS: u32 = 100_000;

/// The most programs that a run may have: as many as a page has room to show one below the other.
pub const MOST_PROGRAMS: usize = 8;

/// The longest name of a program, in bytes.
const LONGEST_NAME: usize = 64;

const MAGIC: &[u8] = b"MEANWHILE-RUN";

/// What one program of a run did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedProgram {
    /// Which program it is.
    pub program: Program,
    /// How its times were obtained.
    pub how: How,
    /// What happened.
    pub trace: Trace,
}

/// A run that is over: its programs, and what they ran with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunFile {
    /// The scene's name in addresses.
    pub scene: String,
    /// Parameters, seed and network, as the query of an address, defaults too: these may change.
    pub query: String,
    /// How many scene seconds passed in a real one, in thousandths.
    pub pace: u32,
    /// How much of the run was real, from 1 (all) to 4 (nothing but the tasks).
    pub level: u8,
    /// Whether the page was hidden for some of the time: then browsers slow timers down.
    pub hidden: bool,
    /// How long the blocking programs froze the page, if they did.
    pub frozen: Option<Micros>,
    /// The programs, from 1 to [`MOST_PROGRAMS`].
    pub programs: Vec<RecordedProgram>,
}

/// What the body begins with.
#[derive(Deserialize)]
struct Head<'a> {
    scene: &'a str,
    query: &'a str,
    pace: u32,
    level: u8,
    hidden: bool,
    frozen: Option<Micros>,
    /// How many programs follow.
    programs: usize,
}

/// A body of version 1.
#[derive(Deserialize)]
struct Version1<'a> {
    scene: &'a str,
    query: &'a str,
    pace: u32,
    level: u8,
    hidden: bool,
    /// Microseconds and one more; 0 where nothing was frozen.
    frozen: u64,
    #[serde(borrow)]
    sides: [(How, &'a [u8]); 2],
}

/// Why bytes are not a run. Each text is a sentence for the reader, without a full stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RunFileError {
    /// There are no bytes.
    #[error("the file is empty")]
    Empty,
    /// There are too many bytes to be read, or there would be.
    #[error("it has {} MB, and a trace may have {} MB at most", .0.div_ceil(1 << 20), MOST_BYTES >> 20)]
    TooLong(usize),
    /// There are too many tasks.
    #[error("one of its programs has {0} tasks, and a trace may have {MOST_TASKS} at most")]
    TooManyTasks(u32),
    /// There are too many programs.
    #[error("it has {0} programs, and a run may have {MOST_PROGRAMS} at most")]
    TooManyPrograms(usize),
    /// The bytes do not begin as such a file does.
    #[error("it is not a trace of Meanwhile")]
    NotARun,
    /// A version that this program does not know.
    #[error(
        "it has format version {0}, and this page reads versions 1 to {VERSION}: reload the page, in case it is an old one"
    )]
    Version(u8),
    /// The bytes end too soon.
    #[error("it is cut off")]
    Truncated,
    /// There are more bytes than the head says.
    #[error("it is damaged: it goes on behind its end")]
    TooMuch,
    /// The bytes were changed since they were written.
    #[error("it is damaged: its check sum is wrong")]
    Checksum,
    /// Something in the body is not what stands in such a place.
    #[error("it is damaged: its description of the run makes no sense")]
    Description,
    /// One of the traces is none.
    #[error("{0}")]
    Trace(#[from] TraceError),
}

impl RunFile {
    /// The file.
    ///
    /// # Errors
    ///
    /// When it would be one that is not read again: too long, or with too many tasks.
    pub fn to_bytes(&self) -> Result<Vec<u8>, RunFileError> {
        if self.programs.len() > MOST_PROGRAMS {
            return Err(RunFileError::TooManyPrograms(self.programs.len()));
        }
        let Self { scene, query, pace, level, hidden, frozen, programs } = self;
        let head = (scene, query, pace, level, hidden, frozen, programs.len());
        let mut body = packed(&head);
        for RecordedProgram { program, how, trace } in programs {
            if trace.tasks() > MOST_TASKS {
                return Err(RunFileError::TooManyTasks(trace.tasks()));
            }
            body.extend(packed(&(program, how, trace.to_bytes())));
        }
        let length = u32::try_from(body.len()).unwrap_or(u32::MAX).to_le_bytes();
        let sum = adler2::adler32_slice(&body).to_le_bytes();
        let file = [MAGIC, &[VERSION], &length, &sum, &body].concat();
        if file.len() > MOST_BYTES { Err(RunFileError::TooLong(file.len())) } else { Ok(file) }
    }

    /// Reads a file.
    ///
    /// # Errors
    ///
    /// When the bytes are not a whole, undamaged run of a known version.
    pub fn from_bytes(file: &[u8]) -> Result<Self, RunFileError> {
        if file.is_empty() {
            return Err(RunFileError::Empty);
        }
        if file.len() > MOST_BYTES {
            return Err(RunFileError::TooLong(file.len()));
        }
        let rest = file.strip_prefix(MAGIC).ok_or(RunFileError::NotARun)?;
        let (version, rest) = rest.split_first().ok_or(RunFileError::Truncated)?;
        let read = match *version {
            1 => Self::read_version_1,
            VERSION => Self::read,
            unknown => return Err(RunFileError::Version(unknown)),
        };
        let (length, rest) = rest.split_first_chunk::<4>().ok_or(RunFileError::Truncated)?;
        let (sum, body) = rest.split_first_chunk::<4>().ok_or(RunFileError::Truncated)?;
        let length = u32::from_le_bytes(*length) as usize;
        match body.len() {
            found if found < length => return Err(RunFileError::Truncated),
            found if found > length => return Err(RunFileError::TooMuch),
            _ => {}
        }
        if adler2::adler32_slice(body) != u32::from_le_bytes(*sum) {
            return Err(RunFileError::Checksum);
        }
        let run = read(body)?;
        let makes_sense = run.pace > 0 && (1..=4).contains(&run.level) && !run.programs.is_empty();
        if makes_sense { Ok(run) } else { Err(RunFileError::Description) }
    }

    /// Reads a body whose check sum was right. It may still be anything: a valid sum can be forged.
    fn read(body: &[u8]) -> Result<Self, RunFileError> {
        let (head, mut rest): (Head<'_>, _) = taken(body)?;
        if head.programs > MOST_PROGRAMS {
            return Err(RunFileError::TooManyPrograms(head.programs));
        }
        let mut programs = Vec::new();
        for _ in 0..head.programs {
            let ((program, how, trace), more): ((Program, How, &[u8]), _) = taken(rest)?;
            if program.name.len() > LONGEST_NAME {
                return Err(RunFileError::Description);
            }
            programs.push(RecordedProgram { program, how, trace: read_trace(trace)? });
            rest = more;
        }
        if !rest.is_empty() {
            return Err(RunFileError::Description);
        }
        let Head { scene, query, pace, level, hidden, frozen, .. } = head;
        let (scene, query) = (scene.to_owned(), query.to_owned());
        Ok(Self { scene, query, pace, level, hidden, frozen, programs })
    }

    fn read_version_1(body: &[u8]) -> Result<Self, RunFileError> {
        let (Version1 { scene, query, pace, level, hidden, frozen, sides }, rest) = taken(body)?;
        if !rest.is_empty() {
            return Err(RunFileError::Description);
        }
        let programs =
            Program::PAIR.iter().cloned().zip(sides).map(|(program, (how, trace))| {
                Ok(RecordedProgram { program, how, trace: read_trace(trace)? })
            });
        let programs = programs.collect::<Result<_, RunFileError>>()?;
        let (scene, query, frozen) = (scene.to_owned(), query.to_owned(), frozen.checked_sub(1).map(Micros));
        Ok(Self { scene, query, pace, level, hidden, frozen, programs })
    }
}

fn packed(part: &impl Serialize) -> Vec<u8> {
    // Fails only for what has no length before it is written.
    postcard::to_allocvec(part).unwrap_or_default()
}

fn taken<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<(T, &'a [u8]), RunFileError> {
    postcard::take_from_bytes(bytes).map_err(|_| RunFileError::Description)
}

fn read_trace(bytes: &[u8]) -> Result<Trace, RunFileError> {
    let trace = Trace::from_bytes(bytes)?;
    if trace.tasks() > MOST_TASKS { Err(RunFileError::TooManyTasks(trace.tasks())) } else { Ok(trace) }
}
