-- Mail: what is to be sent, written in the transaction of its cause; the job of the same id sends it.

create table mail (
    -- Also the id of its job, and in its Message-ID.
    id uuid primary key,
    tenant_id uuid,
    person_id uuid,
    purpose text not null constraint mail_purpose_len_check check (length(purpose) between 1 and 60),
    to_address text not null constraint mail_to_address_check check (length(to_address) between 3 and 254 and to_address !~ '[[:cntrl:][:space:]]'),
    subject text not null constraint mail_subject_check check (length(subject) between 1 and 200 and subject !~ '[[:cntrl:]]'),
    text_body text not null constraint mail_text_body_len_check check (octet_length(text_body) <= 65536),
    html_body text not null constraint mail_html_body_len_check check (octet_length(html_body) <= 262144),
    -- QUEUED; HANDED from just before the message is handed over until an answer is known; then SENT (and the text
    -- is forgotten: it may hold a link that lets somebody in), or BOXED in the mailbox of a development server.
    state text not null default 'QUEUED' constraint mail_state_check check (state in ('QUEUED', 'HANDED', 'SENT', 'BOXED')),
    created_at timestamptz not null,
    sent_at timestamptz
);
create index mail_created_idx on mail (created_at);
create index mail_boxed_idx on mail (created_at desc) where state = 'BOXED';

alter table mail enable row level security;
alter table mail force row level security;

-- Whoever works for somebody may send in their name. Nobody reads mail: it goes out, that is all.
create policy mail_send on mail for insert to app_rw
    with check ((tenant_id is null or tenant_id = (select app_tenant())) and (person_id is null or person_id = (select app_person())));
-- The owner runs the functions below.
create policy mail_owner on mail for all to app_owner using (true) with check (true);

grant insert (id, tenant_id, person_id, purpose, to_address, subject, text_body, html_body, created_at) on mail to app_rw;

-- For the worker that holds the lease of the job ----------------------------------------------------

create function mail_read(wanted uuid, lease int)
returns table (to_address text, subject text, text_body text, html_body text, state text, created_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as
$$ select m.to_address, m.subject, m.text_body, m.html_body, m.state, m.created_at from mail m
   where m.id = wanted and exists (select 1 from queue_job j where j.id = m.id and j.lease_no = lease and j.state = 'RUNNING') $$;

-- From now on it may have arrived. True for one only.
create function mail_hand_over(wanted uuid, lease int)
returns boolean language sql security definer set search_path = public, pg_temp as
$$ with handed as (
       update mail m set state = 'HANDED' where m.id = wanted and m.state = 'QUEUED'
           and exists (select 1 from queue_job j where j.id = m.id and j.lease_no = lease and j.state = 'RUNNING') returning 1)
   select exists (select 1 from handed) $$;

-- It was not taken after all, and may be handed over again.
create function mail_take_back(wanted uuid, lease int)
returns void language sql security definer set search_path = public, pg_temp as
$$ update mail m set state = 'QUEUED' where m.id = wanted and m.state = 'HANDED'
       and exists (select 1 from queue_job j where j.id = m.id and j.lease_no = lease and j.state = 'RUNNING') $$;

-- In the transaction that completes the job, which fails without the lease.
create function mail_sent(wanted uuid, keep boolean, at timestamptz)
returns void language sql security definer set search_path = public, pg_temp as
$$ update mail m set state = case when keep then 'BOXED' else 'SENT' end, sent_at = at,
       text_body = case when keep then m.text_body else '' end, html_body = case when keep then m.html_body else '' end
   where m.id = wanted and m.state in ('QUEUED', 'HANDED') $$;

-- Whoever has a dead letter of mail tried again has decided that it shall go out, whether it went before or not.
create function mail_retried() returns trigger language plpgsql set search_path = public, pg_temp as
$$ begin
       update mail m set state = 'QUEUED' where m.id = new.id and m.state = 'HANDED';
       return null;
   end $$;
create trigger mail_retried after update of state on queue_job for each row
    when (old.state = 'DEAD' and new.state = 'READY' and new.kind = 'mail.send') execute function mail_retried();

create function mail_sweep(before timestamptz)
returns bigint language sql security definer set search_path = public, pg_temp as
$$ with gone as (
       delete from mail m where m.created_at < before
           and not exists (select 1 from queue_job j where j.id = m.id and j.state <> 'DONE') returning 1)
   select count(*) from gone $$;

-- The mailbox of a development server: only what was put there, never what was really sent ------------

create function mail_boxed(most int, wanted_to text)
returns table (id uuid, to_address text, subject text, purpose text, sent_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as
$$ select m.id, m.to_address, m.subject, m.purpose, m.sent_at from mail m
   where m.state = 'BOXED' and (wanted_to = '' or m.to_address = wanted_to) order by m.created_at desc, m.id desc limit most $$;

create function mail_boxed_one(wanted uuid)
returns table (to_address text, subject text, purpose text, text_body text, html_body text, sent_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as
$$ select m.to_address, m.subject, m.purpose, m.text_body, m.html_body, m.sent_at from mail m
   where m.id = wanted and m.state = 'BOXED' $$;

grant execute on function mail_read(uuid, int), mail_hand_over(uuid, int), mail_take_back(uuid, int),
    mail_sent(uuid, boolean, timestamptz), mail_sweep(timestamptz), mail_boxed(int, text), mail_boxed_one(uuid) to app_rw;
