/**
 * A till of its own process that kills itself without warning at a chosen step: `node killedTill.ts <profile> <step>`.
 * What was acknowledged to its cashier until then stands on its standard output, a line each.
 */
import { writeSync } from 'node:fs';
import type { FiscalRegister } from '../../core/devices.ts';
import { cashierAnna, enter, phone, signIn, startTill } from './workstation.ts';

const [profile = '', step = ''] = process.argv.slice(2);

function reach(name: string): void {
  if (name === step) process.kill(process.pid, 'SIGKILL');
}

/** Behind this line the cashier has seen it: it may not be lost. */
function acknowledged(what: string): void {
  writeSync(1, `${what}\n`);
  reach(`${what}, acknowledged`);
}

const till = await startTill({
  profile,
  register: (real): FiscalRegister => ({
    ...real,
    async closeReceipt(order) {
      reach('receipt before the device');
      const outcome = await real.closeReceipt(order);
      reach('receipt after the device');
      return outcome;
    },
  }),
});
await signIn(till, cashierAnna);
await till.must('shift.open', { openingCash: 100_000 });
acknowledged('shift');
const draft = { ...(await enter(till, phone)), tendered: '600' };
await till.must('payment.saveDraft', draft);
acknowledged('draft');
await till.must('payment.preCheck', { draft, confirmed: [], blindDigits: null });
acknowledged('pre-check');
const { paymentId } = draft;
await till.must('payment.sign', { paymentId });
acknowledged('signature');
await till.must('payment.receipt', { paymentId, tendered: 60_000 });
acknowledged('receipt');
await till.must('payment.conduct', { paymentId });
acknowledged('payment');
