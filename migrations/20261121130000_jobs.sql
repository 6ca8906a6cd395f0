-- Background work: a queue that is written in the transaction of the data it belongs to, and schedules.
-- `job` is what organisations post, so these tables are called after the queue.

create table queue_job (
    id uuid primary key,
    kind text not null constraint queue_job_kind_len_check check (length(kind) between 1 and 60),
    -- At most one live job of a kind, scope and key.
    key text constraint queue_job_key_len_check check (length(key) between 1 and 200),
    -- For whom it works; the handler's transaction has this scope. No foreign key: the job that deletes an
    -- organisation must outlive it.
    tenant_id uuid,
    person_id uuid,
    -- In whose lane it waits. Lanes are served in turn: nobody waits behind somebody else's thousand.
    lane uuid not null generated always as (coalesce(tenant_id, person_id, md5(kind)::uuid)) stored,
    payload jsonb not null constraint queue_job_payload_len_check check (length(payload::text) <= 16000),
    -- LATER until run_at, READY to be taken, RUNNING under a lease, then DONE, or DEAD until somebody retries it.
    state text not null constraint queue_job_state_check check (state in ('LATER', 'READY', 'RUNNING', 'DONE', 'DEAD')),
    run_at timestamptz not null,
    attempts int not null default 0 constraint queue_job_attempts_check check (attempts >= 0),
    max_attempts int not null constraint queue_job_max_attempts_check check (max_attempts between 1 and 100),
    -- Asked for once more while it ran: the run may not have seen what it was asked for.
    again boolean not null default false,
    -- The fence: grows with every lease, and only the holder of the last one can complete.
    lease_no int not null default 0,
    leased_until timestamptz,
    last_error text not null default '' constraint queue_job_last_error_len_check check (length(last_error) <= 500),
    created_at timestamptz not null,
    finished_at timestamptz,
    constraint queue_job_lease_check check ((state = 'RUNNING') = (leased_until is not null)),
    constraint queue_job_finished_check check ((state in ('DONE', 'DEAD')) = (finished_at is not null))
);
create unique index queue_job_key on queue_job (kind, tenant_id, person_id, key) nulls not distinct
    where key is not null and state in ('LATER', 'READY', 'RUNNING');
create index queue_job_later_idx on queue_job (run_at) where state = 'LATER';
create index queue_job_ready_idx on queue_job (lane, run_at, id) where state = 'READY';
create index queue_job_running_idx on queue_job (leased_until) where state = 'RUNNING';
create index queue_job_finished_idx on queue_job (state, finished_at) where state in ('DONE', 'DEAD');

alter table queue_job enable row level security;
alter table queue_job force row level security;

-- One may ask for work in one's own scope, and see how it stands, but not what it carries.
create policy queue_job_see on queue_job for select to app_rw
    using ((tenant_id is null or tenant_id = (select app_tenant())) and (person_id is null or person_id = (select app_person())));
create policy queue_job_enqueue on queue_job for insert to app_rw
    with check ((tenant_id is null or tenant_id = (select app_tenant())) and (person_id is null or person_id = (select app_person())));
create policy queue_job_again on queue_job for update to app_rw
    using ((tenant_id is null or tenant_id = (select app_tenant())) and (person_id is null or person_id = (select app_person())));
-- The owner runs the functions below.
create policy queue_job_owner on queue_job for all to app_owner using (true) with check (true);

grant select (id, kind, key, tenant_id, person_id, state, run_at, attempts, created_at, finished_at) on queue_job to app_rw;
grant insert (id, kind, key, tenant_id, person_id, payload, state, run_at, max_attempts, created_at) on queue_job to app_rw;
grant update (again) on queue_job to app_rw;

-- Recurring work. What recurs how often is said in the code; here is when it is due next.
create table queue_schedule (
    name text primary key constraint queue_schedule_name_len_check check (length(name) between 1 and 60),
    next_at timestamptz not null,
    last_at timestamptz
);
grant select, insert, update on queue_schedule to app_rw;

-- For the worker, which works for everybody ---------------------------------------------------------

-- Takes up to `wanted` jobs: the first of each lane after `after`, then the second of each, and so on.
create function queue_claim(after uuid, wanted int, at timestamptz, until timestamptz)
returns table (id uuid, kind text, tenant_id uuid, person_id uuid, lane uuid, payload jsonb, attempts int, lease_no int, created_at timestamptz)
language sql security definer set search_path = public, pg_temp as
$$ update queue_job j set state = 'READY'
   where j.id in (select d.id from queue_job d where d.state = 'LATER' and d.run_at <= at
                  order by d.run_at limit 1000 for update skip locked);
   -- The worker that held these is gone. What took several workers with it is not tried for ever.
   update queue_job j set leased_until = null, last_error = 'the worker went away',
       state = case when j.attempts < j.max_attempts then 'READY' else 'DEAD' end,
       finished_at = case when j.attempts < j.max_attempts then null else at end
   where j.id in (select d.id from queue_job d where d.state = 'RUNNING' and d.leased_until <= at
                  order by d.leased_until limit 1000 for update skip locked);
   with recursive open (lane, n) as (
       (select j.lane, 1 from queue_job j where j.state = 'READY' and j.lane > after order by j.lane limit 1)
       union all
       select (select j.lane from queue_job j where j.state = 'READY' and j.lane > l.lane order by j.lane limit 1), l.n + 1
       from open l where l.lane is not null and l.n < wanted
   ), candidate as (
       select c.id, c.turn, l.n from open l cross join lateral (
           select j.id, row_number() over (order by j.run_at, j.id) as turn from queue_job j
           where j.state = 'READY' and j.lane = l.lane order by j.run_at, j.id limit 4 * wanted) c
       -- More than wanted, because other workers are taking some of them at this moment.
       order by c.turn, l.n limit 4 * wanted
   ), taken as (
       select j.id from queue_job j join candidate c on c.id = j.id where j.state = 'READY'
       order by c.turn, c.n limit wanted for update of j skip locked
   )
   update queue_job j
   set state = 'RUNNING', attempts = j.attempts + 1, lease_no = j.lease_no + 1, leased_until = until, again = false
   from taken t where j.id = t.id
   returning j.id, j.kind, j.tenant_id, j.person_id, j.lane, j.payload, j.attempts, j.lease_no, j.created_at $$;

