//! Roles and their colours.
//!
//! The ground is the terminal's own. Text keeps the terminal's own ink, so that it reads on dark and on light,
//! but for what steps back, which has a grey for each ground, and the look of high contrast, where nothing
//! is grey or thin. Colour is for statuses and lamps, as black on a coloured chip, and always beside a glyph
//! or a word. No DIM, which projectors swallow.
//!
//! Source of the colours: Okabe and Ito, "Color Universal Design" (2008), told apart by people with
//! every kind of colour blindness.

use ratatui::style::{Color, Modifier, Style};

use crate::app::{Ground, Look};
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
    /// The chosen item of a list, or of the side pane while the keys go there.
    Chosen,
    /// A task that is marked, to do something with several at once.
    Marked,
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
    /// Words that were there before and are gone.
    Gone,
    /// Words that were not there before.
    New,
    /// The row that says that the plan is not seen as it is now.
    Banner,
}

/// Colours for roles.
#[derive(Clone, Debug)]
pub struct Theme {
    colours: Colours,
    look: Look,
    ground: Ground,
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
const WHITE: Paint = paint((0xff, 0xff, 0xff), 231, Color::White);
const BLACK: Paint = paint((0x00, 0x00, 0x00), 16, Color::Black);
/// Blue ink for a light ground.
const BLUE: Paint = paint((0x00, 0x5f, 0x9f), 25, Color::Blue);
/// What steps back on a dark ground, on a light one, and on either: 4.5 to one both ways.
const LIGHT_GREY: Paint = paint((0xa8, 0xa8, 0xa8), 248, Color::Gray);
const DARK_GREY: Paint = paint((0x58, 0x58, 0x58), 240, Color::DarkGray);
const MIDDLE_GREY: Paint = paint((0x76, 0x76, 0x76), 243, Color::DarkGray);
/// The ground of a line to write on, and of a row that waits for the keys to come back.
const DARK_STRIP: Paint = paint((0x30, 0x30, 0x30), 236, Color::Black);
const LIGHT_STRIP: Paint = paint((0xe4, 0xe4, 0xe4), 254, Color::White);
const GREY: Paint = paint((0xb4, 0xb4, 0xb4), 249, Color::Gray);

impl Theme {
    /// The theme for so many colours in a look, on the ground that the look is for.
    pub fn new(colours: Colours, look: Look) -> Self {
        let ground = match look {
            Look::Dark => Ground::Dark,
            Look::Light => Ground::Light,
            Look::HighContrast => Ground::Unknown,
        };
        Self {
            colours,
            look,
            ground,
        }
    }

    /// The same on this ground: one that is not known gets greys that read on every ground, and high contrast
    /// knows whether it is black on white.
    #[must_use]
    pub fn on(self, ground: Ground) -> Self {
        Self { ground, ..self }
    }

    /// Whether words that went and words that came look too much alike: a stroke through them is not drawn
    /// everywhere.
    pub(super) fn needs_marks(&self) -> bool {
        self.colours == Colours::None || self.look == Look::HighContrast
    }

    /// Changes the look; the ground is what it was.
    pub(super) fn set_look(&mut self, look: Look) {
        self.look = look;
    }

