//! From the chosen colour to one that can be read in each theme, and to a style sheet.

use super::Colour;
use palette::color_difference::Wcag21RelativeContrast as _;
use palette::{FromColor as _, Oklch, Srgb};
use std::fmt::Write as _;

/// WCAG 2.2 AA for text.
const CONTRAST: f32 = 4.5;
/// How far the lightness is moved at a time: too little to be seen.
const STEP: f32 = 0.005;
/// The grounds of `style/tokens.css` that are hardest to read on: `--raised` in light and in dark.
const GROUNDS: [Oklch<f32>; 2] = [
    Oklch::new_const(0.968, 0.005, palette::OklabHue::new(210.0)),
    Oklch::new_const(0.25, 0.01, palette::OklabHue::new(220.0)),
];

/// A colour on the grounds of both themes, and what can be read on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Legible {
    /// In the light theme.
    pub light: Colour,
    /// Text on that.
    pub on_light: Colour,
    /// In the dark theme.
    pub dark: Colour,
    /// Text on that.
    pub on_dark: Colour,
}

impl Legible {
    /// The nearest to the chosen colour: the same hue, as much darker or lighter as it must be.
    pub fn of(chosen: Colour) -> Self {
        let [light_ground, dark_ground] = GROUNDS;
        let light = nearest(chosen, light_ground, -STEP);
        let dark = nearest(chosen, dark_ground, STEP);
        Self {
            light,
            on_light: ink(light),
            dark,
            on_dark: ink(dark),
        }
    }

    /// Was the chosen colour changed in a theme?
    pub fn differs(self, chosen: Colour) -> (bool, bool) {
        (self.light != chosen, self.dark != chosen)
    }
}

/// Moves the lightness until the colour can be read on the ground. Black and white can, so it ends.
fn nearest(chosen: Colour, ground: Oklch<f32>, step: f32) -> Colour {
    let ground = Srgb::from_color(ground);
    let mut tried = chosen;
    let mut moved = Oklch::from_color(srgb(chosen));
    while srgb(tried).relative_contrast(ground) < CONTRAST && (0.0..=1.0).contains(&moved.l) {
        moved.l += step;
        tried = colour(Srgb::from_color(moved));
    }
    tried
}

/// White or nearly black, whichever can be read better.
fn ink(ground: Colour) -> Colour {
    let (white, black) = (Colour([255; 3]), Colour([13, 17, 19]));
    let contrast = |ink: Colour| srgb(ink).relative_contrast(srgb(ground));
    if contrast(white) >= contrast(black) {
        white
    } else {
        black
    }
}

fn srgb(Colour([red, green, blue]): Colour) -> Srgb<f32> {
    Srgb::new(red, green, blue).into_format()
}

fn colour(exact: Srgb<f32>) -> Colour {
    // What lies outside of what a screen can show is cut off.
    let byte = |part: f32| (part.clamp(0.0, 1.0) * 255.0).round() as u8;
    Colour([byte(exact.red), byte(exact.green), byte(exact.blue)])
}

/// What an organisation's pages load: its colours under a class of its own. Slugs are letters, digits and hyphens.
pub fn stylesheet(slug: &str, chosen: Option<Colour>) -> String {
    let mut css = String::new();
    if let Some(chosen) = chosen {
        let Legible {
            light,
            on_light,
            dark,
            on_dark,
        } = Legible::of(chosen);
        let _ = write!(
            css,
            ".brand-{slug}{{--brand:light-dark({light},{dark});--on-brand:light-dark({on_light},{on_dark})}}"
        );
    }
    css
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn contrast(one: Colour, other: Srgb<f32>) -> f32 {
        srgb(one).relative_contrast(other)
    }

    proptest! {
        #[test]
        fn every_colour_can_be_read_in_both_themes(rgb in any::<[u8; 3]>()) {
            let legible = Legible::of(Colour(rgb));
            let [light, dark] = GROUNDS.map(Srgb::from_color);
            prop_assert!(contrast(legible.light, light) >= CONTRAST);
            prop_assert!(contrast(legible.dark, dark) >= CONTRAST);
            prop_assert!(contrast(legible.on_light, srgb(legible.light)) >= CONTRAST);
            prop_assert!(contrast(legible.on_dark, srgb(legible.dark)) >= CONTRAST);
        }
    }

    #[test]
    fn what_can_be_read_stays_as_it_was_chosen() {
        let navy = Colour([0, 0, 0x80]);
        assert_eq!(Legible::of(navy).differs(navy), (false, true));
        let yellow = Colour([0xff, 0xee, 0]);
        assert_eq!(Legible::of(yellow).differs(yellow), (true, false));
    }

    /// The grounds stand in the style sheet too: one must not change without the other.
    #[test]
    fn the_grounds_are_those_of_the_tokens() {
        let tokens = include_str!("../../../../../style/tokens.css");
        assert!(
            tokens.contains(
                "--raised: light-dark(oklch(96.8% 0.005 210deg), oklch(25% 0.01 220deg));"
            )
        );
    }

    #[test]
    fn a_style_sheet_names_its_organisation_and_nothing_else() {
        let css = stylesheet("riverside", Some(Colour([0, 0, 0x80])));
        assert!(
            css.starts_with(".brand-riverside{--brand:light-dark(#000080,"),
            "{css}"
        );
        assert_eq!(stylesheet("riverside", None), "");
    }
}
