/** Before each file: the programs that it starts open their windows on the screen of this worker. */
import { inject } from 'vitest';

const screens = inject('screens');
const place = Number(process.env['VITEST_POOL_ID']) - 1;
const own = screens[place % screens.length];
if (own !== undefined) process.env['DISPLAY'] = own;
