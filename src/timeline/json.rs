//! Texts as JSON writes them.

use std::fmt::{self, Write as _};

/// A text in quotation marks, with all in it escaped that must be (RFC 8259, section 7). What could
/// end a script in HTML is escaped as well.
#[derive(Clone, Copy, Debug)]
pub struct Quoted<'a>(pub &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for letter in self.0.chars() {
            match letter {
                '"' | '\\' => {
                    f.write_char('\\')?;
                    f.write_char(letter)?;
                }
                '<' | '\0'..='\x1f' | '\x7f' | '\u{2028}' | '\u{2029}' => {
                    write!(f, "\\u{:04x}", u32::from(letter))?;
                }
                _ => f.write_char(letter)?,
            }
        }
        f.write_char('"')
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_text_comes_back(text in any::<String>()) {
            let read: String = serde_json::from_str(&Quoted(&text).to_string()).unwrap();
            prop_assert_eq!(read, text);
        }
    }

    #[test]
    fn a_script_cannot_be_ended() {
        assert_eq!(Quoted("</script>\n\"\\").to_string(), r#""\u003c/script>\u000a\"\\""#);
    }
}
