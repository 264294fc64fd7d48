/** A TCP proxy on loopback that harms what passes: by order, or by seeded chance anew for every exchange. */
import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Chance } from '../../main/cli/seed/chance.ts';
import { openChance } from '../../main/cli/seed/chance.ts';

/** `up`: from whoever connected to the target. `down`: what the target answers. */
type Direction = 'up' | 'down';

export type Toxic =
  /** Every piece waits so long, and up to `jitter` longer. */
  | { readonly kind: 'latency'; readonly ms: number; readonly jitter: number }
  | { readonly kind: 'bandwidth'; readonly bytesPerSecond: number }
  /** Bytes disappear, the connection stands: only a time-out ends it. */
  | { readonly kind: 'swallow'; readonly direction: Direction }
  /** Pieces of so many bytes with a pause between them. */
  | { readonly kind: 'slice'; readonly bytes: number; readonly pauseMs: number }
  /**
   * The connection breaks when so many bytes of the exchange have passed that way, the last of them still delivered.
   * `down` and 0 loses the answer to a request that was carried out; `up` cuts a request's body.
   */
  | {
      readonly kind: 'limit';
      readonly direction: Direction;
      readonly bytes: number;
      readonly end: 'reset' | 'close';
    }
  /** One side has ended, the other hears of it so much later. */
  | { readonly kind: 'slowClose'; readonly ms: number }
  /** Reset at once. A new connection is not even carried to the target. */
  | { readonly kind: 'refuse' }
  /**
   * The exchange's request goes a second time, byte for byte, over a connection of its own, each piece so much later; what
   * is answered there is thrown away. What is encrypted can't be repeated so.
   */
  | { readonly kind: 'repeat'; readonly ms: number };

/** What a toxic is counted as. */
export type Strike =
  | Exclude<Toxic['kind'], 'limit' | 'swallow'>
  | `swallow ${Direction}`
  | `limit ${Direction} ${'reset' | 'close'}`;

const strikeOf = (toxic: Toxic): Strike => {
  if (toxic.kind === 'limit') return `limit ${toxic.direction} ${toxic.end}`;
  return toxic.kind === 'swallow' ? `swallow ${toxic.direction}` : toxic.kind;
};

/** Each toxic and how likely it is to strike an exchange; 1: every one. */
export type Weather = readonly { readonly toxic: Toxic; readonly odds: number }[];

const fair: Weather = [];

export const always = (toxic: Toxic): Weather => [{ toxic, odds: 1 }];

export interface FaultyProxy {
  readonly port: number;
  /** From the next exchange on, of standing connections too. */
  setWeather(weather: Weather): void;
  /** Where new connections go; null: nobody is there, they are refused. */
  setTarget(port: number | null): void;
  /** Resets whatever is connected now. */
  cut(): void;
  /** Fair weather; what has lost bytes already is reset, as nothing can come of it any more. */
  heal(): void;
  /** How often each kind has really done its harm. */
  struck(): Readonly<Partial<Record<Strike, number>>>;
  close(): Promise<void>;
}

type FaultyProxyOptions = { readonly target: number | null; readonly seed: number };

type Link = {
  readonly client: Socket;
  readonly server: Socket;
  readonly ended: AbortController;
  readonly chance: Chance;
  toxics: readonly Toxic[];
  /** Bytes of this exchange that have passed. */
  passed: Record<Direction, number>;
  lossy: boolean;
  readonly struck: (toxic: Toxic) => void;
  /** Where this exchange's requests go a second time. */
  copy: Copy | null;
};

/** A second connection to the same target, which nobody listens to. */
type Copy = { send(piece: Buffer, afterMs: number): void; end(): void };

function openCopy(port: number, gone: (copy: Copy) => void): Copy {
  const socket = connect({ host: '127.0.0.1', port });
  const timers = new Set<NodeJS.Timeout>();
  const end = (): void => {
    for (const timer of timers) clearTimeout(timer);
    socket.destroy();
  };
  socket.on('error', () => undefined);
  // Answered, so it was heard as a whole.
  socket.on('data', end);
  socket.on('close', () => gone(copy));
  const copy: Copy = {
    send(piece, afterMs) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        socket.write(piece);
      }, afterMs);
      timers.add(timer);
    },
    end,
  };
  return copy;
}

function reset({ client, server, ended }: Link): void {
  ended.abort();
  client.resetAndDestroy();
  server.resetAndDestroy();
}

const of = <K extends Toxic['kind']>({ toxics }: Link, kind: K): Extract<Toxic, { kind: K }>[] =>
  toxics.filter((toxic): toxic is Extract<Toxic, { kind: K }> => toxic.kind === kind);

