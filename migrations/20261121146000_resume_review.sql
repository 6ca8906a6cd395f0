-- What was read of a person's résumé and waits for them to look it through. Nothing of it counts until they take a
-- row over into their profile; the file itself is not kept.

create table resume_review (
    person_id uuid primary key references account (id) on delete cascade,
    -- Another reading is another review: a form of the one before no longer fits.
    id uuid not null,
    content jsonb not null constraint resume_review_content_check check (pg_column_size(content) <= 1000000),
    created_at timestamptz not null
);
alter table resume_review enable row level security;
alter table resume_review force row level security;
create policy resume_review_own on resume_review for all to app_rw using (person_id = (select app_person())) with check (person_id = (select app_person()));
create policy resume_review_owner on resume_review for all to app_owner using (true) with check (true);
grant select, insert, update, delete on resume_review to app_rw;
