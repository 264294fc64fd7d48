/** «ОтчетПлат»: the period, the operator, the number; the payments, what they come to, and their way out. */
import { useEffect, useRef, useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import type { PaymentId } from '../../contract/primitives.ts';
import type { Report, ReportRow } from '../../contract/report.ts';
import { useCommands } from '../keyboard/commands.ts';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { Icon } from '../parts/Icon.tsx';
import { later } from '../parts/later.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import { ScreenTitle } from '../parts/ScreenTitle.tsx';
import { useTurn } from '../parts/useTurn.ts';
import { call } from '../till/bridge.ts';
import { useProviders } from '../till/catalogue.ts';
import { useDraft } from '../till/drafts.ts';
import { act, useTill } from '../till/till.ts';
import { Caption } from './Caption.tsx';
import { Filters } from './Filters.tsx';
import { Parts } from './Parts.tsx';
import { freshFields, queryOf, sameQuestion } from './question.ts';
import styles from './ReportScreen.module.css';
import { ReportTable } from './ReportTable.tsx';
import type { Selection } from './selection.ts';
import { countOf, rowsOf } from './selection.ts';
import { Totals } from './Totals.tsx';
import { Unsettled } from './Unsettled.tsx';
import type { Pages } from './usePages.ts';
import { usePages } from './usePages.ts';
import { useToday } from './useToday.ts';

const mostCopied = 1000;
/** As many as a letter takes. */
const mostInLetter = 50;

const adjustment = later(async () => (await import('../adjust/Adjustment.tsx')).Adjustment);
const receiptCopy = later(async () => (await import('../payment/CopyReceipt.tsx')).CopyReceipt);
const letter = later(async () => (await import('../letters/LetterDialog.tsx')).LetterDialog);

type Props = {
  readonly onLeave: () => void;
  /** Opens «Не дошли»; null on a workstation that is not enrolled. */
  readonly onOpen: (() => void) | null;
};

type Kept = { readonly report: Report | null; readonly revision: number };
const nothingBuilt: Kept = { report: null, revision: 0 };

/** Apart from the report, so that a step from row to row draws nothing but its rows. */
type Chosen = { readonly build: Report['key']['build'] | null; readonly selection: Selection | null };
const nothingChosen: Chosen = { build: null, selection: null };

export function ReportScreen({ onLeave, onOpen }: Props) {
  // Another screen or a lock in between builds nothing anew: the report stands, with its rows chosen.
  const { draft: kept, change: keep } = useDraft<Kept>('report built', nothingBuilt);
  const { report } = kept;
  const [failed, setFailed] = useState<{
    readonly failure: Failure;
    readonly again: (() => void) | null;
  } | null>(null);
  const setFailure = (failure: Failure | null, again?: () => void) =>
    setFailed(failure === null ? null : { failure, again: again ?? null });
  const { revision } = useTill();
  const { busy, take } = useTurn();
  const providers = useProviders();
  const today = useToday();
  const { draft: fields, change: type } = useDraft('report fields', freshFields(today));
  const asked = queryOf(fields, today, providers);
  const answered = report !== null && asked !== null && sameQuestion(asked, report.key.query, providers);
  const screen = useRef<HTMLDivElement>(null);
  return (
    <div ref={screen} className={styles['screen']}>
      <ScreenTitle onLeave={onLeave}>Отчёт по платежам</ScreenTitle>
      <Filters
        fields={fields}
        onChange={type}
        today={today}
        busy={busy}
        answered={answered}
        onBuild={(query) =>
          take(async () => {
            const answer = await call('report.build', query);
            setFailure(answer.ok ? null : answer.failure);
            keep({ report: answer.ok ? answer.value : null, revision });
          })
        }
      />
      {failed !== null && (
        <ErrorPanel failure={failed.failure} onClose={() => setFailed(null)} retry={failed.again} />
      )}
      {report === null ? (
        <p className={styles['hint']}>Укажите период и нажмите «Сформировать».</p>
      ) : (
        <Built
          key={report.key.build}
          report={report}
          revision={kept.revision}
          answered={answered}
          onFailure={setFailure}
          onOpen={onOpen}
        />
      )}
    </div>
  );
}

const grouped = (count: number): string => count.toLocaleString('ru-RU');

/** A word below the table: of what was done, or of what is wanting for it. */
type Said = { readonly words: string; readonly done: boolean };
const done = (words: string): Said => ({ words, done: true });
const wanting = (words: string): Said => ({ words, done: false });

type BuiltProps = {
  readonly report: Report;
  /** Of the snapshot in which it was built: statuses that came later are not in it. */
  readonly revision: number;
  /** The fields above still ask for this report. */
  readonly answered: boolean;
  /** `again`: what «Повторить» does, where that is a remedy. */
  readonly onFailure: (failure: Failure | null, again?: () => void) => void;
  readonly onOpen: (() => void) | null;
};

function Built({ report, revision, answered, onFailure, onOpen }: BuiltProps) {
  const pages = usePages(report, onFailure);
  useLiveStatuses(pages, revision);
  const { build } = report.key;
  const { draft: rows, change } = useDraft<Chosen>('report rows', nothingChosen);
  const selection = rows.build === build ? rows.selection : null;
  const [said, setSaid] = useState<Said | null>(null);
  const [adjusted, setAdjusted] = useState<PaymentId | null>(null);
  const [copied, setCopied] = useState<ReportRow | null>(null);
  const { workstation } = useTill();
  const [written, setWritten] = useState<readonly ReportRow[] | null>(null);
  const { busy, take } = useTurn();
  const place = useRef<HTMLDivElement>(null);

  useEffect(() => place.current?.querySelector<HTMLElement>('[data-spot="rows"]')?.focus(), []);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), 5000);
    return () => clearTimeout(timer);
  }, [said]);

  const chosen = selection === null ? 0 : countOf(selection);
  const copy = () =>
    take(async () => {
      if (selection === null || chosen === 0)
        return setSaid(wanting('Сначала выберите строки: щелчком, стрелками или с Shift.'));
      const ids = await pages.ids(rowsOf(selection, mostCopied));
      if (!ids.ok) return onFailure(ids.failure, copy);
      if (ids.value.length === 0) return;
      const answer = await call('report.copy', { paymentIds: ids.value });
      if (!answer.ok) return onFailure(answer.failure);
      const { copied: count } = answer.value;
      setSaid(
        count < chosen
          ? wanting(`Скопировано строк: ${grouped(count)} из ${grouped(chosen)}. Весь отчёт сохраняет «CSV».`)
          : done(`Скопировано строк: ${grouped(count)}. Вставьте их в письмо.`),
      );
    });
  const write = () =>
    take(async () => {
      if (selection === null || chosen === 0)
        return setSaid(wanting('Сначала выберите строки: щелчком, стрелками или с Shift.'));
      if (chosen > mostInLetter)
        return setSaid(
          wanting(`Выбрано строк: ${grouped(chosen)}. В одно письмо входит до ${mostInLetter} платежей.`),
        );
      const rows = rowsOf(selection, mostInLetter);
      const ids = await pages.ids(rows);
      if (!ids.ok) return onFailure(ids.failure, write);
      setWritten(rows.flatMap((row) => pages.row(row) ?? []));
    });
  const adjust = () => {
    const row = selection === null ? null : pages.row(selection.cursor);
    if (row === null) setSaid(wanting('Сначала выберите строку: щелчком или стрелками.'));
    else setAdjusted(row.paymentId);
  };
  /** Without a row it is «Копия чека» as everywhere: the last receipts. */
  const copyReceipt = () => {
    const row = selection === null ? null : pages.row(selection.cursor);
    if (row === null) return false;
    if (row.workstation === workstation) setCopied(row);
    else setSaid(wanting(`Копию чека печатает рабочее место ${row.workstation}: платёж принят там.`));
    return true;
  };
  useCommands({ F2: adjust, F3: copyReceipt, F6: write }, false);
  const csv = () =>
    take(async () => {
      const answer = await call('report.csv', report.key);
      if (!answer.ok) return onFailure(answer.failure);
      if (answer.value !== null)
        setSaid(done(`Сохранено строк: ${answer.value.count}. Файл: ${answer.value.path}`));
    });
  const print = () => take(async () => onFailure(await act('report.print', report.key), print));

  return (
    <div
      ref={place}
      className={styles['built']}
      // Beside a dialogue that asks for the client's receipt nobody reads its number off the table.
      data-receipts-hidden={adjusted !== null || written !== null || undefined}
    >
      <Caption report={report} answered={answered} chosen={chosen} />
      {report.unsettled.length > 0 && <Unsettled rows={report.unsettled} />}
      <ReportTable
        report={report}
        pages={pages}
        selection={selection}
        onSelect={(next) => change({ build, selection: next })}
        onCopy={copy}
      />
      {onOpen !== null && (
        <Parts
          parts={report.parts}
          reason={selection === null ? null : reasonOf(pages.row(selection.cursor))}
          onOpen={onOpen}
        />
      )}
      <div className={styles['foot']}>
        <Totals report={report} />
        <div className={styles['acts']}>
          <PressButton busy={busy} hint="F2" onPress={adjust}>
            Корректировка
          </PressButton>
          <PressButton busy={busy} hint="F6" onPress={write}>
            Письмо в ЦО
          </PressButton>
        </div>
        <div className={styles['ways']}>
          <PressButton busy={busy} hint="Ctrl+C" onPress={copy}>
            Копировать
          </PressButton>
          <PressButton busy={busy} onPress={csv}>
            CSV
          </PressButton>
          <PressButton busy={busy} onPress={print}>
            Печать
          </PressButton>
        </div>
      </div>
      {adjusted !== null && (
        <adjustment.Screen paymentId={adjusted} onClose={() => setAdjusted(null)} onLetter={null} />
      )}
      {copied !== null && <receiptCopy.Screen row={copied} onClose={() => setCopied(null)} />}
      {written !== null && written.length > 0 && (
        <letter.Screen
          rows={written}
          onClose={() => setWritten(null)}
          onDone={(words) => setSaid(done(words))}
        />
      )}
      <div className={styles['said']} role="status" data-shown={said !== null || undefined}>
        {said !== null && (
          <>
            <Icon name={said.done ? 'check' : 'info'} size={18} /> {said.words}
          </>
        )}
      </div>
    </div>
  );
}

/** Why a payment stands where it stands, for the row under the cursor. */
const reasonOf = (row: ReportRow | null): string | null =>
  row?.standing?.reason == null ? null : `${row.number}: ${row.standing.reason}`;

/** A snapshot comes after each batch of statuses: the rows in sight are read again. */
function useLiveStatuses({ refresh }: Pages, built: number): void {
  const { revision, sync } = useTill();
  const seen = useRef(built);
  const latest = useRef(refresh);
  latest.current = refresh;
  const enrolled = sync !== null;
  useEffect(() => {
    if (!enrolled || revision === seen.current) return;
    seen.current = revision;
    latest.current();
  }, [revision, enrolled]);
}
