//! The table.

use crate::invent::{self, TODAY};
use crate::shipped::Shipped;
use matching::index::{CandidateEngine, Change, Filter, Hit, LocalEngine, Query, Watermark};
use matching::{Job, Person, Scorer, World, rank_people};
use std::io::{BufReader, BufWriter};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const TOP: usize = 50;
const JOBS: u32 = 400;
const MOST_BYTES: usize = 300_000_000;
/// So many jobs are compared with everybody.
const VERIFIED: usize = 8;
const UPDATES_PER_S: u32 = 500;
/// Batches a second: the feeder takes what came since the last.
const BATCHES_PER_S: u32 = 10;

pub fn run(people: u32, seconds: u32) -> Result<(), String> {
    let shipped = Shipped::read()?;
    let memory = resident_mb();
    let (engine, took) = timed(|| engine(&shipped, people));
    let engine = engine?;
    println!(
        "{people} people made and indexed in {:.1} s",
        took.as_secs_f64()
    );
    let jobs: Vec<Job> = (0..JOBS).map(|at| invent::job(&shipped, at)).collect();
    let scorers: Vec<Scorer<'_>> = jobs
        .iter()
        .map(|job| Scorer::new(job, &shipped.world))
        .collect();
    snapshot(&engine)?;
    let size = engine.size();
    println!(
        "Memory: {:.0} MB in columns and postings; the process grew by {} MB",
        size.bytes as f64 / 1e6,
        resident_mb().saturating_sub(memory)
    );
    let right = verify(&engine, &shipped.world, &jobs);
    searches("top-50, warming up", &engine, &scorers, false);
    let calm = searches("top-50 without radius", &engine, &scorers, false);
    goal("p95 at most 25 ms", calm <= 25.0);
    let near = searches("top-50 with radius", &engine, &scorers, true);
    goal("p95 at most 8 ms", near <= 8.0);
    goal("memory at most 300 MB", size.bytes <= MOST_BYTES);
    throughput(&engine, &scorers);
    visibility(&engine, &shipped, people);
    let busy = under_updates(&engine, &shipped, &scorers, people, seconds);
    goal(
        "p95 under updates at most a fifth above",
        busy <= calm * 1.2,
    );
    let (done, took) = timed(|| engine.rebuild());
    done.map_err(|error| error.to_string())?;
    println!("Rebuild: {:.1} s", took.as_secs_f64());
    if right {
        Ok(())
    } else {
        Err("the index does not find what a comparison with everybody finds".into())
    }
}

fn engine(shipped: &Shipped, people: u32) -> Result<LocalEngine, String> {
    let watermark = Watermark {
        transaction: 0,
        as_of: Some(TODAY),
    };
    let all = (0..people).map(|at| invent::person(shipped, at, 0));
    LocalEngine::of(all, watermark).map_err(|error| error.to_string())
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begun = Instant::now();
    let done = work();
    (done, begun.elapsed())
}

fn ask(engine: &LocalEngine, scorer: &Scorer<'_>, radius: bool) -> Vec<Hit> {
    let within = scorer.job().radius_km.filter(|_| radius);
    let query = Query {
        scorer,
        top: TOP,
        bar: None,
        filter: Filter {
            within_m: within.map(|km| u32::from(km) * 1_000),
            ..Filter::default()
        },
    };
    engine.top_k(&query).unwrap_or_default()
}

/// In milliseconds.
fn percentile(times: &mut [f64], share: f64) -> f64 {
    times.sort_by(f64::total_cmp);
    let at = (times.len() as f64 * share) as usize;
    times
        .get(at.min(times.len().saturating_sub(1)))
        .copied()
        .unwrap_or(0.0)
}

fn show(what: &str, times: &mut [f64]) -> f64 {
    let p95 = percentile(times, 0.95);
    println!(
        "{what}: p50 {:.2} ms, p95 {p95:.2} ms, p99 {:.2} ms",
        percentile(times, 0.5),
        percentile(times, 0.99)
    );
    p95
}

