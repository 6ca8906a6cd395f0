//! Where the tables of identity name a person.

use platform::subjects::{Erase, Export, Subject};

const fn own(table: &'static str, column: &'static str, title: &'static str) -> Subject {
    Subject {
        table,
        column,
        title,
        export: Export::Rows,
        erase: Erase::Delete,
    }
}

const fn kept(
    table: &'static str,
    column: &'static str,
    title: &'static str,
    export: Export,
    why: &'static str,
) -> Subject {
    Subject {
        table,
        column,
        title,
        export,
        erase: Erase::Keep(why),
    }
}

const NAMED: &[&str] = &[
    "id",
    "tenant_id",
    "name",
    "slug",
    "hint",
    "scopes",
    "created_at",
    "expires_at",
    "revoked_at",
];

/// What refers to others comes before them; the account is the last.
pub const SUBJECTS: &[Subject] = &[
    own("session", "account_id", "Browsers you are signed in with"),
    own("token_family", "person_id", "Apps you are signed in with"),
    own("security_event", "person_id", "Your security activity"),
    own("appeal", "person_id", "Your appeals"),
    own("invitation", "email", "Invitations to you"),
    own("invitation", "accepted_by", "Invitations you accepted"),
    own("membership", "account_id", "Organisations you belong to"),
    kept(
        "invitation",
        "invited_by",
        "Invitations you sent",
        Export::Only(&["id", "tenant_id", "role", "created_at"]),
        "the invitation is the organisation's",
    ),
    kept(
        "api_key",
        "created_by",
        "API keys you made",
        Export::Only(NAMED),
        "revoked; the key was the organisation's",
    ),
    kept(
        "api_key",
        "revoked_by",
        "API keys you revoked",
        Export::Only(NAMED),
        "the key was the organisation's",
    ),
    kept(
        "organisation",
        "created_by",
        "Organisations you founded",
        Export::Only(NAMED),
        "the organisation goes on",
    ),
    kept(
        "organisation",
        "deleted_by",
        "Organisations you deleted",
        Export::Only(NAMED),
        "says who did it, without a name",
    ),
    kept(
        "consent",
        "person_id",
        "What you agreed to, and when",
        Export::Rows,
        "proves what was agreed; dates only",
    ),
    kept(
        "data_export",
        "person_id",
        "Copies of your data you asked for",
        Export::Rows,
        "dates only; the files lose their keys",
    ),
    kept(
        "erasure",
        "person_id",
        "When you asked to be erased",
        Export::Rows,
        "proves that it was asked for; dates only",
    ),
    Subject {
        table: "audit_event",
        column: "actor_id",
        title: "What you did in organisations",
        export: Export::Only(&[
            "id",
            "tenant_id",
            "action",
            "subject_kind",
            "subject_id",
            "address",
            "user_agent",
            "created_at",
        ]),
        erase: Erase::Apart("the line stays; address, browser, name and e-mail go from it"),
    },
    Subject {
        table: "account",
        column: "id",
        title: "Your account",
        export: Export::Rows,
        erase: Erase::Apart("name and address are replaced, and nobody can sign in"),
    },
    Subject {
        table: "account",
        column: "email",
        title: "Your account",
        export: Export::No("the same row as above"),
        erase: Erase::Apart("with the account"),
    },
];
