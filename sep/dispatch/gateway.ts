/** How a provider is reached: the table `gateway`, read and written through one schema. */
import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { DispatchRules } from '../../core/dispatch.ts';
import type { Dialect } from '../../core/osmp.ts';
import { meanings, osmpDialect } from '../../core/osmp.ts';
import type { SepParts } from '../parts.ts';
import { answer, refusal, type SepResult } from '../parts.ts';
import type { Connection } from '../store/database.ts';

const minute = 60_000;
const hour = 60 * minute;

/** Milliseconds, but for the factor. */
export const retryFields = {
  /** The field's practice: 5 min × 1.3ⁿ, at most half an hour. */
  firstMs: z
    .int()
    .min(10)
    .max(hour)
    .default(5 * minute),
  factor: z.number().min(1).max(10).default(1.3),
  mostMs: z
    .int()
    .min(10)
    .max(24 * hour)
    .default(30 * minute),
  unreachedMs: z.int().min(10).max(hour).default(minute),
  mostAgeMs: z
    .int()
    .min(1_000)
    .max(7 * 24 * hour)
    .default(24 * hour),
};
const Retry = z.object(retryFields);

const address = z
  .url({ protocol: /^https?$/, error: ({ input }) => `«${String(input)}» — не адрес http или https` })
  .max(500);

/** With any day put in. */
const isRegistryAddress = (text: string): boolean =>
  address.safeParse(text.replaceAll('{day}', '2026-11-22')).success;

const isCertificate = (pem: string): boolean => {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
};

export const gatewayFields = {
  /** Where OSMP requests go; what it has after `?` is kept. */
  url: address,
  /** POST: the parameters URL-encoded in the body. */
  method: z.enum(['GET', 'POST']).default('GET'),
  /** PEM of the one certificate that may vouch for an https address; null: those that the machine trusts. */
  authority: z
    .string()
    .max(20_000)
    .refine(isCertificate, { error: 'не сертификат в виде PEM' })
    .nullable()
    .default(null),
  /** Codes in which this provider differs from OSMP's own table; null: it does not use that code. */
  codes: z
    .record(
      z.string().regex(/^-?\d{1,6}$/, { error: 'код — целое число, до шести цифр' }),
      z.object({ meaning: z.enum(meanings), name: z.string().min(1).max(120) }).nullable(),
    )
    .default({}),
  /** How long a pay may take, milliseconds. */
  timeoutMs: z.int().min(50).max(120_000).default(60_000),
  retry: Retry.prefault({}),
  /** Requests at once, over all nodes. */
  concurrency: z.int().min(1).max(100).default(12),
  /** Where its daily registry is read: `{day}` becomes `2026-11-22`. */
  registryUrl: z
    .string()
    .min(8)
    .max(500)
    .refine(isRegistryAddress, { error: 'не адрес http или https' })
    .optional(),
  /** Whether its dialect has `cancel` for what was credited. */
  cancels: z.boolean().default(false),
  /** Set by the training set, which may replace it; what a person sets has none. */
  training: z.boolean().default(false),
};
/** As the table keeps it: what a newer program put beside is left unread, so that payments still flow. */
export const Gateway = z.object(gatewayFields);
export type Gateway = Readonly<z.infer<typeof Gateway>>;

/** As a person or the training set writes it: all but the address may be left out. */
export type GatewayForm = z.input<typeof Gateway>;

function rulesOf(gateway: Gateway): DispatchRules {
  const dialect: Record<string, Dialect[string]> = { ...osmpDialect };
  for (const [code, meaning] of Object.entries(gateway.codes)) {
    if (meaning === null) delete dialect[code];
    else dialect[code] = meaning;
  }
  return { dialect, retry: gateway.retry };
}

/** A gateway that was read, with what follows from it. */
export type KnownGateway = { readonly gateway: Gateway; readonly rules: DispatchRules };

/** Null: its text is not a gateway. */
export function readGateway(text: string): KnownGateway | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const read = Gateway.safeParse(json);
  return read.success ? { gateway: read.data, rules: rulesOf(read.data) } : null;
}

/** Reads the table's rows, and parses only what changed since they were read last. */
export class Gateways {
  private readonly known = new Map<string, { readonly text: string; readonly read: KnownGateway | null }>();

  /** Null under a provider: its row can't be read; its payments wait until a person mends it. */
  read(
    rows: readonly { readonly provider: string; readonly value: string }[],
  ): ReadonlyMap<string, KnownGateway | null> {
    const found = new Map<string, KnownGateway | null>();
    for (const { provider, value } of rows) {
      const before = this.known.get(provider);
      const read = before?.text === value ? before.read : readGateway(value);
      if (before?.text !== value) this.known.set(provider, { text: value, read });
      found.set(provider, read);
    }
    return found;
  }
}

const upsert = `INSERT INTO gateway (provider, value, changed_at) VALUES ($1, $2, $3)
  ON CONFLICT (provider) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at`;

/** Sets a provider's gateway; refuses what is none with `badRequest`. */
export async function saveGateway(
  parts: SepParts,
  provider: string,
  form: unknown,
): Promise<SepResult<Gateway>> {
  const read = Gateway.safeParse(form);
  if (!read.success) return refusal('badRequest', z.prettifyError(read.error).slice(0, 500));
  await parts.database.run(upsert, [provider, JSON.stringify(read.data), parts.clock()]);
  parts.signals.due();
  return answer(read.data);
}

const CatalogueIds = z.object({ providers: z.array(z.object({ id: z.string() })) });

async function providersOf(tx: Pick<Connection, 'query'>): Promise<readonly string[]> {
  const [catalogue] = await tx.query<{ value: string }>(
    'SELECT value FROM catalogue ORDER BY version DESC LIMIT 1',
  );
  return CatalogueIds.parse(JSON.parse(catalogue?.value ?? '{"providers":[]}')).providers.map(({ id }) => id);
}

/** The providers of the catalogue in force. */
export const listedProviders = ({ database }: Pick<SepParts, 'database'>): Promise<readonly string[]> =>
  providersOf(database);

/** Pauses of seconds: a newcomer sees the whole way of a payment, and hung ones within minutes. */
const trainingRetry = { firstMs: 3_000, factor: 1.3, mostMs: 30_000, unreachedMs: 3_000 };

/** Whose dialect has `cancel` in the training set: both ways are to be seen, by the gateway and by a person who asks. */
const trainingCancels: readonly string[] = ['mts'];

/**
 * Sends every provider of the catalogue to the simulator at `operatorsUrl`, but for those whose gateway a person set.
 * Call it at every start: the simulator's port may be another one.
 */
export async function seedTrainingGateways(parts: SepParts, operatorsUrl: string): Promise<void> {
  await parts.database.transaction(async (tx) => {
    const listed = await providersOf(tx);
    const rows = await tx.query<{ provider: string; value: string }>('SELECT provider, value FROM gateway');
    const bySomebody = new Set(
      rows.filter(({ value }) => readGateway(value)?.gateway.training !== true).map((row) => row.provider),
    );
    for (const id of listed) {
      if (bySomebody.has(id)) continue;
      const gateway = Gateway.parse({
        url: `${operatorsUrl.replace(/\/$/, '')}/osmp/${id}`,
        registryUrl: `${operatorsUrl.replace(/\/$/, '')}/registry/${id}/{day}`,
        retry: trainingRetry,
        timeoutMs: 20_000,
        cancels: trainingCancels.includes(id),
        training: true,
      } satisfies GatewayForm);
      await tx.run(upsert, [id, JSON.stringify(gateway), parts.clock()]);
    }
  });
  parts.signals.due();
}
