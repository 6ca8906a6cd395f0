-- A person's saved searches: told of jobs that appear, each job once.

create table job_alert (
    id uuid primary key,
    person_id uuid not null references account (id) on delete cascade,
    name text not null constraint job_alert_name_len_check check (length(name) between 1 and 80),
    -- The search as it stands in the address of the list, and what it asks.
    search text not null default '' constraint job_alert_search_len_check check (length(search) <= 2000),
    words text not null default '' constraint job_alert_words_len_check check (length(words) <= 200),
    skill_id int references skill (id),
    near_lat double precision, near_lon double precision,
    km smallint constraint job_alert_km_check check (km between 1 and 500),
    pay_minor bigint constraint job_alert_pay_minor_check check (pay_minor >= 0),
    currency text not null default 'GBP' constraint job_alert_currency_check check (currency in ('GBP', 'EUR', 'USD')),
    modes text[] not null default '{}',
    kinds text[] not null default '{}',
    -- Least fit, whole points; null tells of every job.
    min_fit smallint constraint job_alert_min_fit_check check (min_fit between 1 and 100),
    cadence text not null default 'DAILY' constraint job_alert_cadence_check check (cadence in ('AT_ONCE', 'DAILY')),
    paused_at timestamptz,
    created_at timestamptz not null,
    constraint job_alert_near_check check (num_nulls(near_lat, near_lon, km) in (0, 3))
);
create index job_alert_person_idx on job_alert (person_id, created_at desc);
create index job_alert_skill_idx on job_alert (skill_id) where skill_id is not null;
create index job_alert_live_idx on job_alert (id) where paused_at is null;

-- A job that an alert found for somebody: one row a person and job, so that nobody is told of one job twice.
create table job_alert_find (
    person_id uuid not null references account (id) on delete cascade,
    job_id uuid not null references job (id) on delete cascade,
    -- Null once the alert is deleted: that the person was told stays.
    alert_id uuid references job_alert (id) on delete set null,
    -- Fit then, whole points; null without a profile.
    fit smallint,
    found_at timestamptz not null,
    sent_at timestamptz,
    primary key (person_id, job_id)
);
create index job_alert_find_job_idx on job_alert_find (job_id);
create index job_alert_find_alert_idx on job_alert_find (alert_id, found_at desc);
create index job_alert_find_waiting_idx on job_alert_find (alert_id) where sent_at is null;

-- What the links in the mails open: they stop one alert, without a sign-in. Reached by the functions below alone.
create table job_alert_link (
    token_sha256 bytea primary key constraint job_alert_link_token_check check (length(token_sha256) = 32),
    alert_id uuid not null references job_alert (id) on delete cascade,
    created_at timestamptz not null
);
create index job_alert_link_alert_idx on job_alert_link (alert_id);

do $$
declare one text;
begin
    foreach one in array array['job_alert', 'job_alert_find'] loop
        execute format('alter table %I enable row level security', one);
        execute format('alter table %I force row level security', one);
        execute format('create policy %I on %I for all to app_rw using (person_id = (select app_person())) with check (person_id = (select app_person()))', one || '_own', one);
        execute format('create policy %I on %I for all to app_owner using (true) with check (true)', one || '_owner', one);
        execute format('grant select, insert, delete on %I to app_rw', one);
    end loop;
end $$;
grant update (paused_at) on job_alert to app_rw;
grant update (sent_at) on job_alert_find to app_rw;
alter table job_alert_link enable row level security;
alter table job_alert_link force row level security;
create policy job_alert_link_owner on job_alert_link for all to app_owner using (true) with check (true);

-- Whom an open job may be told to: alerts that are not paused, of people who agreed to such mail, whose filters admit it, who
-- were not told yet and do not work for the organisation. The filters are those of the public list; a test holds the two
-- together. In the order of ids, after one of them.
create function job_alert_candidates(wanted uuid, after uuid, most int)
returns table (alert_id uuid, person_id uuid) language sql stable security definer set search_path = public, pg_temp as
$$ select a.id, a.person_id
   from job j join organisation o on o.id = j.tenant_id and o.suspended_at is null and o.deleted_at is null
   join job_alert a on a.paused_at is null
   join account c on c.id = a.person_id and c.status = 'ACTIVE' and c.erased_at is null
   where j.id = wanted and j.status = 'ACTIVE' and (after is null or a.id > after)
     and (a.words = '' or j.words @@ websearch_to_tsquery('english', plain(a.words)))
     and (a.skill_id is null or exists (select 1 from job_skill js where js.job_id = j.id and js.skill_id = a.skill_id))
     and (a.near_lat is null or km_between(j.lat, j.lon, a.near_lat, a.near_lon) <= a.km)
     and (a.pay_minor is null or j.currency = a.currency and j.pay_hour_minor >= a.pay_minor)
     and (cardinality(a.modes) = 0 or j.mode = any (a.modes))
     and (cardinality(a.kinds) = 0 or j.type = any (a.kinds))
     and (select k.given from consent k where k.person_id = a.person_id and k.purpose = 'JOB_MAIL' order by k.created_at desc, k.id desc limit 1)
     and not exists (select 1 from job_alert_find f where f.person_id = a.person_id and f.job_id = j.id)
     and not exists (select 1 from membership m where m.tenant_id = j.tenant_id and m.account_id = a.person_id)
   order by a.id limit most $$;

