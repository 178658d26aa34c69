INSERT INTO ledger_entry (id, leaf) SELECT n + 1, '\x01'::bytea || sha256(n::text::bytea) FROM ground
--
INSERT INTO ledger_record (entry_id, kind, actor, obj, facts, digests, salt, made_at)
       SELECT n + 1, 'item.captured', 'system', 'item:' || id, '{}', '{}', '\x00'::bytea, at FROM ground
--
INSERT INTO ledger_number (index, entry_id) SELECT n, n + 1 FROM ground
--
DELETE FROM ledger_pending
--
INSERT INTO ledger_checkpoint (size, root, note, made_at)
       VALUES (%(start)s + %(items)s, sha256('filler'), 'filler', now())
--
INSERT INTO capture_item (id, platform, instance, native_id, kind, parent_native_id, root_native_id, state,
         visibility, is_hidden, is_ours, first_seen_at, claimed_at, counted_at, salt, parent_id, root_id,
         latest_id)
       SELECT id, 'playground', 'https://torget.example', 'n' || n,
         CASE place WHEN 0 THEN 'post' ELSE 'comment'
         END, CASE place WHEN 0 THEN '' ELSE 'n' || (n - place) END,
         CASE place WHEN 0 THEN '' ELSE 'n' || (n - place) END,
         CASE WHEN n %% 500 = 3 THEN 'missing' WHEN n %% 100 = 7 THEN 'deleted' ELSE 'present' END,
         CASE WHEN n %% 200 = 5 THEN 'flagged' ELSE 'open' END, false, place = 0, at, at, at, '\x00'::bytea,
         CASE place WHEN 0 THEN NULL ELSE root END, CASE place WHEN 0 THEN NULL ELSE root END,
         n + 1 FROM ground
--
INSERT INTO capture_version (id, item_id, number, change, text, was_cleaned, language, media, address,
         sender_name, sender_handle, sender_native_id, sender_address, sender_picture, claimed_at, seen_at,
         is_hidden, is_held, digest, entry_id, position, trust, terms)
       SELECT n + 1, id, 1, 'first', said, false, 'sv', '[]', 'https://torget.example/' || n,
         'Namn ' || sender,
         '@' || sender, sender, '', '', at, at, false, false, md5(n::text), n + 1, 0, 'api',
         terms FROM ground
--
INSERT INTO capture_sighting (item_id, account_id, relation, first_seen_at)
       SELECT id, account,
         CASE WHEN place = 0 THEN 'own' WHEN place = 20 THEN 'mention' ELSE 'comment' END, at
       FROM ground
--
INSERT INTO moderation_handling (item_id, account_id, relation, state, urgency, came_at, due_at, changed_at,
         came_back)
       SELECT id, account, CASE place WHEN 20 THEN 'mention' ELSE 'comment' END, CASE WHEN n - %(start)s >= %(items)s / 20 THEN 'done' ELSE 'untaken' END,
         CASE WHEN n %% 200 = 5 THEN 2 ELSE 3 END, at, at + interval '24 hours', at, false
       FROM ground WHERE place > 0
--
INSERT INTO moderation_examination (version_id, rules, at) SELECT n + 1, 1, at FROM ground
--
INSERT INTO moderation_finding (version_id, kind, start, "end", rule, confidence, reason, made_at, verdict)
       SELECT n + 1, 'health', 0, 5, 'filler', 'high', 'Ord om hälsa', at, '' FROM ground WHERE n %% 200 = 5
--
INSERT INTO moderation_removal (id, item_id, version_id, account_id, opened_by_id, decided_by_id, state,
         category_id, category_words, legal_basis, obvious, reason, way, text, sentence, police,
         emergency_reason,
         seen_at, opened_at, decided_at, sealed_at, requested_at, gone_at, entry_id)
       SELECT md5('r' || n)::uuid, ground.id, n + 1, account, u.id, u.id, 'done', c.id + n %% 7, '',
         'house_rule',
         true, 'Angriper en person.', 'delete', '', '', false, '', at, at, at + interval '2 minutes',
         at + interval '3 minutes', at + interval '3 minutes', at + interval '4 minutes', n + 1
       FROM ground, (SELECT min(id) AS id FROM people_user) u,
         (SELECT min(id) AS id FROM moderation_category) c WHERE n %% 100 = 7 AND place > 0
--
INSERT INTO moderation_disappearance (item_id, account_id, state, seen_at, guess, cause, answer)
       SELECT id, account, 'open', at, '', '', '' FROM ground WHERE n %% 500 = 3 AND place > 0
--
INSERT INTO duties_duty (key, kind, title, link, owner_role, unit_id, opened_at, due_at, closed_at, outcome)
       SELECT 'filler:' || n, 'plan.follow_up', 'Följ upp målen', '/konton/' || ground.account || '/',
         'communicator',
         a.unit_id, at, at + interval '7 days', CASE WHEN n %% 2000 = 9 THEN NULL ELSE at END, ''
       FROM ground JOIN register_account a ON a.id = account WHERE n %% 200 = 9
--
DROP TABLE ground
--
DROP TABLE vocabulary
