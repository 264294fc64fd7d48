/** The administrator's door: on this computer only, opened by a token that its owner alone can read. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { z } from 'zod';
import { readBody } from '../http/body.ts';
import { refusalOf, statusOf } from '../http/refusals.ts';
import type { SepLog, SepResult } from '../parts.ts';
import { refusal } from '../parts.ts';

/** What may be asked at the door, with its own shape of input. */
export interface AdminCommand {
  run(input: unknown): Promise<SepResult<unknown>>;
}

/** A command whose input is checked first. */
export const adminCommand = <I>(
  input: z.ZodType<I>,
  run: (input: I) => Promise<SepResult<unknown>>,
): AdminCommand => ({
  async run(given) {
    const read = input.safeParse(given);
    if (read.success) return run(read.data);
    const where = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    return refusal('badRequest', `not right: ${where.join('; ')}`.slice(0, 500));
  },
});

export type AdminCommands = Readonly<Record<string, AdminCommand>>;

export interface AdminDoor {
  readonly url: string;
  readonly token: string;
  close(): Promise<void>;
}

const tokenBytes = 32;

const isToken = (given: string | undefined, token: string): boolean => {
  const wanted = Buffer.from(`Bearer ${token}`);
  const offered = Buffer.from(given ?? '');
  return offered.length === wanted.length && timingSafeEqual(offered, wanted);
};

/** A listener of its own on loopback: what workstations reach knows nothing of it. `POST /<command>`. */
export async function openAdminDoor(commands: AdminCommands, log: SepLog): Promise<AdminDoor> {
  const token = randomBytes(tokenBytes).toString('hex');

  async function answerTo(request: IncomingMessage): Promise<SepResult<unknown>> {
    if (!isToken(request.headers.authorization, token))
      return refusal('certificateMissing', 'this door opens to the token of the running server only');
    const name = (request.url ?? '').slice(1);
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (request.method !== 'POST' || !command) return refusal('unknownRoute', 'there is no such command');
    try {
      return await command.run(await readBody(request, request.headers['content-encoding']));
    } catch (error) {
      const { refused, known } = refusalOf(error);
      if (!known) log.error({ command: name, error }, 'a command failed');
      return { ok: false, refusal: refused };
    }
  }

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    void answerTo(request).then((result) => {
      response.writeHead(result.ok ? 200 : statusOf[result.refusal.code], {
        'content-type': 'application/json',
        connection: 'close',
      });
      response.end(JSON.stringify(result.ok ? result.value : result.refusal));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}
