-- The client's receipt, shown for a request that waits for it: the contract's `ReceiptEvidence` while СЭП has not got it.
ALTER TABLE request ADD COLUMN receipt TEXT CHECK (json_valid(receipt));
