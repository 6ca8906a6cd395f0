-- Ama (1), fully filled: a canary in every text that says something about her. Ben (2) owns the organisation (3) she works for,
-- and another (4) to which she applied. What is Ben's is marked canary-of-ben: it is not hers to take away, nor to erase.
insert into account (id, email, password_hash, display_name, created_at) values
    ('00000000-0000-0000-0000-000000000001', 'canary-account-email@example.org', 'canary-secret-hash', 'canary-account-name', '2026-01-01'),
    ('00000000-0000-0000-0000-000000000002', 'ben@example.org', '', 'canary-of-ben-name', '2026-01-01');
insert into organisation (id, slug, name, created_by, created_at) values
    ('00000000-0000-0000-0000-000000000003', 'riverside', 'canary-of-ben-riverside', '00000000-0000-0000-0000-000000000002', '2026-01-01'),
    ('00000000-0000-0000-0000-000000000004', 'lakeside', 'canary-of-ben-lakeside', '00000000-0000-0000-0000-000000000002', '2026-01-01');
insert into membership (tenant_id, account_id, role, created_at) values
    ('00000000-0000-0000-0000-000000000003', '00000000-0000-0000-0000-000000000002', 'OWNER', '2026-01-01'),
    ('00000000-0000-0000-0000-000000000004', '00000000-0000-0000-0000-000000000002', 'OWNER', '2026-01-01'),
    ('00000000-0000-0000-0000-000000000003', '00000000-0000-0000-0000-000000000001', 'RECRUITER', '2026-01-01');
insert into session (id, account_id, token_sha256, user_agent, address, created_at, last_seen_at, expires_at) values
    (gen_random_uuid(), '00000000-0000-0000-0000-000000000001', sha256('a'), 'canary-session-agent', 'canary-session-address', '2026-06-01', '2026-06-01 12:00Z', '2026-07-01');
insert into token_family (id, person_id, device_name, user_agent, address, created_at, last_seen_at, expires_at) values
    ('00000000-0000-0000-0000-000000000011', '00000000-0000-0000-0000-000000000001', 'canary-family-device', 'canary-family-agent', 'canary-family-address', '2026-06-01', '2026-06-01', '2026-07-01');
insert into refresh_token (token_sha256, family_id, created_at, expires_at) values
    (sha256('r'), '00000000-0000-0000-0000-000000000011', '2026-06-01', '2026-07-01');
insert into security_event (id, person_id, kind, detail, address, user_agent, created_at) values
    (gen_random_uuid(), '00000000-0000-0000-0000-000000000001', 'SIGNED_IN', 'canary-security-detail', 'canary-security-address', 'canary-security-agent', '2026-05-31');
insert into appeal (id, person_id, reason, created_at, decided_at, granted, answer) values
    (gen_random_uuid(), '00000000-0000-0000-0000-000000000001', 'canary-appeal-reason', '2026-05-01', '2026-05-02', true, 'canary-appeal-answer');
insert into invitation (id, tenant_id, email, role, token_sha256, invited_by, sent_at, created_at, expires_at, accepted_at, accepted_by) values
    (gen_random_uuid(), '00000000-0000-0000-0000-000000000004', 'canary-account-email@example.org', 'VIEWER', sha256('i'),
     '00000000-0000-0000-0000-000000000002', '2026-05-30', '2026-05-30', '2026-06-06', null, null),
    (gen_random_uuid(), '00000000-0000-0000-0000-000000000003', 'canary-invitation-email@example.org', 'RECRUITER', sha256('j'),
     '00000000-0000-0000-0000-000000000002', '2026-01-01', '2026-01-01', '2026-06-06', '2026-01-02', '00000000-0000-0000-0000-000000000001');
insert into api_key (id, tenant_id, name, hint, token_sha256, scopes, created_by, created_at, expires_at) values
    (gen_random_uuid(), '00000000-0000-0000-0000-000000000003', 'payroll', 'kwk_1', sha256('k'), '{jobs.read}', '00000000-0000-0000-0000-000000000001', '2026-01-01', '2027-01-01');

insert into person (id, name, headline, bio, place, lat, lon, onboarded_at, created_at, updated_at) values
    ('00000000-0000-0000-0000-000000000001', 'canary-person-name', 'canary-person-headline', 'canary-person-bio', 'canary-person-place', 51.5, 0.1, '2026-01-01', '2026-01-01', '2026-01-01');
insert into availability_exception (person_id, day, slots, note) values
    ('00000000-0000-0000-0000-000000000001', '2026-06-02', '\x000000000000', 'canary-exception-note');
