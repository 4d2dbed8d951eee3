//! NumPy's `.npy` files: a header in the letters of a Python dictionary, then the numbers.
//!
//! The format is NumPy's NEP 1. Read are two-dimensional arrays of little-endian floats in C order; written are those
//! of 32 bits.

use std::io::{self, Read};

const MAGIC: &[u8; 6] = b"\x93NUMPY";
/// Headers are a few dozen bytes; much more is no header.
const LONGEST_HEADER: usize = 1 << 16;
/// The header, its length before it included, fills a multiple of this.
const ALIGN: usize = 64;

/// What an array holds, by NumPy's name of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    F2,
    F4,
    F8,
}

impl Number {
    /// Bytes of one.
    fn size(self) -> usize {
        match self {
            Self::F2 => 2,
            Self::F4 => 4,
            Self::F8 => 8,
        }
    }

    /// Appends the numbers in `bytes`.
    fn read(self, bytes: &[u8], out: &mut Vec<f32>) {
        match self {
            Self::F2 => {
                out.extend(bytes.as_chunks().0.iter().map(|b| half(u16::from_le_bytes(*b))));
            }
            Self::F4 => out.extend(bytes.as_chunks().0.iter().map(|b| f32::from_le_bytes(*b))),
            Self::F8 => {
                out.extend(bytes.as_chunks().0.iter().map(|b| f64::from_le_bytes(*b) as f32));
            }
        }
    }
}

/// An array that is being read, row by row.
#[derive(Debug)]
pub(super) struct Rows<R> {
    input: R,
    number: Number,
    /// How many rows there are.
    pub(super) count: u64,
    /// The length of a row.
    pub(super) dim: usize,
    bytes: Vec<u8>,
}

impl<R: Read> Rows<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// When it can't be read, is no header, or tells of an array that isn't read; the message says what to do.
    pub(super) fn new(mut input: R) -> Result<Self, String> {
        let header = header(&mut input)?;
        let number = match quoted(&header, "descr") {
            Some("<f2") => Number::F2,
            Some("<f4") => Number::F4,
            Some("<f8") => Number::F8,
            other => {
                let other = other.unwrap_or("unknown");
                return Err(format!(
                    "the array's type is {other}: save it as little-endian floats, numpy.save(file, array.astype('<f4'))"
                ));
            }
        };
        match after(&header, "fortran_order") {
            Some(rest) if rest.starts_with("False") => {}
            _ => {
                return Err(
                    "the array is in Fortran order: save numpy.ascontiguousarray(array)".into()
                );
            }
        }
        let shape = after(&header, "shape").and_then(shape).unwrap_or_default();
        let [count, dim] = shape[..] else {
            return Err(format!(
                "the array has {} dimensions and should have two: a row a segment",
                shape.len()
            ));
        };
        let dim = usize::try_from(dim).ok().filter(|dim| (1..=1 << 20).contains(dim));
        let dim = dim.ok_or("the array's rows are empty or too long for vectors")?;
        Ok(Self { input, number, count, dim, bytes: vec![0; dim * number.size()] })
    }

    /// Appends the next row to `out`.
    ///
    /// # Errors
    /// When it can't be read.
    pub(super) fn next(&mut self, out: &mut Vec<f32>) -> io::Result<()> {
        self.input.read_exact(&mut self.bytes)?;
        self.number.read(&self.bytes, out);
        Ok(())
    }

    /// Whether something comes after the last row.
    pub(super) fn has_more(&mut self) -> io::Result<bool> {
        Ok(self.input.read(&mut [0])? > 0)
    }
}

/// The header of an array of `count` rows of `dim` floats of 32 bits, which follow it row by row.
pub fn npy_header(count: u64, dim: usize) -> Vec<u8> {
    let about = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({count}, {dim}), }}");
    let length = (MAGIC.len() + 4 + about.len() + 1).next_multiple_of(ALIGN) - MAGIC.len() - 4;
    let mut header = MAGIC.to_vec();
    header.extend([1, 0]);
    header.extend((length as u16).to_le_bytes());
    header.extend(about.bytes());
    header.resize(MAGIC.len() + 4 + length - 1, b' ');
    header.push(b'\n');
    header
}

fn header(input: &mut impl Read) -> Result<String, String> {
    let mut start = [0; 8];
    let read = |input: &mut dyn Read, bytes: &mut [u8]| {
        input.read_exact(bytes).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => "the file ends within its header".to_owned(),
            _ => error.to_string(),
        })
    };
    read(input, &mut start)?;
    if !start.starts_with(MAGIC) {
        return Err("this is no .npy file: numpy.save writes them".into());
    }
    let length = match start[6] {
        1 => {
            let mut length = [0; 2];
            read(input, &mut length)?;
            usize::from(u16::from_le_bytes(length))
        }
        2 | 3 => {
            let mut length = [0; 4];
            read(input, &mut length)?;
            u32::from_le_bytes(length) as usize
        }
        version => return Err(format!("version {version} of the .npy format is unknown")),
    };
    if length > LONGEST_HEADER {
        return Err(format!("its header has {length} bytes, which no array of floats needs"));
    }
    let mut header = vec![0; length];
    read(input, &mut header)?;
    String::from_utf8(header).map_err(|_| "its header is no text".into())
}

