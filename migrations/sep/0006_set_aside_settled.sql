-- What was set aside is settled by a person, or by the journal itself: its payments came in another way. Hashes are 32 bytes.

-- `journal`, or the person; null with a time: a person, before this was kept.
ALTER TABLE set_aside ADD COLUMN settled_by text;
-- For people, in Russian.
ALTER TABLE set_aside ADD COLUMN settled_why text;
-- The last event in it: by it the workstation knows what of its journal was seen to. Null: not told apart (forgeries).
ALTER TABLE set_aside ADD COLUMN last_seq integer;
ALTER TABLE set_aside ADD COLUMN last_hash bytea;

UPDATE set_aside SET last_seq = (content::json #>> '{events,-1,seq}')::integer,
  last_hash = decode(content::json #>> '{events,-1,hash}', 'hex')
WHERE kind <> 'forgery';
