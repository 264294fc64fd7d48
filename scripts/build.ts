// `npm run build`: the program into out/.
import { ensureBuilt } from './lib/build.ts';

try {
  console.log((await ensureBuilt()) ? 'built' : 'nothing has changed since the last build');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
