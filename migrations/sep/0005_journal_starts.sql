-- Which start of a workstation goes on with which journal. Instants are UTC milliseconds, hashes are 32 bytes.

-- A start that was let go on leaves its mark; the next one has to know it. A profile put back from an older copy does not.
CREATE TABLE journal_start (
  origin uuid PRIMARY KEY REFERENCES journal (origin),
  -- Null: no start was let go on with it yet.
  mark text,
  -- The generation in which it was: a restored СЭП can't know what was started after its dump.
  generation integer NOT NULL,
  marked_at bigint,
  -- How far the journal was by its own workstation's word, at a contact: it may be farther than what was shipped.
  told_seq integer NOT NULL DEFAULT 0,
  told_hash bytea
);
