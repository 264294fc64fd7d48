import { describe, expect, test } from 'vitest';
import type { Day, Hash, Instant, Kopecks, ProviderId } from '../../contract/primitives.ts';
import type { Catalogue, Provider } from '../../contract/provider.ts';
import type { Report } from '../../contract/report.ts';
import type { PaperHead } from '../../core/documents/parts.ts';
import { paymentReportDocument } from '../../core/documents/paymentReport.ts';
import { preCheckDocument } from '../../core/documents/preCheck.ts';
import type { ReceiptFacts } from '../../core/documents/receipt.ts';
import { receiptCopyDocument, receiptDocument } from '../../core/documents/receipt.ts';
import { xReportDocument, zReportDocument } from '../../core/documents/shift.ts';
import { statementDocument } from '../../core/documents/statement.ts';
import { toText } from '../../core/text.ts';
import { cashierId, details, openWorld, paymentId, shiftId } from './world.ts';

const provider = {
  id: 'mts',
  name: 'МТС',
  kind: 'mobile',
  mask: { kind: 'tenDigits' },
  accountName: 'Номер телефона',
  legalName: 'ПАО «МТС»',
  inn: '7740000076',
  phone: '8 800 250-08-90',
  vat: 'standard',
} as unknown as Provider;
const catalogue = { version: 1, providers: [provider] } as Catalogue;

const head: PaperHead = {
  tradePoint: {
    id: 't',
    name: 'Мира, 12',
    address: 'Москва',
    zone: 'Europe/Moscow',
    agentName: 'ООО «Агент»',
    agentInn: '7700000009',
    agentPhone: '8 800 000-00-00',
  },
  workstation: 1,
  cashierName: 'Иванова А.',
  at: Date.UTC(2026, 10, 22, 11, 5) as Instant,
};

function taken() {
  const world = openWorld(Date.UTC(2026, 10, 22, 6));
  const id = paymentId(1);
  world.shift({
    type: 'open',
    shiftId: shiftId(1),
    number: 128,
    cashierId,
    openingCash: 100_000 as Kopecks,
    clockBehind: false,
  });
  const issue = {
    type: 'issuePreCheck' as const,
    paymentId: id,
    details: details(50_000, 1_500, 0),
    counter: 1045,
    preCheckNumber: 77,
    shift: world.openShift(),
    cashierId,
    now: world.now(),
  };
  world.payment(issue, id);
  world.payment({ type: 'preCheckOutcome', outcome: 'printed' }, id);
  world.payment({ type: 'sign', cashierId }, id);
  const start = {
    type: 'startReceipt' as const,
    tendered: 60_000 as Kopecks,
    shift: world.openShift(),
    lastDocument: null,
    registerRemembers: true,
    blockedBy: null,
    cashierId,
    now: world.now(),
  };
  world.payment(start, id);
  const finding = { kind: 'made' as const, source: 'device' as const, document: null, cashierId: null };
  world.payment({ type: 'receiptFound', finding }, id);
  const payment = world.tables.payment(id);
  const shift = world.tables.shift(shiftId(1));
  if (!payment?.receipt || !shift) throw new Error('the payment did not come that far');
  return { world, payment, shift, receipt: payment.receipt };
}

const has = (text: string, ...parts: string[]) => {
  const flat = text.replaceAll('\u00a0', ' ');
  for (const part of parts) expect(flat).toContain(part);
};

const factsOf = ({ payment, receipt }: ReturnType<typeof taken>, fiscal: boolean): ReceiptFacts => ({
  payment,
  receipt,
  shiftNumber: 128,
  provider,
  feeVat: { key: 'none', since: '2019-01-01' as Day, code: 6, basisPoints: null, name: 'Без НДС' },
  paymentVat: { key: 'standard', since: '2026-01-01' as Day, code: 11, basisPoints: 2_200, name: 'НДС 22%' },
  fiscal,
});

