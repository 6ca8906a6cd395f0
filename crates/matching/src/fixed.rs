//! Fixed-point arithmetic in 1/10,000.
//!
//! `f64::powf`, `exp` and `ln` come from the platform's maths library and may differ in the last bit
//! from one machine to the next, which is enough to break a tie the other way. Everything here is
//! integer arithmetic, so a score made on one machine is the same on every other.

use std::sync::LazyLock;

/// One, in 1/10,000.
pub const ONE: i32 = 10_000;

/// `log2(e)` with 32 fractional bits.
const LOG2_E: u128 = 6_196_328_019;
/// `ln(2)` with 32 fractional bits.
const LN_2: u128 = 2_977_044_472;
/// One with 62 fractional bits.
const UNIT: u64 = 1 << 62;

/// `n / d` rounded to the nearest, halves upwards; `d` must be positive. Never falls as `n` rises.
pub fn div_round(n: i64, d: i64) -> i64 {
    (n + d / 2).div_euclid(d)
}

/// The product of two numbers in 1/10,000.
pub fn mul(a: i32, b: i32) -> i32 {
    narrow(div_round(i64::from(a) * i64::from(b), i64::from(ONE)))
}

/// `n / d` in 1/10,000 as a share between 0 and 1; 1 when `d` is 0.
pub fn share(n: u64, d: u64) -> i32 {
    if n >= d {
        return ONE;
    }
    // Almost always this; dividing twice as wide takes many times longer.
    if let Some(scaled) = n.checked_mul(10_000).and_then(|n| n.checked_add(d / 2)) {
        return i32::try_from(scaled / d).unwrap_or(ONE);
    }
    let scaled = (u128::from(n) * 10_000 + u128::from(d) / 2) / u128::from(d);
    i32::try_from(scaled).unwrap_or(ONE)
}

/// Back to `i32`; every caller stays far inside its range.
pub(crate) fn narrow(n: i64) -> i32 {
    i32::try_from(n).unwrap_or(if n < 0 { i32::MIN } else { i32::MAX })
}

/// `2^(-1/2), 2^(-1/4), …` with 62 fractional bits: each the integer square root of the one before.
static ROOTS: LazyLock<[u64; 32]> = LazyLock::new(|| {
    let mut root = UNIT / 2;
    std::array::from_fn(|_| {
        root = u64::try_from((u128::from(root) << 62).isqrt()).unwrap_or(UNIT);
        root
    })
});

/// `0.5^(n / d)` in 1/10,000; `d` must be positive.
pub fn halved(n: u128, d: u128) -> i32 {
    let whole = n / d;
    if whole >= 20 {
        return 0;
    }
    let fraction = ((n % d) << 32) / d;
    let mut power = UNIT;
    for (bit, &root) in ROOTS.iter().enumerate() {
        if fraction >> (31 - bit) & 1 == 1 {
            power = u64::try_from((u128::from(power) * u128::from(root)) >> 62).unwrap_or(UNIT);
        }
    }
    let shift = 62 + u32::try_from(whole).unwrap_or(20);
    let scaled = (u128::from(power) * 10_000 + (1 << (shift - 1))) >> shift;
    i32::try_from(scaled).unwrap_or(ONE)
}

/// `e^(-n / d) / 2` in 1/10,000; `d` must be positive.
pub fn half_decayed(n: u64, d: u64) -> i32 {
    let unit = u128::from(d) << 32;
    halved(u128::from(n) * LOG2_E + unit, unit)
}

/// `log2(n / d)` with 32 fractional bits, for `n ≥ d > 0`; 0 otherwise.
fn log2(n: u32, d: u32) -> u128 {
    if d == 0 || n <= d {
        return 0;
    }
    let mut whole = 0;
    let mut mantissa = (u128::from(n) << 62) / u128::from(d);
    while mantissa >= 2 << 62 {
        mantissa >>= 1;
        whole += 1;
    }
    let mut result: u128 = whole;
    for _ in 0..32 {
        mantissa = (mantissa * mantissa) >> 62;
        result <<= 1;
        if mantissa >= 2 << 62 {
            mantissa >>= 1;
            result |= 1;
        }
    }
    result
}

/// `ln(n / d)` in 1/10,000, not below 0; 0 when `d` is 0.
pub fn ln(n: u32, d: u32) -> i32 {
    let scaled = (log2(n, d) * LN_2 * 10_000 + (1 << 63)) >> 64;
    i32::try_from(scaled).unwrap_or(i32::MAX)
}

static POWERS: LazyLock<Vec<i32>> = LazyLock::new(|| {
    let power = |x: u32| {
        if x == 0 {
            0
        } else {
            halved(log2(10_000, x) * 7, 10 << 32)
        }
    };
    (0..=10_000).map(power).collect()
});

/// `x^0.7` of a share in 1/10,000.
pub fn pow07(x: i32) -> i32 {
    let at = usize::try_from(x.clamp(0, ONE)).unwrap_or(0);
    POWERS.get(at).copied().unwrap_or(ONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(ours: i32, exact: f64) {
        assert!(
            (f64::from(ours) - exact * 10_000.0).abs() <= 0.51,
            "{ours} is not {exact}"
        );
    }

    #[test]
    fn powers_are_right_and_never_fall() {
        for x in 0..=10_000 {
            near(pow07(x), (f64::from(x) / 10_000.0).powf(0.7));
            assert!(x == 0 || pow07(x) >= pow07(x - 1));
        }
        assert_eq!((pow07(0), pow07(ONE)), (0, ONE));
    }

    #[test]
    fn halving_is_right_and_never_rises() {
        let mut last = ONE;
        for n in 0..5_000u32 {
            let ours = halved(u128::from(n), 72);
            near(ours, 0.5f64.powf(f64::from(n) / 72.0));
            assert!(ours <= last);
            last = ours;
        }
        assert_eq!(
            (halved(0, 7), halved(28, 28), halved(56, 28)),
            (10_000, 5_000, 2_500)
        );
    }

    #[test]
    fn decay_and_logarithm_are_right() {
        for n in 0..3_000u32 {
            near(
                half_decayed(u64::from(n), 300),
                (-f64::from(n) / 300.0).exp() / 2.0,
            );
            near(ln(n + 7, 7), (f64::from(n + 7) / 7.0).ln());
        }
        assert_eq!(ln(5, 0), 0);
    }

    #[test]
    fn division_rounds_halves_up() {
        assert_eq!(
            [
                div_round(5, 10),
                div_round(-5, 10),
                div_round(-6, 10),
                div_round(4, 10)
            ],
            [1, 0, -1, 0]
        );
        assert_eq!([share(1, 3), share(5, 3), share(0, 0)], [3_333, ONE, ONE]);
    }
}
