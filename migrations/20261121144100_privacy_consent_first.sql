-- What somebody said at sign-up of being found by employers holds for the profile they make later. Who said nothing decides
-- in the profile. (Rows of a purpose that is no longer asked for stay as they are: the check admits any name.)
create function person_follows_consent() returns trigger language plpgsql as $$
declare
    said boolean;
begin
    select c.given into said from consent c
    where c.person_id = new.id and c.purpose = 'MATCHING' order by c.created_at desc, c.id desc limit 1;
    new.discoverable := coalesce(said, new.discoverable);
    return new;
end $$;
create trigger person_follows_consent before insert on person for each row execute function person_follows_consent();