/** Hands a piece on with everything that slows it; false: the connection broke on it. */
async function carry(link: Link, direction: Direction, piece: Buffer, to: Socket): Promise<boolean> {
  const signal = link.ended.signal;
  for (const latency of of(link, 'latency')) {
    link.struck(latency);
    await pause(latency.ms + link.chance.whole(latency.jitter + 1), null, { signal });
  }
  for (const bandwidth of of(link, 'bandwidth')) {
    link.struck(bandwidth);
    await pause((piece.length / bandwidth.bytesPerSecond) * 1_000, null, { signal });
  }
  const swallow = of(link, 'swallow').find((toxic) => toxic.direction === direction);
  if (swallow) {
    link.struck(swallow);
    link.lossy = true;
    return true;
  }
  const [limit] = of(link, 'limit').filter((toxic) => toxic.direction === direction);
  const room = limit ? Math.max(0, limit.bytes - link.passed[direction]) : piece.length;
  const last = limit !== undefined && piece.length >= room;
  const through = piece.subarray(0, room);
  link.passed[direction] += through.length;
  for (const repeat of direction === 'up' ? of(link, 'repeat') : []) {
    if (link.passed.up === through.length) link.struck(repeat);
    link.copy?.send(Buffer.from(through), repeat.ms);
  }
  const [slice] = of(link, 'slice');
  for (let at = 0; at < through.length; at += slice?.bytes ?? through.length) {
    if (slice && at > 0) {
      if (at === slice.bytes) link.struck(slice);
      await pause(slice.pauseMs, null, { signal });
    }
    if (!to.write(through.subarray(at, at + (slice?.bytes ?? through.length))))
      await once(to, 'drain', { signal });
  }
  if (!last) return true;
  link.struck(limit);
  if (limit.end === 'reset') reset(link);
  else {
    // In order: what passed is delivered before the end is.
    link.client.end(() => link.client.destroy());
    link.server.end(() => link.server.destroy());
    link.ended.abort();
  }
  return false;
}

async function pump(link: Link, direction: Direction, exchange: () => boolean): Promise<void> {
  const [from, to] = direction === 'up' ? [link.client, link.server] : [link.server, link.client];
  try {
    for await (const piece of from) {
      if (direction === 'up' && !exchange()) return reset(link);
      if (!(await carry(link, direction, piece as Buffer, to))) return;
    }
    for (const slow of of(link, 'slowClose')) {
      link.struck(slow);
      await pause(slow.ms, null, { signal: link.ended.signal });
    }
    to.end();
  } catch {
    // One side is gone, and not politely: neither learns more than that.
    reset(link);
  }
}

export async function openFaultyProxy({ target, seed }: FaultyProxyOptions): Promise<FaultyProxy> {
  let weather = fair;
  let port = target;
  let connections = 0;
  const links = new Set<Link>();
  const counts: Partial<Record<Strike, number>> = {};
  const copies = new Set<Copy>();

  function drawn(chance: Chance): readonly Toxic[] {
    return weather.filter(({ odds }) => chance.fraction() < odds).map(({ toxic }) => toxic);
  }

  function struck(toxic: Toxic): void {
    const strike = strikeOf(toxic);
    counts[strike] = (counts[strike] ?? 0) + 1;
  }

  /** Whether this exchange is refused altogether. */
  function isRefused(toxics: readonly Toxic[]): boolean {
    const refuse = toxics.find(({ kind }) => kind === 'refuse');
    if (refuse) struck(refuse);
    return refuse !== undefined;
  }

  /** For an exchange that is to be repeated; null: this one is not, or nobody is there. */
  function copyFor(toxics: readonly Toxic[]): Copy | null {
    if (port === null || !toxics.some(({ kind }) => kind === 'repeat')) return null;
    const copy = openCopy(port, (one) => void copies.delete(one));
    copies.add(copy);
    return copy;
  }

  const listener: Server = createServer({ allowHalfOpen: true }, (client) => {
    connections += 1;
    const chance = openChance(seed + connections * 7_919);
    const first = drawn(chance);
    client.on('error', () => undefined);
    if (isRefused(first) || port === null) {
      client.resetAndDestroy();
      return;
    }
    const server = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    const ended = new AbortController();
    const link: Link = {
      client,
      server,
      ended,
      chance,
      toxics: first,
      passed: { up: 0, down: 0 },
      lossy: false,
      struck,
      copy: copyFor(first),
    };
    server.on('error', () => reset(link));
    links.add(link);
    let open = 2;
    const gone = () => {
      open -= 1;
      if (open > 0) return;
      ended.abort();
      links.delete(link);
    };
    client.on('close', gone);
    server.on('close', gone);
    let answered = false;
    server.prependListener('data', () => {
      answered = true;
    });
    // The next words up after words down begin another exchange, which has a fate of its own.
    const exchange = (): boolean => {
      if (!answered) return true;
      answered = false;
      link.toxics = drawn(chance);
      link.passed = { up: 0, down: 0 };
      link.copy = copyFor(link.toxics);
      return !isRefused(link.toxics);
    };
    void pump(link, 'up', exchange);
    void pump(link, 'down', exchange);
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy listens on no port');

  const cut = () => {
    for (const link of links) reset(link);
  };
  return {
    port: address.port,
    setWeather: (to) => {
      weather = to;
    },
    setTarget: (to) => {
      port = to;
    },
    cut,
    heal: () => {
      weather = fair;
      for (const link of links) {
        if (link.lossy) reset(link);
        link.toxics = [];
      }
    },
    struck: () => ({ ...counts }),
    close: async () => {
      const closed = once(listener, 'close');
      listener.close();
      cut();
      for (const copy of copies) copy.end();
      await closed;
    },
  };
}
