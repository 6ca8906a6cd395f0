-- What staff say of it and the reason they give, which alone may have 500 characters.
alter table security_event
    drop constraint security_event_detail_len_check,
    add constraint security_event_detail_len_check check (length(detail) <= 700);
