//! What a page of a PDF shows, and what stands in it that nobody sees.
//!
//! The page is drawn, as on paper, on a [`Sheet`] that takes notes instead: where each letter comes to
//! stand, in which ink and how large, and what is drawn below and above it.

use super::layout::{self, Mark};
use super::paper::{PAGES, Paper, Unreadable, Why};
use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect, Shape};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, FillRule, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, Paint, SoftMask, TransformExt, interpret_page,
};

/// Letters smaller than this, in points, are read by nobody.
const TINY: f64 = 3.0;
/// Ink that lets more through than this is none.
const FAINT: f32 = 0.1;
/// Colours nearer than this in each part are one.
const SAME: f32 = 0.12;
/// Most letters of a page, and most surfaces that could lie below or above them.
const LETTERS: usize = 60_000;
const SURFACES: usize = 4_000;
/// A surface smaller than this, in square points, hides no word.
const LEAST_AREA: f64 = 20.0;
/// Outlines of glyphs are drawn in thousandths.
const UNIT: f64 = 1_000.0;

/// Reads a PDF.
///
/// # Errors
/// Why it cannot be read.
pub fn read(bytes: &[u8]) -> Result<Paper, Unreadable> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Unreadable::Locked,
        LoadPdfError::Invalid => Unreadable::Damaged,
    })?;
    let (cache, settings) = (InterpreterCache::new(), InterpreterSettings::default());
    let mut paper = Paper {
        pages: pdf.pages().len(),
        cut: pdf.pages().len() > PAGES,
        ..Paper::default()
    };
    for page in pdf.pages().iter().take(PAGES) {
        let (width, height) = page.render_dimensions();
        let area = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let mut sheet = Sheet::new(area);
        let place = page.initial_transform(true).to_kurbo();
        let mut context = Context::new(place, area, &cache, page.xref(), settings.clone());
        interpret_page(page, &mut context, &mut sheet);
        sheet.finish(&mut paper);
    }
    Ok(paper)
}

/// A page as it is drawn.
struct Sheet {
    area: Rect,
    clips: Vec<Rect>,
    /// Groups of things that are drawn together, each with all around it.
    groups: Vec<Group>,
    letters: Vec<Letter>,
    surfaces: Vec<Surface>,
    /// Counts what is drawn.
    turn: usize,
    pictures: bool,
    cut: bool,
}

#[derive(Debug, Clone, Copy)]
struct Group {
    opacity: f32,
    /// Something else decides which parts of it show.
    masked: bool,
    /// It mixes with what is below.
    mixed: bool,
}

const WHOLE: Group = Group {
    opacity: 1.0,
    masked: false,
    mixed: false,
};

struct Letter {
    mark: Mark,
    middle: Point,
    /// `None` for a pattern: it is taken to be seen.
    ink: Option<[f32; 4]>,
    invisible: bool,
    upright: bool,
    clip: Rect,
    turn: usize,
}

/// Something that lies on the page.
struct Surface {
    shape: BezPath,
    rule: FillRule,
    bounds: Rect,
    /// `None` for a picture or a pattern.
    colour: Option<[f32; 3]>,
    turn: usize,
}

impl Surface {
    fn covers(&self, point: Point) -> bool {
        self.bounds.contains(point)
            && match (self.shape.winding(point), self.rule) {
                (turns, FillRule::NonZero) => turns != 0,
                (turns, FillRule::EvenOdd) => turns % 2 != 0,
            }
    }
}

impl Sheet {
    fn new(area: Rect) -> Self {
        Self {
            area,
            clips: vec![area],
            groups: vec![WHOLE],
            letters: Vec::new(),
            surfaces: Vec::new(),
            turn: 0,
            pictures: false,
            cut: false,
        }
    }

    fn clip(&self) -> Rect {
        self.clips.last().copied().unwrap_or(self.area)
    }

    fn ink(&self, paint: &Paint<'_>) -> Option<[f32; 4]> {
        let Paint::Color(colour) = paint else {
            return None;
        };
        let [r, g, b, alpha] = colour.to_rgba().components();
        Some([r, g, b, alpha * self.group().opacity])
    }

    fn group(&self) -> Group {
        self.groups.last().copied().unwrap_or(WHOLE)
    }

    /// Notes what lies on the page, if it hides what is below.
    fn lay(&mut self, shape: BezPath, rule: FillRule, ink: Option<[f32; 4]>, blend: BlendMode) {
        self.turn += 1;
        let bounds = shape.bounding_box().intersect(self.clip());
        let group = self.group();
        let opaque = ink.map_or(group.opacity, |ink| ink[3]) > 0.9
            && blend == BlendMode::Normal
            && !group.masked
            && !group.mixed;
        if !opaque || bounds.area() < LEAST_AREA || self.surfaces.len() >= SURFACES {
            return;
        }
        self.surfaces.push(Surface {
            shape,
            rule,
            bounds,
            colour: ink.map(|[r, g, b, _]| [r, g, b]),
            turn: self.turn,
        });
    }

    fn letter(
        &mut self,
        text: String,
        place: Affine,
        advance: f64,
        ink: Option<[f32; 4]>,
        invisible: bool,
    ) {
        if self.letters.len() >= LETTERS {
            self.cut = true;
            return;
        }
        let at = place * Point::ORIGIN;
        let end = place * Point::new(advance, 0.0);
        // Height by area: letters may be stretched or leant.
        let size = place.determinant().abs().sqrt() * UNIT;
        let forward = end - at;
        let up = place * Point::new(0.0, UNIT) - at;
        let middle = at + forward * 0.5 + up * 0.25;
        let upright = forward.x >= 0.0 && forward.x >= 5.0 * forward.y.abs() && up.y <= 0.0;
        self.letters.push(Letter {
            mark: Mark {
                x0: at.x,
                x1: end.x,
                y: at.y,
                size,
                text,
            },
            middle,
            ink,
            invisible,
            upright,
            clip: self.clip(),
            turn: self.turn,
        });
    }