fn searches(what: &str, engine: &LocalEngine, scorers: &[Scorer<'_>], radius: bool) -> f64 {
    let one = |scorer| timed(|| ask(engine, scorer, radius)).1.as_secs_f64() * 1e3;
    let begun = processor_ms();
    let mut times: Vec<f64> = scorers.iter().map(one).collect();
    let spent = (processor_ms() - begun) / times.len() as f64;
    let p95 = show(what, &mut times);
    println!("  {spent:.1} ms of processor time each, all threads together");
    p95
}

fn throughput(engine: &LocalEngine, scorers: &[Scorer<'_>]) {
    let both = || {
        std::thread::scope(|scope| {
            for half in scorers.chunks(scorers.len().div_ceil(2)) {
                scope.spawn(move || {
                    for scorer in half {
                        ask(engine, scorer, false);
                    }
                });
            }
        });
    };
    let took = timed(both).1;
    println!(
        "Two at a time: {:.0} searches/s",
        scorers.len() as f64 / took.as_secs_f64()
    );
}

fn batch(shipped: &Shipped, from: u32, count: u32, people: u32, state: u8) -> Vec<Change> {
    let changed = (from..from + count).map(|at| {
        // Strewn over all.
        let at = (u64::from(at) * 7_919 % u64::from(people)) as u32;
        Change::Upsert(Box::new(invent::person(shipped, at, state)))
    });
    changed.collect()
}

fn visibility(engine: &LocalEngine, shipped: &Shipped, people: u32) {
    for count in [1, UPDATES_PER_S / BATCHES_PER_S] {
        let mut times = Vec::new();
        for turn in 0..100 {
            let changes = batch(shipped, turn * count, count, people, 1);
            let took = timed(|| engine.apply(changes, engine.watermark())).1;
            times.push(took.as_secs_f64() * 1e3);
        }
        show(&format!("A batch of {count} becomes visible"), &mut times);
    }
}

fn under_updates(
    engine: &LocalEngine,
    shipped: &Shipped,
    scorers: &[Scorer<'_>],
    people: u32,
    seconds: u32,
) -> f64 {
    let over = AtomicBool::new(false);
    let size = UPDATES_PER_S / BATCHES_PER_S;
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let begun = Instant::now();
            for turn in 0.. {
                if over.load(Ordering::Relaxed) {
                    break;
                }
                let changes = batch(shipped, 100_000 + turn * size, size, people, 2);
                if engine.apply(changes, engine.watermark()).is_err() {
                    break;
                }
                let next = Duration::from_secs(1) * (turn + 1) / BATCHES_PER_S;
                std::thread::sleep(next.saturating_sub(begun.elapsed()));
            }
        });
        let (mut times, begun) = (Vec::new(), Instant::now());
        for scorer in scorers.iter().cycle() {
            if begun.elapsed() > Duration::from_secs(u64::from(seconds)) {
                break;
            }
            times.push(timed(|| ask(engine, scorer, false)).1.as_secs_f64() * 1e3);
        }
        over.store(true, Ordering::Relaxed);
        show("top-50 under 500 updates/s", &mut times)
    })
}

fn snapshot(engine: &LocalEngine) -> Result<(), String> {
    let path = std::env::temp_dir().join(format!("kinwork-million-{}", std::process::id()));
    let file = || std::fs::File::create(&path).map_err(|error| error.to_string());
    let (file, began) = (file()?, Instant::now());
    engine
        .save(BufWriter::new(file))
        .map_err(|error| error.to_string())?;
    let wrote = began.elapsed();
    let length = std::fs::metadata(&path).map_or(0, |file| file.len());
    let open = std::fs::File::open(&path).map_err(|error| error.to_string())?;
    let (read, took) = timed(|| LocalEngine::load(BufReader::new(open)));
    let _ = std::fs::remove_file(&path);
    let read = read.map_err(|error| error.to_string())?;
    println!(
        "Snapshot: {:.0} MB written in {:.1} s, {} people ready in {:.1} s",
        length as f64 / 1e6,
        wrote.as_secs_f64(),
        read.size().people,
        took.as_secs_f64()
    );
    goal("ready in at most 10 s", took.as_secs_f64() <= 10.0);
    Ok(())
}

/// Compares some jobs with everybody.
fn verify(engine: &LocalEngine, world: &World, jobs: &[Job]) -> bool {
    let mut same = 0;
    let mut took = Duration::ZERO;
    for job in &jobs[..VERIFIED.min(jobs.len())] {
        let scorer = Scorer::new(job, world);
        let found = ask(engine, &scorer, false);
        let (expected, time) = timed(|| compared(engine, &scorer));
        took += time;
        let found: Vec<_> = found
            .iter()
            .map(|hit| (hit.id.clone(), hit.mutual, hit.brief.kfn, hit.wish))
            .collect();
        same += usize::from(found == expected);
    }
    println!(
        "{same} of {VERIFIED} lists are those of a comparison with everybody, which took {:.1} s each",
        took.as_secs_f64() / VERIFIED as f64
    );
    goal("all of them", same == VERIFIED);
    same == VERIFIED
}

type Row = (String, matching::Score, matching::Score, matching::Score);

fn compared(engine: &LocalEngine, scorer: &Scorer<'_>) -> Vec<Row> {
    let (mut kept, mut waiting) = (Vec::new(), Vec::new());
    let settle = |kept: &mut Vec<Person>, waiting: &mut Vec<Person>| {
        kept.append(waiting);
        let best = rank_people(scorer, kept, TOP);
        *kept = best
            .iter()
            .map(|ranked| kept[ranked.index].clone())
            .collect();
    };
    engine.for_each(|person| {
        waiting.push(person);
        if waiting.len() == 20_000 {
            settle(&mut kept, &mut waiting);
        }
    });
    settle(&mut kept, &mut waiting);
    let row = |ranked: &matching::Ranked| {
        let id = kept[ranked.index].id.clone();
        (id, ranked.mutual, ranked.brief.kfn, ranked.wish)
    };
    rank_people(scorer, &kept, TOP).iter().map(row).collect()
}

fn goal(what: &str, met: bool) {
    println!("  {} {what}", if met { "met:   " } else { "MISSED:" });
}

/// Processor time of this process: on a machine that does other things too it says more than the clock.
fn processor_ms() -> f64 {
    // In hundredths of a second, behind the name in brackets.
    let status = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = status.rsplit(')').next().unwrap_or_default();
    let ticks = fields.split_whitespace().skip(11).take(2);
    let ticks: u32 = ticks.filter_map(|ticks| ticks.parse::<u32>().ok()).sum();
    f64::from(ticks) * 10.0
}

/// Memory of this process.
fn resident_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kb = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kb.unwrap_or(0) / 1024
}
