//! The steps that undo goes back and redo goes forward: snapshots, one a gesture.

/// Earlier and later states around the present one, which its owner holds.
///
/// A state is kept whole, so that going back is exact to the byte; states that share their parts,
/// as documents do, cost little. Each comes with a label `L` that says what the step did.
#[derive(Clone, Debug)]
pub struct History<S, L> {
    /// States before the present one, oldest first, each with the step that led away from it.
    past: Vec<(S, L)>,
    /// States that were undone, the nearest last, each with the step that leads to it.
    future: Vec<(S, L)>,
}

impl<S, L> Default for History<S, L> {
    fn default() -> Self {
        Self {
            past: Vec::new(),
            future: Vec::new(),
        }
    }
}

impl<S, L: Clone> History<S, L> {
    /// How many steps are kept. A long meeting makes a few hundred.
    pub const LIMIT: usize = 10_000;

    /// Remembers `before`, the state that a step has just replaced. What was undone is forgotten.
    pub fn record(&mut self, before: S, label: L) {
        self.future.clear();
        if self.past.len() == Self::LIMIT {
            self.past.remove(0);
        }
        self.past.push((before, label));
    }

    /// Goes back one step: takes the present state, gives the one before and the step undone.
    pub fn undo(&mut self, present: S) -> Result<(S, L), S> {
        match self.past.pop() {
            Some((before, label)) => {
                self.future.push((present, label.clone()));
                Ok((before, label))
            }
            None => Err(present),
        }
    }

    /// Goes forward again: takes the present state, gives the one after and the step redone.
    pub fn redo(&mut self, present: S) -> Result<(S, L), S> {
        match self.future.pop() {
            Some((after, label)) => {
                self.past.push((present, label.clone()));
                Ok((after, label))
            }
            None => Err(present),
        }
    }

    /// A history that was kept elsewhere: states before the present one, oldest first, and states that were
    /// undone, the nearest last, each with its step.
    pub fn restored(mut past: Vec<(S, L)>, future: Vec<(S, L)>) -> Self {
        past.drain(..past.len().saturating_sub(Self::LIMIT));
        Self { past, future }
    }

    /// States before the present one, oldest first, each with the step that led away from it.
    pub fn past(&self) -> &[(S, L)] {
        &self.past
    }

    /// States that were undone, the nearest last, each with the step that leads to it.
    pub fn future(&self) -> &[(S, L)] {
        &self.future
    }

    /// How many steps can be undone.
    pub fn len(&self) -> usize {
        self.past.len()
    }

    /// Whether there is nothing to undo.
    pub fn is_empty(&self) -> bool {
        self.past.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn undo_at_the_start_hands_the_present_back() {
        let mut history: History<&str, ()> = History::default();
        assert_eq!(history.undo("now"), Err("now"));
        assert_eq!(history.redo("now"), Err("now"));
    }

    #[test]
    fn a_new_step_forgets_what_was_undone() {
        let mut history = History::default();
        history.record("a", 1);
        assert_eq!(history.undo("b"), Ok(("a", 1)));
        history.record("a", 2);
        assert_eq!(history.redo("c"), Err("c"));
        assert_eq!(history.undo("c"), Ok(("a", 2)));
    }

    proptest! {
        /// All the way back and all the way forward is where we were.
        #[test]
        fn undo_and_redo_are_inverse(states in prop::collection::vec(any::<u8>(), 1..20)) {
            let mut history = History::default();
            for (step, state) in states[..states.len() - 1].iter().enumerate() {
                history.record(*state, step);
            }
            let last = states[states.len() - 1];
            let mut present = last;
            while let Ok((before, step)) = history.undo(present) {
                prop_assert_eq!(before, states[step]);
                present = before;
            }
            prop_assert_eq!(present, states[0]);
            while let Ok((after, _)) = history.redo(present) {
                present = after;
            }
            prop_assert_eq!(present, last);
        }
    }
}
