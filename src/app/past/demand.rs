//! What has to be asked, from what is seen.
//!
//! After every event the walk is looked at once more: a comparison that is out of date, a selection that
//! nothing is known of, rows without counts. So no gesture has to think of it, and nothing is asked twice.

use super::{Ask, PaneView};
use crate::app::mode::Mode;
use crate::app::tree::Cursor;
use crate::app::walk::Walk;

impl Walk {
    /// What has to be asked now. In constant time where nothing has.
    pub(in crate::app) fn demands(&mut self) -> Vec<Ask> {
        let mut asks = Vec::new();
        let shown = self.shown().clone();
        if let Some(since) = &mut self.past.since
            && since.asked != Some(shown.stamp())
        {
            since.asked = Some(shown.stamp());
            asks.push(Ask::Since {
                run: since.run,
                from: since.revision.commit.clone(),
                to: shown,
            });
        }
        asks.extend(self.demand_task());
        if let Mode::Revisions(revisions) = &mut self.mode {
            let (listing, now) = (&self.past.listing, &self.document);
            // Edited, merged or committed, the file as it is now may come or go as a row.
            revisions.settle(listing, now);
            asks.extend(revisions.demand(listing, now));
            let missing = self.past.uncounted(revisions.list, now);
            let counting = &mut self.past.counting;
            if missing.iter().any(|commit| !counting.contains(commit)) {
                counting.clone_from(&missing);
                asks.push(Ask::Count(missing));
            }
        }
        asks
    }

    /// The history of the selected task, while that is what the side pane shows.
    fn demand_task(&mut self) -> Option<Ask> {
        let Cursor::Node(key, _) = self.tree.cursor() else {
            return None;
        };
        let asked = (self.document.stamp(), self.shown().stamp(), key);
        if self.pane_view != PaneView::History || self.past.task.asked == Some(asked) {
            return None;
        }
        let place = self.place().filter(|place| place.task.is_some())?;
        let task = self.shown().id_at(place)?;
        let past = &mut self.past.task;
        if past.task.as_ref() != Some(&task) {
            past.steps.clear();
            past.edition += 1;
        }
        past.run += 1;
        past.asked = Some(asked);
        past.task = Some(task.clone());
        past.is_unanswered = true;
        past.is_whole = false;
        past.failure = None;
        Some(Ask::Task {
            run: past.run,
            task,
            now: self.document.clone(),
        })
    }
}
