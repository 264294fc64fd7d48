import { expect, test } from 'vitest';
import { readAddresses, writeAddress } from '../../renderer/settings/peerAddress.ts';

test('addresses are read as people write them, and written back', () => {
  const read = readAddresses('192.168.1.20:8444, kassa-2:9000; [fe80::1]:8444');
  expect(read).toEqual([
    { host: '192.168.1.20', port: 8444 },
    { host: 'kassa-2', port: 9000 },
    { host: 'fe80::1', port: 8444 },
  ]);
  expect(read?.map(writeAddress).join(', ')).toBe('192.168.1.20:8444, kassa-2:9000, [fe80::1]:8444');
});

test('an empty field is no address, not a wrong one', () => {
  expect(readAddresses('  ')).toEqual([]);
});

test.each(['192.168.1.20', 'host:0', 'host:70000', 'https://host:8444', 'a:1, b'])('%s is none', (text) => {
  expect(readAddresses(text)).toBeNull();
});
