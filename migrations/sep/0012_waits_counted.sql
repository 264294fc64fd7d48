-- Without numbers of a new column PostgreSQL takes it for full, and reads the whole table where nothing waits.
ANALYZE payment (waits_for);
