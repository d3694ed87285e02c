//! Encrypted packages that the default password opens.
//!
//! Excel and WPS encrypt some workbooks without asking for a password (a shared or structure-locked
//! book, "read-only recommended" of some versions) and open them with one that every Office knows.
//! Staff do not see that such a file is encrypted, so it is read like any other. The two ways of
//! encrypting stand in \[MS-OFFCRYPTO\] 2.3.4.5 (standard) and 2.3.4.10 (agile). The ciphers are
//! RustCrypto's; the crates that read the whole format trust the lengths in it or need an
//! entropy source, which the core has not.

use super::compound;
use super::limits::Limits;
use super::refusal::Refusal;
use super::xml::attribute;
use crate::findings::Finding;
use aes::cipher::array::Array;
use aes::cipher::{BlockCipherDecrypt, BlockModeDecrypt, KeyInit, KeyIvInit};
use aes::{Aes128, Aes192, Aes256};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use quick_xml::events::{BytesStart, Event};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

/// The password that every Office tries first.
const DEFAULT_PASSWORD: &str = "VelvetSweatshop";
/// Office writes 100 000 rounds; a file that asks for far more only wants to keep us busy.
const MOST_ROUNDS: u32 = 500_000;
/// What describes the encryption is about a thousand bytes long.
const MOST_INFO: usize = 64 << 10;
/// Bytes of each piece that agile encryption starts anew.
const SEGMENT: usize = 4096;
/// A block of AES.
const BLOCK: usize = 16;

/// What the keys of agile encryption are for (2.3.4.13).
const VERIFIER_INPUT: [u8; 8] = [0xfe, 0xa7, 0xd2, 0x76, 0x3b, 0x4b, 0x9e, 0x79];
const VERIFIER_HASH: [u8; 8] = [0xd7, 0xaa, 0x0f, 0x6d, 0x30, 0x61, 0x34, 0x4e];
const KEY_VALUE: [u8; 8] = [0x14, 0x6e, 0x0b, 0xe7, 0xab, 0xac, 0xd0, 0xd6];

