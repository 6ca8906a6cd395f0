-- Nobody is offered to employers while they cannot act: whoever deactivates their account is gone from lists at once, and
-- so is whoever is suspended or banned. It stands with the person, so that lists need not ask for the account.
alter table person add column account_active boolean not null default true;
update person p set account_active = false from account a where a.id = p.id and a.status <> 'ACTIVE';

create function person_account_status() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update person set account_active = new.status = 'ACTIVE' where id = new.id;
    return null;
end $$;
create trigger account_status_of_person after update of status on account for each row
    when (old.status is distinct from new.status) execute function person_account_status();

alter policy person_discoverable on person
    using (discoverable and account_active and onboarded_at is not null and (select app_tenant()) is not null);

-- As before, but for `account_active`.
create or replace function candidate_ids(skills int[], occupations int[], south double precision, north double precision,
                              west double precision, east double precision, most int)
returns table (id uuid) language sql stable security definer set search_path = public, pg_temp as
$$ with shared as (
       select person_id, sum(skill) as held, sum(spell) as spells from (
           select person_id, 1 as skill, 0 as spell from person_skill where skill_id = any (skills)
           union all
           select person_id, 0, 1 from experience where occupation_id = any (occupations)) as each
       group by person_id)
   select p.id from person p left join shared s on s.person_id = p.id
   where (select app_tenant()) is not null and p.discoverable and p.account_active and p.onboarded_at is not null and p.id is distinct from (select app_person())
     and (cardinality(skills) + cardinality(occupations) = 0
          or s.held > 0 and 'skills' = any (p.visible)
          or s.spells > 0 and 'experience' = any (p.visible))
     and (south is null or p.lat is null or p.lat between south and north and p.lon between west and east)
   order by coalesce(s.held + s.spells, 0) desc, p.id limit most $$;

create or replace function person_scoring(wanted uuid[])
returns table (
    id uuid, version int, lat double precision, lon double precision, travel_radius_km smallint, work_modes text[],
    availability bytea, available_from date, currency text, wish_pay_minor bigint, wish_types text[], wish_commute_km smallint,
    education_level smallint, styles smallint[], no_experience boolean, visible text[],
    skill_ids int[], skill_levels smallint[], skill_months smallint[], skill_last_used_years smallint[], skill_evidence text,
    spell_occupations int[], spell_titles text[], spell_starts date[], spell_ends date[],
    documents text[], document_ends date[],
    education_levels smallint[], education_ends date[])
language sql stable security definer set search_path = public, pg_temp as
$$ select p.id, p.version, p.lat, p.lon, p.travel_radius_km, p.work_modes,
          p.availability, p.available_from, p.currency, p.wish_pay_minor, p.wish_types, p.wish_commute_km,
          p.education_level, p.styles, p.no_experience, p.visible,
          s.ids, s.levels, s.months, s.used, s.evidence,
          e.occupations, e.titles, e.starts, e.ends,
          c.documents, c.ends,
          q.levels, q.ends
   from person p
   cross join lateral (
       select array_agg(skill_id) as ids, array_agg(level) as levels, array_agg(months) as months,
              array_agg(last_used_year) as used, string_agg(left(evidence, 1), '') as evidence
       from person_skill where person_id = p.id) s
   cross join lateral (
       select array_agg(occupation_id) as occupations, array_agg(title) as titles, array_agg(started_on) as starts, array_agg(ended_on) as ends
       from experience where person_id = p.id) e
   cross join lateral (
       select array_agg(document) as documents, array_agg(expires_on) as ends
       from certification where person_id = p.id and document is not null) c
   cross join lateral (
       select array_agg(level) as levels, array_agg(ended_on) as ends
       from education where person_id = p.id) q
   where p.id = any (wanted)
     and (p.id = (select app_person()) or p.public_page
          or (select app_tenant()) is not null
             and (p.discoverable and p.account_active and p.onboarded_at is not null
                  or exists (select 1 from application a where a.person_id = p.id and a.tenant_id = (select app_tenant())))) $$;
