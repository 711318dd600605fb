/** argon2id for runtimes that have none. Loaded only there. */
import { argon2id } from 'hash-wasm';
import type { Derive } from './phc.ts';

export const argon2idInWasm: Derive = ({ password, salt, secret, length }, { memoryKib, passes, lanes }) =>
  argon2id({
    password,
    salt,
    ...(secret && { secret }),
    hashLength: length,
    memorySize: memoryKib,
    iterations: passes,
    parallelism: lanes,
    outputType: 'binary',
  });
