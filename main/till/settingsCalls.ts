/** Set-up, settings, devices and diagnostics. */
import { readFile, stat } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import type { CashierId } from '../../contract/primitives.ts';
import type { Settings } from '../../contract/settings.ts';
import { notReady } from '../../core/devices.ts';
import { testPageDocument } from '../../core/documents/testPage.ts';
import { isWeakPin } from '../../core/pinPause.ts';
import { vatFaults } from '../../core/vat.ts';
import { dayIn, isZone } from '../../core/zone.ts';
import type { Handlers } from '../door/door.ts';
import type { VerifyReport } from '../store/verify.ts';
import { starterRanges } from '../training/starterRanges.ts';
import type { Till } from './context.ts';
import { afterPrinting, catalogueOf, paperHead, settingsOf, tradePointOf } from './context.ts';
import type { PaperRoll } from './paperRoll.ts';
import type { HashPin } from './peopleCalls.ts';
import { blockingNumber } from './printing.ts';

type SettingsCalls = Pick<
  Handlers,
  | 'setUp.complete'
  | 'catalogue.get'
  | 'settings.get'
  | 'settings.set'
  | 'devices.ports'
  | 'devices.testPage'
  | 'ranges.import'
  | 'paper.list'
  | 'diagnostics.get'
  | 'diagnostics.verify'
>;

/** A numbering plan of the whole country is 1 MB; ten times as much is no numbering plan. */
const largestRangesFile = 10 * 1024 * 1024;

export type SettingsParts = {
  readonly till: Till;
  readonly hashPin: HashPin;
  readonly paper: PaperRoll;
  readonly verify: () => Promise<Result<VerifyReport>>;
  readonly folders: { readonly folder: string; readonly logs: string };
};