    /// Why nobody sees a letter; `None` if people do.
    fn unseen(&self, letter: &Letter) -> Option<Why> {
        let point = letter.middle;
        if letter.invisible || letter.ink.is_some_and(|ink| ink[3] < FAINT) {
            return Some(Why::Invisible);
        }
        if letter.mark.size < TINY {
            return Some(Why::Tiny);
        }
        if !self.area.contains(point) || !letter.clip.contains(point) {
            return Some(Why::OffPage);
        }
        let over = self
            .surfaces
            .iter()
            .any(|one| one.turn > letter.turn && one.covers(point));
        if over {
            return Some(Why::Covered);
        }
        let [r, g, b, _] = letter.ink?;
        let below = self
            .surfaces
            .iter()
            .rev()
            .find(|one| one.turn < letter.turn && one.covers(point));
        // Of what stands on a picture nobody can say.
        let ground = below.map_or(Some([1.0; 3]), |one| one.colour)?;
        let near = [r, g, b]
            .iter()
            .zip(ground)
            .all(|(one, other)| (one - other).abs() < SAME);
        near.then_some(Why::SameColour)
    }

    /// Writes what people see as lines, and what they do not see as quotes.
    fn finish(mut self, paper: &mut Paper) {
        paper.pictures |= self.pictures;
        paper.cut |= self.cut;
        let letters = std::mem::take(&mut self.letters);
        let mut seen = Vec::new();
        let mut unseen: Vec<(Why, Vec<Mark>)> = Vec::new();
        for letter in letters {
            match self.unseen(&letter) {
                None if letter.upright => seen.push(letter.mark),
                // What runs up the margin is seen, but no line of the text.
                None => {}
                Some(why) => match unseen.last_mut() {
                    Some((last, marks)) if *last == why => marks.push(letter.mark),
                    _ => unseen.push((why, vec![letter.mark])),
                },
            }
        }
        for (why, marks) in unseen {
            if marks.iter().any(|mark| !mark.text.trim().is_empty()) {
                paper.hide(why, &run_on(&marks));
            }
        }
        layout::lay_out(seen, paper);
    }
}

/// Letters in the order they were drawn, with spaces where there is room.
fn run_on(marks: &[Mark]) -> String {
    let mut text = String::new();
    let mut before: Option<&Mark> = None;
    for mark in marks {
        let apart = before.is_some_and(|one| {
            (mark.y - one.y).abs() > one.size * 0.5
                || mark.x0 - one.x1 > one.size * 0.2
                || mark.x0 < one.x0
        });
        if apart {
            text.push(' ');
        }
        text.push_str(&mark.text);
        before = Some(mark);
    }
    text
}

impl<'a> Device<'a> for Sheet {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, draw_mode: &DrawMode) {
        let rule = match draw_mode {
            DrawMode::Fill(rule) | DrawMode::FillAndStroke(rule, _) => *rule,
            DrawMode::Stroke(_) | DrawMode::Invisible => return,
        };
        if props.soft_mask.is_none() {
            let ink = self.ink(&props.paint);
            self.lay(props.transform * path.clone(), rule, ink, props.blend_mode);
        }
    }

    fn push_clip_path(&mut self, clip_path: &ClipPath) {
        let clip = self.clip().intersect(clip_path.path.bounding_box());
        self.clips.push(clip);
    }

    fn push_transparency_group(
        &mut self,
        opacity: f32,
        mask: Option<SoftMask<'a>>,
        blend: BlendMode,
    ) {
        let around = self.group();
        self.groups.push(Group {
            opacity: around.opacity * opacity,
            masked: around.masked || mask.is_some(),
            mixed: around.mixed || blend != BlendMode::Normal,
        });
    }

    fn draw_glyph_run(
        &mut self,
        run: &GlyphRun<'_, 'a>,
        props: DrawProps<'a>,
        draw_mode: &DrawMode,
    ) {
        self.turn += 1;
        let ink = self.ink(&props.paint);
        // What a mask lets through is not worked out: text is not written like that.
        let invisible = matches!(draw_mode, DrawMode::Invisible)
            || props.soft_mask.is_some()
            || self.group().masked;
        for glyph in run.glyphs() {
            let text = match glyph.as_unicode() {
                Some(BfString::Char(c)) => c.to_string(),
                Some(BfString::String(text)) => text,
                None => continue,
            };
            let advance = match &**glyph {
                Glyph::Outline(outline) => outline.advance_width(),
                Glyph::Type3(drawn) => drawn.advance_width(),
            };
            let place = props.transform * glyph.transform();
            self.letter(
                text,
                place,
                f64::from(advance.unwrap_or(500.0)),
                ink,
                invisible,
            );
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.pictures = true;
        let solid = match &image {
            Image::Raster(raster) => {
                let about = raster.stream().dict();
                !about.contains_key(b"SMask") && !about.contains_key(b"Mask")
            }
            Image::Stencil(_) => false,
        };
        if solid && props.soft_mask.is_none() {
            let (width, height) = (f64::from(image.width()), f64::from(image.height()));
            let shape = props.transform * Rect::new(0.0, 0.0, width, height).to_path(0.1);
            self.lay(shape, FillRule::NonZero, None, props.blend_mode);
        }
    }

    fn pop_clip(&mut self) {
        if self.clips.len() > 1 {
            self.clips.pop();
        }
    }

    fn pop_transparency_group(&mut self) {
        if self.groups.len() > 1 {
            self.groups.pop();
        }
    }
}
