/** What the desk decides about while its СЭП is killed: payments of four kinds, requests, people with sessions. */
import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AdjustmentKind, AdjustmentRequest } from '../../../contract/adjustment.ts';
import type { Payment } from '../../../core/payment.ts';
import { projectRoot } from '../../../scripts/lib/install.mjs';
import { leaveRequest } from '../../../sep/adjustments/request.ts';
import { type NewCredentials, savePerson } from '../../../sep/desk/people.ts';
import { saveGateway } from '../../../sep/dispatch/gateway.ts';
import { acceptChunk } from '../../../sep/journals/accept.ts';
import { startOperators } from '../../../sep/operators/server.ts';
import { wrappingSecret } from '../../../sep/trust/secret.ts';
import { requestFor } from '../../sep/adjustments/world.ts';
import { codeAt, type DeskClient, deskClient } from '../../sep/desk/deskClient.ts';
import { ownPassword } from '../../sep/desk/deskGround.ts';
import { bind, callerOf } from '../../sep/ground.ts';
import { beginJournal } from '../../tools/madeJournal.ts';
import { newSepDatabase } from '../../tools/sepDatabase.ts';
import { startSep } from '../../tools/sepSystem.ts';

const secret = 'one secret for all lives of this СЭП';
const program = fileURLToPath(new URL('./deskNode.ts', import.meta.url));

export type Case = {
  readonly kind: AdjustmentKind;
  readonly payment: Payment;
  readonly request: AdjustmentRequest;
  /** The number that a re-conduct or a transfer is to end at. */
  readonly right: string;
};

export type DeskLife = {
  readonly url: string;
  kill(): Promise<void>;
};

/** Of each kind so many: rejected ones for re-conduct and refund, credited ones for cancel and transfer. */
function pay(each: number) {
  const journal = beginJournal({ seed: 77, start: Date.now() - 3 * 3_600_000 });
  const made = (['reconduct', 'cashRefund', 'cancel', 'transfer'] as const).flatMap((kind, place) =>
    Array.from({ length: each }, (_, index) => {
      const number = String(100 + place * 200 + index);
      const account = place < 2 ? `9${number}000005` : `9${number}111111`;
      return { kind, right: `9${number}111112`, payment: journal.pay({ account, credited: 10_000 + index }) };
    }),
  );
  return { journal, made };
}

export async function newDeskWorld(each: number) {
  const sep = await newSepDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'kassa-desk-kills-'));
  const operators = await startOperators({
    port: 0,
    folder: null,
    clock: Date.now,
    seed: 1,
    training: true,
  });
  // The one that prepares: it dispatches only when it is told, and is gone before the first life begins.
  const first = await startSep({ databaseUrl: sep.url, folder, secret, operators: 'real', dispatch: false });
  const { parts } = first.system;
  const saved = await saveGateway(parts, 'mts', {
    url: `${operators.url}/osmp/mts`,
    retry: { firstMs: 50, factor: 1, mostMs: 50, unreachedMs: 50, mostAgeMs: 60_000 },
    timeoutMs: 500,
    cancels: true,
  });
  if (!saved.ok) throw new Error(saved.refusal.message);
  const { journal, made } = pay(each);
  await bind(sep.database, journal);
  for (const chunk of journal.chunks(500)) {
    const done = await acceptChunk(parts, {
      caller: callerOf('tt-1'),
      epoch: { generation: parts.generation(), epoch: 1 },
      chunk,
      epochCheck: false,
    });
    if (!done.ok || done.value.kind !== 'accepted') throw new Error(JSON.stringify(done));
  }
  await first.system.dispatcher.round();
  const cases: Case[] = [];
  for (const { kind, right, payment } of made) {
    const corrects = kind === 'reconduct' || kind === 'transfer';
    const request = requestFor(payment, kind, {
      shiftOpen: false,
      corrected: corrects ? { providerId: 'mts', account: right } : null,
    });
    const left = await leaveRequest(parts, request, callerOf('tt-1'));
    if (!left.ok || left.value.state !== 'open') throw new Error(JSON.stringify(left));
    cases.push({ kind, right, payment, request });
  }
  const people: (NewCredentials & { readonly login: string })[] = [];
  // As СЭП itself makes it of the words in KASSA_SEP_SECRET.
  const sealed = wrappingSecret(folder, secret, (bytes) => randomBytes(bytes));
  for (const login of ['anna', 'boris'])
    people.push({
      login,
      ...(await savePerson(
        { ...parts, random: (bytes) => randomBytes(bytes) },
        sealed,
        { login, name: login, role: 'operator' },
        'test',
      )),
    });
  await first.system.close();
  await first.database.close();

  const living = new Set<ChildProcess>();
  const troubles: string[] = [];
  async function kill(child: ChildProcess): Promise<void> {
    living.delete(child);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  return {
    database: sep.database,
    operators,
    cases,
    /** What living СЭП logged as errors. */
    troubles,
    async live(): Promise<DeskLife> {
      const child = fork(program, [JSON.stringify({ folder, databaseUrl: sep.url, secret })], {
        execArgv: ['--disable-warning=ExperimentalWarning'],
        env: { ...process.env, NODE_COMPILE_CACHE: join(projectRoot, 'out/children/compiled') },
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      living.add(child);
      const url = await new Promise<string>((resolve, reject) => {
        child.on('message', (word: { desk?: string; level?: string; message?: string; entry?: string }) => {
          if (word.desk !== undefined) resolve(word.desk);
          if (word.level === 'error') troubles.push(`${word.message}: ${word.entry}`);
        });
        child.once('exit', (code, signal) => reject(new Error(`СЭП ended by itself: ${code ?? signal}`)));
      });
      return { url, kill: () => kill(child) };
    },
    /** Both people, signed in; their sessions outlive every kill. */
    async signIn(url: string): Promise<readonly DeskClient[]> {
      const clients: DeskClient[] = [];
      for (const { login, password, otpauth } of people) {
        const client = deskClient(url);
        await client.ask('sign-in', { login, password });
        await client.ask('sign-in-code', { code: codeAt(otpauth, Date.now()) });
        const { status } = await client.ask('new-password', { password: ownPassword });
        if (status !== 200) throw new Error(`${login} is not in`);
        clients.push(client);
      }
      return clients;
    },
    async close(): Promise<void> {
      await Promise.all([...living].map(kill));
      await operators.close();
      await sep.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type DeskWorld = Awaited<ReturnType<typeof newDeskWorld>>;
