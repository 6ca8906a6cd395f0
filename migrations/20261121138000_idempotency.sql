-- What was sent under an `Idempotency-Key`, and how it was answered: the same request sent again is answered the same,
-- and done once.
create table idempotency_key (
    id uuid primary key,
    -- Who sent it; for a machine, who made its key.
    person_id uuid not null references account (id) on delete cascade,
    -- The same person, or the machine's key: each has keys of their own.
    actor_id uuid not null,
    key text not null constraint idempotency_key_key_check check (length(key) between 1 and 255),
    -- Of method, address, organisation acted for and body.
    request_sha256 bytea not null constraint idempotency_key_request_sha256_check check (length(request_sha256) = 32),
    -- Counts who took it up: one that has died is succeeded, and one that wakes again is fenced off.
    lease integer not null default 1 constraint idempotency_key_lease_check check (lease > 0),
    leased_at timestamptz not null,
    -- Something was committed; set in that transaction.
    effected boolean not null default false,
    -- The first answer.
    status smallint constraint idempotency_key_status_check check (status between 200 and 599),
    content_type text constraint idempotency_key_content_type_check check (length(content_type) <= 200),
    location text constraint idempotency_key_location_check check (length(location) <= 2000),
    body bytea,
    created_at timestamptz not null
);
create unique index idempotency_key_sender_key on idempotency_key (person_id, actor_id, key);
create index idempotency_key_created_idx on idempotency_key (created_at);

alter table idempotency_key enable row level security;
alter table idempotency_key force row level security;
create policy idempotency_key_own on idempotency_key for all to app_rw
    using (person_id = (select app_person())) with check (person_id = (select app_person()));
create policy idempotency_key_owner on idempotency_key for all to app_owner using (true) with check (true);
grant select, insert, delete on idempotency_key to app_rw;
grant update (lease, leased_at, status, content_type, location, body) on idempotency_key to app_rw;

-- Notes, as the last statement of a transaction, that it had an effect. False if somebody else has taken the request
-- up since, or has answered it: then the transaction must not commit. One that has written nothing has no effect.
create function idempotency_effect(wanted uuid, held integer) returns boolean
language plpgsql security definer set search_path = public, pg_temp as
$$ begin
       if pg_current_xact_id_if_assigned() is null then
           return true;
       end if;
       update idempotency_key set effected = true where id = wanted and lease = held and status is null;
       return found;
   end $$;

-- Forgets what is older, whosever it is.
create function idempotency_sweep(older_than timestamptz) returns bigint
language sql security definer set search_path = public, pg_temp as
$$ with gone as (delete from idempotency_key where created_at < older_than returning 1) select count(*) from gone $$;

grant execute on function idempotency_effect(uuid, integer), idempotency_sweep(timestamptz) to app_rw;