/// The package inside.
///
/// # Errors
/// [`Refusal::Encrypted`] where another password is needed or the encryption is of another kind;
/// [`Refusal::Damaged`] where the password fits and the package is cut off.
pub(super) fn open(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, Refusal> {
    let info = compound::stream(bytes, "EncryptionInfo", MOST_INFO);
    let opener = info
        .and_then(|info| opener(&info.bytes))
        .ok_or(Refusal::Encrypted)?;
    let cap = usize::try_from(limits.file_bytes).unwrap_or(usize::MAX);
    let cut = || Refusal::damaged("the encrypted package is cut off");
    let mut package = compound::stream(bytes, "EncryptedPackage", cap)
        .ok_or_else(cut)?
        .bytes;
    let size = package.first_chunk::<8>().copied().ok_or_else(cut)?;
    package.drain(..8);
    package.truncate(package.len() / BLOCK * BLOCK);
    let size = usize::try_from(u64::from_le_bytes(size))
        .ok()
        .filter(|&size| size <= package.len())
        .ok_or_else(cut)?;
    opener.decrypt(&mut package).ok_or_else(cut)?;
    package.truncate(size);
    Ok(package)
}

/// Tells the owner why the answer lies beside the file.
pub(super) fn note() -> Finding {
    Finding::draft("I-FILE-DEFAULT-PASSWORD", &[]).done()
}

/// What turns the package into plain bytes.
enum Opener {
    /// AES in single blocks.
    Standard { key: Vec<u8> },
    /// AES in chained blocks, begun anew every [`SEGMENT`].
    Agile {
        key: Vec<u8>,
        hash: Hash,
        salt: Vec<u8>,
    },
}

impl Opener {
    fn decrypt(&self, package: &mut [u8]) -> Option<()> {
        match self {
            Self::Standard { key } => decrypt_blocks(key, package),
            Self::Agile { key, hash, salt } => {
                for (number, segment) in (0u32..).zip(package.chunks_mut(SEGMENT)) {
                    let start = hash.of(&[salt, &number.to_le_bytes()]);
                    decrypt_chained(key, start.get(..BLOCK)?, segment)?;
                }
                Some(())
            }
        }
    }
}

/// Reads how the package is encrypted and tries the default password; none where it does not fit.
fn opener(info: &[u8]) -> Option<Opener> {
    let (version, rest) = info.split_first_chunk::<8>()?;
    match version {
        [4, 0, 4, 0, ..] => agile(rest),
        [2..=4, 0, 2, 0, ..] => standard(rest),
        _ => None,
    }
}

/// The password as it is hashed.
fn password() -> Vec<u8> {
    let units = DEFAULT_PASSWORD.encode_utf16();
    units.flat_map(u16::to_le_bytes).collect()
}

/// Salt and password, hashed over and over.
fn stretched(hash: Hash, salt: &[u8], rounds: u32) -> Vec<u8> {
    let first = hash.of(&[salt, &password()]);
    (0..rounds).fold(first, |last, round| hash.of(&[&round.to_le_bytes(), &last]))
}

/// 2.3.4.5 to 2.3.4.9: a header, then the verifier.
fn standard(info: &[u8]) -> Option<Opener> {
    let number = |at: usize| {
        let four = info.get(at..at.checked_add(4)?)?;
        four.try_into().ok().map(u32::from_le_bytes)
    };
    let header = number(0)? as usize;
    let bits = match number(4 + 8)? {
        0x660E => 128,
        0x660F => 192,
        0x6610 => 256,
        // RC4 and what may come.
        _ => return None,
    };
    let verifier = info.get(4..)?.get(header..)?;
    let salt = verifier.get(4..20)?;
    let mut input = verifier.get(20..36)?.to_vec();
    let mut expected = verifier.get(40..72)?.to_vec();

    let last = stretched(Hash::Sha1, salt, 50_000);
    let last = Hash::Sha1.of(&[&last, &[0; 4]]);
    let derive = |fill: u8| {
        let mut block = [fill; 64];
        for (byte, with) in block.iter_mut().zip(&last) {
            *byte ^= with;
        }
        Hash::Sha1.of(&[&block])
    };
    let mut key = derive(0x36);
    key.extend(derive(0x5c));
    key.truncate(bits / 8);

    decrypt_blocks(&key, &mut input)?;
    decrypt_blocks(&key, &mut expected)?;
    expected
        .starts_with(&Hash::Sha1.of(&[&input]))
        .then_some(Opener::Standard { key })
}

/// 2.3.4.10 to 2.3.4.15: XML that says it all.
fn agile(info: &[u8]) -> Option<Opener> {
    let mut reader = quick_xml::Reader::from_reader(info);
    let mut buffer = Vec::new();
    let (mut data, mut locked) = (None, None);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(element) | Event::Empty(element) => match element.local_name().as_ref() {
                "keyData" => data = Some(Ciphering::of(&element)?),
                "encryptedKey" => locked = Some(LockedKey::of(&element)?),
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    let (data, locked): (Ciphering, LockedKey) = (data?, locked?);
    let key = locked.open()?;
    Some(Opener::Agile {
        key,
        hash: data.hash,
        salt: data.salt,
    })
}

/// How something is encrypted: the attributes of `keyData` and `encryptedKey`.
struct Ciphering {
    hash: Hash,
    key_bytes: usize,
    salt: Vec<u8>,
}

impl Ciphering {
    /// None for another cipher than chained AES.
    fn of(element: &BytesStart<'_>) -> Option<Self> {
        let says = |name: &str, word: &str| attribute(element, name).is_some_and(|v| v == word);
        let bits: usize = attribute(element, "keyBits")?.parse().ok()?;
        let known = says("cipherAlgorithm", "AES")
            && says("cipherChaining", "ChainingModeCBC")
            && says("blockSize", "16")
            && matches!(bits, 128 | 192 | 256);
        known.then_some(())?;
        Some(Self {
            hash: Hash::named(&attribute(element, "hashAlgorithm")?)?,
            key_bytes: bits / 8,
            salt: binary(element, "saltValue")?,
        })
    }
}

/// The package's key, itself encrypted with a key made from the password.
struct LockedKey {
    ciphering: Ciphering,
    rounds: u32,
    input: Vec<u8>,
    expected: Vec<u8>,
    value: Vec<u8>,
}

impl LockedKey {
    fn of(element: &BytesStart<'_>) -> Option<Self> {
        let rounds = attribute(element, "spinCount")?.parse().ok()?;
        (rounds <= MOST_ROUNDS).then_some(())?;
        Some(Self {
            ciphering: Ciphering::of(element)?,
            rounds,
            input: binary(element, "encryptedVerifierHashInput")?,
            expected: binary(element, "encryptedVerifierHashValue")?,
            value: binary(element, "encryptedKeyValue")?,
        })
    }

    /// The package's key, if the default password is the right one.
    fn open(&self) -> Option<Vec<u8>> {
        let Ciphering {
            hash,
            key_bytes,
            salt,
        } = &self.ciphering;
        let last = stretched(*hash, salt, self.rounds);
        let start = resized(salt, BLOCK);
        let unlock = |purpose: &[u8], value: &[u8]| {
            let key = resized(&hash.of(&[&last, purpose]), *key_bytes);
            let mut value = value.to_vec();
            decrypt_chained(&key, &start, &mut value)?;
            Some(value)
        };
        let input = unlock(&VERIFIER_INPUT, &self.input)?;
        let expected = unlock(&VERIFIER_HASH, &self.expected)?;
        // As long as the salt, padded to whole blocks.
        let found = hash.of(&[input.get(..salt.len())?]);
        expected.starts_with(&found).then_some(())?;
        let mut key = unlock(&KEY_VALUE, &self.value)?;
        key.truncate(*key_bytes);
        Some(key)
    }
}

/// Cut or filled up to a length (2.3.4.11).
fn resized(bytes: &[u8], length: usize) -> Vec<u8> {
    let mut out = bytes.to_vec();
    out.resize(length, 0x36);
    out
}

fn binary(element: &BytesStart<'_>, name: &str) -> Option<Vec<u8>> {
    BASE64.decode(attribute(element, name)?.trim()).ok()
}

/// The hash functions that Office writes.
#[derive(Clone, Copy)]
enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    fn named(name: &str) -> Option<Self> {
        match name {
            "SHA1" | "SHA-1" => Some(Self::Sha1),
            "SHA256" => Some(Self::Sha256),
            "SHA384" => Some(Self::Sha384),
            "SHA512" => Some(Self::Sha512),
            _ => None,
        }
    }

    fn of(self, parts: &[&[u8]]) -> Vec<u8> {
        fn with<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
            let mut digest = D::new();
            parts.iter().for_each(|part| digest.update(part));
            digest.finalize().to_vec()
        }
        match self {
            Self::Sha1 => with::<Sha1>(parts),
            Self::Sha256 => with::<Sha256>(parts),
            Self::Sha384 => with::<Sha384>(parts),
            Self::Sha512 => with::<Sha512>(parts),
        }
    }
}

