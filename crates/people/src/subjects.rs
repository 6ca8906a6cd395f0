//! Where the tables of profiles name a person.

use platform::subjects::{Erase, Export, Subject};

const fn part(table: &'static str, title: &'static str) -> Subject {
    Subject {
        table,
        column: "person_id",
        title,
        export: Export::Rows,
        erase: Erase::Delete,
    }
}

/// What refers to a profile comes before it.
pub const SUBJECTS: &[Subject] = &[
    Subject {
        table: "person_change",
        column: "person_id",
        title: "That your profile was changed",
        export: Export::No(
            "which of our servers have yet to hear that your profile has changed; it is gone within days",
        ),
        erase: Erase::Keep("tells every server to forget the profile; an id, gone within days"),
    },
    part(
        "availability_exception",
        "Days on which your week is another",
    ),
    part(
        "resume_review",
        "What we read of your résumé, until you have looked it through",
    ),
    part("person_skill", "Your skills"),
    part("experience", "Your experience"),
    part("education", "Your education"),
    part("certification", "Your certificates and licences"),
    Subject {
        table: "person",
        column: "id",
        title: "Your profile",
        export: Export::Rows,
        // The row stays for the applications that refer to it.
        erase: Erase::Blank(&[
            ("name", Some("Erased person")),
            ("headline", None),
            ("bio", None),
            ("place", None),
            ("lat", None),
            ("lon", None),
            ("travel_radius_km", None),
            ("work_modes", None),
            ("availability", None),
            ("available_from", None),
            ("rate_minor", None),
            ("currency", None),
            ("wish_pay_minor", None),
            ("wish_types", None),
            ("wish_commute_km", None),
            ("education_level", None),
            ("styles", None),
            ("no_experience", None),
            ("visible", Some("{}")),
            ("discoverable", Some("false")),
            ("public_page", None),
            ("onboarded_at", None),
            ("onboarding_step", None),
        ]),
    },
];
