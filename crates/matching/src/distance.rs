//! Great-circle distance that is the same on every machine.
//!
//! `sin`, `cos` and `asin` of the platform may differ in the last bit. Here only `+ - * /` and `sqrt`
//! are used, which IEEE 754 fixes exactly, and the result is a whole number of metres.

use kernel::geo::Point;

const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// A point as a direction from the centre of the earth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Direction([f64; 3]);

impl Direction {
    /// The direction of a point; `None` if a coordinate is not a number on the earth.
    pub fn of(point: Point) -> Option<Self> {
        let valid = point.lat.abs() <= 90.0 && point.lon.abs() <= 180.0;
        valid.then(|| {
            let (sin_lat, cos_lat) = sin_cos(point.lat * std::f64::consts::PI / 180.0);
            let (sin_lon, cos_lon) = sin_cos(point.lon * std::f64::consts::PI / 180.0);
            Self([cos_lat * cos_lon, cos_lat * sin_lon, sin_lat])
        })
    }

    /// Metres along the surface to another direction.
    pub fn metres_to(self, other: Self) -> u32 {
        let squares: f64 = self
            .0
            .iter()
            .zip(other.0)
            .map(|(a, b)| (a - b) * (a - b))
            .sum();
        let half_chord = (squares.sqrt() / 2.0).min(1.0);
        (2.0 * EARTH_RADIUS_M * arc_sine(half_chord)).round() as u32
    }
}

impl Direction {
    /// A direction in the midst of several; `None` of none, or if they cancel each other.
    pub(crate) fn midst(all: impl Iterator<Item = Self>) -> Option<Self> {
        let mut sum = [0.0; 3];
        for one in all {
            sum.iter_mut().zip(one.0).for_each(|(sum, x)| *sum += x);
        }
        let length = sum.iter().map(|x| x * x).sum::<f64>().sqrt();
        (length > 1e-9).then(|| Self(sum.map(|x| x / length)))
    }
}

/// Metres between two points; `None` if either is not on the earth.
pub fn metres(a: Point, b: Point) -> Option<u32> {
    Some(Direction::of(a)?.metres_to(Direction::of(b)?))
}

/// Taylor series; 15 terms give 1e-14 on -π..π.
fn sin_cos(x: f64) -> (f64, f64) {
    let square = x * x;
    let (mut sin, mut cos) = (0.0, 0.0);
    let (mut sin_term, mut cos_term) = (x, 1.0);
    for n in 0..15 {
        sin += sin_term;
        cos += cos_term;
        let k = f64::from(2 * n + 1);
        cos_term = -cos_term * square / (k * (k + 1.0));
        sin_term = -sin_term * square / ((k + 1.0) * (k + 2.0));
    }
    (sin, cos)
}

/// For 0 to 1. The series converges fast up to one half; above, the half-angle identity leads back.
fn arc_sine(x: f64) -> f64 {
    if x > 0.5 {
        return std::f64::consts::FRAC_PI_2 - 2.0 * arc_sine(((1.0 - x) / 2.0).sqrt());
    }
    let square = x * x;
    let (mut sum, mut term) = (0.0, x);
    for n in 0..26 {
        let k = f64::from(2 * n + 1);
        sum += term / k;
        term = term * square * k / (k + 1.0);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_the_haversine(a in (-90.0..90.0, -180.0..180.0), b in (-90.0..90.0, -180.0..180.0)) {
            let (a, b) = (Point { lat: a.0, lon: a.1 }, Point { lat: b.0, lon: b.1 });
            let ours = f64::from(metres(a, b).unwrap());
            prop_assert!((ours - a.distance_km(b) * 1000.0).abs() < 2.0);
            prop_assert_eq!(metres(a, b), metres(b, a));
        }
    }

    #[test]
    fn a_point_off_the_earth_has_no_distance() {
        let origin = Point { lat: 0.0, lon: 0.0 };
        for (lat, lon) in [
            (f64::NAN, 0.0),
            (91.0, 0.0),
            (0.0, 181.0),
            (0.0, f64::INFINITY),
        ] {
            assert_eq!(metres(origin, Point { lat, lon }), None);
        }
        assert_eq!(metres(origin, origin), Some(0));
    }
}
