/** The result of a check as people read it. */
import type { Origin } from '../../contract/primitives.ts';
import type { Finding } from './findings.ts';
import { findingText } from './findings.ts';
import type { CheckedJournal, Vouched } from './verify.ts';

type VerifyFacts = {
  readonly checked: readonly CheckedJournal[];
  readonly findings: readonly Finding[];
  readonly vouched: readonly Vouched[];
  readonly parked: number;
  readonly signatures: 'every' | 'last';
};

const counted = (value: number): string => value.toLocaleString('ru-RU');

/** How far the journal is confirmed, and what can be said of the rest. */
function vouchLine({ journal, chain }: CheckedJournal, vouched: readonly Vouched[], name: string): string {
  const { signedTo, end } = chain;
  const outside = vouched.find(({ origin }) => origin === journal.origin);
  if (!outside) {
    return `${name}снаружи не подтверждён: ни одна записанная голова не найдена; подписано ключом журнала до события ${signedTo}`;
  }
  const rest = end - outside.seq;
  const tail =
    rest === 0
      ? ''
      : `; ещё ${counted(rest)} после него ${signedTo === end ? 'подписаны ключом журнала, снаружи не записаны' : 'не подтверждены'}`;
  return `${name}подтверждён до события ${outside.seq} (${outside.source})${tail}`;
}

export function verifyLines({ checked, findings, vouched, parked, signatures }: VerifyFacts): string[] {
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
      vouchLine(one, vouched, name),
    ];
  });
  return [
    ...(checked.length === 0 ? ['Журнал ещё не начат: рабочее место не настроено'] : journals),
    ...(parked === 0 ? [] : [`Отложено событий, которых эта версия не понимает: ${counted(parked)}`]),
    ...told,
    findings.length === 0 ? 'Журнал цел.' : `Найдено нарушений: ${counted(findings.length)}.`,
  ];
}
