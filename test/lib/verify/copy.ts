/** Writes what an archive holds into a folder, as `hale archive pull` does, and verifies it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { NoteKey } from '../../../lambdas/log/note.ts';
import type { ListedVersion } from '../../../lib/verify/checks/versions.ts';
import { type VerifyOptions, type VerifyReport, verifyFolder } from '../../../lib/verify/verify-folder.ts';
import { type Question, type SecondVerifier, startSecondVerifier } from '../../independent/second-verifier.ts';
import { SCOPE } from '../../lambdas/log/support/lane-rows.ts';
import { LOG_KEY } from '../../lambdas/log/support/memory-archive.ts';

export const LOG = `v1/us-east-1/logs/${SCOPE}`;

export type Objects = ReadonlyMap<string, Buffer>;

/** A new folder with these files. */
export function writeFiles(files: ReadonlyMap<string, Buffer | string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'hale-copy-'));
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** @param objects by their path inside the log's folder. */
export function writeCopy(objects: Objects, others: Readonly<Record<string, string>> = {}, scope = SCOPE): string {
  const inside = [...objects].map(([path, bytes]) => [`v1/us-east-1/logs/${scope}/${path}`, bytes] as const);
  return writeFiles(new Map<string, Buffer | string>([...inside, ...Object.entries(others)]));
}

/** `versions.json` as `hale archive pull` writes it. */
export function listingOf(
  objects: Objects,
  change: (versions: ListedVersion[]) => unknown[] = (all) => all,
): { 'versions.json': string } {
  const versions = [...objects].map(([path, bytes]) => ({
    key: `${LOG}/${path}`,
    version: 'v1',
    size: bytes.length,
    modified: '2026-03-01T12:00:00.000Z',
    mode: 'COMPLIANCE',
    retainUntil: '2033-03-01T12:00:00.000Z',
  }));
  return { 'versions.json': JSON.stringify({ versions: change(versions) }) };
}

export interface VerifyObjects {
  readonly others?: Readonly<Record<string, string>>;
  readonly keys?: readonly NoteKey[];
  readonly scope?: string;
  /** Default: the copy may have no listing. */
  readonly allow?: VerifyOptions['allow'];
}

let second: SecondVerifier | undefined;
/** What is still to be said by the second verifier, which must say the same of every archive of every test. */
const pending: Promise<void>[] = [];

if (process.env.VITEST) {
  const { afterAll, expect } = await import('vitest');
  afterAll(async () => {
    const opinions = await Promise.allSettled(pending.splice(0));
    second?.stop();
    second = undefined;
    expect(opinions.filter(({ status }) => status === 'rejected')).toEqual([]);
  }, 600_000);
}

async function askSecond(folder: string, question: Question, { outcome, difference }: VerifyReport): Promise<void> {
  second ??= startSecondVerifier();
  try {
    const other = await second.verify(folder, question);
    if (other.outcome !== outcome)
      throw new Error(
        `${outcome} (${difference?.reason}), and ${other.outcome} (${other.reason}) to the second verifier`,
      );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function verifyObjects(
  objects: Objects,
  { others, keys = [LOG_KEY], scope, allow = { noVersions: true } }: VerifyObjects = {},
): VerifyReport {
  const folder = writeCopy(objects, others, scope);
  const report = verifyFolder(folder, { keys, allow });
  pending.push(askSecond(folder, { keys, allow }, report));
  return report;
}