describe.each([32, 48])('on %i columns', (columns) => {
  test('the pre-check has number, provider, the three sums and a place to sign', () => {
    const text = toText(
      preCheckDocument(taken().payment, provider, head, { repeated: false, notChecked: false }),
      columns,
    );
    has(
      text,
      'ПРЕЧЕК № 77',
      '1-1045',
      '916 123-45-67',
      'МТС',
      '500,00 ₽',
      '15,00 ₽',
      '515,00 ₽',
      'Подпись клиента',
      'не является кассовым чеком',
    );
    has(
      toText(
        preCheckDocument(taken().payment, provider, head, { repeated: true, notChecked: false }),
        columns,
      ),
      'ПОВТОР',
    );
  });

  test('the receipt has two items, the money and the cashier’s signature', () => {
    const text = toText(receiptDocument(factsOf(taken(), true), head), columns);
    has(
      text,
      'КАССОВЫЙ ЧЕК',
      'Смена 128',
      'Чек 1',
      'ПАО «МТС»',
      '7740000076',
      'Вознаграждение',
      'Без НДС',
      'в т.ч. НДС 22%',
      '90,16 ₽',
      '600,00 ₽',
      '85,00 ₽',
      'Подпись кассира',
    );
    expect(text).not.toContain('НЕ ЯВЛЯЕТСЯ');
  });

  test('phones and numbers stand whole on one line, wherever it ends', () => {
    const { payment, ...rest } = taken();
    const contract = {
      ...provider,
      accountName: 'Номер лицевого счёта',
      mask: { kind: 'pattern', pattern: '^.*$', hint: '12 цифр', groups: [4, 4, 4], letters: false },
    } as Provider;
    const changed = { ...payment, details: { ...payment.details, account: '123456789012' } };
    const facts = { ...factsOf({ payment: changed, ...rest }, true), provider: contract };
    const papers = [
      preCheckDocument(changed, contract, head, { repeated: false, notChecked: false }),
      receiptDocument(facts, head),
      receiptCopyDocument(facts, head),
      statementDocument('transfer', changed, '128/1', contract, head, null),
    ].map((paper) => toText(paper, columns));
    for (const paper of papers) {
      for (const read of ['8 800 000-00-00', '8 800 250-08-90', '1234 5678 9012']) {
        const anyhow = paper.match(new RegExp(read.replaceAll(' ', '\\s+'), 'g'))?.length ?? 0;
        const whole = paper.replaceAll('\u00a0', ' ').split(read).length - 1;
        expect([read, whole]).toEqual([read, anyhow]);
      }
      has(paper, '8 800 000-00-00', '1234 5678 9012');
    }
  });

  test('a plain printer’s receipt says that it is not fiscal, and a copy that it is a copy', () => {
    has(
      toText(receiptDocument(factsOf(taken(), false), head), columns).replace(/\s+/g, ' '),
      'НЕ ЯВЛЯЕТСЯ ФИСКАЛЬНЫМ ДОКУМЕНТОМ',
    );
    has(toText(receiptCopyDocument(factsOf(taken(), true), head), columns), 'КОПИЯ ЧЕКА');
  });

  test('X and Z give the sums by provider, the drawer, and Z the journal’s head', () => {
    const { world, shift } = taken();
    has(
      toText(xReportDocument(shift, catalogue, head), columns),
      'МТС: 1',
      '515,00 ₽',
      'Должно быть в ящике',
      '1 515,00 ₽',
    );
    world.shift({
      type: 'close',
      counted: [{ value: 100_000 as Kopecks, count: 1 }],
      unfinished: [],
      refunding: [],
      cashierId,
      now: world.now(),
    });
    const closed = world.tables.shift(shiftId(1));
    if (!closed) throw new Error('no shift');
    const mark = { seq: 12, hash: 'ab'.repeat(32) as Hash };
    const text = toText(zReportDocument(closed, [taken().payment], mark, catalogue, head), columns);
    has(text, 'Z-ОТЧЁТ', 'НЕДОСТАЧА', '515,00 ₽', 'событие 12', '1-1045', 'ПЕРЕНЕСЕНЫ');
    expect(text.replace(/\s/g, '')).toContain('ab'.repeat(32));
  });
});

test('a report of few rows prints them, a long one says where they are', () => {
  const row = {
    paymentId: paymentId(1),
    number: '1-1045',
    takenAt: head.at,
    providerId: 'mts' as ProviderId,
    account: '9161234567',
    amountTaken: 51_500 as Kopecks,
    fee: 1_500 as Kopecks,
    amountCredited: 50_000 as Kopecks,
    receipt: '128/1',
    cashierName: 'Иванова А.',
    workstation: 1,
    stage: 'conducted' as const,
  };
  const total = { count: 1, taken: 51_500 as Kopecks, fee: 1_500 as Kopecks, credited: 50_000 as Kopecks };
  const report = {
    key: { query: { from: '2026-11-22', to: '2026-11-22', providerId: null, account: null }, asOf: head.at },
    count: 1,
    totals: [{ providerId: 'mts', ...total }],
    total,
    rows: [row],
    unsettled: [],
    parts: [{ workstation: 2, freshAt: null, unsent: null }],
  } as unknown as Report;
  has(
    toText(paymentReportDocument(report, catalogue, head), 48),
    '22.11.2026–22.11.2026',
    '1-1045',
    'МТС: 1',
    'Итого: 1',
    'Рабочее место 2: платежи ещё не получены',
  );
  has(toText(paymentReportDocument({ ...report, count: 900 }, catalogue, head), 48), 'CSV');
});
