-- A request that was left with a letter waits for the client's receipt: nobody decides in its favour before.
ALTER TABLE request DROP CONSTRAINT request_state_check;
ALTER TABLE request ADD CONSTRAINT request_state_check CHECK (state IN
  ('awaitsReceipt', 'open', 'halfApproved', 'atOperator', 'granted', 'done', 'denied', 'operatorRefused'));
