//! Skills out of prose: those a text names, and those it only implies, ranked.

use crate::context::{Contexts, Section, Wanted};
use crate::lexicon::{Kind, Lexicon, Mention, Skill};
use crate::phrases::{BadLine, Phrases};
use crate::rank::{Ranker, Scratch};
use crate::tagger::{self, Tagger};
use crate::token::{Sentence, sentences};
use std::collections::BTreeMap;
use std::ops::Range;

/// Longest text read, in bytes; the rest is left alone.
pub const LONGEST_TEXT: usize = 200_000;
/// Most skills one sentence implies.
const IMPLIED: usize = 10;
/// A name the table does not know counts as if it had been seen so often.
const PRIOR_SEEN: f32 = 4.0;
/// What a slip of typing takes.
const SLIP: f32 = 0.8;
/// The score at which an implied skill is as likely as not.
const HALF: f32 = 14.0;

/// Reads texts.
#[derive(Debug)]
pub struct Extractor {
    lexicon: Lexicon,
    ranker: Ranker,
    /// Place in the lexicon of each owner in the ranker.
    ranked: Vec<u32>,
    phrases: Phrases,
    tagger: Tagger,
    contexts: Contexts,
}

/// What was learned from marked adverts, as shipped.
#[derive(Debug, Clone, Copy)]
pub struct Learned<'a> {
    /// The table of phrases.
    pub phrases: &'a str,
    /// The model of what an advert wants one to know.
    pub tagger: &'a str,
}

/// What to give back.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Most skills.
    pub most: usize,
    /// Least confidence.
    pub least: f32,
    /// Only what the text names, with a rougher confidence: much faster.
    pub names_only: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            most: 30,
            least: 0.4,
            names_only: false,
        }
    }
}

/// How a text tells of a skill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// By its name.
    Named,
    /// By words that it shares with a name.
    Implied,
}

/// A skill in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Place in [`Lexicon::skills`].
    pub place: usize,
    /// 0 to 1; what the list is ordered by.
    pub confidence: f32,
    /// By its name or by others.
    pub how: How,
    /// Is it only nice to have wherever it is told of?
    pub nice: bool,
    /// Where it is told of, in bytes: the name, or the sentence that implies it.
    pub spans: Vec<Range<usize>>,
}

impl Extractor {
    /// Makes one from the names of skills and what was learned.
    ///
    /// # Errors
    /// If a learned table cannot be read.
    pub fn new(skills: Vec<Skill>, learned: Learned<'_>) -> Result<Self, BadLine> {
        let (ranker, ranked) = ranker(&skills);
        Ok(Self {
            ranker,
            ranked,
            lexicon: Lexicon::new(skills),
            phrases: Phrases::read(learned.phrases)?,
            tagger: Tagger::read(learned.tagger)?,
            contexts: Contexts::default(),
        })
    }

    /// The names it knows.
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// The skill that was found.
    pub fn skill(&self, found: &Found) -> &Skill {
        &self.lexicon.skills()[found.place]
    }

    /// The skills of a text, surest first, equals in the lexicon's order.
    pub fn extract(&self, text: &str, settings: Settings) -> Vec<Found> {
        let text = &text[..text.floor_char_boundary(LONGEST_TEXT)];
        let mut scratch = (!settings.names_only).then(|| self.ranker.scratch());
        let mut section = Section::default();
        let mut heading = String::new();
        let mut found = BTreeMap::new();
        for sentence in sentences(text) {
            if let Some(begins) = self.contexts.heading(&sentence) {
                section = begins;
            } else {
                self.read(
                    text,
                    &sentence,
                    section,
                    &heading,
                    scratch.as_mut(),
                    &mut found,
                );
            }
            if let Some(begins) = tagger::heading(&text[sentence.span]) {
                heading = begins;
            }
        }
        let mut found: Vec<Found> = found.into_values().collect();
        found.retain(|found| found.confidence >= settings.least);
        found.sort_by(|a, b| {
            b.confidence
                .total_cmp(&a.confidence)
                .then(a.place.cmp(&b.place))
        });
        found.truncate(settings.most);
        found
    }

