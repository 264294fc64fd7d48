// Placeholder of the measurements that `npm run bench` runs.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../scripts/lib/install.mjs';

mkdirSync(join(projectRoot, 'out'), { recursive: true });
writeFileSync(join(projectRoot, 'out/bench.json'), '[]\n');
console.log('nothing is measured yet');
