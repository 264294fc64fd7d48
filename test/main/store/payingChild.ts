/** Takes payments one after another and names each only when it has been acknowledged, until it is killed. */
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { fileVault } from '../../../main/store/secretFile.ts';
import { openStore } from '../../../main/store/store.ts';
import { details, must, openShift, settle, take } from './station.ts';

const [profile = '', migrations = ''] = process.argv.slice(2);
const store = must(
  openStore({
    profile,
    clock: Date.now,
    random: randomBytes,
    vault: fileVault,
    machineId: 'guid:this machine',
    migrations,
  }),
);
if (!store.begun()) must(store.begin({ workstation: 1, tradePointId: 'tt-1', zone: 'Europe/Moscow' }));
if (!store.read.openShift()) openShift({ store });
// The life before may have ended between a receipt's intent and its outcome: the device is asked first.
const doubtful = store.read.receipting();
if (doubtful) settle({ store }, doubtful.id);
writeSync(1, 'ready\n');
for (;;) {
  const id = take({ store }, details);
  // Straight to the pipe: what has been written is out of this process, whatever happens to it.
  writeSync(1, `${id}\n`);
}
