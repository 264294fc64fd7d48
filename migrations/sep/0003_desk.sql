-- The central office desk: its people and their sessions. Instants are UTC milliseconds.

CREATE TABLE desk_user (
  login text PRIMARY KEY,
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('operator', 'supervisor', 'administrator')),
  -- `scrypt$<log2 N>$<r>$<p>$<salt>$<key>`, the last two in base64.
  verifier text NOT NULL,
  -- Made by the command line: good for one sign-in, then replaced by one that only its owner knows.
  one_time boolean NOT NULL,
  -- The second factor's secret, sealed by the secret that lies outside the database.
  totp bytea NOT NULL,
  -- The last time step whose code was used: no code works twice.
  totp_step bigint NOT NULL DEFAULT 0,
  -- Wrong tries since the last sign-in, and until when no other is looked at.
  tries integer NOT NULL DEFAULT 0,
  paused_until bigint NOT NULL DEFAULT 0,
  made_at bigint NOT NULL,
  closed_at bigint
);

CREATE TABLE desk_session (
  -- SHA-256 of the token: the table alone opens nothing.
  token_hash bytea PRIMARY KEY,
  login text NOT NULL REFERENCES desk_user (login),
  stage text NOT NULL CHECK (stage IN ('code', 'in')),
  made_at bigint NOT NULL,
  seen_at bigint NOT NULL,
  ends_at bigint NOT NULL
);
CREATE INDEX desk_session_login ON desk_session (login);

-- What the desk sorts and searches by.
CREATE INDEX payment_account ON payment (account, conducted_at DESC);
CREATE INDEX payment_conducted ON payment (conducted_at);
CREATE INDEX lane_account ON lane (account);
CREATE INDEX audit_at ON audit (at);
CREATE INDEX payment_number ON payment (counter, workstation);
CREATE INDEX attempt_account ON attempt (account) WHERE number > 1;