-- Holds on to leases; those that somebody else has by now are left alone.
create function queue_heartbeat(ids uuid[], leases int[], until timestamptz)
returns void language sql security definer set search_path = public, pg_temp as
$$ update queue_job j set leased_until = until from unnest(ids, leases) as held (id, lease_no)
   where j.id = held.id and j.lease_no = held.lease_no and j.state = 'RUNNING' $$;

-- Called in the transaction of the effect. False: the lease is another's, and the effect must not be.
create function queue_complete(wanted uuid, lease int, at timestamptz)
returns boolean language sql security definer set search_path = public, pg_temp as
$$ with done as (
       update queue_job j set leased_until = null, last_error = '',
           state = case when j.again then 'READY' else 'DONE' end,
           attempts = case when j.again then 0 else j.attempts end,
           finished_at = case when j.again then null else at end
       where j.id = wanted and j.lease_no = lease and j.state = 'RUNNING' returning 1)
   select exists (select 1 from done) $$;

-- It did not work: again at `retry_at`, or never (null, or too often already).
create function queue_fail(wanted uuid, lease int, error text, retry_at timestamptz, at timestamptz)
returns text language sql security definer set search_path = public, pg_temp as
$$ update queue_job j set leased_until = null, last_error = left(error, 500),
       state = case when retry_at is null or j.attempts >= j.max_attempts then 'DEAD' else 'LATER' end,
       run_at = coalesce(retry_at, j.run_at),
       finished_at = case when retry_at is null or j.attempts >= j.max_attempts then at end
   where j.id = wanted and j.lease_no = lease and j.state = 'RUNNING' returning j.state $$;

-- Gives leases back as if they had never been taken; at `later` if given.
create function queue_release(ids uuid[], leases int[], later timestamptz)
returns void language sql security definer set search_path = public, pg_temp as
$$ update queue_job j set leased_until = null, attempts = j.attempts - 1,
       state = case when later is null then 'READY' else 'LATER' end, run_at = coalesce(later, j.run_at)
   from unnest(ids, leases) as held (id, lease_no)
   where j.id = held.id and j.lease_no = held.lease_no and j.state = 'RUNNING' $$;

-- For operators ---------------------------------------------------------------------------------------

create function queue_counts(at timestamptz)
returns table (later bigint, ready bigint, running bigint, dead bigint, oldest_ready_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as
$$ with due (n, oldest) as (
       select count(*), min(run_at) from (
           select run_at from queue_job where state = 'READY'
           union all select run_at from queue_job where state = 'LATER' and run_at <= at) waiting)
   select (select count(*) from queue_job where state = 'LATER' and run_at > at), due.n,
          (select count(*) from queue_job where state = 'RUNNING'), (select count(*) from queue_job where state = 'DEAD'),
          due.oldest
   from due $$;

-- Dead letters, the last to die first; without what they carry.
create function queue_dead(most int)
returns table (id uuid, kind text, tenant_id uuid, attempts int, last_error text, created_at timestamptz, finished_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as
$$ select j.id, j.kind, j.tenant_id, j.attempts, j.last_error, j.created_at, j.finished_at
   from queue_job j where j.state = 'DEAD' order by j.finished_at desc, j.id limit most $$;

-- A dead letter is tried again from the start. False if it is not one any more.
create function queue_retry(wanted uuid, at timestamptz)
returns boolean language sql security definer set search_path = public, pg_temp as
$$ with raised as (
       update queue_job j set state = 'READY', attempts = 0, run_at = at, finished_at = null
       where j.id = wanted and j.state = 'DEAD' returning 1)
   select exists (select 1 from raised) $$;

create function queue_sweep(done_before timestamptz, dead_before timestamptz)
returns bigint language sql security definer set search_path = public, pg_temp as
$$ with gone as (
       delete from queue_job j where (j.state = 'DONE' and j.finished_at < done_before)
           or (j.state = 'DEAD' and j.finished_at < dead_before) returning 1)
   select count(*) from gone $$;

grant execute on function queue_claim(uuid, int, timestamptz, timestamptz), queue_heartbeat(uuid[], int[], timestamptz),
    queue_complete(uuid, int, timestamptz), queue_fail(uuid, int, text, timestamptz, timestamptz),
    queue_release(uuid[], int[], timestamptz), queue_counts(timestamptz), queue_dead(int), queue_retry(uuid, timestamptz),
    queue_sweep(timestamptz, timestamptz) to app_rw;
