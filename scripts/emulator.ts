/** `npm run emulator -- escpos --link PATH`: a printer for people who don't have one. Paper comes out on stdout. */
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { EscposEmulator } from './emulator/escposEmulator.ts';
import { startEscposEmulator } from './emulator/escposEmulator.ts';
import type { PaperLine } from './emulator/escposMachine.ts';
import { BadLink, SocatMissing } from './emulator/pty.ts';

const usage = `Usage: npm run emulator -- escpos --link PATH [--width 58|80]
  escpos        a receipt printer that speaks ESC/POS
  --link PATH   where its serial port appears; type this path as the port in the program's settings
  --width MM    paper width, 80 unless given`;

const help = `Commands:
  paper out          the roll is empty          paper in           a new roll
  paper N            N lines are left           paper low          near the end
  cover open         the cover is open          cover closed
  silence            it prints, but no answer arrives
  answer             it answers again
  off | on           switched off and on
  lose               the answer to the next «printed up to here?» is lost
  stray HEX [N]      one stray byte, now or when N more lines are out: 00 and 03 look
                     like the answer to «printed up to here?», 12 like a status, 13 like XOFF, 11 like XON
  late MS            so many milliseconds until it answers «printed up to here?»; 0: at once
  slow MS            so many milliseconds a line; 0: at once
  noise              stray bytes before each answer; «answer» ends them
  unplug | plug      the cable
  help, quit`;

const draw = (line: PaperLine): string => {
  switch (line.type) {
    case 'text':
      return line.big ? [...line.text].join(' ') : line.text;
    case 'qr':
      return `[QR ${line.data}]`;
    case 'cut':
      return '- - - - - - - - cut - - - - - - - -';
    case 'drawer':
      return `[drawer opens: ${line.onMs} ms on, ${line.offMs} ms off]`;
    case 'unknown':
      return `[unknown bytes: ${line.hex}]`;
  }
};

function paper(emulator: EscposEmulator, how: string | undefined): boolean {
  const { machine } = emulator;
  const lines = Number(how);
  if (how === 'out') machine.set({ paperLeft: 0 });
  else if (how === 'in') machine.set({ paperLeft: Number.POSITIVE_INFINITY, nearEnd: false });
  else if (how === 'low') machine.set({ nearEnd: true });
  else if (how !== undefined && Number.isSafeInteger(lines) && lines > 0) machine.set({ paperLeft: lines });
  else return false;
  return true;
}

function time(
  emulator: EscposEmulator,
  which: 'msPerLine' | 'answerLateMs',
  how: string | undefined,
): boolean {
  const milliseconds = Number(how);
  if (how === undefined || !Number.isSafeInteger(milliseconds) || milliseconds < 0) return false;
  emulator.machine.set({ [which]: milliseconds });
  return true;
}

function stray({ machine }: EscposEmulator, byte: string | undefined, lines: string | undefined): boolean {
  const after = Number(lines ?? 0);
  if (byte === undefined || !/^[0-9a-f]{2}$/.test(byte) || !Number.isSafeInteger(after) || after < 0)
    return false;
  const emit = (): void => machine.emit([Number.parseInt(byte, 16)]);
  if (after === 0) emit();
  else machine.atLine(machine.linesPrinted() + after, emit);
  return true;
}

/** True: done. False: no such command. */
async function obey(emulator: EscposEmulator, typed: string): Promise<boolean> {
  const [word, how, where] = typed.trim().toLowerCase().split(/\s+/);
  const { machine } = emulator;
  switch (word) {
    case 'paper':
      return paper(emulator, how);
    case 'cover':
      if (how !== 'open' && how !== 'closed') return false;
      machine.set({ coverOpen: how === 'open' });
      return true;
    case 'silence':
      machine.set({ silent: true });
      return true;
    case 'answer':
      machine.set({ silent: false, noise: [] });
      return true;
    case 'off':
    case 'on':
      machine.set({ dead: word === 'off' });
      return true;
    case 'lose':
      machine.loseAnswer('barrier', 1);
      return true;
    case 'slow':
      return time(emulator, 'msPerLine', how);
    case 'late':
      return time(emulator, 'answerLateMs', how);
    case 'stray':
      return stray(emulator, how, where);
    case 'noise':
      machine.set({ noise: [0xff, 0x81, 0xfe] });
      return true;
    case 'unplug':
      await emulator.unplug();
      return true;
    case 'plug':
      await emulator.plug();
      return true;
    default:
      return false;
  }
}

function readArguments(): { link: string; columns: 32 | 48 } | null {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { link: { type: 'string' }, width: { type: 'string', default: '80' } },
    });
    if (positionals.length !== 1 || positionals[0] !== 'escpos' || !values.link) return null;
    if (values.width !== '58' && values.width !== '80') return null;
    return { link: values.link, columns: values.width === '58' ? 32 : 48 };
  } catch {
    return null;
  }
}

async function main(): Promise<number> {
  const options = readArguments();
  if (!options) {
    console.error(usage);
    return 2;
  }
  const onPaper = (line: PaperLine): void => console.log(draw(line));
  const emulator = await startEscposEmulator({ ...options, onPaper });
  console.log(`ESC/POS printer at ${options.link}. Type «help» for its troubles, Ctrl+C ends it.`);
  const commands = createInterface({ input: process.stdin });
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
    process.once('SIGHUP', () => resolve());
    commands.on('line', (typed) => {
      if (typed.trim() === 'quit') resolve();
      else if (typed.trim() === 'help') console.log(help);
      else if (typed.trim() !== '') {
        obey(emulator, typed).then(
          (done) =>
            console.log(
              done ? `ok: ${typed.trim()}` : `no such command: ${typed.trim()} («help» lists them)`,
            ),
          (error: unknown) => console.error(String(error)),
        );
      }
    });
  });
  commands.close();
  await emulator.close();
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof SocatMissing || error instanceof BadLink ? error.message : error);
  process.exitCode = 1;
}
