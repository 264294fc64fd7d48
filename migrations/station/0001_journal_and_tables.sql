-- The workstation's journal, the read tables that follow from it, and what it keeps for itself.

-- ── The journal: appended to, never changed ─────────────────────────────────────────────────────

-- One row a journal; `key` is the small number by which the other tables name it, in order of arrival.
CREATE TABLE journal (
  key INTEGER PRIMARY KEY,
  origin TEXT NOT NULL UNIQUE,
  -- Ed25519, SPKI DER in base64: as its first event says.
  public_key TEXT NOT NULL,
  workstation INTEGER NOT NULL,
  -- 1: written by this workstation. The last of them is the one that grows.
  mine INTEGER NOT NULL CHECK (mine IN (0, 1))
) STRICT;

-- The hash of the previous event is the hash of the row before: stored once.
-- `subject` is the payment or shift that an event belongs to; it follows from the body, so it can't differ from it.
CREATE TABLE event (
  journal INTEGER NOT NULL REFERENCES journal (key),
  seq INTEGER NOT NULL CHECK (seq > 0),
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  clock INTEGER NOT NULL,
  body TEXT NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  subject TEXT GENERATED ALWAYS AS (
    CASE WHEN json_valid(body) THEN coalesce(body ->> '$.paymentId', body ->> '$.shiftId') END
  ) VIRTUAL,
  PRIMARY KEY (journal, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX event_subject ON event (subject) WHERE subject IS NOT NULL;

-- The signed head of each transaction.
CREATE TABLE head (
  journal INTEGER NOT NULL REFERENCES journal (key),
  seq INTEGER NOT NULL,
  signature BLOB NOT NULL CHECK (length(signature) = 64),
  PRIMARY KEY (journal, seq)
) STRICT, WITHOUT ROWID;

-- Another event under a known (journal, seq): kept aside whole and shown, nothing of it is dropped.
CREATE TABLE fork (
  journal INTEGER NOT NULL REFERENCES journal (key),
  seq INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  -- The event as it came, and the signed head that vouches for it, in JSON.
  event TEXT NOT NULL,
  head TEXT NOT NULL,
  PRIMARY KEY (journal, seq, hash)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER journal_stays BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_remains BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER event_stays BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER event_remains BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER head_stays BEFORE UPDATE ON head BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER head_remains BEFORE DELETE ON head BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER fork_stays BEFORE UPDATE ON fork BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER fork_remains BEFORE DELETE ON fork BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

-- ── Read tables: rebuilt from the journal at will ───────────────────────────────────────────────

-- Which code filled the read tables; another one rebuilds them when the database is opened.
CREATE TABLE projection (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  version INTEGER NOT NULL
) STRICT;
INSERT INTO projection (one, version) VALUES (1, 0);

-- Events that could not be interpreted, with all later ones of their payment or shift.
CREATE TABLE parked (
  journal INTEGER NOT NULL REFERENCES journal (key),
  seq INTEGER NOT NULL,
  subject TEXT,
  reason TEXT NOT NULL,
  PRIMARY KEY (journal, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX parked_subject ON parked (subject);

CREATE TABLE station (
  origin TEXT PRIMARY KEY,
  workstation INTEGER NOT NULL,
  trade_point TEXT NOT NULL,
  zone TEXT NOT NULL,
  payment_counter INTEGER NOT NULL,
  pre_check_counter INTEGER NOT NULL,
  shift_counter INTEGER NOT NULL,
  open_shift TEXT,
  last_counted_cash INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE payment (
  -- Order of arrival in this table; a rebuild may give another one.
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  workstation INTEGER NOT NULL,
  counter INTEGER NOT NULL,
  stage TEXT NOT NULL,
  provider TEXT NOT NULL,
  catalogue_version INTEGER NOT NULL,
  account TEXT NOT NULL,
  credited INTEGER NOT NULL,
  fee INTEGER NOT NULL,
  taken INTEGER NOT NULL,
  -- Warnings that were confirmed, separated by spaces.
  confirmed TEXT NOT NULL,
  shift TEXT NOT NULL,
  cashier TEXT NOT NULL,
  entered_at INTEGER NOT NULL,
  pre_check INTEGER,
  pre_check_state TEXT,
  attempts INTEGER NOT NULL,
  taken_at INTEGER,
  conducted_at INTEGER,
  -- The last receipt; all null when there is none.
  receipt_attempt INTEGER,
  receipt_number INTEGER,
  receipt_shift TEXT,
  receipt_cashier TEXT,
  receipt_started_at INTEGER,
  tendered INTEGER,
  change INTEGER,
  register_remembers INTEGER,
  last_document TEXT,
  document TEXT,
  receipt_source TEXT,
  receipt_failure TEXT
) STRICT;

CREATE INDEX payment_taken ON payment (taken_at) WHERE taken_at IS NOT NULL;
CREATE INDEX payment_provider ON payment (provider, taken_at) WHERE taken_at IS NOT NULL;
CREATE INDEX payment_account ON payment (account, taken_at) WHERE taken_at IS NOT NULL;
CREATE INDEX payment_unfinished ON payment (workstation, entered_at) WHERE stage NOT IN ('conducted', 'abandoned');

CREATE TABLE shift (
  id TEXT PRIMARY KEY,
  workstation INTEGER NOT NULL,
  number INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  opened_by TEXT NOT NULL,
  opening_cash INTEGER NOT NULL,
  cash_in INTEGER NOT NULL,
  cash_out INTEGER NOT NULL,
  receipts INTEGER NOT NULL,
  count INTEGER NOT NULL,
  taken INTEGER NOT NULL,
  fee INTEGER NOT NULL,
  credited INTEGER NOT NULL,
  by_provider TEXT NOT NULL,
  opening_document TEXT,
  closing_document TEXT,
  closed_at INTEGER,
  closing TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX shift_closed ON shift (workstation, closed_at) WHERE closed_at IS NOT NULL;

CREATE TABLE pre_check (
  workstation INTEGER NOT NULL,
  number INTEGER NOT NULL,
  payment TEXT NOT NULL,
  payment_counter INTEGER NOT NULL,
  at INTEGER NOT NULL,
  provider TEXT NOT NULL,
  account TEXT NOT NULL,
  -- Written backwards, so that the last digits can be searched by an index.
  account_reversed TEXT NOT NULL,
  taken INTEGER NOT NULL,
  cashier TEXT NOT NULL,
  state TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX pre_check_number ON pre_check (workstation, number);
-- With the number, by which what is found is put in order before a row is fetched.
CREATE INDEX pre_check_account ON pre_check (workstation, account, number);
CREATE INDEX pre_check_reversed ON pre_check (workstation, account_reversed, number);

-- Taken payments of a day of the trade point's zone.
CREATE TABLE day_total (
  day TEXT NOT NULL,
  workstation INTEGER NOT NULL,
  provider TEXT NOT NULL,
  count INTEGER NOT NULL,
  taken INTEGER NOT NULL,
  fee INTEGER NOT NULL,
  credited INTEGER NOT NULL,
  PRIMARY KEY (day, workstation, provider)
) STRICT, WITHOUT ROWID;

-- ── Local: never in the journal, never shipped ──────────────────────────────────────────────────

CREATE TABLE cashier (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('cashier', 'senior', 'administrator')),
  closed INTEGER NOT NULL DEFAULT 0 CHECK (closed IN (0, 1)),
  verifier TEXT NOT NULL,
  failed_tries INTEGER NOT NULL DEFAULT 0,
  pause_ms INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT;

CREATE TABLE catalogue (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  version INTEGER NOT NULL,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT;

-- Ten-digit bounds, inclusive.
CREATE TABLE number_range (
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  operator TEXT NOT NULL,
  region TEXT NOT NULL
) STRICT;
CREATE INDEX number_range_first ON number_range (first);
