-- What a workstation keeps of СЭП and of its peers: beside the journal, never in it.

-- Where conducted payments stand, as СЭП told last.
CREATE TABLE status (
  payment TEXT PRIMARY KEY,
  status TEXT NOT NULL,
  generation INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  at INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  operator_number TEXT,
  result_code INTEGER,
  reason TEXT
) STRICT, WITHOUT ROWID;

-- What is not settled is looked for by age.
CREATE INDEX status_open ON status (status, at) WHERE status NOT IN ('completed', 'cancelled', 'refunded', 'transferred');

-- How far СЭП has each journal, by its own word, in its generation.
CREATE TABLE sep_head (
  origin TEXT PRIMARY KEY,
  generation INTEGER NOT NULL,
  seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- How fresh our part of another workstation is: when its journals were last compared with its own, or with СЭП's.
CREATE TABLE peer (
  workstation INTEGER PRIMARY KEY,
  fresh_at INTEGER,
  -- `PeerAddress[]` in JSON: as СЭП told, and as typed here.
  addresses TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(addresses)),
  typed TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(typed))
) STRICT;

-- Cashiers of the other workstations, by name only.
CREATE TABLE other_cashier (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- ── Journals in any order: read tables ──────────────────────────────────────────────────────────

-- What the drawer was after each opening and closing of a shift: a journal that continues another from an event on
-- takes over what stood then, however much more of that other one arrives later.
CREATE TABLE drawer (
  origin TEXT NOT NULL,
  seq INTEGER NOT NULL,
  open_shift TEXT,
  last_counted_cash INTEGER NOT NULL,
  PRIMARY KEY (origin, seq)
) STRICT, WITHOUT ROWID;

-- After a restore a number may be on two papers, each in a journal of its own: both are found.
DROP INDEX pre_check_number;
CREATE UNIQUE INDEX pre_check_number ON pre_check (workstation, number, payment);
