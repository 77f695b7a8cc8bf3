//! Bytes to text: which encoding it is, and which files are no text at all.
//!
//! Owns the choice of the encoding, the text of a web page, and the refusal of office files, pictures and
//! archives. Never
//! looks at what the text says.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::finding::{FileKind, Refusal};
use super::html;

/// The largest document that is taken, in bytes. A plan of a thousand tasks has one megabyte.
pub const LARGEST: usize = 16 << 20;

/// The most lines, and the most parts with a number, that are taken: each is looked at by itself, remembered,
/// and told. A plan of a thousand tasks has a few thousand.
pub const MOST_LINES: usize = 100_000;

/// A document as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark; of a web page, the text that a browser would show.
    pub text: String,
    /// The name of the encoding that was recognised, such as `UTF-8` or `gb18030`.
    pub encoding: &'static str,
    /// How many characters stand as `U+FFFD` because their bytes mean nothing in that encoding.
    pub unreadable: usize,
}

/// Reads bytes as text: UTF-8, UTF-16 with a byte order mark, GB18030, else what the bytes look like.
///
/// # Errors
/// The file is no text (its first bytes say which kind it is), is empty, or is larger than
/// [`LARGEST`] or 100,000 lines.
pub fn decode(bytes: &[u8]) -> Result<Decoded, Refusal> {
    let mut decoded = as_text(bytes)?;
    if html::is_page(&decoded.text) {
        decoded.text = html::text_of(&decoded.text);
    }
    let lines = memchr::memchr2_iter(b'\n', b'\r', decoded.text.as_bytes()).count();
    if lines > MOST_LINES {
        return Err(Refusal::TooManyLines { lines });
    }
    Ok(decoded)
}

fn as_text(bytes: &[u8]) -> Result<Decoded, Refusal> {
    if bytes.len() > LARGEST {
        return Err(Refusal::TooLarge { bytes: bytes.len() });
    }
    if let Some(kind) = kind_of(bytes) {
        return Err(Refusal::NotText(kind));
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return Ok(decoded_with(encoding, &bytes[mark..]));
    }
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        if text.contains('\0') {
            return Err(Refusal::NotText(FileKind::Binary));
        }
        return Ok(Decoded {
            text: text.to_owned(),
            encoding: UTF_8.name(),
            unreadable: 0,
        });
    }
    if memchr::memchr(0, bytes).is_some() {
        return Err(Refusal::NotText(FileKind::Binary));
    }
    Ok(decoded_with(guess(bytes), bytes))
}

/// The encoding of bytes that are not clean UTF-8.
///
/// A few damaged bytes in a UTF-8 file must not turn all its Chinese into other characters, so UTF-8
/// stays where nearly everything is valid. Then GB18030, whose strict decoding rarely succeeds by
/// accident, then whatever the statistics of the bytes say.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let (multi_byte, broken) = utf8_health(bytes);
    if multi_byte > broken * 20 {
        return UTF_8;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let likely = detector.guess(Some(b"cn"), chardetng::Utf8Detection::Allow);
    let clean = |encoding: &'static Encoding| {
        encoding
            .decode_without_bom_handling_and_without_replacement(bytes)
            .is_some()
    };
    // Big5 is the one other encoding in which Chinese plans come.
    if likely.name() == "Big5" && clean(likely) {
        return likely;
    }
    if likely.name() == "GBK" || clean(GB18030) {
        return GB18030;
    }
    likely
}

/// How many multi-byte characters are valid UTF-8, and how many stretches of bytes are not.
fn utf8_health(bytes: &[u8]) -> (usize, usize) {
    let (mut multi_byte, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        multi_byte += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    (multi_byte, broken)
}

fn decoded_with(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, malformed) = encoding.decode_without_bom_handling(bytes);
    let unreadable = if malformed {
        text.matches('\u{fffd}').count()
    } else {
        0
    };
    Decoded {
        text: text.into_owned(),
        encoding: encoding.name(),
        unreadable,
    }
}

/// What a file is that is no text, by its first bytes.
fn kind_of(bytes: &[u8]) -> Option<FileKind> {
    const STARTS: [(&[u8], FileKind); 11] = [
        (b"PK\x03\x04", FileKind::OfficeOrZip),
        (b"PK\x05\x06", FileKind::OfficeOrZip),
        (b"%PDF", FileKind::Pdf),
        (b"\xd0\xcf\x11\xe0", FileKind::OldOffice),
        (b"{\\rtf", FileKind::RichText),
        (b"\x89PNG", FileKind::Picture),
        (b"\xff\xd8\xff", FileKind::Picture),
        (b"GIF8", FileKind::Picture),
        (b"Rar!", FileKind::Archive),
        (b"7z\xbc\xaf", FileKind::Archive),
        (b"\x1f\x8b", FileKind::Archive),
    ];
    if let Some((_, kind)) = STARTS.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Some(*kind);
    }
    // A UTF-16 file without its mark is full of zero bytes; one with it is read above.
    let marked = Encoding::for_bom(bytes)
        .is_some_and(|(encoding, _)| encoding == UTF_16LE || encoding == UTF_16BE);
    (!marked && memchr::memchr(0, &bytes[..bytes.len().min(4096)]).is_some())
        .then_some(FileKind::Binary)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, &'static str) {
        let decoded = decode(bytes).expect("text");
        (decoded.text, decoded.encoding)
    }

    #[test]
    fn encodings_are_recognised() {
        let text = "一、坚持党的领导,全力提升党建工作水平。";
        let (gbk, _, _) = GB18030.encode(text);
        assert_eq!(read(text.as_bytes()), (text.into(), "UTF-8"));
        assert_eq!(read(&gbk), (text.into(), "gb18030"));
        let marked = format!("\u{feff}{text}");
        assert_eq!(read(marked.as_bytes()), (text.into(), "UTF-8"));
        for big in [false, true] {
            let bytes: Vec<u8> = marked
                .encode_utf16()
                .flat_map(|unit| {
                    if big {
                        unit.to_be_bytes()
                    } else {
                        unit.to_le_bytes()
                    }
                })
                .collect();
            let name = if big { "UTF-16BE" } else { "UTF-16LE" };
            assert_eq!(read(&bytes), (text.into(), name));
        }
    }

    #[test]
    fn a_damaged_byte_does_not_change_the_encoding() {
        let mut bytes = "一、坚持党的领导,全力提升党建工作水平。"
            .repeat(3)
            .into_bytes();
        bytes.insert(9, 0xff);
        let decoded = decode(&bytes).expect("text");
        assert_eq!((decoded.encoding, decoded.unreadable), ("UTF-8", 1));
        assert!(decoded.text.ends_with("工作水平。"));
    }

    #[test]
    fn what_is_no_text_is_refused_by_its_name() {
        for (bytes, kind) in [
            (&b"PK\x03\x04rest"[..], FileKind::OfficeOrZip),
            (b"%PDF-1.7", FileKind::Pdf),
            (b"\xd0\xcf\x11\xe0\xa1\xb1", FileKind::OldOffice),
            (b"\x89PNG\r\n", FileKind::Picture),
            (b"a\0b\0", FileKind::Binary),
        ] {
            assert_eq!(decode(bytes), Err(Refusal::NotText(kind)));
        }
    }
}
