//! Do scores mean what one thinks they mean: near a hundred for one's own occupation, far less for one
//! like it, little for any other?

use super::Result;
use super::files::Files;
use super::onet::{Dice, Onet};
use super::report::{Report, Wanted};
use matching::{Person, Scorer};

/// What somebody of an occupation has of its activities and tools.
const HELD: f64 = 0.9;
/// Skills of other occupations.
const FOREIGN: usize = 5;
/// People of an occupation.
const PEOPLE: usize = 3;
/// Width of a bar, in points.
const BAR: usize = 5;

/// Whose people are scored for an occupation.
enum Whose {
    Own,
    Related,
    Any,
}

pub fn run(files: &Files, report: &mut Report) -> Result<()> {
    let onet = Onet::read(files)?;
    let count = onet.occupations.len();
    let related: Vec<Option<usize>> = (0..count).map(|at| nearest(&onet, at)).collect();
    let kinds = [
        (Whose::Own, "own occupation", "own", Wanted::AtLeast(85.0)),
        (
            Whose::Related,
            "a related occupation",
            "related",
            Wanted::Between(55.0, 80.0),
        ),
        (
            Whose::Any,
            "a random occupation",
            "random",
            Wanted::Below(35.0),
        ),
    ];
    for (whose, name, file, wanted) in kinds {
        let mut dice = Dice(23);
        let mut scores = Vec::new();
        for (at, related) in related.iter().enumerate() {
            let job = onet.job(at);
            let scorer = Scorer::new(&job, &onet.world);
            for _ in 0..PEOPLE {
                let from = match whose {
                    Whose::Own => Some(at),
                    Whose::Related => *related,
                    Whose::Any => Some(dice.below(count)).filter(|other| *other != at),
                };
                if let Some(from) = from {
                    scores.push(scorer.score(&somebody(&onet, from, &mut dice)).kfn.points());
                }
            }
        }
        scores.sort_by(f64::total_cmp);
        let median = scores[scores.len() / 2];
        let set = format!(
            "O*NET: {} people who have {:.0}% of their occupation's activities and tools and {FOREIGN} foreign ones, its experience and schooling",
            scores.len(),
            HELD * 100.0
        );
        report.add(
            "calibration",
            &format!("median KFN of {name}"),
            median,
            &wanted,
            &set,
        );
        report.plot(file, &plot(name, &scores, median));
    }
    Ok(())
}

fn somebody(onet: &Onet, at: usize, dice: &mut Dice) -> Person {
    let own = &onet.occupations[at].skills;
    let mut skills = dice.some(own, (own.len() as f64 * HELD).round() as usize);
    for _ in 0..FOREIGN {
        let other = &onet.occupations[dice.below(onet.occupations.len())].skills;
        skills.push(other[dice.below(other.len())]);
    }
    skills.sort_unstable();
    skills.dedup();
    onet.person(at, &skills)
}

/// The occupation of the same minor group that shares most of its weight of skills; `None` if there is none.
fn nearest(onet: &Onet, at: usize) -> Option<usize> {
    const MINOR_GROUP: usize = "11-10".len();
    let own = &onet.occupations[at];
    let shared = |other: usize| -> i64 {
        let skills = &onet.occupations[other].skills;
        skills
            .iter()
            .filter(|skill| own.skills.contains(skill))
            .map(|skill| i64::from(onet.world.idf(*skill)))
            .sum()
    };
    (0..onet.occupations.len())
        .filter(|other| {
            *other != at && onet.occupations[*other].code[..MINOR_GROUP] == own.code[..MINOR_GROUP]
        })
        .max_by_key(|other| (shared(*other), std::cmp::Reverse(*other)))
}

/// Bars of how many people have which score.
fn plot(name: &str, scores: &[f64], median: f64) -> String {
    let mut bars = [0_usize; 100 / BAR];
    for score in scores {
        bars[((score / BAR as f64) as usize).min(bars.len() - 1)] += 1;
    }
    let most = bars.iter().max().copied().unwrap_or(1).max(1);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 440 200\" font-family=\"sans-serif\" font-size=\"11\">\n\
         <title>KFN of people of {name}: median {median:.1}</title>\n\
         <rect width=\"440\" height=\"200\" fill=\"#fff\"/>\n\
         <text x=\"20\" y=\"16\">KFN, people of {name} (n = {}, median {median:.1})</text>\n",
        scores.len()
    );
    for (at, bar) in bars.iter().enumerate() {
        let height = bar * 140 / most;
        svg.push_str(&format!(
            "<rect x=\"{}\" y=\"{}\" width=\"18\" height=\"{height}\" fill=\"#4b6bfb\"/>\n",
            20 + at * 20,
            175 - height
        ));
    }
    for points in (0..=100).step_by(20) {
        svg.push_str(&format!(
            "<text x=\"{}\" y=\"190\" text-anchor=\"middle\">{points}</text>\n",
            20 + points * 4
        ));
    }
    let x = 20.0 + median * 4.0;
    svg.push_str(&format!(
        "<line x1=\"{x:.0}\" x2=\"{x:.0}\" y1=\"24\" y2=\"175\" stroke=\"#c33\" stroke-dasharray=\"4 3\"/>\n</svg>\n"
    ));
    svg
}
