//! Text as people read it: sentences, joining, line breaking, display width, visible marks.
//!
//! Owns everything that is about characters and columns and knows nothing of plans. Pure: text in,
//! text or numbers out.
