-- Corrections of payments: requests and their decisions, refunds, receipts by which a payment is known on paper.
-- Instants are UTC milliseconds, money is kopecks, hashes are 32 bytes.

-- «Обращение»: one row for ever by its id, whatever became of it; refused ones too, so that the cashier reads why.
CREATE TABLE request (
  id uuid PRIMARY KEY,
  trade_point text NOT NULL REFERENCES trade_point (id),
  -- The workstation that asked; 0: the central office.
  workstation integer NOT NULL,
  kind text NOT NULL CHECK (kind IN ('reconduct', 'transfer', 'cancel', 'cashRefund')),
  -- The payment it is about, as СЭП knows it; null: none could be told from it.
  payment uuid,
  -- The contract's `AdjustmentRequest` in JSON; of attachments only name, type and hash.
  content text NOT NULL,
  -- SHA-256 of all that was asked: the same id asks the same, or it is another request.
  hash bytea NOT NULL,
  state text NOT NULL CHECK (state IN
    ('open', 'halfApproved', 'atOperator', 'granted', 'done', 'denied', 'operatorRefused')),
  -- For the cashier.
  answer text,
  -- Two persons have to agree.
  two_people boolean NOT NULL,
  -- Where the payment stood when it was asked, `notReceived` or a status.
  place text,
  made_at bigint NOT NULL,
  received_at bigint NOT NULL,
  changed_at bigint NOT NULL,
  -- By whom and when it was decided: `rule` or a person.
  decided_by text,
  decided_at bigint
);
CREATE INDEX request_payment ON request (payment);
CREATE INDEX request_trade_point ON request (trade_point, made_at DESC);
CREATE INDEX request_living ON request (state, received_at) WHERE state NOT IN ('done', 'denied', 'operatorRefused');

-- Each step of a request, for its story.
CREATE TABLE request_change (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  request uuid NOT NULL REFERENCES request (id),
  at bigint NOT NULL,
  state text NOT NULL,
  -- `rule`, `operator`, `journal`, a workstation (`tt-1/2`) or a person.
  who text NOT NULL,
  text text
);
CREATE INDEX request_change_request ON request_change (request, id);

-- Who agreed. With other details than before, earlier agreements are void.
CREATE TABLE approval (
  request uuid NOT NULL REFERENCES request (id),
  person text NOT NULL,
  role text NOT NULL,
  at bigint NOT NULL,
  reason text NOT NULL,
  -- `CorrectedDetails` in JSON: what was agreed to; null: nothing was corrected.
  corrected text,
  PRIMARY KEY (request, person)
);

CREATE TABLE attachment (
  request uuid NOT NULL REFERENCES request (id),
  place integer NOT NULL,
  name text NOT NULL,
  type text NOT NULL,
  sha256 bytea NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (request, place)
);

-- Cash may be given back, once, at this workstation. No expiry by clock: its journal, or a person, ends it.
CREATE TABLE refund_grant (
  request uuid PRIMARY KEY REFERENCES request (id),
  payment uuid NOT NULL,
  trade_point text NOT NULL,
  workstation integer NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  fee_returned boolean NOT NULL,
  granted_at bigint NOT NULL,
  outcome text CHECK (outcome IN ('paid', 'notPaid')),
  settled_at bigint
);
CREATE UNIQUE INDEX refund_grant_open ON refund_grant (payment) WHERE outcome IS NULL;
CREATE INDEX refund_grant_payment ON refund_grant (payment);

-- A refund's life as the journal of its workstation tells it, folded from its events.
CREATE TABLE refund (
  id uuid PRIMARY KEY,
  payment uuid NOT NULL,
  trade_point text NOT NULL,
  workstation integer NOT NULL,
  amount bigint NOT NULL,
  fee_returned boolean NOT NULL,
  stage text NOT NULL CHECK (stage IN ('granted', 'receipting', 'receipted', 'paid', 'notPaid')),
  at bigint NOT NULL,
  -- Why it was not paid.
  reason text
);
CREATE INDEX refund_payment ON refund (payment);

-- By which receipt a payment is known: `fn/<drive>/<document>`, `tp/<trade point>/<workstation>/fd/<document>`,
-- `tp/<trade point>/<workstation>/<shift>/<number>`.
CREATE TABLE receipt_identity (
  key text COLLATE "C" NOT NULL,
  payment uuid NOT NULL,
  -- `journal`: its own events say so. `paper`: somebody came with the receipt before any journal told of it.
  source text NOT NULL CHECK (source IN ('journal', 'paper')),
  PRIMARY KEY (key, payment)
);
CREATE INDEX receipt_identity_payment ON receipt_identity (payment);

-- A payment made from its paper receipt, and the id under which its journal tells of it.
CREATE TABLE payment_alias (
  journal_payment uuid PRIMARY KEY,
  payment uuid NOT NULL UNIQUE,
  at bigint NOT NULL
);

-- Something is asked of an operator: by its gateway, or by a person who then writes down the answer.
CREATE TABLE operator_task (
  request uuid PRIMARY KEY REFERENCES request (id),
  payment uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('cancel', 'transfer')),
  way text NOT NULL CHECK (way IN ('gateway', 'person')),
  provider text NOT NULL,
  made_at bigint NOT NULL,
  -- When the gateway has to be asked (again); null: a person's, or ended.
  due_at bigint,
  tries integer NOT NULL DEFAULT 0,
  outcome text CHECK (outcome IN ('done', 'refused')),
  -- The operator's words.
  answer text,
  answered_by text,
  answered_at bigint
);
CREATE INDEX operator_task_due ON operator_task (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX operator_task_open ON operator_task (made_at) WHERE outcome IS NULL;
