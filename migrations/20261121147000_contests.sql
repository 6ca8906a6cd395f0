-- A person says that an input of their score is wrong; whoever answers for that input accepts it or declines it, in words.

-- A contest names the score it is about, which is kept with all it was made of.
alter table match_score add constraint match_score_tenant_key unique (tenant_id, id);

create table contest (
    id uuid primary key,
    -- Whose job it is.
    tenant_id uuid not null,
    job_id uuid not null,
    person_id uuid not null references person (id) on delete cascade,
    -- The score as it was, and as it was made anew after the contest was accepted.
    score_id uuid not null,
    rescored_id uuid,
    -- Which input, as the code names it, and how it was shown.
    input text not null constraint contest_input_check check (input ~ '^[a-z_]{1,30}(:[a-z0-9_]{1,20})?$'),
    shown text not null constraint contest_shown_len_check check (length(shown) between 1 and 400),
    -- Who answers: the organisation for what it asks, the platform for what it knows of skills, work and places.
    answerer text not null default 'ORGANISATION' constraint contest_answerer_check check (answerer in ('ORGANISATION', 'PLATFORM')),
    wrong text not null constraint contest_wrong_len_check check (length(wrong) between 1 and 1000),
    right_value text not null default '' constraint contest_right_value_len_check check (length(right_value) <= 400),
    state text not null default 'OPEN' constraint contest_state_check check (state in ('OPEN', 'ACCEPTED', 'DECLINED', 'WITHDRAWN')),
    answer text not null default '' constraint contest_answer_len_check check (length(answer) <= 1000),
    answered_by uuid references account (id),
    created_at timestamptz not null,
    ended_at timestamptz,
    -- When the person was told of the answer.
    told_at timestamptz,
    constraint contest_ended_check check ((state = 'OPEN') = (ended_at is null)),
    constraint contest_answered_check check ((state in ('ACCEPTED', 'DECLINED')) = (answered_by is not null and answer <> '')),
    constraint contest_answered_by_check check (answered_by <> person_id),
    foreign key (tenant_id, job_id) references job (tenant_id, id) on delete cascade,
    foreign key (tenant_id, score_id) references match_score (tenant_id, id) on delete cascade,
    foreign key (tenant_id, rescored_id) references match_score (tenant_id, id) on delete cascade
);
-- An input is contested once at a time.
create unique index contest_open_key on contest (person_id, job_id, input) where state = 'OPEN';
create index contest_person_idx on contest (person_id, created_at desc, id desc);
create index contest_tenant_idx on contest (tenant_id, state, created_at, id);
create index contest_job_idx on contest (tenant_id, job_id);
create index contest_score_idx on contest (tenant_id, score_id);
create index contest_rescored_idx on contest (tenant_id, rescored_id) where rescored_id is not null;
create index contest_answered_by_idx on contest (answered_by) where answered_by is not null;
create index contest_platform_idx on contest (created_at, id) where answerer = 'PLATFORM' and state = 'OPEN';

-- The moves there are, whichever code makes them: who asked takes it back, somebody else answers, and what was answered
-- stays; of an accepted one only the score made anew is added.
create function contest_moves() returns trigger language plpgsql as $$
declare
    own boolean := new.person_id is not distinct from app_person();
begin
    if old.state = 'OPEN' and new.state = 'WITHDRAWN' and own
        or old.state = 'OPEN' and new.state in ('ACCEPTED', 'DECLINED') and not own
        or old.state = new.state and (old.answer, old.answered_by, old.ended_at) is not distinct from (new.answer, new.answered_by, new.ended_at)
    then
        return new;
    end if;
    raise exception 'a contest does not move so' using errcode = 'check_violation', table = 'contest', constraint = 'contest_moves_check';
end $$;
create trigger contest_moves before update on contest for each row execute function contest_moves();

alter table contest enable row level security;
alter table contest force row level security;
-- What is for the platform to answer is not the organisation's to read.
create policy contest_tenant on contest for select to app_rw using (tenant_id = (select app_tenant()) and answerer = 'ORGANISATION');
create policy contest_tenant_answer on contest for update to app_rw
    using (tenant_id = (select app_tenant()) and answerer = 'ORGANISATION') with check (tenant_id = (select app_tenant()) and answerer = 'ORGANISATION');
create policy contest_own on contest for select to app_rw using (person_id = (select app_person()));
create policy contest_own_insert on contest for insert to app_rw with check (person_id = (select app_person()) and state = 'OPEN');
create policy contest_own_update on contest for update to app_rw
    using (person_id = (select app_person())) with check (person_id = (select app_person()));
create policy contest_owner on contest for all to app_owner using (true) with check (true);
create policy contest_console on contest for select to app_admin using ((select staff_role()) is not null and answerer = 'PLATFORM');
create policy contest_console_answer on contest for update to app_admin
    using ((select staff_role()) is not null and answerer = 'PLATFORM') with check ((select staff_role()) is not null and answerer = 'PLATFORM');
grant select, insert on contest to app_rw;
grant update (state, answer, answered_by, ended_at, told_at, rescored_id) on contest to app_rw;
-- Staff read what is wrong with what, not whose score it is about beyond the id that the answer is sent to.
grant select (id, person_id, input, shown, answerer, wrong, right_value, state, answer, answered_by, created_at, ended_at) on contest to app_admin;
grant update (state, answer, answered_by, ended_at) on contest to app_admin;
