//! The British National Grid in degrees of WGS 84.
//!
//! Formulas: Ordnance Survey, "A guide to coordinate systems in Great Britain", annexes B and C,
//! and its seven-parameter Helmert transformation, good to about 5 metres.

/// Semi-axes in metres.
struct Ellipsoid {
    a: f64,
    b: f64,
}

const AIRY_1830: Ellipsoid = Ellipsoid {
    a: 6_377_563.396,
    b: 6_356_256.909,
};
const WGS84: Ellipsoid = Ellipsoid {
    a: 6_378_137.0,
    b: 6_356_752.314_245,
};

const SCALE: f64 = 0.999_601_271_7;
const ORIGIN_LAT: f64 = 49.0;
const ORIGIN_LON: f64 = -2.0;
const ORIGIN_EASTING: f64 = 400_000.0;
const ORIGIN_NORTHING: f64 = -100_000.0;

/// Latitude and longitude in degrees, WGS 84, of a grid reference in metres.
pub fn to_wgs84(easting: f64, northing: f64) -> (f64, f64) {
    let (lat, lon) = unproject(easting, northing);
    let (x, y, z) = helmert(to_cartesian(lat, lon, &AIRY_1830));
    let (lat, lon) = from_cartesian(x, y, z, &WGS84);
    (lat.to_degrees(), lon.to_degrees())
}

/// Inverse transverse Mercator, in radians on the Airy ellipsoid.
fn unproject(easting: f64, northing: f64) -> (f64, f64) {
    let Ellipsoid { a, b } = AIRY_1830;
    let e2 = 1.0 - (b * b) / (a * a);
    let (lat0, lon0) = (ORIGIN_LAT.to_radians(), ORIGIN_LON.to_radians());
    let mut lat = lat0;
    loop {
        let rest = northing - ORIGIN_NORTHING - meridian_arc(lat);
        if rest.abs() < 1e-5 {
            break;
        }
        lat += rest / (a * SCALE);
    }
    let (sin, cos, tan) = (lat.sin(), lat.cos(), lat.tan());
    let nu = a * SCALE / (1.0 - e2 * sin * sin).sqrt();
    let rho = a * SCALE * (1.0 - e2) / (1.0 - e2 * sin * sin).powf(1.5);
    let eta2 = nu / rho - 1.0;
    let (t2, t4, t6) = (tan.powi(2), tan.powi(4), tan.powi(6));
    let vii = tan / (2.0 * rho * nu);
    let viii = tan / (24.0 * rho * nu.powi(3)) * (5.0 + 3.0 * t2 + eta2 - 9.0 * t2 * eta2);
    let ix = tan / (720.0 * rho * nu.powi(5)) * (61.0 + 90.0 * t2 + 45.0 * t4);
    let x = 1.0 / (cos * nu);
    let xi = 1.0 / (6.0 * cos * nu.powi(3)) * (nu / rho + 2.0 * t2);
    let xii = 1.0 / (120.0 * cos * nu.powi(5)) * (5.0 + 28.0 * t2 + 24.0 * t4);
    let xiia = 1.0 / (5040.0 * cos * nu.powi(7)) * (61.0 + 662.0 * t2 + 1320.0 * t4 + 720.0 * t6);
    let d = easting - ORIGIN_EASTING;
    (
        lat - vii * d.powi(2) + viii * d.powi(4) - ix * d.powi(6),
        lon0 + x * d - xi * d.powi(3) + xii * d.powi(5) - xiia * d.powi(7),
    )
}

/// Metres along the meridian from the true origin.
fn meridian_arc(lat: f64) -> f64 {
    let Ellipsoid { a, b } = AIRY_1830;
    let n = (a - b) / (a + b);
    let (n2, n3) = (n * n, n * n * n);
    let lat0 = ORIGIN_LAT.to_radians();
    let (minus, plus) = (lat - lat0, lat + lat0);
    b * SCALE
        * ((1.0 + n + 1.25 * n2 + 1.25 * n3) * minus
            - (3.0 * n + 3.0 * n2 + 2.625 * n3) * minus.sin() * plus.cos()
            + (1.875 * n2 + 1.875 * n3) * (2.0 * minus).sin() * (2.0 * plus).cos()
            - 35.0 / 24.0 * n3 * (3.0 * minus).sin() * (3.0 * plus).cos())
}

fn to_cartesian(lat: f64, lon: f64, on: &Ellipsoid) -> (f64, f64, f64) {
    let e2 = 1.0 - (on.b * on.b) / (on.a * on.a);
    let nu = on.a / (1.0 - e2 * lat.sin().powi(2)).sqrt();
    (
        nu * lat.cos() * lon.cos(),
        nu * lat.cos() * lon.sin(),
        nu * (1.0 - e2) * lat.sin(),
    )
}

/// From OSGB36 to WGS 84: the published parameters with their signs turned.
fn helmert((x, y, z): (f64, f64, f64)) -> (f64, f64, f64) {
    let seconds = |s: f64| (s / 3600.0).to_radians();
    let (tx, ty, tz) = (446.448, -125.157, 542.060);
    let (rx, ry, rz) = (seconds(0.150_2), seconds(0.247_0), seconds(0.842_1));
    let scale = 1.0 - 20.489_4e-6;
    (
        tx + x * scale - y * rz + z * ry,
        ty + x * rz + y * scale - z * rx,
        tz - x * ry + y * rx + z * scale,
    )
}

fn from_cartesian(x: f64, y: f64, z: f64, on: &Ellipsoid) -> (f64, f64) {
    let e2 = 1.0 - (on.b * on.b) / (on.a * on.a);
    let p = x.hypot(y);
    let mut lat = z.atan2(p * (1.0 - e2));
    for _ in 0..6 {
        let nu = on.a / (1.0 - e2 * lat.sin().powi(2)).sqrt();
        lat = (z + e2 * nu * lat.sin()).atan2(p);
    }
    (lat, y.atan2(x))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of the Ordnance Survey guide, annex C.2.
    #[test]
    fn unprojects_the_guides_example() {
        let (lat, lon) = unproject(651_409.903, 313_177.270);
        assert!((lat.to_degrees() - (52.0 + 39.0 / 60.0 + 27.2531 / 3600.0)).abs() < 1e-7);
        assert!((lon.to_degrees() - (1.0 + 43.0 / 60.0 + 4.5177 / 3600.0)).abs() < 1e-7);
    }

    #[test]
    fn known_places_are_within_ten_metres() {
        for (name, easting, northing, lat, lon) in [
            (
                "Buckingham Palace, SW1A 1AA",
                529_090.0,
                179_645.0,
                51.501_009,
                -0.141_588,
            ),
            (
                "Caister water tower",
                651_409.903,
                313_177.270,
                52.657_977,
                1.716_053,
            ),
        ] {
            let (found_lat, found_lon) = to_wgs84(easting, northing);
            let north = (found_lat - lat) * 111_195.0;
            let east = (found_lon - lon) * 111_195.0 * lat.to_radians().cos();
            assert!(north.hypot(east) < 10.0, "{name}: {found_lat}, {found_lon}");
        }
    }
}
