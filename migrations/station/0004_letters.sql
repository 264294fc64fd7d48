-- «Письма в ЦО»: local, never in the journal, never shipped.

-- The outbox and what became of its letters.
CREATE TABLE letter (
  id TEXT PRIMARY KEY,
  -- As the mail server is told: the sender, and the recipients in a JSON list.
  sender TEXT NOT NULL,
  recipients TEXT NOT NULL CHECK (json_valid(recipients)),
  subject TEXT NOT NULL,
  -- The whole letter as it goes over the wire, so that every try sends the same bytes; null once it is at its end.
  raw BLOB,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'refused')),
  made_at INTEGER NOT NULL,
  delivered_at INTEGER,
  tries INTEGER NOT NULL,
  next_at INTEGER NOT NULL,
  trouble TEXT,
  CHECK ((raw IS NULL) = (state <> 'waiting'))
) STRICT, WITHOUT ROWID;

CREATE INDEX letter_waiting ON letter (next_at) WHERE state = 'waiting';
CREATE INDEX letter_made ON letter (made_at);