    /// How a role looks.
    pub fn style(&self, role: Role) -> Style {
        let plain = match self.look {
            Look::HighContrast => self.sharp(),
            Look::Dark | Look::Light => Style::new(),
        };
        match role {
            Role::Text => plain,
            Role::Strong | Role::Key => plain.add_modifier(Modifier::BOLD),
            Role::Quiet => self.quiet(),
            Role::Selected | Role::Chosen => self.selected(),
            Role::Marked => self.marked(),
            Role::SelectedElsewhere => self.selected_elsewhere(),
            Role::Field => self.field(),
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
            Role::Gone => self.quiet().add_modifier(Modifier::CROSSED_OUT),
            Role::New => self.marked(),
            // Nobody may take what is below for the plan as it is now, in colours or without.
            Role::Banner => match self.colours {
                Colours::None => self.sharp().add_modifier(Modifier::REVERSED),
                _ => self.chip(ORANGE),
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

    /// A colour as ink.
    fn ink(&self, paint: Paint) -> Style {
        let plain = Style::new();
        match self.colours {
            Colours::None => plain,
            Colours::Sixteen => plain.fg(paint.named),
            Colours::Many => plain.fg(Color::Indexed(paint.indexed)),
            Colours::True => {
                let (r, g, b) = paint.rgb;
                plain.fg(Color::Rgb(r, g, b))
            }
        }
    }

    /// Text in the look of high contrast: bold, and as far from the ground as ink can be.
    fn sharp(&self) -> Style {
        let style = match self.ground {
            Ground::Unknown => Style::new(),
            Ground::Dark => self.ink(WHITE),
            Ground::Light => self.ink(BLACK),
        };
        if self.colours == Colours::Sixteen && self.ground == Ground::Light {
            // Many terminals draw bold black as grey.
            return style;
        }
        style.add_modifier(Modifier::BOLD)
    }

    fn quiet(&self) -> Style {
        if self.look == Look::HighContrast {
            return self.sharp();
        }
        if self.colours == Colours::Sixteen {
            // No one of these is the right grey everywhere.
            return Style::new();
        }
        self.ink(self.quiet_paint())
    }

    fn quiet_paint(&self) -> Paint {
        match (self.look, self.ground) {
            (Look::Light, _) => DARK_GREY,
            (_, Ground::Unknown) => MIDDLE_GREY,
            _ => LIGHT_GREY,
        }
    }

    /// Nothing is seen better, on any ground, than the terminal's own colours the other way round.
    fn selected(&self) -> Style {
        let reversed = Modifier::REVERSED;
        match self.look {
            Look::HighContrast => self.sharp().add_modifier(reversed),
            Look::Dark | Look::Light => Style::new().add_modifier(reversed),
        }
    }

    fn marked(&self) -> Style {
        let style = match (self.look, self.ground) {
            (Look::HighContrast, _) => self.sharp(),
            // No blue reads on every ground.
            (Look::Dark, Ground::Unknown) => Style::new(),
            (Look::Dark, _) => self.ink(SKY),
            (Look::Light, _) => self.ink(BLUE),
        };
        style.add_modifier(Modifier::BOLD.union(Modifier::UNDERLINED))
    }

    /// A quiet strip of another ground, or a line where there is none. Not both: under a row of text from edge
    /// to edge, a line cuts the feet of Han characters and looks like a rule between rows.
    fn selected_elsewhere(&self) -> Style {
        if self.look == Look::HighContrast {
            return self.sharp().add_modifier(Modifier::UNDERLINED);
        }
        let style = match self.strip() {
            Some(strip) => Style::new().bg(strip),
            None => Style::new().add_modifier(Modifier::UNDERLINED),
        };
        style.add_modifier(Modifier::BOLD)
    }

    /// A line to write on; where the ground is known, also a strip of another ground.
    fn field(&self) -> Style {
        let line = Modifier::UNDERLINED;
        if self.look == Look::HighContrast {
            return self.sharp().add_modifier(line);
        }
        let style = Style::new().add_modifier(line);
        match self.strip() {
            Some(strip) => style.bg(strip),
            None => style,
        }
    }

    /// A ground a little off the terminal's own, where that is known and there are enough colours.
    fn strip(&self) -> Option<Color> {
        let strip = match (self.look, self.ground) {
            (Look::HighContrast, _) | (Look::Dark, Ground::Unknown) => return None,
            (Look::Dark, _) => DARK_STRIP,
            (Look::Light, _) => LIGHT_STRIP,
        };
        let (r, g, b) = strip.rgb;
        match self.colours {
            Colours::None | Colours::Sixteen => None,
            Colours::Many => Some(Color::Indexed(strip.indexed)),
            Colours::True => Some(Color::Rgb(r, g, b)),
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

    /// Relative luminance, from 0 to 1.
    ///
    /// Source: Web Content Accessibility Guidelines 2.2, "relative luminance".
    fn luminance((r, g, b): (u8, u8, u8)) -> f64 {
        let channel = |value: u8| {
            let share = f64::from(value) / 255.0;
            if share <= 0.040_45 {
                share / 12.92
            } else {
                ((share + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b)
    }

    /// Contrast as WCAG 2 counts it: 1 to 21.
    fn contrast(one: (u8, u8, u8), other: (u8, u8, u8)) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// A colour that is drawn, as light.
    fn light(colour: Color) -> (u8, u8, u8) {
        match colour {
            Color::Rgb(r, g, b) => (r, g, b),
            Color::Indexed(index @ 232..) => {
                let level = 8 + 10 * (index - 232);
                (level, level, level)
            }
            Color::Indexed(index @ 16..=231) => {
                let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
                let index = index - 16;
                (level(index / 36), level(index / 6 % 6), level(index % 6))
            }
            other => panic!("{other} is what the terminal makes of it"),
        }
    }

    type Light = (u8, u8, u8);

    const GROUNDS: [(Look, &[Light]); 2] = [
        // Black, and the grounds of Ubuntu, Solarized and One Dark.
        (
            Look::Dark,
            &[(0, 0, 0), (48, 10, 36), (0, 43, 54), (40, 44, 52)],
        ),
        // White, and the grounds of Solarized and GNOME's and Tango's light schemes.
        (
            Look::Light,
            &[(255, 255, 255), (253, 246, 227), (238, 238, 236)],
        ),
    ];

    #[test]
    fn chips_can_be_read() {
        for paint in [
            ORANGE, SKY, GREEN, PALE_GREEN, YELLOW, VERMILION, PURPLE, GREY,
        ] {
            let contrast = contrast(paint.rgb, (0, 0, 0));
            assert!(contrast >= 6.0, "{:?}: {contrast}", paint.rgb);
        }
    }

    /// 4.5 is what WCAG asks for of text; 5 leaves something for the light in the room.
    #[test]
    fn what_steps_back_can_be_read_on_every_ground_of_its_look() {
        for (look, grounds) in GROUNDS {
            for colours in [Colours::Many, Colours::True] {
                let theme = Theme::new(colours, look);
                for role in [Role::Quiet, Role::Marked] {
                    let ink = light(theme.style(role).fg.expect("an ink"));
                    for &ground in grounds {
                        let contrast = contrast(ink, ground);
                        assert!(contrast >= 5.0, "{look:?} {role:?} {ground:?}: {contrast}");
                    }
                }
            }
        }
    }

    #[test]
    fn on_an_unknown_ground_what_steps_back_can_be_read_on_black_and_on_white() {
        let theme = Theme::new(Colours::True, Look::Dark).on(Ground::Unknown);
        let ink = light(theme.style(Role::Quiet).fg.expect("an ink"));
        for ground in [(0, 0, 0), (255, 255, 255)] {
            assert!(contrast(ink, ground) >= 4.5);
        }
        assert_eq!(theme.style(Role::Field).bg, None);
        assert_eq!(theme.style(Role::Marked).fg, None);
    }

    #[test]
    fn a_strip_can_be_read_and_is_seen() {
        for (look, ink) in [
            (Look::Dark, (0xd0, 0xd0, 0xd0)),
            (Look::Light, (0x30, 0x30, 0x30)),
        ] {
            for colours in [Colours::Many, Colours::True] {
                let theme = Theme::new(colours, look);
                for (role, modifier) in [
                    (Role::Field, Modifier::UNDERLINED),
                    (Role::SelectedElsewhere, Modifier::BOLD),
                ] {
                    let style = theme.style(role);
                    let strip = light(style.bg.expect("a strip"));
                    assert!(contrast(ink, strip) >= 7.0, "{look:?} {role:?}");
                    // What was searched for stands out in it too.
                    let marked = light(theme.style(Role::Marked).fg.expect("an ink"));
                    assert!(contrast(marked, strip) >= 5.0, "{look:?} {role:?}");
                    assert_eq!(style.add_modifier, modifier);
                }
            }
        }
    }

    #[test]
    fn a_row_that_waits_is_underlined_where_a_strip_cannot_be() {
        let lined = Modifier::BOLD.union(Modifier::UNDERLINED);
        for theme in [
            Theme::new(Colours::True, Look::Dark).on(Ground::Unknown),
            Theme::new(Colours::Sixteen, Look::Dark),
            Theme::new(Colours::None, Look::Light),
            Theme::new(Colours::True, Look::HighContrast).on(Ground::Light),
        ] {
            let style = theme.style(Role::SelectedElsewhere);
            assert_eq!((style.add_modifier, style.bg), (lined, None), "{theme:?}");
        }
    }

    /// In light that swallows everything but black and white, these are still there.
    #[test]
    fn high_contrast_has_no_grey_and_nothing_thin() {
        let all = [
            Role::Text,
            Role::Strong,
            Role::Quiet,
            Role::Key,
            Role::Field,
            Role::Marked,
            Role::Selected,
            Role::SelectedElsewhere,
        ];
        for colours in [Colours::None, Colours::Many, Colours::True] {
            for ground in [Ground::Unknown, Ground::Dark, Ground::Light] {
                let theme = Theme::new(colours, Look::HighContrast).on(ground);
                for role in all {
                    let style = theme.style(role);
                    assert!(style.add_modifier.contains(Modifier::BOLD), "{role:?}");
                    let ink = style.fg.map(light);
                    let expected = match (colours, ground) {
                        (Colours::None, _) | (_, Ground::Unknown) => None,
                        (_, Ground::Dark) => Some((255, 255, 255)),
                        (_, Ground::Light) => Some((0, 0, 0)),
                    };
                    assert_eq!(ink, expected, "{role:?} {ground:?}");
                    assert_eq!(style.bg, None, "{role:?}");
                }
            }
        }
    }

    #[test]
    fn the_selection_is_reversed_in_every_look_and_nothing_is_dim() {
        for look in Look::ALL {
            for colours in [
                Colours::None,
                Colours::Sixteen,
                Colours::Many,
                Colours::True,
            ] {
                for ground in [Ground::Unknown, Ground::Dark, Ground::Light] {
                    let theme = Theme::new(colours, look).on(ground);
                    for role in [Role::Selected, Role::Chosen] {
                        let selected = theme.style(role);
                        assert!(selected.add_modifier.contains(Modifier::REVERSED));
                        let text = theme.style(Role::Text).patch(selected);
                        assert_eq!(text.fg, selected.fg, "one ink for the whole row");
                    }
                    for role in [Role::Text, Role::Quiet, Role::Field, Role::Marked] {
                        let style = theme.style(role);
                        assert!(!style.add_modifier.contains(Modifier::DIM));
                        assert!(!style.add_modifier.contains(Modifier::REVERSED));
                    }
                }
            }
        }
    }

    #[test]
    fn the_selection_is_seen_without_colours() {
        for look in Look::ALL {
            let theme = Theme::new(Colours::None, look);
            let selected = theme.style(Role::Selected);
            assert!(selected.add_modifier.contains(Modifier::REVERSED));
            for status in Status::ALL {
                let style = theme.style(Role::Status(status));
                assert_eq!((style.fg, style.bg), (None, None));
            }
        }
    }
}
