import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { openDevices } from '../../../main/devices/open.ts';
import { hashPin } from '../../../main/session/pin.ts';
import { fileVault } from '../../../main/store/secretFile.ts';
import { openStore } from '../../../main/store/store.ts';
import { usualNetwork } from '../../../main/till/network.ts';
import type { Ground, WorkstationParts } from '../../../main/workstation.ts';
import { openWorkstationOn } from '../../../main/workstation.ts';
import { migrations, noon, openBegun, refusal, removeFolders } from './station.ts';

afterEach(removeFolders);

const broken = (): never => {
  throw new Error('out of order');
};
const sound: Ground = { openStore, openDevices, hashPin };

const faults: Record<string, { ground?: Partial<Ground>; parts?: Partial<WorkstationParts> }> = {
  'its devices': { ground: { openDevices: broken } },
  'its heartbeat': { parts: { every: broken } },
};

test.each(Object.keys(faults))(
  'a start that fails at %s says so and lets go of the profile',
  async (name) => {
    const { store, folder } = openBegun({});
    store.close();
    const logged: string[] = [];
    const note = (_entry: object, message: string) => void logged.push(message);
    const opened = await openWorkstationOn(
      { ...sound, ...faults[name]?.ground },
      {
        profile: folder,
        migrations,
        reportWorker: pathToFileURL(resolve('out/main/reportWorker.js')),
        vault: fileVault,
        machineId: null,
        clock: () => noon,
        monotonic: () => 0,
        every: () => () => undefined,
        log: { info: note, warn: note, error: note },
        desktop: {
          chooseFileToSave: async () => null,
          chooseFileToOpen: async () => null,
          chooseScan: async () => null,
          openFile: async () => false,
          copy: async () => undefined,
          program: 'test',
          electron: 'none',
        },
        push: () => undefined,
        training: false,
        network: usualNetwork(),
        ...faults[name]?.parts,
      },
    );
    expect(opened).toMatchObject({ ok: false, failure: { code: 'internalError' } });
    expect(logged).toContain('the workstation does not open');
    expect(refusal({ folder })).toBeNull();
  },
);