export function settingsCalls({ till, hashPin, paper, verify, folders }: SettingsParts): SettingsCalls {
  const { store, session, devices, desktop } = till;

  /** A VAT table that differs from the stored one is an administrator's, and must serve every provider. */
  function judgeVat({ feeVat, vatRates }: Settings): Result<null> {
    const before = settingsOf(till);
    if (isDeepStrictEqual([feeVat, vatRates], [before.feeVat, before.vatRates])) return ok(null);
    const allowed = session.require('vat');
    if (!allowed.ok) return allowed;
    const used = catalogueOf(till).providers.map(({ vat }) => vat);
    const today = dayIn(tradePointOf(till).zone)(store.now());
    const [fault] = vatFaults(vatRates, feeVat, used, today);
    return fault ? refuse('badVatTable', { why: fault.says }) : ok(null);
  }

  return {
    'setUp.complete': async ({ administratorName, pin, printer, register, enrol, ...form }) => {
      if (store.begun()) return refuse('alreadySetUp');
      if (isWeakPin(pin)) return refuse('badPin');
      // With a code the place is СЭП's; nothing of it is used up before the journal is begun.
      const looked = enrol && (await till.sync.look(enrol));
      if (looked && !looked.ok) return looked;
      const tradePoint = looked ? looked.value.tradePoint : { id: store.newId(), ...form.tradePoint };
      const workstation = looked ? looked.value.workstation : form.workstation;
      if (!isZone(tradePoint.zone)) return refuse('badPayload', { paths: 'tradePoint.zone' });
      const settings = { ...store.local.settings(), printer, register };
      // The journal's first event comes last: a kill before it leaves a profile that is simply set up again.
      const verifier = await hashPin(pin);
      // Asked again: another set-up may have ended while this one was hashing.
      if (store.begun()) return refuse('alreadySetUp');
      const administrator = {
        id: store.newId() as CashierId,
        name: administratorName,
        role: 'administrator' as const,
        verifier,
      };
      // Of a try that came to nothing no account, and no PIN, goes on working.
      const { cashiers } = store.local;
      const abandoned = cashiers.list().filter(({ closed }) => !closed);
      const steps = [
        () => store.local.setTradePoint(tradePoint),
        () => store.local.setSettings(settings),
        // A few ranges for the operator hint, until the whole plan is imported.
        () => (store.local.rangeCount() === 0 ? store.local.replaceRanges(starterRanges) : ok(null)),
        ...abandoned.map((cashier) => () => cashiers.close(cashier.id)),
        () => cashiers.create(administrator),
        () => store.begin({ workstation, tradePointId: tradePoint.id, zone: tradePoint.zone }),
      ];
      for (const step of steps) {
        const done = step();
        if (!done.ok) return done;
      }
      await devices.replace(settings);
      await devices.refresh();
      // A СЭП that goes away now leaves a till that is set up and not enrolled: that is shown, and done later.
      const enrolled = enrol && (await till.sync.enrol(enrol));
      if (enrolled && !enrolled.ok) till.log.warn(enrolled.failure, 'the set-up ended without СЭП');
      return ok(till.changed());
    },

    'catalogue.get': () => ok(store.local.catalogue()),

    'settings.get': () => {
      const cashier = session.require('settings');
      return cashier.ok ? ok(settingsOf(till)) : cashier;
    },

    'settings.set': async (settings) => {
      const cashier = session.require('settings');
      if (!cashier.ok) return cashier;
      // The device that knows what became of a receipt must be asked before it is let go.
      const number = blockingNumber(store.read);
      if (number !== null)
        return store.read.receipting()
          ? refuse('receiptUnknown', { number })
          : refuse('refundReceiptUnknown');
      const vat = judgeVat(settings);
      if (!vat.ok) return vat;
      const stored = store.local.setSettings(settings);
      if (!stored.ok) return stored;
      await devices.replace(settings);
      void devices.refresh();
      return ok(till.changed());
    },

    'devices.ports': async () => ok([...(await devices.ports())]),

    'devices.testPage': async (printer) => {
      // Before the set-up there is nobody to sign in, and a printer must be tried all the same.
      const cashier = store.begun() ? session.require('settings') : null;
      if (cashier && !cashier.ok) return cashier;
      const number = store.begun() ? blockingNumber(store.read) : null;
      if (number !== null) return refuse('deviceBusy', { number });
      const head = cashier && paperHead(till, cashier.value.name);
      const outcome = await devices.withTrial(printer ?? settingsOf(till).printer, async (trial) => {
        const state = await trial.state();
        if (!state.ready) return { kind: 'notPrinted' as const, failure: notReady(state, 'printerFault') };
        return trial.print(testPageDocument(trial.name, trial.columns, head));
      });
      return afterPrinting(till, outcome.kind === 'printed' ? null : outcome.failure);
    },

    'ranges.import': async () => {
      const cashier = session.require('settings');
      if (!cashier.ok) return cashier;
      const path = await desktop.chooseFileToOpen();
      if (path === null) return ok(null);
      try {
        if ((await stat(path)).size > largestRangesFile) return refuse('badFile', { why: 'tooLarge' });
        // Its readers of CSV and of code pages are read when a plan is: a start does without them.
        const { importRanges } = await import('../store/ranges.ts');
        return importRanges(store.local, await readFile(path));
      } catch {
        return refuse('badFile', { why: 'unreadable' });
      }
    },

    'paper.list': () => {
      const cashier = session.require('work');
      return cashier.ok ? ok([...paper.list()]) : cashier;
    },

    'diagnostics.get': () => {
      const cashier = session.require('settings');
      if (!cashier.ok) return cashier;
      const head = store.read.head();
      const facts = store.facts();
      return ok({
        program: desktop.program,
        electron: desktop.electron,
        sqlite: facts.sqlite,
        profile: folders.folder,
        origin: head?.origin ?? '',
        seq: head?.seq ?? 0,
        hash: head?.hash ?? '',
        keyStore: facts.keyStore,
        ranges: store.local.rangeCount(),
        logs: folders.logs,
        setAside: [...store.setAside()],
      });
    },

    'diagnostics.verify': async () => {
      const cashier = session.require('settings');
      if (!cashier.ok) return cashier;
      const report = await verify();
      return report.ok ? ok({ sound: report.value.sound, lines: [...report.value.lines] }) : report;
    },
  };
}
