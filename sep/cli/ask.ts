/** Asks a running СЭП by its administrator's door. */
import { request } from 'node:http';
import { SepRefusal } from '../../contract/sep.ts';
import type { Handle } from './handle.ts';
import { readHandles } from './handle.ts';

export type Asked =
  | { readonly kind: 'answered'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly refusal: SepRefusal }
  | { readonly kind: 'noneRuns'; readonly running: readonly string[] }
  | { readonly kind: 'several'; readonly running: readonly string[] };

type Raw = { readonly status: number; readonly text: string };

/** Null: nobody is there, so the file is of a program that was killed. */
const post = (handle: Handle, command: string, input: unknown): Promise<Raw | null> =>
  new Promise((resolve, reject) => {
    const sent = request(
      new URL(`/${command}`, handle.admin),
      {
        method: 'POST',
        headers: { authorization: `Bearer ${handle.token}`, 'content-type': 'application/json' },
        agent: false,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
        );
      },
    );
    sent.once('error', (error) => {
      if ('code' in error && error.code === 'ECONNREFUSED') resolve(null);
      else reject(error);
    });
    sent.end(JSON.stringify(input));
  });

/** A token that another program does not know: the port of the killed one's door is somebody else's now. */
const isStranger = ({ status, text }: Raw): boolean => {
  if (status === 401) return true;
  try {
    JSON.parse(text);
    return false;
  } catch {
    return true;
  }
};

const isAlive = async (handle: Handle): Promise<boolean> => {
  try {
    const answered = await post(handle, 'hello', {});
    return answered !== null && !isStranger(answered);
  } catch {
    return false;
  }
};

/** An address without scheme means https, as on the workstation. Null: no address at all. */
function addressOf(text: string): URL | null {
  try {
    return new URL(text.includes('://') ? text : `https://${text}`);
  } catch {
    return null;
  }
}

const here = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether this handle's СЭП is meant by `wanted`: the same address, or the same port by another name of here. */
function isMeant(handle: Handle, wanted: URL): boolean {
  const own = new URL(handle.sep);
  if (own.port !== wanted.port) return false;
  return own.hostname === wanted.hostname || (here.has(own.hostname) && here.has(wanted.hostname));
}

/** `sep` null: the only one that runs. Throws when the door breaks in mid-answer. */
export async function askRunning(
  home: string,
  sep: string | null,
  command: string,
  input: unknown,
): Promise<Asked> {
  const alive: Handle[] = [];
  for (const handle of readHandles(home)) if (await isAlive(handle)) alive.push(handle);
  const running = alive.map((handle) => handle.sep);
  const wanted = sep === null ? null : addressOf(sep);
  const meant = sep === null ? alive : alive.filter((handle) => wanted !== null && isMeant(handle, wanted));
  const [one, ...others] = meant;
  if (!one) return { kind: 'noneRuns', running };
  if (others.length > 0) return { kind: 'several', running };
  const answered = await post(one, command, input);
  if (!answered) return { kind: 'noneRuns', running: [] };
  const value: unknown = JSON.parse(answered.text);
  if (answered.status === 200) return { kind: 'answered', value };
  return { kind: 'refused', refusal: SepRefusal.parse(value) };
}
