//! A list of which a window is seen, with one entry chosen.
//!
//! Owns the arithmetic. What the entries are is for whoever has them: here they are counted only.

/// Which entry is chosen, and which are seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct List {
    count: usize,
    selected: usize,
    top: usize,
    height: usize,
}

impl List {
    /// So many entries, the first one chosen.
    pub fn new(count: usize) -> Self {
        Self {
            count,
            selected: 0,
            top: 0,
            height: 1,
        }
    }

    /// How many entries there are.
    pub fn count(self) -> usize {
        self.count
    }

    /// Takes another number of entries. The chosen one stays, the last one at most.
    pub fn set_count(&mut self, count: usize) {
        self.count = count;
        self.select(self.selected);
        self.settle(self.height);
    }

    /// The index of the chosen entry; 0 where there is none.
    pub fn selected(self) -> usize {
        self.selected
    }

    /// The first entry in the window.
    pub fn top(self) -> usize {
        self.top
    }

    /// Chooses an entry, the last one at most.
    pub fn select(&mut self, index: usize) {
        self.selected = index.min(self.count.saturating_sub(1));
    }

    /// Moves on by entries, or back.
    pub fn step(&mut self, count: usize, forward: bool) {
        self.select(if forward {
            self.selected.saturating_add(count)
        } else {
            self.selected.saturating_sub(count)
        });
    }

    /// How many entries a page turns: one less than are seen, so that the eye finds its place again.
    pub fn page(self) -> usize {
        self.height.saturating_sub(1).max(1)
    }

    /// Takes the window's height and moves it so that the chosen entry is in it.
    pub fn settle(&mut self, height: usize) {
        self.height = height.max(1);
        self.top = self
            .top
            .min(self.selected)
            .max((self.selected + 1).saturating_sub(self.height))
            .min(self.count.saturating_sub(self.height));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever is done, the chosen entry is one of them and in the window.
        #[test]
        fn the_chosen_entry_is_seen(count in 0_usize..20, steps in prop::collection::vec((0_u8..3, 0_usize..25), 0..30)) {
            let mut list = List::new(count);
            for (what, number) in steps {
                match what {
                    0 => list.select(number),
                    1 => list.step(number, number % 2 == 0),
                    _ => list.settle(number),
                }
                list.settle(list.height);
                prop_assert!(list.selected() < count.max(1));
                let seen = list.top()..list.top() + list.height;
                prop_assert!(seen.contains(&list.selected()));
            }
        }
    }
}
