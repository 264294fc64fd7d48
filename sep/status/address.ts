/** By which name an address is counted: an IPv6 one by its /64, which is what one customer is given. */
import { isIPv4, isIPv6 } from 'node:net';

/** The eight groups of an IPv6 address, without zeros in front. */
function groupsOf(address: string): readonly string[] {
  const [head = '', tail] = address.split('::');
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const missing = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  return [...before, ...Array<string>(missing).fill('0'), ...after].map((group) =>
    group.toLowerCase().replace(/^0+(?=.)/, ''),
  );
}

/** `192.0.2.7`, `2001:db8:0:1::/64`; IPv4 in IPv6's clothes is IPv4. */
export function addressName(address: string): string {
  const plain = address.split('%')[0] ?? '';
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  if (isIPv4(plain)) return plain;
  return isIPv6(plain) ? `${groupsOf(plain).slice(0, 4).join(':')}::/64` : 'unknown';
}
