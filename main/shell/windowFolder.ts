/** Where Chromium keeps its own files: in the profile, or, where that lets nobody write, out of its way. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../store/profile.ts';

/**
 * Chromium without a folder that it can write to ends without a word, as if a second copy had been started. So a profile
 * that is closed, full or no folder at all gets a folder in `temporary`: the window opens and says what is wrong.
 */
export function windowFolder(profile: string, temporary: string): string {
  const folder = join(profile, 'window');
  try {
    makeFolder(folder);
    // Whether one may write is known only by writing: rights, a read-only disk and a full one all show here.
    writeFileSync(join(folder, 'writable'), '1');
    return folder;
  } catch {
    return mkdtempSync(join(temporary, 'kassa-window-'));
  }
}
