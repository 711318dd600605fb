/**
 * Passwords known from breaches, in a file beside the function, where the deployment has one (`hale breached-list
 * build`): a magic word, the number of entries, and the first eight bytes of each SHA-1, sorted. Nothing is loaded: a
 * look-up reads some twenty entries. No password and no part of one leaves the function.
 */
import { createHash } from 'node:crypto';
import { existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';

const MAGIC = 'HALEBRL1';
const HEADER_BYTES = 16;
const ENTRY_BYTES = 8;
/** `lib/bundle/bundle.ts` puts it there. */
const FILE = 'breached-passwords.list';

export type IsBreached = (password: string) => boolean;

function read(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  if (readSync(file, bytes, 0, length, position) !== length)
    throw new Error('the list of breached passwords is cut off');
  return bytes;
}

/** @throws where the file is not a list, or not all of one: a function that should look up does not go without. */
export function openBreachedList(path: string): IsBreached {
  const file = openSync(path, 'r');
  const header = read(file, 0, HEADER_BYTES);
  const count = Number(header.readBigUInt64BE(MAGIC.length));
  if (header.toString('latin1', 0, MAGIC.length) !== MAGIC) throw new Error('this is no list of breached passwords');
  if (fstatSync(file).size !== HEADER_BYTES + count * ENTRY_BYTES)
    throw new Error('the list of breached passwords is not whole');
  return (password) => {
    const wanted = createHash('sha1').update(password).digest().subarray(0, ENTRY_BYTES);
    let [low, high] = [0, count];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const order = Buffer.compare(read(file, HEADER_BYTES + middle * ENTRY_BYTES, ENTRY_BYTES), wanted);
      if (order === 0) return true;
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    return false;
  };
}

let opened: { readonly list: IsBreached | undefined } | undefined;

/** The list beside the function, where there is one. */
function listBeside(folder: string): IsBreached | undefined {
  const path = join(folder, FILE);
  opened ??= { list: existsSync(path) ? openBreachedList(path) : undefined };
  return opened.list;
}

/** Of the list beside the function; where there is none, nothing is known to be breached. */
export const breachedList = (folder = import.meta.dirname): IsBreached => listBeside(folder) ?? (() => false);

/** For the risk engine, which tells apart what is not on the list and what nobody looked up. */
export function lookUpBreached(
  password: string,
  folder = import.meta.dirname,
): 'breached' | 'not_breached' | undefined {
  const isBreached = listBeside(folder);
  return isBreached && (isBreached(password) ? 'breached' : 'not_breached');
}
