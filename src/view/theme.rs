//! Roles and their colours.
//!
//! Text keeps the terminal's own foreground and ground, so that it reads on dark and on light; colour
//! is for statuses and lamps, as black on a coloured chip, and always beside a glyph or a word. No
//! DIM, which projectors swallow.
//!
//! Source of the colours: Okabe and Ito, "Color Universal Design" (2008), told apart by people with
//! every kind of colour blindness.

use ratatui::style::{Color, Modifier, Style};

use crate::plan::{Lamp, Status};

/// How many colours the terminal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colours {
    /// None, or none are wanted (`NO_COLOR`).
    None,
    /// The sixteen named ones.
    Sixteen,
    /// The 256 of xterm.
    Many,
    /// All.
    True,
}

/// What a piece of text is, which decides how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Reading text.
    Text,
    /// What stands out: titles.
    Strong,
    /// What steps back: labels, paths, hints.
    Quiet,
    /// The selected row, where the keys go.
    Selected,
    /// The selected row, while the keys go elsewhere.
    SelectedElsewhere,
    /// A key in the footer.
    Key,
    /// A reported status.
    Status(Status),
    /// Something that wants attention: overdue, a target missed.
    Alarm,
    /// Something that will want attention soon.
    Caution,
    /// Something that went well.
    Good,
    /// The filled part of a bar.
    Bar,
    /// A line to write on.
    Field,
}

/// Colours for roles.
#[derive(Clone, Debug)]
pub struct Theme {
    colours: Colours,
}

/// A colour in its three resolutions.
#[derive(Clone, Copy)]
struct Paint {
    rgb: (u8, u8, u8),
    indexed: u8,
    named: Color,
}

const fn paint(rgb: (u8, u8, u8), indexed: u8, named: Color) -> Paint {
    Paint {
        rgb,
        indexed,
        named,
    }
}

const ORANGE: Paint = paint((0xe6, 0x9f, 0x00), 178, Color::Yellow);
const SKY: Paint = paint((0x56, 0xb4, 0xe9), 74, Color::Cyan);
const GREEN: Paint = paint((0x00, 0x9e, 0x73), 36, Color::Green);
const PALE_GREEN: Paint = paint((0x9f, 0xd8, 0xc4), 152, Color::LightGreen);
const YELLOW: Paint = paint((0xf0, 0xe4, 0x42), 227, Color::LightYellow);
const VERMILION: Paint = paint((0xe0, 0x6c, 0x1a), 166, Color::LightRed);
const PURPLE: Paint = paint((0xcc, 0x79, 0xa7), 175, Color::Magenta);
const GREY: Paint = paint((0xb4, 0xb4, 0xb4), 249, Color::Gray);

impl Theme {
    /// The theme for so many colours.
    pub fn new(colours: Colours) -> Self {
        Self { colours }
    }

    /// How a role looks.
    pub fn style(&self, role: Role) -> Style {
        let plain = Style::new();
        match role {
            Role::Text => plain,
            Role::Strong | Role::Key => plain.add_modifier(Modifier::BOLD),
            Role::Quiet => self.quiet(),
            Role::Selected => plain.add_modifier(Modifier::REVERSED),
            Role::SelectedElsewhere => {
                plain.add_modifier(Modifier::BOLD.union(Modifier::UNDERLINED))
            }
            Role::Field => plain.add_modifier(Modifier::UNDERLINED),
            Role::Bar => match self.colours {
                Colours::None => plain.add_modifier(Modifier::REVERSED),
                _ => self.chip(SKY),
            },
            Role::Status(status) => match status {
                // Most tasks of a young plan: no chip, or the screen is full of them.
                Status::NotStarted => plain,
                Status::OnTrack => self.chip(SKY),
                Status::AtRisk => self.chip(YELLOW),
                Status::OffTrack => self.chip(VERMILION),
                Status::Done => self.chip(GREEN),
                Status::Closed => self.chip(PALE_GREEN),
                Status::OnHold => self.chip(PURPLE),
                Status::Dropped => self.chip(GREY),
            },
            Role::Alarm => self.chip(VERMILION),
            Role::Caution => self.chip(ORANGE),
            Role::Good => self.chip(GREEN),
        }
    }

    /// Black on a colour: reads on every ground.
    fn chip(&self, paint: Paint) -> Style {
        let (r, g, b) = paint.rgb;
        let (black, colour) = match self.colours {
            Colours::None => return Style::new().add_modifier(Modifier::BOLD),
            Colours::Sixteen => (Color::Black, paint.named),
            Colours::Many => (Color::Indexed(16), Color::Indexed(paint.indexed)),
            Colours::True => (Color::Rgb(0, 0, 0), Color::Rgb(r, g, b)),
        };
        // On a selected row it keeps its colours; many terminals draw bold black as grey.
        Style::new()
            .fg(black)
            .bg(colour)
            .remove_modifier(Modifier::all())
    }

    /// The grey that is as far from black as from white: 4.5 to one both ways.
    fn quiet(&self) -> Style {
        match self.colours {
            Colours::None | Colours::Sixteen => Style::new(),
            Colours::Many => Style::new().fg(Color::Indexed(243)),
            Colours::True => Style::new().fg(Color::Rgb(0x76, 0x76, 0x76)),
        }
    }
}

/// A glyph for a status, one column wide on every terminal, in most fonts.
pub(super) fn glyph(status: Status) -> &'static str {
    match status {
        Status::NotStarted => "☐",
        Status::OnTrack => ">",
        Status::AtRisk => "!",
        Status::OffTrack => "✗",
        Status::Done => "✓",
        Status::Closed => "☑",
        Status::OnHold => "=",
        Status::Dropped => "-",
    }
}

/// How a lamp looks.
pub(super) fn lamp_role(lamp: Lamp) -> Role {
    match lamp {
        Lamp::Overdue(_) => Role::Alarm,
        Lamp::DueSoon(_) | Lamp::Behind(_) => Role::Caution,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Ambiguous, is_unsettled, width_of};

    #[test]
    fn glyphs_take_one_column_everywhere_and_differ() {
        let glyphs = Status::ALL.map(glyph);
        for (index, glyph) in glyphs.iter().enumerate() {
            assert_eq!(width_of(glyph, Ambiguous::Wide), 1, "{glyph}");
            assert!(!is_unsettled(glyph), "{glyph}");
            assert!(!glyphs[..index].contains(glyph), "{glyph}");
        }
    }

    /// Contrast as WCAG 2 counts it.
    #[test]
    fn chips_can_be_read() {
        let channel = |value: u8| {
            let share = f64::from(value) / 255.0;
            if share <= 0.040_45 {
                share / 12.92
            } else {
                ((share + 0.055) / 1.055).powf(2.4)
            }
        };
        for paint in [
            ORANGE, SKY, GREEN, PALE_GREEN, YELLOW, VERMILION, PURPLE, GREY,
        ] {
            let (r, g, b) = paint.rgb;
            let light = 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
            let contrast = (light + 0.05) / 0.05;
            assert!(contrast >= 6.0, "{:?}: {contrast}", paint.rgb);
        }
    }

    #[test]
    fn the_selection_is_seen_without_colours() {
        let theme = Theme::new(Colours::None);
        let selected = theme.style(Role::Selected);
        assert!(selected.add_modifier.contains(Modifier::REVERSED));
        for status in Status::ALL {
            let style = theme.style(Role::Status(status));
            assert_eq!((style.fg, style.bg), (None, None));
        }
    }
}