/// What follows a key of the dictionary.
fn after<'h>(header: &'h str, key: &str) -> Option<&'h str> {
    let (_, rest) = header.split_once(&format!("'{key}'"))?;
    Some(rest.trim_start().strip_prefix(':')?.trim_start())
}

/// The quoted word behind a key.
fn quoted<'h>(header: &'h str, key: &str) -> Option<&'h str> {
    let (word, _) = after(header, key)?.strip_prefix('\'')?.split_once('\'')?;
    Some(word)
}

/// The numbers of a tuple.
fn shape(tuple: &str) -> Option<Vec<u64>> {
    let (inside, _) = tuple.strip_prefix('(')?.split_once(')')?;
    let numbers = inside.split(',').map(str::trim).filter(|number| !number.is_empty());
    numbers.map(|number| number.parse().ok()).collect()
}

/// A float of 16 bits (IEEE 754 binary16).
fn half(bits: u16) -> f32 {
    let sign = if bits >> 15 == 0 { 1.0 } else { -1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1F), f32::from(bits & 0x3FF));
    sign * match exponent {
        0 => fraction * 2f32.powi(-24),
        0x1F if fraction == 0.0 => f32::INFINITY,
        0x1F => f32::NAN,
        _ => (1.0 + fraction / 1024.0) * 2f32.powi(exponent - 15),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn array(about: &str, numbers: &[u8]) -> Vec<u8> {
        let mut file = b"\x93NUMPY\x02\0".to_vec();
        file.extend((about.len() as u32).to_le_bytes());
        file.extend(about.bytes());
        file.extend(numbers);
        file
    }

    #[test]
    fn halves_are_what_they_should_be() {
        let known = [
            (0x0000, 0.0),
            (0x0001, 2f32.powi(-24)),
            (0x03FF, 1023.0 * 2f32.powi(-24)),
            (0x3C00, 1.0),
            (0x3555, 0.333_251_95),
            (0x7BFF, 65504.0),
            (0xC000, -2.0),
            (0xFC00, f32::NEG_INFINITY),
        ];
        for (bits, number) in known {
            assert_eq!(half(bits).to_bits(), f32::to_bits(number), "{bits:04x}");
        }
        assert!(half(0x7E00).is_nan());
    }

    #[test]
    fn what_is_written_is_read() {
        for (count, dim) in [(0, 512), (3, 2), (u64::MAX, 1 << 20)] {
            let header = npy_header(count, dim);
            assert_eq!(header.len() % ALIGN, 0);
            assert_eq!(header.last(), Some(&b'\n'));
            let rows = Rows::new(&header[..]).unwrap();
            assert_eq!((rows.count, rows.dim, rows.number), (count, dim, Number::F4));
        }
    }

    #[test]
    fn rows_come_in_order() {
        let about = "{'shape': (2, 2), 'fortran_order': False, 'descr': '<f8'}";
        let numbers: Vec<u8> = [1f64, 2.0, 3.0, 4.0].iter().flat_map(|n| n.to_le_bytes()).collect();
        let file = array(about, &numbers);
        let (mut rows, mut out) = (Rows::new(&file[..]).unwrap(), Vec::new());
        rows.next(&mut out).unwrap();
        rows.next(&mut out).unwrap();
        assert_eq!(out, [1.0, 2.0, 3.0, 4.0]);
        assert!(!rows.has_more().unwrap());
        assert!(rows.next(&mut out).is_err());
    }

    #[test]
    fn other_arrays_are_refused_with_advice() {
        for (about, advice) in [
            ("{'descr': '>f4', 'fortran_order': False, 'shape': (1, 2), }", "astype"),
            ("{'descr': '<i8', 'fortran_order': False, 'shape': (1, 2), }", "astype"),
            ("{'descr': '<f4', 'fortran_order': True, 'shape': (1, 2), }", "ascontiguousarray"),
            ("{'descr': '<f4', 'fortran_order': False, 'shape': (7,), }", "1 dimensions"),
            ("{'descr': '<f4', 'fortran_order': False, 'shape': (7, 0), }", "empty"),
            ("{'descr': '<f4', 'fortran_order': False, 'shape': (x, 3), }", "dimensions"),
            ("", "type is unknown"),
        ] {
            let error = Rows::new(&array(about, &[])[..]).expect_err("an error");
            assert!(error.contains(advice), "{error}");
        }
        assert!(Rows::new(&b"PK\x03\x04    "[..]).is_err());
        assert!(Rows::new(&b"\x93NUMPY\x01\0\xFF"[..]).is_err());
    }
}
