/** The devices of now: the settings may replace them, and their state is asked again and again. */
import type { Failure } from '../../contract/failure.ts';
import type { PrinterSettings, Settings } from '../../contract/settings.ts';
import type { DeviceView } from '../../contract/till.ts';
import type { DeviceState, FiscalRegister, SlipPrinter } from '../../core/devices.ts';
import type { Devices } from '../devices/open.ts';

export type DeviceDeskParts = {
  readonly open: (settings: Pick<Settings, 'printer' | 'register'>) => Devices;
  readonly ports: () => Promise<readonly { readonly path: string; readonly name: string }[]>;
  readonly settings: Pick<Settings, 'printer' | 'register'>;
  /** A device's state is not what it was. `back`: one that failed is ready again. */
  readonly onState: (back: boolean) => void;
};

export type DeviceDesk = {
  readonly printer: SlipPrinter;
  readonly register: FiscalRegister;
  views(): { readonly printer: DeviceView; readonly register: DeviceView };
  /** Asks both how they are. One round at a time: a slow device isn't asked twice. */
  refresh(): Promise<void>;
  /** Lets go of the old devices first: two can't hold one port. */
  replace(settings: Pick<Settings, 'printer' | 'register'>): Promise<void>;
  /** Works with a printer that need not be the stored one; while it does, the stored one lets go of the port. */
  withTrial<T>(printer: PrinterSettings, work: (printer: SlipPrinter) => Promise<T>): Promise<T>;
  ports: DeviceDeskParts['ports'];
  close(): Promise<void>;
};

const viewOf = (name: string, state: DeviceState | null): DeviceView => {
  const failure: Failure | null = state?.failure ?? null;
  const paperNearEnd = state?.paperNearEnd ?? false;
  if (!state) return { name, state: 'unknown', failure, paperNearEnd };
  return {
    name,
    state: state.ready ? (paperNearEnd ? 'warning' : 'ready') : 'failed',
    failure,
    paperNearEnd,
  };
};

export function createDeviceDesk({ open, ports, settings, onState }: DeviceDeskParts): DeviceDesk {
  let current = settings;
  let devices = open(settings);
  let printerState: DeviceState | null = null;
  let registerState: DeviceState | null = null;
  let round: Promise<void> | null = null;
  let closed = false;

  async function ask(): Promise<void> {
    const asked = devices;
    const [printer, register] = [await asked.printer.state(), await asked.register.state()];
    if (asked !== devices || closed) return;
    const was = JSON.stringify([printerState, registerState]);
    const back = registerState?.ready === false && register.ready;
    printerState = printer;
    registerState = register;
    if (JSON.stringify([printer, register]) !== was) onState(back);
  }

  // Replacing waits for replacing: of two at once the first would leave its devices open for good.
  let replacing: Promise<unknown> = Promise.resolve();
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = replacing.then(work);
    replacing = done.catch(() => undefined);
    return done;
  }

  async function replace(next: Pick<Settings, 'printer' | 'register'>): Promise<void> {
    await devices.close();
    current = next;
    devices = open(next);
    printerState = null;
    registerState = null;
  }

  return {
    get printer() {
      return devices.printer;
    },
    get register() {
      return devices.register;
    },
    views: () => ({
      printer: viewOf(devices.printer.name, printerState),
      register: viewOf(devices.register.name, registerState),
    }),
    refresh() {
      round ??= ask().finally(() => {
        round = null;
      });
      return round;
    },
    replace: (next) => inTurn(() => replace(next)),
    withTrial: (printer, work) =>
      inTurn(async () => {
        const stored = current;
        // Closed devices refuse everything: a receipt asked for meanwhile is not printed on the trial.
        await devices.close();
        const trial = open({ ...stored, printer });
        try {
          return await work(trial.printer);
        } finally {
          await trial.close();
          await replace(stored);
        }
      }),
    ports,
    async close() {
      closed = true;
      await devices.close();
    },
  };
}
