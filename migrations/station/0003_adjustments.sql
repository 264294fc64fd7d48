-- Corrections: payments cancelled at the till, cash given back, requests to the central office.

-- ── Read tables: rebuilt from the journal at will ───────────────────────────────────────────────

-- Cash given back. A payment may have several: only one at a time, and only one is ever paid.
CREATE TABLE refund (
  id TEXT PRIMARY KEY,
  payment TEXT NOT NULL,
  -- Where the cash is given: not always where it was taken.
  workstation INTEGER NOT NULL,
  stage TEXT NOT NULL,
  amount INTEGER NOT NULL,
  fee_returned INTEGER NOT NULL,
  cashier TEXT NOT NULL,
  granted_at INTEGER NOT NULL,
  ended_at INTEGER,
  reason TEXT,
  attempts INTEGER NOT NULL,
  -- The last receipt «возврат прихода»; all null when there is none.
  receipt_attempt INTEGER,
  receipt_number INTEGER,
  receipt_shift TEXT,
  receipt_cashier TEXT,
  receipt_started_at INTEGER,
  register_remembers INTEGER,
  last_document TEXT,
  document TEXT,
  receipt_source TEXT,
  receipt_failure TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX refund_payment ON refund (payment);
CREATE INDEX refund_shift ON refund (receipt_shift) WHERE receipt_shift IS NOT NULL;
CREATE INDEX refund_unfinished ON refund (workstation) WHERE stage NOT IN ('paid', 'notPaid');

ALTER TABLE shift ADD COLUMN refunds INTEGER NOT NULL DEFAULT 0;
ALTER TABLE shift ADD COLUMN refunded INTEGER NOT NULL DEFAULT 0;

-- A payment that was cancelled at the till is at its end.
DROP INDEX payment_unfinished;
CREATE INDEX payment_unfinished ON payment (workstation, entered_at)
  WHERE stage NOT IN ('conducted', 'abandoned', 'cancelled');

-- ── Local: never in the journal, never shipped by it ────────────────────────────────────────────

-- «Мои обращения»: left here, or told by СЭП.
CREATE TABLE request (
  id TEXT PRIMARY KEY,
  payment TEXT,
  made_at INTEGER NOT NULL,
  -- The contract's `AdjustmentRequest` while СЭП has not got it; null: it has.
  unsent TEXT CHECK (json_valid(unsent)),
  -- The contract's `RequestView`, as it was told last.
  view TEXT NOT NULL CHECK (json_valid(view))
) STRICT, WITHOUT ROWID;

CREATE INDEX request_payment ON request (payment) WHERE payment IS NOT NULL;
CREATE INDEX request_unsent ON request (made_at) WHERE unsent IS NOT NULL;

-- A payment is found by its receipt: the register's number of the document.
CREATE INDEX payment_document ON payment (document ->> '$.number') WHERE document IS NOT NULL;
