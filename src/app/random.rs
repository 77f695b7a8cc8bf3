//! Random bits for the ids of what people add.
//!
//! The core has no randomness of its own: a seed comes in from outside, and the same seed gives the
//! same bits, so that tests can repeat themselves.
//!
//! Source of the algorithm: Steele, Lea and Flood, "Fast splittable pseudorandom number generators"
//! (2014): SplitMix64.

/// A sequence of random bits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Random(u64);

impl Random {
    /// The sequence that begins at a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 32 bits.
    pub fn bits(&mut self) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        // The upper half of 64 bits is 32 bits.
        (mixed >> 32) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_one_sequence_without_repeats() {
        let mut random = Random::new(7);
        let drawn: Vec<u32> = (0..100).map(|_| random.bits()).collect();
        let mut again = Random::new(7);
        assert!(drawn.iter().all(|&bits| again.bits() == bits));
        let different: std::collections::HashSet<u32> = drawn.into_iter().collect();
        assert_eq!(different.len(), 100);
        assert_ne!(Random::new(8).bits(), Random::new(7).bits());
    }
}
