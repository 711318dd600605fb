/**
 * `hale verify <folder>`: checks a copy of the archive bucket without any account or network (audit-log.md §6).
 * Exits 0 when everything is as it was signed, and else as `EXIT_CODES` tells; 2 when called wrongly.
 */
import { createSecretKey } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type NoteKey, parseVkey } from '../../lambdas/log/note.ts';
import type { SubjectKeys } from '../verify/checks/content.ts';
import { type VerifyReport, verifyFolder } from '../verify/verify-folder.ts';
import { CommandError } from './command-error.ts';
import { progressBar } from './progress.ts';

const EXIT_CODES = { as_signed: 0, difference: 1, unsigned_tail: 3, incomplete: 4 } as const;

export interface VerifyOptions {
  /** Files of verifier keys, one a line, from a place that whoever wrote the archive cannot write. */
  readonly keys?: readonly string[];
  /** Signed checkpoints that were kept elsewhere. */
  readonly checkpoint?: readonly string[];
  readonly allowUnsignedTail?: boolean;
  /** `false` when the copy is known to have no listing of the bucket. */
  readonly versions?: boolean;
  readonly allowMissingSeals?: boolean;
  /** Only these organizations and projects. */
  readonly scope?: readonly string[];
  /** yyyy-mm-dd: entries before the seal of that day are not opened again. */
  readonly since?: string;
  /** File of people's data keys, as `hale subject-keys export` writes it. */
  readonly subjectKeys?: string;
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

/** `{ "v": 1, "keys": { "<subject id>": "<32 bytes, base64url>" } }` */
function readSubjectKeys(file: string): SubjectKeys {
  const wrong = () => new CommandError(`Not a file of people's data keys: ${file}`, 2);
  try {
    const { v, keys } = JSON.parse(read(file)) as { v: unknown; keys: Record<string, string> };
    if (v !== 1) throw wrong();
    return new Map(
      Object.entries(keys).map(([subject, text]) => {
        const key = Buffer.from(text, 'base64url');
        if (key.length !== 32 || key.toString('base64url') !== text) throw wrong();
        return [subject, createSecretKey(key)];
      }),
    );
  } catch (error) {
    throw error instanceof CommandError ? error : wrong();
  }
}

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

const list = (title: string, items: readonly string[]): string[] => [title, ...items.map((item) => `  - ${item}`)];

function describe({
  logs,
  outcome,
  differences,
  checked,
  notChecked,
  locksChecked,
  tampering,
}: VerifyReport): string[] {
  const lines = logs.map(
    ({ origin, entries, signed, checkpoints, seals, content }) =>
      `${origin}: ${entries} entries, ${Math.min(entries, signed)} of them signed by ${checkpoints} checkpoints and ${seals} seals; ` +
      `${content.publicBlocks} public blocks as committed, ` +
      (content.openedBlocks > 0 ? `${content.openedBlocks} sealed blocks opened, ` : '') +
      `${content.sealedBlocks - content.openedBlocks} sealed blocks committed, content withheld or erased`,
  );
  lines.push(...list('Checked:', checked), ...list('Not checked:', notChecked));
  const tails = logs.filter(({ entries, signed }) => entries > signed);
  for (const { origin, entries, signed } of tails) {
    lines.push(`Entries ${signed} to ${entries - 1} of ${origin} are NOT signed: they follow its newest checkpoint.`);
  }
  for (const { origin, missingSeals } of logs.filter((log) => log.missingSeals.length > 0)) {
    lines.push(
      `${origin} has NO seal of ${missingSeals.slice(0, 7).join(', ')}${missingSeals.length > 7 ? ' …' : ''}.`,
    );
  }
  if (tampering > 0) {
    lines.push(
      `EVIDENCE of tampering lies in ${tampering} files (v1/*/evidence/<day>/): read them, whatever stands below.`,
    );
  }
  for (const { file, index, reason } of differences) {
    lines.push(`DIFFERENCE in ${file}${index === undefined ? '' : ` at entry ${index}`}: ${reason}`);
  }
  if (outcome === 'unsigned_tail') {
    lines.push('Normal for a minute after an event: pull again then, or give --allow-unsigned-tail.');
  }
  if (outcome === 'incomplete' && !locksChecked) {
    lines.push('NOT ALL COULD BE CHECKED: there is no versions.json. Pull it, or give --no-versions.');
  } else if (outcome === 'incomplete') {
    lines.push('NOT ALL COULD BE CHECKED: seals are missing. Give --allow-missing-seals if you know why.');
  }
  if (outcome === 'as_signed') {
    lines.push(
      tails.length > 0
        ? 'Everything up to the newest checkpoints is as it was signed.'
        : 'Everything is as it was signed.',
    );
  }
  return lines;
}

export async function verify(
  folder: string,
  { keys, checkpoint = [], scope, since, subjectKeys, json, ...allowed }: VerifyOptions,
): Promise<number> {
  const { allowUnsignedTail, versions, allowMissingSeals } = allowed;
  if (!existsSync(folder)) throw new CommandError(`There is no folder ${folder}.`, 2);
  if (since !== undefined && !isDay(since)) throw new CommandError(`--since: ${since} is no day like 2026-03-01.`, 2);
  const bar = progressBar('entries');
  const report = verifyFolder(folder, {
    keys: keys && readKeys(keys),
    kept: checkpoint.map((file) => ({ file, note: read(file) })),
    scopes: scope,
    since,
    ...(subjectKeys && { subjectKeys: readSubjectKeys(subjectKeys) }),
    allow: { unsignedTail: allowUnsignedTail, noVersions: versions === false, missingSeals: allowMissingSeals },
    onProgress: bar.update,
  });
  bar.stop();
  const text = JSON.stringify(report, undefined, 2);
  if (json === '-') console.log(text);
  else {
    if (json) writeFileSync(json, `${text}\n`);
    for (const line of describe(report)) console.log(line);
  }
  return EXIT_CODES[report.outcome];
}
