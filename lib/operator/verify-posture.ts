/** `hale compliance verify <file>`: checks a posture against trusted keys, offline; it needs nothing of the deployment. */
import { existsSync, readFileSync } from 'node:fs';
import type { Json } from '../../lambdas/audit/block.ts';
import { isStatementOf } from '../../lambdas/statement/statement.ts';
import { CommandError } from './command-error.ts';
import { readKeys } from './verify.ts';

interface Stated {
  readonly document: { readonly project_id?: string; readonly as_of?: string; readonly in_policy?: boolean };
  readonly statement: string;
}

function readPosture(file: string): Stated {
  if (!existsSync(file)) throw new CommandError(`There is no file ${file}.`, 2);
  try {
    const { document, statement } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Stated>;
    if (typeof document === 'object' && document !== null && typeof statement === 'string')
      return { document, statement };
  } catch {}
  throw new CommandError(`Not a posture with its statement: ${file}`, 2);
}

/** 0 when it is as it was signed, whatever it says; 1 when it is not. */
export async function verifyPosture(file: string, { keys }: { readonly keys: readonly string[] }): Promise<number> {
  const { document, statement } = readPosture(file);
  try {
    if (!isStatementOf('posture', document as Json, statement, readKeys(keys)))
      throw new Error('the document is not the one that was signed');
    const { project_id, as_of, in_policy } = document;
    console.log(`${project_id} was ${in_policy ? '' : 'NOT '}in policy at ${as_of}.`);
    return 0;
  } catch (error) {
    if (error instanceof CommandError) throw error;
    console.log(`NOT SIGNED: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}
