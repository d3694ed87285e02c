//! A part as a stream, for readers that must not hold it whole.

use super::package::Package;
use super::problem::Problem;
use super::record::{DEFLATED, STORED};
use flate2::bufread::DeflateDecoder;
use std::io::{self, BufRead, BufReader, Read};

/// Inflates a part piece by piece. The length is *not* capped here: the reader counts. At the
/// end the checksum is compared; a mismatch is an error of the kind [`io::ErrorKind::InvalidData`].
#[derive(Debug)]
pub struct PartStream<'a> {
    source: BufReader<Checked<Source<'a>>>,
}

#[derive(Debug)]
enum Source<'a> {
    Stored(&'a [u8]),
    Deflated(DeflateDecoder<&'a [u8]>),
}

impl Read for Source<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Stored(bytes) => bytes.read(into),
            Self::Deflated(inflater) => inflater.read(into),
        }
    }
}

/// Compares the checksum when everything was read.
#[derive(Debug)]
struct Checked<R> {
    inner: R,
    sum: crc32fast::Hasher,
    expected: u32,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(into)?;
        if n == 0 && !into.is_empty() {
            if self.sum.clone().finalize() != self.expected {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "checksum"));
            }
        } else {
            self.sum.update(into.get(..n).unwrap_or_default());
        }
        Ok(n)
    }
}

impl Read for PartStream<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.source.read(into)
    }
}

impl BufRead for PartStream<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.source.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        self.source.consume(n);
    }
}

impl<'a> Package<'a> {
    /// A part as a stream of inflated bytes.
    ///
    /// # Errors
    /// Missing, encrypted, or compressed in a way that packages may not use.
    pub fn stream(&self, part: &str) -> Result<PartStream<'a>, Problem> {
        let record = self
            .find(part)
            .and_then(|i| self.directory().records.get(i))
            .ok_or_else(|| Problem::Missing {
                part: part.to_owned(),
            })?;
        let part = || record.name.clone();
        if record.flags & 1 != 0 {
            return Err(Problem::Encrypted { part: part() });
        }
        let bytes: &'a [u8] = self.bytes();
        let data = bytes.get(record.data.clone()).unwrap_or_default();
        let inner = match record.method {
            STORED => Source::Stored(data),
            DEFLATED => Source::Deflated(DeflateDecoder::new(data)),
            method => {
                return Err(Problem::Method {
                    part: part(),
                    method,
                });
            }
        };
        Ok(PartStream {
            source: BufReader::with_capacity(
                16 * 1024,
                Checked {
                    inner,
                    sum: crc32fast::Hasher::new(),
                    expected: record.crc,
                },
            ),
        })
    }
}
