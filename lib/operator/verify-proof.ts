/** `hale verify-proof <file>`: checks the proof of one event (C2SP tlog-proof) against trusted keys, offline. */
import { existsSync, readFileSync } from 'node:fs';
import { parseProof, verifyProof as verifyInclusionProof } from '../../lambdas/log/proof.ts';
import { keysOfLog } from '../verify/trust.ts';
import { CommandError } from './command-error.ts';
import { readKeys } from './verify.ts';

export interface VerifyProofOptions {
  readonly keys: readonly string[];
  /** File of the leaf; without it, the leaf that travels in the proof. */
  readonly leaf?: string;
}

export async function verifyProof(file: string, { keys, leaf }: VerifyProofOptions): Promise<number> {
  for (const path of [file, ...(leaf ? [leaf] : [])]) {
    if (!existsSync(path)) throw new CommandError(`There is no file ${path}.`, 2);
  }
  const text = readFileSync(file, 'utf8');
  try {
    const { index, extra } = parseProof(text);
    const entry = leaf ? readFileSync(leaf) : extra;
    if (!entry) throw new CommandError('The proof carries no leaf: give --leaf.', 2);
    const [named = ''] = parseProof(text).checkpoint.split('\n', 1);
    const { origin, size } = verifyInclusionProof(text, entry, keysOfLog(named, readKeys(keys)));
    console.log(`Entry ${index} of ${origin}, signed at size ${size}:`);
    console.log(Buffer.from(entry).toString('utf8'));
    return 0;
  } catch (error) {
    if (error instanceof CommandError) throw error;
    console.log(`NOT PROVEN: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}
