-- Live events: what a person's open pages are told. A line says what changed and to what, never how:
-- whoever is told looks at the thing itself, under its own policies.

-- The number of the last line of a person's feed. It is raised with the row locked, so lines are numbered
-- in the order they are committed: a reader that asks for what comes after the last one skips nothing.
create table feed (
    person_id uuid primary key references account (id) on delete cascade,
    last_seq bigint not null constraint feed_last_seq_check check (last_seq > 0)
);

create table feed_event (
    person_id uuid not null references feed (person_id) on delete cascade,
    seq bigint not null,
    kind text not null constraint feed_event_kind_check check (kind ~ '^[a-z_]+\.[a-z_]+$' and length(kind) <= 60),
    subjects uuid[] not null constraint feed_event_subjects_check check (cardinality(subjects) between 1 and 4),
    created_at timestamptz not null,
    primary key (person_id, seq)
);
create index feed_event_created_idx on feed_event (created_at);

alter table feed enable row level security;
alter table feed force row level security;
alter table feed_event enable row level security;
alter table feed_event force row level security;
create policy feed_own on feed for select to app_rw using (person_id = (select app_person()));
create policy feed_owner on feed for all to app_owner using (true) with check (true);
create policy feed_event_own on feed_event for select to app_rw using (person_id = (select app_person()));
create policy feed_event_owner on feed_event for all to app_owner using (true) with check (true);
grant select on feed, feed_event to app_rw;

-- Writes lines to the feeds of others, which no policy lets anybody do by hand. The last statement of a
-- transaction, with all its lines: feeds are locked in the order of their ids, so no two wait for each other.
create function feed_publish(lines jsonb) returns void language sql security definer set search_path = public, pg_temp as
$$ with line as (
       select l.person_id, l.kind, l.subjects, l.at,
              row_number() over (partition by l.person_id order by l.n) as place,
              count(*) over (partition by l.person_id) as many
       from rows from (jsonb_to_recordset(lines) as (person_id uuid, kind text, subjects uuid[], at timestamptz))
            with ordinality as l (person_id, kind, subjects, at, n)
       join account a on a.id = l.person_id
   ), head as (
       insert into feed as f (person_id, last_seq)
       select l.person_id, count(*) from line l group by l.person_id order by l.person_id
       on conflict (person_id) do update set last_seq = f.last_seq + excluded.last_seq
       returning f.person_id, f.last_seq
   )
   insert into feed_event (person_id, seq, kind, subjects, created_at)
   select l.person_id, h.last_seq - l.many + l.place, l.kind, l.subjects, l.at
   from line l join head h on h.person_id = l.person_id $$;

-- How far feeds have got; a server asks this for the people whose pages it keeps up to date.
create function feed_heads(people uuid[]) returns table (person_id uuid, last_seq bigint)
language sql stable security definer set search_path = public, pg_temp as
$$ select f.person_id, f.last_seq from feed f where f.person_id = any (people) $$;

-- Throws away what is older; whoever has been away for longer is told to look at everything anew.
create function feed_sweep(older_than timestamptz) returns bigint language sql security definer set search_path = public, pg_temp as
$$ with gone as (delete from feed_event where created_at < older_than returning 1) select count(*) from gone $$;

-- However a session ends, every server hears of it at once and closes its streams.
create function session_ended() returns trigger language plpgsql set search_path = public, pg_temp as
$$ begin perform pg_notify('session_ended', old.id::text); return null; end $$;
create trigger session_ended after delete on session for each row execute function session_ended();

grant execute on function feed_publish(jsonb), feed_heads(uuid[]), feed_sweep(timestamptz) to app_rw;
