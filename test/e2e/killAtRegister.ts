/** Ends the program at the one moment that matters: as the register's memory is about to be written, or has just been. */
import type { Station } from './station.ts';

export async function killAtRegister(
  station: Station,
  moment: 'beforeWriting' | 'afterWriting',
  press: () => Promise<void>,
): Promise<void> {
  await station.app.evaluate(async (_electron, when) => {
    const { open } = process.getBuiltinModule('node:fs/promises');
    const some = await open(process.execPath, 'r');
    const handle = Object.getPrototypeOf(some) as typeof some;
    await some.close();
    const end = () => process.kill(process.pid, 'SIGKILL');
    const { sync } = handle;
    if (when === 'beforeWriting') Object.assign(handle, { write: end });
    else {
      handle.sync = async function (this: typeof some) {
        await sync.call(this);
        end();
      };
    }
  }, moment);
  const ended = station.ended();
  await press().catch(() => undefined);
  await ended;
}
