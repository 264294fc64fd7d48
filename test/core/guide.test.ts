import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { FailureCode } from '../../contract/failure.ts';
import { explain, remedies } from '../../core/remedies.ts';

const guide = readFileSync(fileURLToPath(new URL('../../docs/cashier-guide.md', import.meta.url)), 'utf8');

test.each(Object.keys(remedies) as FailureCode[])(
  "the cashier's guide says of %s what the program says",
  (failure) => {
    const { code, says, todo } = explain({ code: failure });
    expect(guide).toContain(`| ${code} | ${says} | ${todo} |`);
  },
);
