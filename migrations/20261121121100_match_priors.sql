-- What is usual in an occupation: the median of each part of the score, learned by `kinwork match learn` and put in
-- place of what is not known of a person. Sets are numbered and never changed: scores are made with the latest, and a
-- stored score carries the medians it was made with. No tenant and nobody's data: a median is of thirty scores or more.
create table match_prior_version (
    version int primary key generated always as identity,
    formula text not null,
    -- What it was learned from.
    jobs int not null, scores int not null,
    learned_at timestamptz not null
);

create table match_prior (
    version int not null references match_prior_version (version) on delete cascade,
    -- Of one occupation, of an ISCO group, or of all where both are null.
    occupation_id int references occupation (id),
    isco text constraint match_prior_isco_check check (isco ~ '^[0-9]{1,4}$'),
    -- In the order of the formula, from 0.
    part smallint not null constraint match_prior_part_check check (part between 0 and 5),
    -- Ten-thousandths.
    median smallint not null constraint match_prior_median_check check (median between 0 and 10000),
    -- How many scores it is the middle of.
    known int not null constraint match_prior_known_check check (known > 0),
    constraint match_prior_scope_check check (occupation_id is null or isco is null),
    constraint match_prior_key unique nulls not distinct (version, occupation_id, isco, part)
);
create index match_prior_occupation_idx on match_prior (occupation_id);

grant select on match_prior_version, match_prior to app_rw, app_admin, app_backup;
