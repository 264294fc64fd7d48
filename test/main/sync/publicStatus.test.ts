/** From the cash drawer to the client's phone: what stands on the till's own paper opens «Статус платежа», and nothing less does. */
import { request } from 'node:https';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { PublicAnswer } from '../../../contract/publicStatus.ts';
import { scannedReceipt } from '../../../core/scannedReceipt.ts';
import { questionPath } from '../../../core/statusQuestion.ts';
import type { TestSep } from '../../tools/sepSystem.ts';
import { startSep } from '../../tools/sepSystem.ts';
import type { Till } from '../../tools/workstation.ts';
import { endTills, pay, phone } from '../../tools/workstation.ts';
import { completed, enrolledTill, newTradePoint, startShift } from './ground.ts';

let sep: TestSep;
beforeAll(async () => {
  sep = await startSep({ status: { port: 0, files: null, proxies: [], voiceToken: null } });
});
afterAll(() => sep.close());
afterEach(endTills);

const ask = (question: object): Promise<PublicAnswer> =>
  new Promise((resolve, reject) => {
    const sent = request(
      new URL(questionPath, sep.system.statusUrl ?? ''),
      { method: 'POST', rejectUnauthorized: false, headers: { 'content-type': 'application/json' } },
      (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => {
          text += chunk.toString();
        });
        response.once('end', () => resolve(PublicAnswer.parse(JSON.parse(text))));
      },
    );
    sent.once('error', reject);
    sent.end(JSON.stringify(question));
  });

/** The last receipt as a client reads it. */
function paperOf(till: Till) {
  const { text } = till.papers().findLast(({ kind }) => kind === 'receipt') ?? { text: '' };
  const found = (pattern: RegExp): string => pattern.exec(text)?.[1] ?? '';
  return {
    shift: found(/Смена (\d+)/),
    number: found(/Чек (\d+)/),
    document: found(/ФД (\d+)/),
    amount: Number(found(/ПРИНЯТО\s+([\d\u00a0]+,\d\d)/).replace(/\D/g, '')),
    qr: found(/\[QR\s([^\]]+)\]/).replace(/\s/g, ''),
  };
}

test('the QR, and the numbers, of a paper from the till are answered once СЭП has the payment', async () => {
  const till = await enrolledTill(sep, newTradePoint(), 1);
  await startShift(till);
  const paymentId = await pay(till, phone, 60_000);
  const paper = paperOf(till);
  const receipt = scannedReceipt(paper.qr);
  expect(receipt).not.toBeNull();
  const typed = { kind: 'typed', account: phone.account, amount: paper.amount };
  const questions = [
    { kind: 'qr', receipt },
    { ...typed, receipt: `${paper.shift}/${paper.number}` },
    { ...typed, receipt: `ФД ${paper.document}` },
  ];
  // Nobody has shipped it: the client is asked for patience.
  for (const question of questions) expect(await ask(question)).toEqual({ kind: 'unknown' });
  await till.must('sync.claim', { takeOver: false });
  await completed(till, paymentId);
  for (const question of questions)
    expect(await ask(question)).toMatchObject({
      kind: 'found',
      payments: [{ place: 'completed', provider: 'МТС', accountEnd: '4567', amount: paper.amount }],
    });
  expect(await ask({ ...typed, receipt: `${paper.shift}/${Number(paper.number) + 1}` })).toEqual({
    kind: 'unknown',
  });
});