insert into skill (id, key, kind, source, label) values (1, 'forklift', 'SKILL', 'ESCO', 'Forklift driving');
insert into person_skill (person_id, skill_id, level) values ('00000000-0000-0000-0000-000000000001', 1, 2);
insert into resume_review (person_id, id, content, created_at) values
    ('00000000-0000-0000-0000-000000000001', gen_random_uuid(), '{"file": "canary-resume-file", "jobs": [{"title": "canary-resume-job"}]}', '2026-05-31');
insert into experience (id, person_id, title, organisation, started_on, description) values
    (gen_random_uuid(), '00000000-0000-0000-0000-000000000001', 'canary-experience-title', 'canary-experience-organisation', '2020-01-01', 'canary-experience-description');
insert into education (id, person_id, institution, qualification, level) values
    (gen_random_uuid(), '00000000-0000-0000-0000-000000000001', 'canary-education-institution', 'canary-education-qualification', 4);
insert into certification (id, person_id, name, issuer, credential_url) values
    (gen_random_uuid(), '00000000-0000-0000-0000-000000000001', 'canary-certification-name', 'canary-certification-issuer', 'https://example.org/canary-certification-url');

insert into job (id, tenant_id, request_key, status, title, created_by, created_at, updated_at, published_at) values
    ('00000000-0000-0000-0000-000000000005', '00000000-0000-0000-0000-000000000004', gen_random_uuid(), 'ACTIVE', 'canary-of-ben-job',
     '00000000-0000-0000-0000-000000000002', '2026-05-01', '2026-05-01', '2026-05-01');
insert into application (id, tenant_id, job_id, person_id, stage, note, reason, created_at, updated_at) values
    ('00000000-0000-0000-0000-000000000006', '00000000-0000-0000-0000-000000000004', '00000000-0000-0000-0000-000000000005',
     '00000000-0000-0000-0000-000000000001', 'SHORTLISTED', 'canary-application-note', 'canary-application-reason', '2026-05-02', '2026-05-02');
insert into application_event (id, tenant_id, application_id, person_id, actor_id, from_stage, to_stage, reason, created_at) values
    (gen_random_uuid(), '00000000-0000-0000-0000-000000000004', '00000000-0000-0000-0000-000000000006', '00000000-0000-0000-0000-000000000001',
     '00000000-0000-0000-0000-000000000002', 'APPLIED', 'SHORTLISTED', 'canary-event-reason', '2026-05-03');
insert into match_score (id, tenant_id, job_id, person_id, formula, inputs_sha256, inputs, fit, created_at) values
    (gen_random_uuid(), '00000000-0000-0000-0000-000000000004', '00000000-0000-0000-0000-000000000005', '00000000-0000-0000-0000-000000000001',
     '1', sha256('m'), '{"titles": ["canary-match-inputs"]}', 500000, '2026-05-02');
insert into custom_field (id, tenant_id, subject, kind, name, place, created_at) values
    ('00000000-0000-0000-0000-000000000007', '00000000-0000-0000-0000-000000000004', 'PERSON', 'TEXT', 'canary-of-ben-field', 1, '2026-01-01');
insert into person_field_value (tenant_id, person_id, field_id, text_value, updated_by, updated_at) values
    ('00000000-0000-0000-0000-000000000004', '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000007',
     'canary-field-value', '00000000-0000-0000-0000-000000000002', '2026-05-04');
insert into contest (id, tenant_id, job_id, person_id, score_id, input, shown, wrong, right_value, state, answer, answered_by, created_at, ended_at)
    select gen_random_uuid(), s.tenant_id, s.job_id, s.person_id, s.id, 'hours', 'canary-contest-shown', 'canary-contest-wrong', 'canary-contest-right',
           'DECLINED', 'canary-contest-answer', '00000000-0000-0000-0000-000000000002', '2026-05-03', '2026-05-04' from match_score s;
insert into job_alert (id, person_id, name, search, words, created_at) values
    ('00000000-0000-0000-0000-000000000021', '00000000-0000-0000-0000-000000000001', 'canary-alert-name', 'canary-alert-search', 'canary-alert-words', '2026-05-01');
insert into job_alert_find (person_id, job_id, alert_id, found_at) values
    ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000005', '00000000-0000-0000-0000-000000000021', '2026-05-02');
insert into job_alert_link (token_sha256, alert_id, created_at) values (sha256('s'), '00000000-0000-0000-0000-000000000021', '2026-05-02');

insert into feed (person_id, last_seq) values ('00000000-0000-0000-0000-000000000001', 1);
insert into feed_event (person_id, seq, kind, subjects, created_at) values
    ('00000000-0000-0000-0000-000000000001', 1, 'application.moved', array['00000000-0000-0000-0000-000000000006']::uuid[], '2026-05-31');
