/** A profile with a million payments, made in seconds: real ones of a year, and their rows in the read tables again and again. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { projectRoot } from '../../scripts/lib/install.mjs';

/** Through the till's own decisions and commits: all of them in `prove`, as many as make a year in a hurry. */
function seed(profile: string, payments: number): void {
  const kassa = join(projectRoot, 'main/cli/kassa.ts');
  const args = ['--disable-warning=ExperimentalWarning', kassa, 'seed'];
  execFileSync(process.execPath, [...args, '--payments', String(payments), '--days', '365'], {
    env: { ...process.env, KASSA_DATA: profile },
    stdio: 'ignore',
  });
}

/**
 * Each payment so many times, each time some minutes earlier. The journal doesn't know the copies: for what only reads,
 * they are as good as real ones.
 */
function multiply(profile: string, times: number): void {
  const database = new DatabaseSync(join(profile, 'kassa.sqlite'));
  const columns = database
    .prepare("SELECT name FROM pragma_table_info('payment') WHERE name <> 'key'")
    .all()
    .map(({ name }) => String(name));
  const copied = columns.map((name) => {
    if (name === 'id') return "substr(id, 1, 28) || printf('%08x', payment.key * 1000 + copy.n)";
    if (name === 'counter') return 'counter + copy.n * 1000000';
    return ['taken_at', 'conducted_at', 'entered_at'].includes(name) ? `${name} - copy.n * 61007` : name;
  });
  const indexes = database
    .prepare(
      "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'payment' AND sql IS NOT NULL",
    )
    .all();
  database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -500000; PRAGMA temp_store = MEMORY; BEGIN');
  for (const { name } of indexes) database.exec(`DROP INDEX ${name}`);
  database.exec(`
    INSERT INTO payment (${columns.join(', ')})
    WITH RECURSIVE copy (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < ${times - 1})
    SELECT ${copied.join(', ')} FROM payment CROSS JOIN copy WHERE stage = 'conducted'`);
  for (const { sql } of indexes) database.exec(String(sql));
  // The training set's trade point lies in Moscow, three hours ahead of UTC all year.
  database.exec(`
    DELETE FROM day_total;
    INSERT INTO day_total (day, workstation, provider, count, taken, fee, credited)
    SELECT date(taken_at / 1000 + 10800, 'unixepoch'), workstation, provider, count(*), sum(taken), sum(fee), sum(credited)
    FROM payment WHERE taken_at IS NOT NULL GROUP BY 1, 2, 3;
    COMMIT; PRAGMA wal_checkpoint(TRUNCATE)`);
  database.close();
}

/** How many payments there are in the end. */
export function seedMany(profile: string): number {
  if (process.env['KASSA_PROVE'] === '1') {
    seed(profile, 1_000_000);
    return 1_000_000;
  }
  seed(profile, 2_000);
  multiply(profile, 500);
  return 1_000_000;
}
