/** The payment system's PostgreSQL: queries by parameters, transactions that are tried again when they collide. */
import pg from 'pg';

/** Kopecks and milliseconds fit a double exactly; anything larger would be a fault. */
function readInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is too large`);
  return value;
}

const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, readInt8);

export type Value =
  | string
  | number
  | boolean
  | null
  | Buffer
  | readonly (string | number | boolean | null | Buffer)[];

/** Something that runs statements: the pool, or one transaction on it. */
export interface Connection {
  /** All rows; `R` is the statement's own promise of their shape. */
  query<R extends object>(sql: string, values?: readonly Value[]): Promise<R[]>;
  /** How many rows a statement touched. */
  run(sql: string, values?: readonly Value[]): Promise<number>;
}

/** A connection of one's own, for advisory locks and LISTEN; `lost` resolves when the server is gone. */
export interface HeldConnection extends Connection {
  readonly lost: Promise<void>;
  onNotice(listener: (channel: string, payload: string) => void): void;
  release(): Promise<void>;
}

export interface Database extends Connection {
  /**
   * One transaction, READ COMMITTED; undone when `work` throws, and run again from its start after a deadlock or a
   * serialisation failure, so `work` has no effects but its statements.
   */
  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  hold(): Promise<HeldConnection>;
  close(): Promise<void>;
}

const collisions = new Set(['40001', '40P01']);
const mostTries = 5;

const codeOf = (error: unknown): string | null =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : null;

const connectionOf = (client: pg.Pool | pg.ClientBase): Connection => ({
  async query<R extends object>(sql: string, values: readonly Value[] = []) {
    const result = await client.query<R>(sql, [...values]);
    return result.rows;
  },
  async run(sql, values = []) {
    const result = await client.query(sql, [...values]);
    return result.rowCount ?? 0;
  },
});

/**
 * A machine that loses its power or its network says nothing, and PostgreSQL holds its sessions, with all their locks, for
 * as long as the system's own keepalive takes: two hours, in which nobody could take its payments over, or claim any.
 */
const leaveTheDead = `SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
  SET tcp_user_timeout = '30s'; SET idle_in_transaction_session_timeout = '60s'`;

/** Opens a pool; nothing is asked of the server yet. `onError`: a connection broke while nobody used it. */
export function openDatabase(url: string, most: number, onError: (error: Error) => void): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: most,
    types,
    application_name: 'kassa-sep',
    // And the same the other way round.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // Waited for before anybody gets the connection.
    onConnect: (client) => client.query(leaveTheDead),
  });
  pool.on('error', onError);
  // Between two statements of a transaction nobody else listens: a server that goes away then would end the process.
  pool.on('connect', (client) => void client.on('error', () => undefined));

  async function once<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    let broken = false;
    try {
      await client.query('BEGIN');
      const done = await work(connectionOf(client));
      await client.query('COMMIT');
      return done;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {
        broken = true;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }

  return {
    ...connectionOf(pool),
    async transaction(work) {
      for (let tries = 1; ; tries += 1) {
        try {
          return await once(work);
        } catch (error) {
          if (tries >= mostTries || !collisions.has(codeOf(error) ?? '')) throw error;
        }
      }
    },
    async hold() {
      const client = await pool.connect();
      const lost = new Promise<void>((resolve) => {
        // A terminated session tells more than one error; one that nobody hears would end the process.
        client.on('error', () => resolve());
        client.once('end', () => resolve());
      });
      return {
        ...connectionOf(client),
        lost,
        onNotice: (listener) =>
          void client.on('notification', ({ channel, payload }) => listener(channel, payload ?? '')),
        release: async () => client.release(true),
      };
    },
    close: () => pool.end(),
  };
}
