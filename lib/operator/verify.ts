/**
 * `hale verify <folder>`: checks a copy of the archive bucket without any account or network (audit-log.md §6).
 * Exits 0 when everything is as it was signed, 1 at the first difference, 2 when called wrongly.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type NoteKey, parseVkey } from '../../lambdas/log/note.ts';
import { type VerifyReport, verifyFolder } from '../verify/verify-folder.ts';
import { CommandError } from './command-error.ts';
import { progressBar } from './progress.ts';

export interface VerifyOptions {
  /** Files of verifier keys, one a line, from a place that whoever wrote the archive cannot write. */
  readonly keys?: readonly string[];
  /** Signed checkpoints that were kept elsewhere. */
  readonly checkpoint?: readonly string[];
  /** Where the report goes; `-` for standard output. */
  readonly json?: string;
}

function read(file: string): string {
  if (!existsSync(file)) throw new CommandError(`There is no file ${file}.`, 2);
  return readFileSync(file, 'utf8');
}

export function readKeys(files: readonly string[]): NoteKey[] {
  const lines = files.flatMap((file) => read(file).split('\n').filter(Boolean));
  return lines.map((line) => {
    try {
      return parseVkey(line.trim());
    } catch {
      throw new CommandError(`Not a verifier key: ${line}`, 2);
    }
  });
}

function describe({ logs, difference, differences, trustedKeys, locksChecked }: VerifyReport): string[] {
  const lines = logs.map(
    ({ origin, entries, signed, checkpoints, seals, content }) =>
      `${origin}: ${entries} entries, ${signed} of them signed by ${checkpoints} checkpoints and ${seals} seals; ` +
      `${content.publicBlocks} public blocks as committed, ` +
      `${content.sealedBlocks} sealed blocks committed, content withheld or erased`,
  );
  if (!trustedKeys) lines.push('Keys were taken from the folder itself: give --keys to know who signed.');
  if (!locksChecked) lines.push('No versions.json: versions and locks of the objects were not checked.');
  if (!difference) return [...lines, 'Everything is as it was signed.'];
  return [
    ...lines,
    ...differences.map(
      ({ file, index, reason }) => `DIFFERENCE in ${file}${index === undefined ? '' : ` at entry ${index}`}: ${reason}`,
    ),
  ];
}

export async function verify(folder: string, { keys, checkpoint = [], json }: VerifyOptions): Promise<number> {
  if (!existsSync(folder)) throw new CommandError(`There is no folder ${folder}.`, 2);
  const bar = progressBar('entries');
  const report = verifyFolder(folder, {
    keys: keys && readKeys(keys),
    kept: checkpoint.map((file) => ({ file, note: read(file) })),
    onProgress: bar.update,
  });
  bar.stop();
  const text = JSON.stringify(report, undefined, 2);
  if (json === '-') console.log(text);
  else {
    if (json) writeFileSync(json, `${text}\n`);
    for (const line of describe(report)) console.log(line);
  }
  return report.ok ? 0 : 1;
}
