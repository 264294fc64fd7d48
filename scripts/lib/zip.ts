// A small reader of zip files: picks single entries out of a large archive without an `unzip` program.
import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';

const inflate = promisify(inflateRaw);

export interface ZipEntry {
  readonly name: string;
  readonly size: number;
  /** Unix permission bits, 0 where the archive was not made on Unix. */
  readonly mode: number;
  readonly isFolder: boolean;
  readonly read: () => Promise<Buffer>;
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const endSize = 22;
const largestComment = 0xffff;

/** Opens the archive for the time of `use`. Zip64 and encryption are refused rather than misread. */
export async function withZip<T>(
  path: string,
  use: (entries: readonly ZipEntry[]) => Promise<T>,
): Promise<T> {
  const file = await open(path, 'r');
  try {
    return await use(await readDirectory(file));
  } finally {
    await file.close();
  }
}

async function readDirectory(file: FileHandle): Promise<ZipEntry[]> {
  const { size } = await file.stat();
  const tail = await readAt(
    file,
    Math.max(0, size - endSize - largestComment),
    Math.min(size, endSize + largestComment),
  );
  const end = lastIndexOfSignature(tail);
  if (end === undefined) throw new Error('not a zip file: no end record');
  const count = tail.readUInt16LE(end + 10);
  const directorySize = tail.readUInt32LE(end + 12);
  const directoryAt = tail.readUInt32LE(end + 16);
  if (count === 0xffff || directoryAt === 0xffffffff) throw new Error('zip64 is not supported');
  const directory = await readAt(file, directoryAt, directorySize);
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (directory.readUInt32LE(at) !== entrySignature) throw new Error('damaged zip directory');
    const nameSize = directory.readUInt16LE(at + 28);
    const name = directory.toString('utf8', at + 46, at + 46 + nameSize);
    entries.push(entryOf(file, directory, at, name));
    at += 46 + nameSize + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

function entryOf(file: FileHandle, directory: Buffer, at: number, name: string): ZipEntry {
  const encrypted = (directory.readUInt16LE(at + 8) & 1) === 1;
  const method = directory.readUInt16LE(at + 10);
  const crc = directory.readUInt32LE(at + 16);
  const packedSize = directory.readUInt32LE(at + 20);
  const size = directory.readUInt32LE(at + 24);
  const localAt = directory.readUInt32LE(at + 42);
  const read = async () => {
    if (encrypted) throw new Error(`${name}: encrypted`);
    const local = await readAt(file, localAt, 30);
    if (local.readUInt32LE(0) !== localSignature) throw new Error(`${name}: damaged header`);
    const dataAt = localAt + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
    const packed = await readAt(file, dataAt, packedSize);
    const data = await unpack(name, method, packed);
    if (data.length !== size || crc32(data) !== crc) throw new Error(`${name}: damaged contents`);
    return data;
  };
  const mode = (directory.readUInt32LE(at + 38) >>> 16) & 0o777;
  return { name, size, mode, isFolder: name.endsWith('/'), read };
}

async function unpack(name: string, method: number, packed: Buffer): Promise<Buffer> {
  if (method === 0) return packed;
  if (method === 8) return inflate(packed);
  throw new Error(`${name}: unknown compression ${method}`);
}

function lastIndexOfSignature(tail: Buffer): number | undefined {
  for (let at = tail.length - endSize; at >= 0; at--) {
    const commentEnds = at + endSize + tail.readUInt16LE(at + 20);
    if (tail.readUInt32LE(at) === endSignature && commentEnds === tail.length) return at;
  }
  return undefined;
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead !== length) throw new Error('the zip file ends too early');
  return buffer;
}
