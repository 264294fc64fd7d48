/** A desk over a database of its own, with a clock that stands, and people who can sign in. */
import { randomBytes } from 'node:crypto';
import type { DeskRole } from '../../../contract/desk.ts';
import { type NewCredentials, savePerson } from '../../../sep/desk/people.ts';
import { createDeskServer } from '../../../sep/desk/server.ts';
import type { Database } from '../../../sep/store/database.ts';
import { testAuthority } from '../../tools/certificates.ts';
import { newSepDatabase } from '../../tools/sepDatabase.ts';
import { type Ground, newGround } from '../ground.ts';
import { codeAt, type DeskClient, deskClient } from './deskClient.ts';

export const ownPassword = 'четыре разных слова тут';
const step = 30_000;

export type DeskGround = {
  readonly url: string;
  readonly database: Database;
  readonly clock: () => number;
  pass(milliseconds: number): void;
  newPerson(login: string, role: DeskRole, name?: string): Promise<NewCredentials>;
  /** A client that is in, by a password of its own. */
  signedIn(login: string, role: DeskRole): Promise<DeskClient>;
  close(): Promise<void>;
};

/** `base`: parts and database of a world that is there already, and closes by itself. */
export async function newDeskGround(
  base?: { readonly ground: Ground; readonly database: Database },
  pageFolder = '/nowhere',
): Promise<DeskGround> {
  const own = base ? null : await newSepDatabase();
  const database = base?.database ?? own?.database;
  if (!database) throw new Error('no database');
  const ground = base?.ground ?? (await newGround(database));
  const secret = randomBytes(32);
  const parts = { ...ground, random: (bytes: number) => randomBytes(bytes), training: true };
  const { certificate, key } = await (await testAuthority()).issue('desk', 1, Date.now());
  const server = await createDeskServer({
    parts,
    secret,
    certificates: { key, chain: certificate },
    pageFolder,
  });
  const url = `https://127.0.0.1:${await server.listen('127.0.0.1', 0)}`;
  const newPerson = (login: string, role: DeskRole, name = `Имя ${login}`) =>
    savePerson(parts, secret, { login, name, role }, 'command line');
  return {
    url,
    database,
    clock: parts.clock,
    pass: ground.pass,
    newPerson,
    async signedIn(login, role) {
      const { password, otpauth } = await newPerson(login, role);
      const client = deskClient(url);
      await client.ask('sign-in', { login, password });
      await client.ask('sign-in-code', { code: codeAt(otpauth, parts.clock()) });
      await client.ask('new-password', { password: ownPassword });
      // The address has its tries back.
      ground.pass(step);
      return client;
    },
    async close() {
      await server.close();
      if (!own) return;
      ground.close();
      await own.drop();
    },
  };
}