-- Alerts with something that waits for the mail of the day, in the order of ids, after one of them.
create function job_alert_waiting(after uuid, most int)
returns table (alert_id uuid, person_id uuid) language sql stable security definer set search_path = public, pg_temp as
$$ select a.id, a.person_id from job_alert a
   where (after is null or a.id > after) and exists (select 1 from job_alert_find f where f.alert_id = a.id and f.sent_at is null)
   order by a.id limit most $$;

-- A link to stop an alert of the person worked for.
create function job_alert_link_make(wanted uuid, token bytea, at timestamptz)
returns void language sql security definer set search_path = public, pg_temp as
$$ insert into job_alert_link (token_sha256, alert_id, created_at)
   select token, a.id, at from job_alert a where a.id = wanted and a.person_id = app_person() $$;

-- What the link with this token stops, and whether it is stopped.
create function job_alert_link_read(token bytea)
returns table (name text, stopped boolean) language sql stable security definer set search_path = public, pg_temp as
$$ select a.name, a.paused_at is not null from job_alert_link l join job_alert a on a.id = l.alert_id where l.token_sha256 = token $$;

-- Stops it; what it found and was not told yet is forgotten, so that another alert may find it. False for a token that is none.
create function job_alert_link_stop(token bytea, at timestamptz)
returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
declare
    stopped uuid;
begin
    update job_alert a set paused_at = coalesce(a.paused_at, at) from job_alert_link l
    where l.token_sha256 = token and a.id = l.alert_id returning a.id into stopped;
    delete from job_alert_find f where f.alert_id = stopped and f.sent_at is null;
    return stopped is not null;
end $$;

-- Finds are forgotten with the links of their mails, a year later; the job is closed long since, or would be told again at most once.
create function job_alert_sweep(before timestamptz)
returns bigint language sql security definer set search_path = public, pg_temp as
$$ with links as (delete from job_alert_link where created_at < before),
        finds as (delete from job_alert_find f where f.found_at < before
                  and not exists (select 1 from job j where j.id = f.job_id and j.status = 'ACTIVE') returning 1)
   select count(*) from finds $$;

grant execute on function job_alert_candidates(uuid, uuid, int), job_alert_waiting(uuid, int), job_alert_link_make(uuid, bytea, timestamptz),
    job_alert_link_read(bytea), job_alert_link_stop(bytea, timestamptz), job_alert_sweep(timestamptz) to app_rw;

-- Mail that one may have subscribed to says where it is stopped with one click (RFC 8058). Like the text, it is forgotten when sent.
alter table mail add column unsubscribe_url text
    constraint mail_unsubscribe_url_check check (length(unsubscribe_url) <= 400 and unsubscribe_url ~ '^https?://[^[:cntrl:][:space:]<>]+$');
grant insert (unsubscribe_url) on mail to app_rw, app_admin;
drop function mail_read(uuid, int);
create function mail_read(wanted uuid, lease int)
returns table (to_address text, subject text, text_body text, html_body text, state text, created_at timestamptz, unsubscribe_url text)
language sql stable security definer set search_path = public, pg_temp as
$$ select m.to_address, m.subject, m.text_body, m.html_body, m.state, m.created_at, m.unsubscribe_url from mail m
   where m.id = wanted and exists (select 1 from queue_job j where j.id = m.id and j.lease_no = lease and j.state = 'RUNNING') $$;
grant execute on function mail_read(uuid, int) to app_rw;
create or replace function mail_sent(wanted uuid, keep boolean, at timestamptz)
returns void language sql security definer set search_path = public, pg_temp as
$$ update mail m set state = case when keep then 'BOXED' else 'SENT' end, sent_at = at,
       text_body = case when keep then m.text_body else '' end, html_body = case when keep then m.html_body else '' end,
       unsubscribe_url = case when keep then m.unsubscribe_url end
   where m.id = wanted and m.state in ('QUEUED', 'HANDED') $$;