insert into mail (id, person_id, purpose, to_address, subject, text_body, html_body, state, created_at, sent_at) values
    (gen_random_uuid(), '00000000-0000-0000-0000-000000000001', 'identity.security', 'canary-account-email@example.org', 'canary-mail-subject',
     'canary-mail-text', 'canary-mail-html', 'BOXED', '2026-05-31', '2026-05-31');
insert into consent (id, person_id, purpose, version, given, created_at) values
    (gen_random_uuid(), '00000000-0000-0000-0000-000000000001', 'TERMS', 1, true, '2026-01-01');

insert into audit_event (id, tenant_id, actor_id, action, subject_kind, subject_id, changes, address, user_agent, created_at) values
    (gen_random_uuid(), '00000000-0000-0000-0000-000000000003', '00000000-0000-0000-0000-000000000001', 'job.created', 'job', gen_random_uuid(),
     '{"by": [null, "canary-account-name"]}', 'canary-trail-address', 'canary-trail-agent', '2026-05-01'),
    (gen_random_uuid(), '00000000-0000-0000-0000-000000000004', '00000000-0000-0000-0000-000000000002', 'invitation.sent', 'invitation', gen_random_uuid(),
     '{"email": [null, "canary-account-email@example.org"], "note": [null, "canary-of-ben-note"]}', 'canary-of-ben-address', 'canary-of-ben-agent', '2026-05-30');
insert into form_draft (id, path, fields, errors, created_at) values
    (gen_random_uuid(), '/sign-up', '{"form[email]": "canary-account-email@example.org", "form[name]": "canary-account-name"}', '{}', '2026-06-01 12:00Z');
insert into attempt (key, window_start, count) values ('account canary-account-email@example.org', '2026-06-01 12:00Z', 1);

-- What lets her in, and what is under way.
insert into totp_factor (person_id, secret_sealed, created_at) values
    ('00000000-0000-0000-0000-000000000001', decode(repeat('00', 40), 'hex'), '2026-05-01');
insert into backup_code (id, person_id, code_sha256, created_at) values
    (gen_random_uuid(), '00000000-0000-0000-0000-000000000001', sha256('b'), '2026-05-01');
insert into pending_sign_in (token_sha256, person_id, created_at, expires_at) values
    (sha256('p'), '00000000-0000-0000-0000-000000000001', '2026-06-01 12:00Z', '2026-06-01 12:10Z');
insert into passkey (id, person_id, name, credential_id, credential, created_at) values
    (gen_random_uuid(), '00000000-0000-0000-0000-000000000001', 'canary-passkey-name', sha256('c'), '{}', '2026-05-01');
insert into passkey_challenge (token_sha256, purpose, person_id, state, created_at, expires_at) values
    (sha256('h'), 'CONFIRM', '00000000-0000-0000-0000-000000000001', '{}', '2026-06-01 12:00Z', '2026-06-01 12:05Z');
insert into mailed_link (id, kind, token_sha256, email, account_id, created_at, expires_at) values
    (gen_random_uuid(), 'RESET', sha256('l'), 'canary-account-email@example.org', '00000000-0000-0000-0000-000000000001', '2026-06-01 12:00Z', '2026-06-20');
insert into email_change (account_id, new_email, created_at, expires_at) values
    ('00000000-0000-0000-0000-000000000001', 'canary-new-email@example.org', '2026-06-01 12:00Z', '2026-06-20'),
    ('00000000-0000-0000-0000-000000000002', 'canary-account-email@example.org', '2026-06-01 12:00Z', '2026-06-20');
insert into provider_link (provider, subject, account_id, email, created_at) values
    ('google', 'canary-provider-subject', '00000000-0000-0000-0000-000000000001', 'canary-provider-email@example.org', '2026-01-01'),
    ('github', 'ben', '00000000-0000-0000-0000-000000000002', 'canary-account-email@example.org', '2026-01-01');
insert into provider_flow (state_sha256, provider, purpose, account_id, verifier, nonce, created_at, expires_at) values
    (sha256('f'), 'google', 'LINK', '00000000-0000-0000-0000-000000000001', repeat('v', 43), 'n', '2026-06-01 12:00Z', '2026-06-20');
insert into idempotency_key (id, person_id, actor_id, key, request_sha256, leased_at, created_at) values
    (gen_random_uuid(), '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', 'canary-idempotency-key', sha256('q'), '2026-06-01 12:00Z', '2026-06-01 12:00Z');
insert into visit (id, person_id, staff_id, staff_name, reason, asked_at, ended_at) values
    (gen_random_uuid(), '00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002', 'Ben', 'canary-visit-reason', '2026-05-30', '2026-05-31'),
    (gen_random_uuid(), '00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000001', 'canary-account-name', 'canary-of-ben-visit', '2026-05-30', '2026-05-31');
