import { expect, test } from 'vitest';
import { scannedReceipt } from '../../core/scannedReceipt.ts';

const read = {
  kind: 'qr',
  drive: '9999078900005488',
  document: 312,
  sign: '2084714053',
  amount: 51_500,
  time: '20261123T0905',
  operation: 1,
};

test.each([
  ['as it is', 't=20261123T0905&s=515.00&fn=9999078900005488&i=312&fp=2084714053&n=1'],
  ['typed on the Russian layout', 'е=20261123Е0905?ы=515ю00?ат=9999078900005488?ш=312?аз=2084714053?т=1'],
])('%s', (_how, text) => {
  expect(scannedReceipt(text)).toEqual(read);
});

test('another code is no receipt', () => {
  expect(scannedReceipt('4601234567890')).toBeNull();
});
