/** The result of a check as people read it. */
import type { Origin } from '../../contract/primitives.ts';
import type { Finding } from './findings.ts';
import { findingText } from './findings.ts';
import type { CheckedJournal, Vouched } from './verify.ts';

type VerifyFacts = {
  readonly checked: readonly CheckedJournal[];
  readonly findings: readonly Finding[];
  readonly vouched: readonly Vouched[];
  /** The journals that heads outside name, fitting or not. */
  readonly recorded: ReadonlySet<Origin>;
  /** Pasts kept aside of which nothing is left to be told. */
  readonly settled: readonly Extract<Finding, { kind: 'fork' }>[];
  readonly parked: number;
  readonly signatures: 'every' | 'last';
};

const counted = (value: number): string => value.toLocaleString('ru-RU');

/** How far the journal is confirmed, and what can be said of the rest. */
function vouchLine(
  { journal, chain }: CheckedJournal,
  { vouched, recorded }: Pick<VerifyFacts, 'vouched' | 'recorded'>,
  name: string,
): string {
  const { signedTo, end, brokenAt } = chain;
  const outside = vouched.find(({ origin }) => origin === journal.origin);
  if (!outside) {
    const none = 'ни одна записанная голова не найдена';
    const astray =
      brokenAt === null
        ? 'записанные головы с журналом не сходятся'
        : `цепочка нарушена с события ${brokenAt}, раньше него ни одной сошедшейся головы нет`;
    const why = recorded.has(journal.origin) ? astray : none;
    return `${name}снаружи не подтверждён: ${why}; подписано ключом журнала до события ${signedTo}`;
  }
  const rest = end - outside.seq;
  const tail =
    rest === 0
      ? ''
      : `; ещё ${counted(rest)} после него ${signedTo === end ? 'подписаны ключом журнала, снаружи не записаны' : 'не подтверждены'}`;
  return `${name}подтверждён до события ${outside.seq} (${outside.source})${tail}`;
}

export function verifyLines(facts: VerifyFacts): string[] {
  const { checked, findings, settled, parked, signatures } = facts;
  const several = checked.length > 1;
  const nameOf = (origin: Origin): string => {
    const index = checked.findIndex(({ journal }) => journal.origin === origin);
    return several && index >= 0 ? `журнал ${index + 1} (${origin.slice(-6)}): ` : '';
  };
  const told = findings.map((finding) => `✗ ${findingText(finding, nameOf)}`);
  const journals = checked.flatMap((one) => {
    const { journal, chain } = one;
    const name = nameOf(journal.origin);
    const how = signatures === 'every' ? 'все' : 'последняя, она ручается за цепочку';
    return [
      `${name}событий ${counted(chain.events)}, подписей проверено ${counted(chain.signatures)} (${how})`,
      vouchLine(one, facts, name),
    ];
  });
  return [
    ...(checked.length === 0 ? ['Журнал ещё не начат: рабочее место не настроено'] : journals),
    ...(parked === 0 ? [] : [`Отложено событий, которых эта версия не понимает: ${counted(parked)}`]),
    ...settled.map(
      ({ origin, seq, count }) =>
        `${nameOf(origin)}событий-двойников: ${counted(count)}, первое с номером ${seq}; всё рассказано заново`,
    ),
    ...told,
    findings.length === 0 ? 'Журнал цел.' : `Найдено нарушений: ${counted(findings.length)}.`,
  ];
}
