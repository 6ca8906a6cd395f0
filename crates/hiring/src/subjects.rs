//! Where the tables of hiring name a person.

use platform::subjects::{Erase, Export, Subject};

const BY_YOU: &[&str] = &[
    "id",
    "tenant_id",
    "job_id",
    "action",
    "from_stage",
    "to_stage",
    "created_at",
    "updated_at",
];

/// What refers to others comes before them.
pub const SUBJECTS: &[Subject] = &[
    Subject {
        table: "job_alert_find",
        column: "person_id",
        title: "Jobs that your alerts found",
        export: Export::Rows,
        erase: Erase::Delete,
    },
    Subject {
        table: "job_alert",
        column: "person_id",
        title: "Your job alerts",
        export: Export::Rows,
        erase: Erase::Delete,
    },
    Subject {
        table: "contest",
        column: "person_id",
        title: "What you contested of your scores, and the answers",
        export: Export::Rows,
        erase: Erase::Delete,
    },
    Subject {
        table: "contest",
        column: "answered_by",
        title: "Contested scores you answered",
        export: Export::Only(&["id", "tenant_id", "job_id", "state", "ended_at"]),
        erase: Erase::Keep("the answer is the person's who asked"),
    },
    Subject {
        table: "match_score",
        column: "person_id",
        title: "How you fit to jobs, with all that was counted",
        export: Export::Rows,
        erase: Erase::Delete,
    },
    Subject {
        table: "person_field_value",
        column: "person_id",
        title: "What organisations noted about you in fields of their own",
        export: Export::Rows,
        erase: Erase::Delete,
    },
    Subject {
        table: "application_event",
        column: "person_id",
        title: "What became of your applications",
        export: Export::Rows,
        erase: Erase::Blank(&[("reason", None)]),
    },
    Subject {
        table: "application",
        column: "person_id",
        title: "Your applications",
        export: Export::Rows,
        erase: Erase::Blank(&[("note", None), ("reason", None)]),
    },
    Subject {
        table: "application_event",
        column: "actor_id",
        title: "Decisions you took for organisations",
        export: Export::Only(BY_YOU),
        erase: Erase::Keep("what was decided is the organisation's and the applicant's"),
    },
    Subject {
        table: "job",
        column: "created_by",
        title: "Jobs you started for organisations",
        export: Export::Only(&["id", "tenant_id", "title", "created_at"]),
        erase: Erase::Keep("the job is the organisation's"),
    },
    Subject {
        table: "job_revision",
        column: "actor_id",
        title: "Edits you made to jobs",
        export: Export::Only(BY_YOU),
        erase: Erase::Keep("the history is the organisation's"),
    },
    Subject {
        table: "job_field_value",
        column: "updated_by",
        title: "Fields of jobs you filled in",
        export: Export::Only(BY_YOU),
        erase: Erase::Keep("the value is the organisation's"),
    },
    Subject {
        table: "person_field_value",
        column: "updated_by",
        title: "Fields of people you filled in",
        export: Export::Only(&["tenant_id", "field_id", "updated_at"]),
        erase: Erase::Keep("the value is the organisation's, about somebody else"),
    },
];
