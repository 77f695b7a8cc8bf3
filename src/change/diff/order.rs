//! The fewest things that have to move for one order to become another.

/// Which of these distinct numbers stand aside so that the rest ascends, as few as possible; in order.
///
/// Linear where the numbers ascend already, n log n otherwise.
pub(in crate::change) fn out_of_order(numbers: &[usize]) -> Vec<bool> {
    let mut moved = vec![false; numbers.len()];
    if numbers.is_sorted() {
        return moved;
    }
    // Patience sorting: for each length, the place of the smallest number that ends an ascent of it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    for (place, &number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|&end| numbers[end] < number);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        if length == ends.len() {
            ends.push(place);
        } else {
            ends[length] = place;
        }
    }
    moved.fill(true);
    let mut place = ends.last().copied();
    while let Some(kept) = place {
        moved[kept] = false;
        place = before[kept];
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The longest ascent, found by trying all.
    fn longest_ascent(numbers: &[usize]) -> usize {
        let mut longest = vec![1; numbers.len()];
        for end in 0..numbers.len() {
            for start in 0..end {
                if numbers[start] < numbers[end] {
                    longest[end] = longest[end].max(longest[start] + 1);
                }
            }
        }
        longest.into_iter().max().unwrap_or(0)
    }

    proptest! {
        /// What stays ascends, and nothing longer does.
        #[test]
        fn as_few_as_possible_move(
            numbers in Just((0..12_usize).collect::<Vec<_>>()).prop_shuffle(),
            count in 0..=12_usize,
        ) {
            let numbers = &numbers[..count];
            let moved = out_of_order(numbers);
            let stays = || numbers.iter().zip(&moved).filter(|(_, moved)| !**moved);
            prop_assert!(stays().is_sorted());
            prop_assert_eq!(stays().count(), longest_ascent(numbers));
        }
    }
}
