import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Instant } from '../../../contract/primitives.ts';
import { createVirtualPrinter } from '../../../main/devices/virtual/virtualPrinter.ts';
import { createVirtualRegister } from '../../../main/devices/virtual/virtualRegister.ts';
import { plainDocument } from '../../tools/escposBench.ts';

// Windows knows no such modes: there the profile's folder is the user's own.
test.skipIf(process.platform === 'win32')(
  'papers and the memory of the register are for nobody else',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kassa-modes-'));
    const clock = () => Date.UTC(2026, 10, 22, 6) as Instant;
    const zone = 'Europe/Moscow';
    const paper = join(folder, 'paper');
    const path = join(folder, 'register', 'documents.jsonl');
    const printer = createVirtualPrinter({
      width: '58',
      folder: paper,
      zone,
      clock,
      onPaper: () => undefined,
    });
    const register = createVirtualRegister({ path, zone, clock, printer, drive: () => '9999000000000001' });
    await register.ensureShiftOpen(plainDocument(2, 'строка'));
    await register.close();
    await printer.close();
    const papers = (await readdir(paper, { recursive: true })).filter((name) => name.endsWith('.txt'));
    const files = [...papers.map((name) => join(paper, name)), path];
    const modes = await Promise.all(files.map(async (file) => (await stat(file)).mode & 0o777));
    expect(modes).toEqual([0o600, 0o600]);
    await rm(folder, { recursive: true, force: true });
  },
);