    fn read(
        &self,
        text: &str,
        sentence: &Sentence<'_>,
        section: Section,
        heading: &str,
        scratch: Option<&mut Scratch>,
        found: &mut BTreeMap<usize, Found>,
    ) {
        let context = self.contexts.read(sentence, section);
        if context.is_idle() {
            return;
        }
        let tokens = &sentence.tokens;
        let mentions = self.lexicon.find(tokens);
        let known = if mentions.is_empty() || scratch.is_none() {
            Vec::new()
        } else {
            self.known_in(text, sentence, heading)
        };
        let mut refused = vec![false; tokens.len()];
        let mut nice = section == Section::Nice;
        for mention in mentions {
            let wanted = context.wanted(tokens, &mention.tokens);
            if wanted == Wanted::No {
                refused[mention.tokens].fill(true);
                continue;
            }
            nice |= wanted == Wanted::Nice;
            let words = &tokens[mention.tokens.clone()];
            let span = words[0].span.start..words[words.len() - 1].span.end;
            let marked = known
                .iter()
                .any(|known| known.start < span.end && span.start < known.end);
            note(
                found,
                Found {
                    place: mention.place,
                    confidence: self.sure(&mention, sentence, marked),
                    how: How::Named,
                    nice: wanted == Wanted::Nice,
                    spans: vec![span],
                },
            );
        }
        let Some(scratch) = scratch else { return };
        let words = tokens
            .iter()
            .zip(&refused)
            .filter(|(_, refused)| !**refused);
        let implied = self.ranker.rank(
            words.map(|(token, _)| token.plain.as_str()),
            IMPLIED,
            scratch,
        );
        for ranked in implied {
            note(
                found,
                Found {
                    place: self.ranked[ranked.owner] as usize,
                    confidence: likely(ranked.score),
                    how: How::Implied,
                    nice,
                    spans: vec![sentence.span.clone()],
                },
            );
        }
    }

    /// Where a sentence under a heading speaks of something to know, as ranges of its pieces.
    pub fn known(
        &self,
        sentence: &str,
        pieces: &[Range<usize>],
        heading: &str,
    ) -> Vec<Range<usize>> {
        self.tagger
            .spans(sentence, pieces, &self.lexicon, &self.phrases, heading)
    }

    /// The same as parts of the text.
    fn known_in(&self, text: &str, sentence: &Sentence<'_>, heading: &str) -> Vec<Range<usize>> {
        let part = &text[sentence.span.clone()];
        let pieces = tagger::pieces(part);
        self.known(part, &pieces, heading)
            .into_iter()
            .map(|span| {
                sentence.span.start + pieces[span.start].start
                    ..sentence.span.start + pieces[span.end - 1].end
            })
            .collect()
    }

    /// How sure a name means its skill: how often that phrase was one in marked adverts, more so where
    /// the model marks it.
    fn sure(&self, mention: &Mention, sentence: &Sentence<'_>, marked: bool) -> f32 {
        let words: Vec<&str> = sentence.tokens[mention.tokens.clone()]
            .iter()
            .map(|token| token.plain.as_str())
            .collect();
        let count = self.phrases.get(&words.join(" "));
        let prior = match (self.lexicon.skills()[mention.place].kind, words.len()) {
            (Kind::Technology, _) => 0.6,
            (_, 1) => 0.5,
            (_, 2) => 0.7,
            _ => 0.9,
        };
        let seen = (count.inside as f32 + PRIOR_SEEN * prior) / (count.seen as f32 + PRIOR_SEEN);
        let sure = if marked { (1.0 + seen) / 2.0 } else { seen };
        sure * if mention.slip { SLIP } else { 1.0 }
    }
}

/// What a score says, 0 to 1.
fn likely(score: f32) -> f32 {
    let score = score.max(0.0);
    score / (score + HALF)
}

/// Keeps the surest telling of a skill and every span.
fn note(found: &mut BTreeMap<usize, Found>, new: Found) {
    let Some(known) = found.get_mut(&new.place) else {
        found.insert(new.place, new);
        return;
    };
    known.nice &= new.nice;
    if known.how == How::Named && new.how == How::Implied {
        // That a name implies its skill says nothing new, but for how well it fits.
        known.confidence = known.confidence.max(new.confidence);
        return;
    }
    if known.how == How::Implied && new.how == How::Named {
        known.how = How::Named;
        known.spans.clear();
    }
    known.confidence = known.confidence.max(new.confidence);
    known.spans.extend(new.spans);
}

/// Products are named or not, so only the others are ranked.
fn ranker(skills: &[Skill]) -> (Ranker, Vec<u32>) {
    let ranked: Vec<u32> = (0..)
        .zip(skills)
        .filter(|(_, skill)| skill.kind != Kind::Technology)
        .map(|(place, _)| place)
        .collect();
    let names = ranked.iter().enumerate().flat_map(|(owner, place)| {
        let skill = &skills[*place as usize];
        let aliases = skill
            .aliases
            .iter()
            .map(move |alias| (owner, alias.as_str(), false));
        std::iter::once((owner, skill.label.as_str(), true)).chain(aliases)
    });
    (Ranker::new(ranked.len(), names), ranked)
}
