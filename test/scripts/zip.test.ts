// The zip reader against archives made here byte by byte, whole and damaged.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { withZip } from '../../scripts/lib/zip.ts';

const folder = mkdtempSync(join(tmpdir(), 'kassa-zip-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Source {
  readonly name: string;
  readonly text: string;
  readonly packed?: boolean;
  readonly mode?: number;
}

function makeZip(sources: readonly Source[], comment = ''): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, text, packed = false, mode = 0o644 } of sources) {
    const plain = Buffer.from(text);
    const data = packed ? deflateRawSync(plain) : plain;
    const about = Buffer.alloc(26);
    about.writeUInt16LE(20, 0);
    about.writeUInt16LE(packed ? 8 : 0, 4);
    about.writeUInt32LE(crc32(plain), 10);
    about.writeUInt32LE(data.length, 14);
    about.writeUInt32LE(plain.length, 18);
    about.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), about, Buffer.from(name), data]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE((0o100000 | mode) * 0x10000, 6);
    rest.writeUInt32LE(at, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x03'), about, rest, Buffer.from(name));
    bodies.push(local);
    at += local.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(sources.length, 4);
  end.writeUInt16LE(sources.length, 6);
  end.writeUInt32LE(listing.length, 8);
  end.writeUInt32LE(at, 12);
  end.writeUInt16LE(Buffer.byteLength(comment), 16);
  return Buffer.concat([...bodies, listing, Buffer.from('PK\x05\x06'), end, Buffer.from(comment)]);
}

function save(bytes: Buffer): string {
  const path = join(folder, `${crc32(bytes)}.zip`);
  writeFileSync(path, bytes);
  return path;
}

const sources: Source[] = [
  { name: 'a/plain.txt', text: 'как есть' },
  { name: 'a/packed.txt', text: 'x'.repeat(10_000), packed: true, mode: 0o755 },
  { name: 'empty.txt', text: '' },
];

test('reads names, permissions and contents, stored or packed', async () => {
  const read = await withZip(save(makeZip(sources, 'a comment')), (entries) =>
    Promise.all(
      entries.map(async (entry) => ({
        name: entry.name,
        mode: entry.mode,
        text: String(await entry.read()),
      })),
    ),
  );
  expect(read).toEqual(sources.map(({ name, text, mode = 0o644 }) => ({ name, mode, text })));
});

test('a flipped byte in the contents is noticed', async () => {
  const bytes = makeZip(sources);
  const at = bytes.indexOf('как есть');
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  const reading = withZip(save(bytes), (entries) => Promise.all(entries.map((entry) => entry.read())));
  await expect(reading).rejects.toThrow('a/plain.txt: damaged contents');
});

test('a cut archive is refused', async () => {
  const bytes = makeZip(sources);
  await expect(withZip(save(bytes.subarray(0, bytes.length - 30)), async () => 0)).rejects.toThrow(
    'not a zip file',
  );
});
