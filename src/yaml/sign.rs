//! Signs of keys: rules look up little else, so that keys have to be told from one another fast.

/// The letters of a key of up to 15 letters and how many they are; of a longer one its ends, which tell
/// most of them from one another.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Sign([u64; 2]);

impl Sign {
    /// The sign of a key. Of a key that the program looks up, the compiler makes it.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "else the sign of a literal is made on each lookup")]
    pub(crate) fn of(key: &[u8]) -> Self {
        let length = key.len();
        // Letters that are read twice fall on themselves.
        let [first, second] = match length {
            0 => [0, 0],
            1..4 => {
                let letter = |at: usize| u64::from(key[at]) << (8 * at);
                [letter(0) | letter(length / 2) | letter(length - 1), 0]
            }
            4..8 => {
                let last = u64::from(four(key, length - 4));
                [u64::from(four(key, 0)) | last << (8 * (length - 4)), 0]
            }
            8 => [eight(key, 0), 0],
            9..16 => [eight(key, 0), eight(key, length - 8) >> (8 * (16 - length))],
            _ => [eight(key, 0), eight(key, length - 8) >> 8],
        };
        Self([first, second | (length.min(0xff) as u64) << 56])
    }

    /// Whether a key of this sign is the same as one of another; what they say themselves is asked only
    /// where their signs do not say all.
    #[inline]
    pub(crate) fn is_same(self, other: Self, is_said_alike: impl FnOnce() -> bool) -> bool {
        self == other && (self.is_whole() || is_said_alike())
    }

    #[inline]
    fn is_whole(self) -> bool {
        self.0[1] >> 56 < 16
    }

    /// A number that differs for most signs, in all its bits.
    /// For tables: the upper bits differ for most signs.
    pub(crate) fn hash(self) -> u64 {
        let [first, second] = self.0;
        (first ^ second.rotate_left(28)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}

#[inline]
fn four(key: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([key[at], key[at + 1], key[at + 2], key[at + 3]])
}

#[inline]
fn eight(key: &[u8], at: usize) -> u64 {
    u64::from(four(key, at)) | u64::from(four(key, at + 4)) << 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_up_to_15_letters_are_told_apart() {
        for length in 0..40 {
            let key: Vec<u8> = (0..length).collect();
            let sign = Sign::of(&key);
            assert_eq!(sign.is_whole(), length <= 15, "{length}");
            assert_ne!(sign, Sign::of(&[&key[..], &[0]].concat()), "{length}: another length");
            for at in 0..key.len().min(15) {
                let mut other = key.clone();
                other[at] ^= 0x80;
                let is_seen = sign != Sign::of(&other);
                assert!(is_seen || !(sign.is_whole() || at < 8), "{length}: another letter {at}");
            }
        }
    }
}
