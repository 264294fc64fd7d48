/** Where a till's journal contradicts what was decided here: somebody has to find out what became of the money. */
import { useState } from 'react';
import type { DeskContradiction } from '../../../contract/desk.ts';
import {
  type ContradictionKind,
  contradictionAdvice,
  contradictionNames,
} from '../../../core/contradiction.ts';
import { CorrectionLinks } from './CorrectionLinks.tsx';
import { useAsked } from './call.ts';
import { Mark, Money, StatusMark, Waiting } from './parts.tsx';
import { SettleCell, SettlingTitle } from './Settling.tsx';
import { moment } from './words.ts';

/** Money that may be gone is red, a question is yellow. */
const isLoss = (kind: ContradictionKind): boolean =>
  kind === 'refundUngranted' || kind === 'refundTwice' || kind === 'cancelTooLate';

/** A correction has led out of it already. */
const isMended = ({ kind, mendStatus }: DeskContradiction): boolean =>
  contradictionAdvice[kind].fits.length > 0 && (mendStatus === 'cancelled' || mendStatus === 'refunded');

/** What to do about it, with the ways there. */
const Advice = ({ row }: { readonly row: DeskContradiction }) => (
  <>
    <div className="small advice">
      {isMended(row)
        ? 'Платёж уже исправлен. Запишите, чем кончилось.'
        : contradictionAdvice[row.kind].advice}
    </div>
    <CorrectionLinks payment={row.mendId} kinds={row.mends} open={row.open}>
      {row.mendId === row.paymentId ? 'Открыть платёж' : 'Открыть спорный платёж'}
    </CorrectionLinks>
  </>
);

export function Contradictions() {
  const [settled, setSettled] = useState(false);
  const asked = useAsked('contradictions', { settled });
  const rows = asked.value?.contradictions ?? [];
  return (
    <>
      <SettlingTitle settled={settled} onSettled={setSettled} ended="Разобранные">
        Противоречия касс
      </SettlingTitle>
      <p className="soft lead">
        Журнал кассы говорит не то, что решено в СЭП. Ничего само не исправится: выясните, где деньги,
        проведите корректировку, если она нужна, и запишите, чем кончилось.
      </p>
      <div className="sheet wide">
        {rows.length === 0 ? (
          <Waiting
            asked={asked}
            empty={settled ? 'Разобранных ещё нет.' : 'Противоречий нет: журналы касс сходятся с решениями.'}
          />
        ) : (
          <table className="list">
            <thead>
              <tr>
                <th>Найдено</th>
                <th>Что не сходится</th>
                <th>Касса</th>
                <th>Платёж</th>
                <th className="sum">Сумма</th>
                <th>{settled ? 'Чем кончилось' : ''}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id}>
                  <td className="still">{moment(row.foundAt)}</td>
                  <td>
                    <Mark tone={isLoss(row.kind) ? 'bad' : 'warn'}>{contradictionNames[row.kind]}</Mark>
                    <div className="small details">{row.details}</div>
                    {row.settledAt === null && <Advice row={row} />}
                  </td>
                  <td>
                    {row.tradePointName}
                    <div className="soft still">место {row.workstation}</div>
                  </td>
                  <td className="still">
                    <a className="plain" href={`#/payment/${row.paymentId}`}>
                      {row.number === '' ? 'по чеку' : row.number}
                    </a>
                    <div>
                      <StatusMark status={row.status} />
                    </div>
                  </td>
                  <td className="sum">
                    <Money sum={row.amount} />
                  </td>
                  <td>
                    <SettleCell
                      row={row}
                      name="Разобрано"
                      settle="settle-contradiction"
                      onDone={asked.again}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      {asked.value?.more && <p className="soft">Показаны первые 200.</p>}
    </>
  );
}
