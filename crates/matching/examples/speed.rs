//! How long scoring takes: 2,000 people for one job, in a taxonomy of 13,000 skills.
//! `cargo run --release -p matching --example speed`

use kernel::geo::Point;
use kernel::week::Week;
use matching::{
    Importance, Job, Parent, Person, PersonSkill, Requirement, Score, Scorer, Spell, Wishes, World,
    opportunities, rank_jobs, rank_people,
};
use std::time::Instant;

/// A plain generator: the figures need no better.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: u32) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(n)).unwrap_or(0)
    }
}

fn point(numbers: &mut Numbers) -> Point {
    Point {
        lat: 51.3 + f64::from(numbers.below(400)) / 1_000.0,
        lon: -0.4 + f64::from(numbers.below(700)) / 1_000.0,
    }
}

fn week(numbers: &mut Numbers) -> Week {
    let mut week = Week::EMPTY;
    for day in 0..7 {
        let from = usize::try_from(numbers.below(30)).unwrap_or(0);
        week.add_range(day, from, from + 16);
    }
    week
}

fn person(numbers: &mut Numbers, id: u32) -> Person {
    Person {
        skills: (0..16)
            .map(|_| PersonSkill {
                level: Some(2),
                ..PersonSkill::stated(numbers.below(13_000))
            })
            .collect(),
        experience: Some(
            (0..3)
                .map(|_| Spell {
                    occupation: Some(numbers.below(3_000)),
                    title: String::new(),
                    months: 20,
                })
                .collect(),
        ),
        place: Some(point(numbers)),
        availability: Some(week(numbers)),
        education: Some(4),
        wishes: Wishes {
            pay_minor: Some(1_200),
            commute_km: Some(10),
            ..Wishes::default()
        },
        ..Person::new(format!("{id:08}"))
    }
}

fn job(numbers: &mut Numbers, id: u32) -> Job {
    let importance = [Importance::Must, Importance::Should, Importance::Nice];
    Job {
        occupation: Some(numbers.below(3_000)),
        requirements: (0..10)
            .map(|i| Requirement {
                skill: numbers.below(13_000),
                importance: importance[i % 3],
                level: Some(2),
            })
            .collect(),
        experience_months: Some(24),
        place: Some(point(numbers)),
        radius_km: Some(15),
        pattern: Some(week(numbers)),
        education: Some(4),
        ..Job::new(format!("{id:08}"))
    }
}

fn timed<T>(what: &str, times: u32, mut work: impl FnMut() -> T) {
    let start = Instant::now();
    (0..times).for_each(|_| drop(std::hint::black_box(work())));
    println!(
        "{what}: {:.3} ms",
        start.elapsed().as_secs_f64() * 1_000.0 / f64::from(times)
    );
}

fn main() {
    let mut numbers = Numbers(7);
    let mut world = World::new();
    for id in 0..13_000 {
        let group = format!("S{}", id / 40);
        world.add_skill(id, "skill", &[Parent::Group(&group), Parent::Skill(id / 8)]);
    }
    for id in 0..3_000 {
        world.add_occupation(id, "occupation", &format!("{:04}", id * 3));
    }
    let people: Vec<Person> = (0..2_000).map(|id| person(&mut numbers, id)).collect();
    let jobs: Vec<Job> = (0..300).map(|id| job(&mut numbers, id)).collect();
    timed("prepare one job", 100, || Scorer::new(&jobs[0], &world));
    let scorer = Scorer::new(&jobs[0], &world);
    timed("score 2,000 people", 100, || {
        people
            .iter()
            .map(|person| scorer.score(person).kfn.0)
            .sum::<i32>()
    });
    timed("rank 2,000 people, both sides, top 50", 100, || {
        rank_people(&scorer, &people, 50)
    });
    timed("explain 50", 100, || {
        people[..50]
            .iter()
            .map(|person| scorer.fit(person))
            .collect::<Vec<_>>()
    });
    timed("prepare 300 jobs", 10, || {
        jobs.iter()
            .map(|job| Scorer::new(job, &world))
            .collect::<Vec<_>>()
    });
    let scorers: Vec<Scorer<'_>> = jobs.iter().map(|job| Scorer::new(job, &world)).collect();
    timed("rank 300 jobs for one person", 100, || {
        rank_jobs(&scorers, &people[0], 20)
    });
    timed("what to do next over 300 jobs", 10, || {
        opportunities(&scorers, &people[0], Score(600_000), 10)
    });
}
