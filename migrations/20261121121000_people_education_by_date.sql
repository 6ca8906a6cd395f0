-- A qualification counts from the day it is finished, whenever the profile was last saved: the scorer is given every
-- qualification with its end, and the day of scoring decides, as it does for jobs held and for certificates.
-- `education_level`, here and on `person`, is what the previous release reads; nothing keeps it up to date any more,
-- and a later release drops it.
drop function person_scoring(uuid[]);
create function person_scoring(wanted uuid[])
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
             and (p.discoverable and p.onboarded_at is not null
                  or exists (select 1 from application a where a.person_id = p.id and a.tenant_id = (select app_tenant())))) $$;
grant execute on function person_scoring(uuid[]) to app_rw;
