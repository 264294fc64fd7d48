/** A provider's gateway as people set it: what is given replaces what was there, checked whole and told in Russian. */
import { z } from 'zod';
import type { ProviderId } from '../../contract/primitives.ts';
import { note } from '../desk/audit.ts';
import type { SepParts, SepResult } from '../parts.ts';
import { answer, refusal } from '../parts.ts';
import type { Gateway, GatewayForm } from './gateway.ts';
import { gatewayFields, listedProviders, readGateway, retryFields, saveGateway } from './gateway.ts';

/** What a person sets; every field may be left out, none may be misspelt. */
const { training: _, retry: __, ...settable } = gatewayFields;
const GatewayFile = z
  .strictObject({ ...settable, retry: z.strictObject(retryFields).partial() })
  .partial()
  .meta({ title: 'gateway' });

/** As the file is written, and as the command shows it: without what is not a person's to set. */
export type GatewayView = Omit<Gateway, 'training'>;

const viewOf = ({ training: _hidden, ...view }: Gateway): GatewayView => view;

const longest = 480;
const bad = (text: string) =>
  refusal('badRequest', text.length <= longest ? text : `${text.slice(0, longest - 1)}…`);

/** «codes.8.meaning: …; retry.firstMs: …»: where it does not fit, in the language of whoever wrote it. */
const whereIn = (error: z.ZodError): string =>
  error.issues
    .map((issue) => {
      // What is wrong with a key stands one step deeper.
      const message =
        issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
      return `${issue.path.join('.') || 'файл'}: ${message}`;
    })
    .join('; ');

/** What no single field shows. */
function faultOf({ codes, retry }: Gateway): string | null {
  const isOk = (code: string) => codes[code]?.meaning === 'ok';
  if (codes['0'] !== undefined && !isOk('0') && !Object.keys(codes).some(isOk))
    return 'codes: ни один код не означает «успешно» (ok): ни один платёж не был бы проведён';
  if (retry.firstMs > retry.mostMs) return 'retry: первая пауза firstMs больше самой длинной mostMs';
  return null;
}

/** Null: the provider has none. */
async function knownOf({ database }: SepParts, provider: string): Promise<Gateway | null> {
  const [row] = await database.query<{ value: string }>('SELECT value FROM gateway WHERE provider = $1', [
    provider,
  ]);
  return row ? (readGateway(row.value)?.gateway ?? null) : null;
}

async function refusedProvider(parts: SepParts, provider: string) {
  const listed = await listedProviders(parts);
  return listed.includes(provider)
    ? null
    : bad(`поставщика «${provider}» нет в каталоге; есть: ${listed.join(', ')}`);
}

/** What is in force now; what is not set has its default. */
export async function showGateway(parts: SepParts, provider: ProviderId): Promise<SepResult<GatewayView>> {
  const refused = await refusedProvider(parts, provider);
  if (refused) return refused;
  const known = await knownOf(parts, provider);
  return known
    ? answer(viewOf(known))
    : bad(`у поставщика «${provider}» ещё нет шлюза: задайте его адрес ключом --url`);
}

/** `file`: the text of a JSON file, or null. The options of the command line count more than the file. */
export type GatewayChange = {
  readonly file: string | null;
  readonly url?: string | undefined;
  readonly registryUrl?: string | undefined;
  readonly authority?: string | undefined;
};

function readFile(text: string): SepResult<Partial<GatewayForm>> {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return bad(`файл не разобран как JSON: ${error instanceof Error ? error.message : ''}`);
  }
  const read = GatewayFile.safeParse(json, { error: z.locales.ru().localeError });
  // As it was written: parsing fills in defaults, and those would replace what stands.
  return read.success ? answer(json as Partial<GatewayForm>) : bad(whereIn(read.error));
}

/**
 * Sets what is given and leaves the rest: `retry` field by field, `codes` as one table. Nothing of a training gateway
 * stays: neither the simulator's registries, which name none of a foreign operator's payments, nor its pauses of seconds.
 */
export async function changeGateway(
  parts: SepParts,
  provider: ProviderId,
  { file, ...told }: GatewayChange,
  who: string,
): Promise<SepResult<GatewayView>> {
  const refused = await refusedProvider(parts, provider);
  if (refused) return refused;
  const written = file === null ? answer<Partial<GatewayForm>>({}) : readFile(file);
  if (!written.ok) return written;
  const options = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
  const known = await knownOf(parts, provider);
  const kept = known && !known.training ? known : null;
  const form = {
    ...(known?.training && { codes: known.codes, concurrency: known.concurrency }),
    ...kept,
    ...written.value,
    ...options,
    retry: { ...kept?.retry, ...written.value.retry },
    training: false,
  };
  if (!('url' in form))
    return bad(
      known
        ? `у поставщика «${provider}» учебный шлюз, он заменяется целиком: задайте и адрес url`
        : `у поставщика «${provider}» ещё нет шлюза: задайте и его адрес url`,
    );
  const read = z.object(gatewayFields).safeParse(form, { error: z.locales.ru().localeError });
  if (!read.success) return bad(whereIn(read.error));
  const fault = faultOf(read.data);
  if (fault !== null) return bad(fault);
  // Before it takes effect: where money goes is never changed unseen.
  await note(parts.database, {
    at: parts.clock(),
    who,
    what: 'шлюз оператора изменён',
    details: { provider, ...options, ...written.value },
  });
  const saved = await saveGateway(parts, provider, read.data);
  return saved.ok ? answer(viewOf(saved.value)) : saved;
}
