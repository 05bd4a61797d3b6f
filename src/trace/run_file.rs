//! A run as a file: the traces of both its sides, and what they ran with.
//!
//! The file is `MEANWHILE-RUN`, a version byte, the length and the Adler-32 sum of the body (both
//! little-endian `u32`), and the body: the scene, the query, the pace, the level, whether the page was
//! hidden, for how long it was frozen, and for each side how it was obtained and its trace in
//! [its own file form](super::codec). Texts and traces have their length before them; numbers are LEB128.
//!
//! **Nothing here knows which scenes there are.** Whoever opens a file looks whether its scene exists and
//! takes its parameters.

use thiserror::Error;

use super::codec::TraceError;
use super::how::How;
use super::leb128;
use super::record::Micros;
use super::store::Trace;

/// The version that this program writes and reads.
pub const VERSION: u8 = 1;

/// The longest file that is written or read, in bytes: some two million records. What is read must fit
/// into a page's memory with all that is folded from it, whoever made the file.
pub const MOST_BYTES: usize = 8 << 20;

/// The most tasks that a side may have, for the same reason.
pub const MOST_TASKS: u32 = 100_000;

const MAGIC: &[u8] = b"MEANWHILE-RUN";

/// One side of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedSide {
    /// How its times were obtained.
    pub how: How,
    /// What happened.
    pub trace: Trace,
}

/// A run that is over: both sides, and what they ran with.
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
    /// How long the blocking side froze the page, if it did.
    pub frozen: Option<Micros>,
    /// The async side, and the blocking one.
    pub sides: [RecordedSide; 2],
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
    #[error("it has {0} tasks on one side, and a trace may have {MOST_TASKS} at most")]
    TooManyTasks(u32),
    /// The bytes do not begin as such a file does.
    #[error("it is not a trace of Meanwhile")]
    NotARun,
    /// A version that this program does not know.
    #[error(
        "it has format version {0}, and this page reads version {VERSION}: reload the page, in case it is an old one"
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
        let mut body = Vec::new();
        write_part(&mut body, self.scene.as_bytes());
        write_part(&mut body, self.query.as_bytes());
        leb128::write(&mut body, self.pace.into());
        body.push(self.level);
        body.push(self.hidden.into());
        leb128::write(&mut body, self.frozen.map_or(0, |frozen| frozen.0.saturating_add(1)));
        for RecordedSide { how, trace } in &self.sides {
            if trace.tasks() > MOST_TASKS {
                return Err(RunFileError::TooManyTasks(trace.tasks()));
            }
            body.push(*how as u8);
            write_part(&mut body, &trace.to_bytes());
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
        if *version != VERSION {
            return Err(RunFileError::Version(*version));
        }
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
        Body { bytes: body, position: 0 }.run()
    }
}

fn write_part(body: &mut Vec<u8>, part: &[u8]) {
    leb128::write(body, part.len() as u64);
    body.extend_from_slice(part);
}

/// Reads a body whose check sum was right. It may still be anything: somebody may have made a valid sum.
struct Body<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> Body<'a> {
    fn run(mut self) -> Result<RunFile, RunFileError> {
        let run = RunFile {
            scene: self.text()?,
            query: self.text()?,
            pace: u32::try_from(self.number()?).map_err(|_| RunFileError::Description)?,
            level: self.byte()?,
            hidden: self.byte()? != 0,
            frozen: self.number()?.checked_sub(1).map(Micros),
            sides: [self.side()?, self.side()?],
        };
        let whole = self.position == self.bytes.len();
        let makes_sense = whole && run.pace > 0 && (1..=4).contains(&run.level);
        if makes_sense { Ok(run) } else { Err(RunFileError::Description) }
    }

    fn side(&mut self) -> Result<RecordedSide, RunFileError> {
        let number = usize::from(self.byte()?);
        let how = *How::ALL.get(number).ok_or(RunFileError::Description)?;
        let trace = Trace::from_bytes(self.part()?)?;
        if trace.tasks() > MOST_TASKS {
            return Err(RunFileError::TooManyTasks(trace.tasks()));
        }
        Ok(RecordedSide { how, trace })
    }

    fn text(&mut self) -> Result<String, RunFileError> {
        let text = std::str::from_utf8(self.part()?).map_err(|_| RunFileError::Description)?;
        Ok(text.to_owned())
    }

    fn part(&mut self) -> Result<&'a [u8], RunFileError> {
        let length = usize::try_from(self.number()?).map_err(|_| RunFileError::Description)?;
        let rest = self.bytes.get(self.position..).unwrap_or_default();
        let part = rest.get(..length).ok_or(RunFileError::Description)?;
        self.position += length;
        Ok(part)
    }

    fn byte(&mut self) -> Result<u8, RunFileError> {
        let byte = *self.bytes.get(self.position).ok_or(RunFileError::Description)?;
        self.position += 1;
        Ok(byte)
    }

    fn number(&mut self) -> Result<u64, RunFileError> {
        leb128::read(self.bytes, &mut self.position).map_err(|_| RunFileError::Description)
    }
}
