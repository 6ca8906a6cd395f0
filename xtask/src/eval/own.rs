//! Does someone with part of an occupation's skills, and some of others, find that occupation?

use super::Result;
use super::files::Files;
use super::onet::{Dice, Onet};
use super::report::{Report, Wanted};
use matching::{Person, PersonSkill, Scorer};

/// Shares kept, and how many should find their own first.
const KEPT: [(f64, f64); 2] = [(0.5, 0.97), (0.3, 0.90)];
/// Skills of other occupations.
const FOREIGN: usize = 5;

pub fn run(files: &Files, report: &mut Report) -> Result<()> {
    let onet = Onet::read(files)?;
    let count = onet.occupations.len();
    // Only skills speak here: who has worked in it would be told by that alone.
    let jobs: Vec<matching::Job> = (0..count)
        .map(|at| matching::Job {
            experience_months: None,
            education: None,
            ..onet.job(at)
        })
        .collect();
    let scorers: Vec<Scorer<'_>> = jobs
        .iter()
        .map(|job| Scorer::new(job, &onet.world))
        .collect();
    for (kept, wanted) in KEPT {
        let mut dice = Dice(11);
        let mut first = 0;
        for at in 0..count {
            let own = &onet.occupations[at].skills;
            let mut skills = dice.some(own, (own.len() as f64 * kept).round() as usize);
            while skills.len() < (own.len() as f64 * kept).round() as usize + FOREIGN {
                let other = &onet.occupations[dice.below(count)].skills;
                let skill = other[dice.below(other.len())];
                if !own.contains(&skill) && !skills.contains(&skill) {
                    skills.push(skill);
                }
            }
            let person = Person {
                skills: skills.into_iter().map(PersonSkill::stated).collect(),
                ..Person::new("p")
            };
            let scores: Vec<i32> = scorers
                .iter()
                .map(|scorer| scorer.score(&person).kfn.0)
                .collect();
            // One that is as good counts against it.
            let better = |(other, score): (usize, &i32)| other != at && *score >= scores[at];
            first += usize::from(!scores.iter().enumerate().any(better));
        }
        let set = format!(
            "O*NET: {count} occupations with 8 or more activities and tools, {FOREIGN} foreign ones each"
        );
        let figure = format!("own occupation first, {:.0}% kept", kept * 100.0);
        report.add(
            "own",
            &figure,
            first as f64 / count as f64,
            &Wanted::AtLeast(wanted),
            &set,
        );
    }
    Ok(())
}
