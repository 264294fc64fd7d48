/** Registries on the command line: made, compared, told in Russian. */
import { Day, ProviderId } from '../../contract/primitives.ts';
import { formatMoney } from '../../core/money.ts';
import { type Discrepancy, discrepancyNames, registryFaultNames } from '../../core/registry.ts';
import { readGateway } from '../dispatch/gateway.ts';
import type { SepParts } from '../parts.ts';
import { takeRegistry } from './compare.ts';
import { fetchRegistry } from './fetch.ts';
import { makeRegistry } from './ours.ts';

/** `ok` false: a wrong command or a file that is no registry; `text` says what, for people. */
export type CommandResult = {
  readonly ok: boolean;
  readonly text: string;
  /** Discrepancies of a comparison. */
  readonly found?: number;
};

type Which = { readonly provider: string; readonly day: string };

/** Null: both are well-formed. */
function wrong({ provider, day }: Which): CommandResult | null {
  if (!ProviderId.safeParse(provider).success)
    return { ok: false, text: `Поставщик «${provider}» назван неверно` };
  if (!Day.safeParse(day).success)
    return { ok: false, text: `День «${day}» не разобран: нужно, например, 2026-11-22` };
  return null;
}

/** `text` is the file itself, in the OSMP form. */
export async function registryCommand(parts: SepParts, which: Which): Promise<CommandResult> {
  return wrong(which) ?? { ok: true, text: (await makeRegistry(parts, which.provider, which.day)).content };
}

const money = (sum: number | null): string => (sum === null ? '—' : formatMoney(sum));

const lineOf = ({ txnId, account, ours, theirs }: Discrepancy): string =>
  `  ${txnId}  ${account}  у нас ${money(ours)}, у оператора ${money(theirs)}`;

/** Null: the provider's gateway names no address of registries. */
async function fetched(parts: SepParts, { provider, day }: Which): Promise<string | null> {
  const [row] = await parts.database.query<{ value: string }>(
    'SELECT value FROM gateway WHERE provider = $1',
    [provider],
  );
  const gateway = row ? readGateway(row.value)?.gateway : undefined;
  if (gateway?.registryUrl === undefined) return null;
  return fetchRegistry(gateway.registryUrl, gateway.authority, day, new AbortController().signal);
}

/** As `compareCommand`, with the file that the operator publishes. */
export async function fetchAndCompare(parts: SepParts, which: Which): Promise<CommandResult> {
  const bad = wrong(which);
  if (bad) return bad;
  try {
    const content = await fetched(parts, which);
    if (content !== null) return await compareCommand(parts, which, content);
    return {
      ok: false,
      text: `У шлюза «${which.provider}» нет адреса реестров: задайте --registry-url или --file`,
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, text: `Реестр не получен, ничего не изменено: ${why}` };
  }
}

/** Compares with an operator's registry; differences are kept, and hung payments that it proves are completed. */
export async function compareCommand(parts: SepParts, which: Which, content: string): Promise<CommandResult> {
  const bad = wrong(which);
  if (bad) return bad;
  const result = await takeRegistry(parts, which.provider, which.day, content);
  if (!result.ok) {
    const { line, why } = result.fault;
    return {
      ok: false,
      text: `Реестр не принят, ничего не изменено. Строка ${line}: ${registryFaultNames[why]}`,
    };
  }
  const { ours, theirs, found, settled } = result.compared;
  const proven = new Set(settled.map(({ txnId }) => txnId));
  const open = found.filter(({ kind, txnId }) => !(kind === 'missingHere' && proven.has(txnId)));
  const kinds = ['lateCredit', 'missingHere', 'missingThere', 'otherSum'] as const;
  const lists = kinds.flatMap((kind) => {
    const some = open.filter((one) => one.kind === kind);
    return some.length === 0
      ? []
      : [`Расхождение: ${discrepancyNames[kind]} — ${some.length}`, ...some.map(lineOf)];
  });
  return {
    ok: true,
    found: open.length,
    text: [
      `Сверка с «${which.provider}» за ${which.day.split('-').reverse().join('.')}`,
      `У нас: платежей ${ours.count}, ${formatMoney(ours.sum)}`,
      `У оператора: платежей ${theirs.count}, ${formatMoney(theirs.sum)}`,
      ...(settled.length === 0 ? [] : [`Реестр подтвердил завершение зависших платежей: ${settled.length}`]),
      ...(lists.length === 0 ? ['Расхождений нет'] : lists),
    ].join('\n'),
  };
}
