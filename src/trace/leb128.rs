//! Whole numbers as bytes: seven bits a byte, lowest first.

use super::codec::TraceError;

/// Adds a number.
pub fn write(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        #[expect(clippy::cast_possible_truncation, reason = "the low seven bits are meant")]
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    #[expect(clippy::cast_possible_truncation, reason = "below 128")]
    bytes.push(number as u8);
}

/// Reads the number at a position, and moves the position behind it.
///
/// # Errors
///
/// When the bytes end too soon, or the number has more than 64 bits.
pub fn read(bytes: &[u8], position: &mut usize) -> Result<u64, TraceError> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let byte = *bytes.get(*position).ok_or(TraceError::Truncated)?;
        *position += 1;
        let bits = u64::from(byte & 0x7f);
        if shift == 63 && bits > 1 {
            return Err(TraceError::Item);
        }
        number |= bits << shift;
        if byte & 0x80 == 0 {
            return Ok(number);
        }
    }
    Err(TraceError::Item)
}
