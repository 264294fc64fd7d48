/** `enrol`: connects a profile to СЭП by a code, and begins it if it is empty. */
import type { Result } from '../../contract/failure.ts';
import { ok } from '../../contract/failure.ts';
import type { CashierId } from '../../contract/primitives.ts';
import type { CodeLook } from '../../contract/sep.ts';
import { isWeakPin } from '../../core/pinPause.ts';
import { systemTimers } from '../devices/timers.ts';
import { hashPin } from '../session/pin.ts';
import { machineId } from '../store/machineId.ts';
import { profileAt } from '../store/profile.ts';
import { fileVault, readSecret } from '../store/secretFile.ts';
import { openStore } from '../store/store.ts';
import type { Store } from '../store/types.ts';
import { usualNetwork } from '../till/network.ts';
import { createSyncDesk } from '../till/syncDesk.ts';
import { starterSettings } from '../training/starter.ts';
import { starterRanges } from '../training/starterRanges.ts';
import { beginTraining } from '../training/trainingSet.ts';
import type { Console } from './console.ts';
import { exitCodes, failed } from './console.ts';
import type { CommandParts } from './kassa.ts';

const administratorName = 'Администратор';

/** Six digits that are no birthday and no row. */
function newPin(random: (bytes: number) => Uint8Array): string {
  for (;;) {
    const number = random(4).reduce((sum, byte) => sum * 256 + byte, 0);
    const pin = String(number % 1_000_000).padStart(6, '0');
    if (!isWeakPin(pin)) return pin;
  }
}

/** A working profile: its one person is an administrator, who makes the others in the window. Gives the PIN. */
async function beginWorking(store: Store, { tradePoint, workstation }: CodeLook): Promise<Result<string>> {
  const pin = newPin((bytes) => crypto.getRandomValues(new Uint8Array(bytes)));
  const verifier = await hashPin(pin, store.pepper.bytes);
  const { local } = store;
  const id = store.newId() as CashierId;
  const steps: readonly (() => Result<unknown>)[] = [
    () => local.setTradePoint(tradePoint),
    () => local.setSettings(starterSettings),
    () => local.setCatalogue(local.catalogue()),
    () => local.replaceRanges(starterRanges),
    () => local.cashiers.create({ id, name: administratorName, role: 'administrator', verifier }),
    () => store.begin({ workstation, tradePointId: tradePoint.id, zone: tradePoint.zone }),
  ];
  for (const step of steps) {
    const done = step();
    if (!done.ok) return done;
  }
  return ok(pin);
}

/** The journal, begun at the code's place unless there is one. */
async function begin(store: Store, looked: CodeLook, { say }: Console): Promise<Result<unknown>> {
  if (store.begun()) return ok(null);
  if (looked.training) return beginTraining(store, (pin) => hashPin(pin, store.pepper.bytes), looked);
  const begun = await beginWorking(store, looked);
  if (begun.ok) say(`Создан ${administratorName}, ПИН ${begun.value}. Смените его в окне программы.`);
  return begun;
}

export async function enrolCommand({
  folder,
  migrations,
  given,
  console,
}: CommandParts): Promise<number | null> {
  const { sep, code } = given;
  if (typeof sep !== 'string' || typeof code !== 'string') return null;
  if (readSecret(profileAt(folder).key, fileVault).kind === 'sealed') {
    console.note('Ключ журнала хранит система: такое рабочее место подключает сама программа, в настройках.');
    return exitCodes.failed;
  }
  const opened = openStore({
    profile: folder,
    migrations,
    clock: Date.now,
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    vault: fileVault,
    machineId: machineId(),
  });
  if (!opened.ok) return failed(console, opened.failure);
  const store = opened.value;
  const quiet = (): void => undefined;
  const desk = createSyncDesk({
    store,
    file: profileAt(folder).sep,
    vault: fileVault,
    network: { ...usualNetwork(), openPeers: null, timers: systemTimers },
    clock: Date.now,
    program: 'kassa enrol',
    log: { info: quiet, warn: quiet, error: quiet },
    changed: quiet,
    heard: quiet,
    replaceCatalogue: () => false,
  });
  try {
    const form = { address: sep, code };
    const looked = await desk.look(form);
    if (!looked.ok) return failed(console, looked.failure);
    const begun = await begin(store, looked.value, console);
    if (!begun.ok) return failed(console, begun.failure);
    const enrolled = await desk.enrol(form);
    if (!enrolled.ok) return failed(console, enrolled.failure);
    const { tradePoint, workstation, training } = looked.value;
    console.say(
      `Подключено: точка ${tradePoint.id} («${tradePoint.name}»), рабочее место ${workstation}${training ? ', учебная СЭП' : ''}.`,
    );
    return exitCodes.sound;
  } finally {
    await desk.close();
    store.close();
  }
}