/// AES in chained blocks; none where lengths do not fit.
fn decrypt_chained(key: &[u8], start: &[u8], data: &mut [u8]) -> Option<()> {
    fn with<D: KeyIvInit + BlockModeDecrypt>(
        key: &[u8],
        start: &[u8],
        data: &mut [u8],
    ) -> Option<()> {
        let (blocks, rest) = Array::slice_as_chunks_mut(data);
        rest.is_empty().then_some(())?;
        D::new_from_slices(key, start).ok()?.decrypt_blocks(blocks);
        Some(())
    }
    match key.len() {
        16 => with::<cbc::Decryptor<Aes128>>(key, start, data),
        24 => with::<cbc::Decryptor<Aes192>>(key, start, data),
        32 => with::<cbc::Decryptor<Aes256>>(key, start, data),
        _ => None,
    }
}

/// AES in single blocks; none where lengths do not fit.
fn decrypt_blocks(key: &[u8], data: &mut [u8]) -> Option<()> {
    fn with<C: KeyInit + BlockCipherDecrypt>(key: &[u8], data: &mut [u8]) -> Option<()> {
        let (blocks, rest) = Array::slice_as_chunks_mut(data);
        rest.is_empty().then_some(())?;
        C::new_from_slice(key).ok()?.decrypt_blocks(blocks);
        Some(())
    }
    match key.len() {
        16 => with::<Aes128>(key, data),
        24 => with::<Aes192>(key, data),
        32 => with::<Aes256>(key, data),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_beyond_reason_are_not_counted_through() {
        let locked = |rounds: u32| {
            LockedKey::of(&BytesStart::from_content(
                format!(
                    "encryptedKey spinCount='{rounds}' keyBits='256' blockSize='16' \
                     cipherAlgorithm='AES' cipherChaining='ChainingModeCBC' hashAlgorithm='SHA512' \
                     saltValue='AA==' encryptedVerifierHashInput='AA==' \
                     encryptedVerifierHashValue='AA==' encryptedKeyValue='AA=='"
                ),
                "encryptedKey".len(),
            ))
        };
        assert!(locked(100_000).is_some());
        assert!(locked(MOST_ROUNDS + 1).is_none());
    }
}
