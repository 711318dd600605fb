/** argon2id (RFC 9106): the runtime's own where it has one, which takes a third of the time, else WebAssembly. */
import crypto from 'node:crypto';
import type { Derive } from './phc.ts';

const native: Derive = ({ password, salt, secret, length }, { memoryKib, passes, lanes }) =>
  new Promise((resolve, reject) => {
    crypto.argon2(
      'argon2id',
      { message: password, nonce: salt, secret, tagLength: length, memory: memoryKib, passes, parallelism: lanes },
      (error, hash) => (error ? reject(error) : resolve(hash)),
    );
  });

/** Node has it from 24.7 on, and only over an OpenSSL that has it. */
export const hasNative = (): boolean => typeof crypto.argon2 === 'function';

export const argon2id: Derive = async (input, parameters) =>
  hasNative() ? native(input, parameters) : (await import('./argon2-wasm.ts')).argon2idInWasm(input, parameters);
