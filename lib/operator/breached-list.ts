/**
 * `hale breached-list build <hibp-file> <out>`: from the list of SHA-1 hashes that Have I Been Pwned gives out, ordered
 * by hash, to the compact one that functions look up in (`lambdas/password/breached-list.ts`). Nothing is downloaded.
 */
import { closeSync, createReadStream, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { CommandError } from './command-error.ts';
import { type ProgressBar, progressBar } from './progress.ts';

/** As the reader has it; the reader's test holds both together. */
const MAGIC = 'HALEBRL1';
const HEADER_BYTES = 16;
const ENTRY_BYTES = 8;
/** A function may have 250 MB unzipped, its code among them. */
const MAX_ENTRIES = 28_000_000;
const ENTRIES_A_WRITE = 65_536;
const LINE = /^([0-9A-Fa-f]{40})(?::(\d{1,10}))?$/;

export interface Built {
  readonly read: number;
  readonly kept: number;
}

function headerOf(count: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC, 'latin1');
  header.writeBigUInt64BE(BigInt(count), MAGIC.length);
  return header;
}

/** Collects entries and writes many at once. */
function createList(path: string) {
  const file = openSync(path, 'w');
  const entries = Buffer.alloc(ENTRIES_A_WRITE * ENTRY_BYTES);
  let [count, waiting] = [0, 0];
  let last = '';
  const flush = () => {
    writeSync(file, entries, 0, waiting * ENTRY_BYTES);
    waiting = 0;
  };
  writeSync(file, headerOf(0));
  return {
    /** @returns whether it was new: two hashes may begin alike. @throws where it comes before the last one. */
    add(hash: string): boolean {
      const entry = hash.slice(0, 2 * ENTRY_BYTES).toLowerCase();
      if (entry < last) throw new CommandError('The file is not ordered by hash: get the one that is.', 2);
      if (entry === last) return false;
      last = entry;
      entries.write(entry, waiting * ENTRY_BYTES, 'hex');
      waiting++;
      count++;
      if (waiting === ENTRIES_A_WRITE) flush();
      return true;
    },
    close() {
      flush();
      writeSync(file, headerOf(count), 0, HEADER_BYTES, 0);
      closeSync(file);
    },
    abandon: () => closeSync(file),
  };
}

/** @param least how often a password must have been seen to be kept. */
export async function buildBreachedList(
  from: string,
  to: string,
  least: number,
  bar: ProgressBar = progressBar('bytes'),
): Promise<Built> {
  const { size } = statSync(from);
  const part = `${to}.part`;
  const list = createList(part);
  let [read, kept, bytes] = [0, 0, 0];
  try {
    for await (const line of createInterface({ input: createReadStream(from), crlfDelay: Number.POSITIVE_INFINITY })) {
      bytes += line.length + 1;
      if (line === '') continue;
      const [, hash, seen] = LINE.exec(line) ?? [];
      if (!hash) throw new CommandError(`Line ${read + 1} is no SHA-1 hash and count: ${line.slice(0, 60)}`, 2);
      read++;
      if (Number(seen ?? 1) >= least && list.add(hash)) kept++;
      if (kept > MAX_ENTRIES) throw new CommandError('More than fits into a function: raise --least.', 2);
      if (read % ENTRIES_A_WRITE === 0) bar.update(Math.min(bytes, size), size);
    }
  } catch (cause) {
    list.abandon();
    rmSync(part);
    throw cause;
  } finally {
    bar.stop();
  }
  list.close();
  renameSync(part, to);
  return { read, kept };
}

export async function breachedListBuild(from: string, to: string, { least }: { least: string }): Promise<number> {
  if (!/^[1-9]\d{0,9}$/.test(least)) throw new CommandError('--least is a whole number from 1 on.', 2);
  const { read, kept } = await buildBreachedList(from, to, Number(least));
  console.log(`${kept} of ${read} hashes in ${to}, ${(statSync(to).size / 1e6).toFixed(1)} MB.`);
  return 0;
}
