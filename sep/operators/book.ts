/** What the simulated operators have taken: idempotent by txn_id, remembered through restarts. */
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const Line = z.object({
  /** `begun`: not finished yet. `refused`: answered with a fatal code, for good. `cancelled`: was credited, taken back. */
  kind: z.enum(['begun', 'credited', 'refused', 'cancelled']),
  provider: z.string(),
  txnId: z.string(),
  account: z.string(),
  /** Kopecks. */
  sum: z.int(),
  prvTxn: z.string(),
  /** When it came to this, UTC milliseconds. */
  at: z.int(),
  /** `txn_date` as it was sent. */
  txnDate: z.string(),
  code: z.int(),
});
type Line = Readonly<z.infer<typeof Line>>;

/** A payment as the operator knows it; `asked`: how many pays came for it since the start. */
export type Known = Line & { readonly asked: number };

export type PayOrder = Pick<Line, 'provider' | 'txnId' | 'account' | 'sum' | 'txnDate'>;

const firstNumber = 1_000_000;

export class Book {
  private readonly known = new Map<string, Known>();
  private readonly file: number | null;
  private lastNumber = firstNumber;

  /** `path`: an append-only file; null: in memory only. What a crash left half-written at its end is cut off. */
  constructor(path: string | null) {
    if (path === null) {
      this.file = null;
      return;
    }
    mkdirSync(dirname(path), { recursive: true });
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    for (const line of whole.split('\n')) if (line !== '') this.keep(Line.parse(JSON.parse(line)));
    if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole));
    this.file = openSync(path, 'a');
  }

  private keep(line: Line): void {
    const before = this.known.get(line.txnId);
    this.known.set(line.txnId, { ...line, asked: before?.asked ?? 0 });
    this.lastNumber = Math.max(this.lastNumber, Number(line.prvTxn));
  }

  private write(line: Line): void {
    // In the file before anybody is answered: a killed simulator forgets nothing that it told.
    if (this.file !== null) writeSync(this.file, `${JSON.stringify(line)}\n`);
    this.keep(line);
  }

  find(txnId: string): Known | null {
    return this.known.get(txnId) ?? null;
  }

  /** Counts a pay, known or not. */
  asked(txnId: string): void {
    const known = this.known.get(txnId);
    if (known) this.known.set(txnId, { ...known, asked: known.asked + 1 });
  }

  private enter(order: PayOrder, kind: Line['kind'], code: number, at: number): Known {
    const prvTxn = this.known.get(order.txnId)?.prvTxn ?? String(this.lastNumber + 1);
    const { provider, txnId, account, sum, txnDate } = order;
    this.write({ provider, txnId, account, sum, txnDate, kind, prvTxn, at, code });
    return this.known.get(order.txnId) ?? { ...order, kind, prvTxn, at, code, asked: 0 };
  }

  /** Money goes to the account. Of what was credited already nothing is credited again. */
  credit(order: PayOrder, at: number): Known {
    const known = this.known.get(order.txnId);
    return known?.kind === 'credited' ? known : this.enter(order, 'credited', 0, at);
  }

  /** Money goes back. Null: nothing of it is credited, or ever was. */
  cancel(txnId: string, at: number): Known | null {
    const known = this.known.get(txnId);
    if (known?.kind === 'credited') return this.enter(known, 'cancelled', 0, at);
    return known?.kind === 'cancelled' ? known : null;
  }

  begin(order: PayOrder, at: number): Known {
    return this.enter(order, 'begun', 90, at);
  }

  refuse(order: PayOrder, code: number, at: number): Known {
    return this.enter(order, 'refused', code, at);
  }

  credited(): readonly Known[] {
    return [...this.known.values()].filter(({ kind }) => kind === 'credited');
  }

  close(): void {
    if (this.file !== null) closeSync(this.file);
  }
}
