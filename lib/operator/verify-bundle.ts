/**
 * `hale verify-bundle <file>`: checks a bundle that this service handed out, or one statement with its document, against
 * trusted keys, offline: the manifest, each part, and of each event that it stands in its log and is shown as it was logged.
 */
import { existsSync, readFileSync } from 'node:fs';
import type { Json } from '../../lambdas/audit/block.ts';
import type { NoteKey } from '../../lambdas/log/note.ts';
import { checkBundle } from '../../lambdas/statement/bundle.ts';
import { type CheckedEvents, checkEvents } from '../../lambdas/statement/proven-event.ts';
import { documentHash, openStatement } from '../../lambdas/statement/statement.ts';
import { keysOfLog } from '../verify/trust.ts';
import { CommandError } from './command-error.ts';
import { readKeys } from './verify.ts';

export interface VerifyBundleOptions {
  readonly keys: readonly string[];
  readonly json?: boolean;
}

interface Report {
  readonly ok: boolean;
  /** Whether all that the bundle holds could be checked with these keys. */
  readonly complete: boolean;
  readonly kind: string;
  readonly about: string;
  /** RFC 3339. */
  readonly at: string;
  readonly parts: number;
  readonly events?: Omit<CheckedEvents, 'differences'> | undefined;
  readonly differences: readonly string[];
}

type Members = Record<string, unknown>;
const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readBundle(file: string): Members {
  if (!existsSync(file)) throw new CommandError(`There is no file ${file}.`, 2);
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isObject(value) && typeof value.statement === 'string') return value;
  } catch (cause) {
    throw new CommandError(`${file} is not JSON (${cause instanceof Error ? cause.message : String(cause)}).`, 2);
  }
  throw new CommandError(`${file} holds no statement: it is no bundle, and no signed answer of this service.`, 2);
}

/** An answer that is one document with its statement: `{ "log": {...}, "statement": "..." }`. */
function checkDocument({ statement, ...rest }: Members, keys: readonly NoteKey[]): Report {
  const [[name, document] = ['', undefined], ...more] = Object.entries(rest);
  const base = { parts: 1, about: name, kind: 'unknown', at: '' };
  if (document === undefined || more.length > 0)
    return { ...base, ok: false, complete: true, differences: ['one document is expected beside the statement'] };
  try {
    const { kind, time, hash } = openStatement(String(statement), keys);
    const same = hash === documentHash(document as Json);
    const differences = same ? [] : [`${name}: is not as it was signed`];
    return { ...base, kind, at: time, ok: same, complete: true, differences };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ...base, ok: false, complete: true, differences: [`statement: ${reason}`] };
  }
}

function checkWhole(bundle: Members, keys: readonly NoteKey[]): Report {
  const signed = checkBundle(bundle, keys);
  const manifest = isObject(bundle.manifest) ? bundle.manifest : {};
  const about = isObject(manifest.about) ? `${String(manifest.about.type)} ${String(manifest.about.id)}` : '';
  const parts = isObject(bundle.parts) ? (bundle.parts as Record<string, Json>) : {};
  // What is not as it was signed proves nothing, so its events are not looked at.
  const checked = signed.length === 0 ? checkEvents(parts, (origin) => keysOfLog(origin, keys)) : undefined;
  const { differences = [], ...events } = checked ?? {};
  const all = [...signed, ...differences];
  return {
    ok: all.length === 0,
    complete: (checked?.unchecked ?? 0) === 0,
    kind: String(manifest.kind ?? 'unknown'),
    about,
    at: String(manifest.created_at ?? ''),
    parts: Object.keys(parts).length,
    events: checked && checked.events > 0 ? (events as Report['events']) : undefined,
    differences: all,
  };
}

function describe({ kind, about, at, parts, events, ok, complete, differences }: Report): string[] {
  const counted = events
    ? [
        `${events.events} events: ${events.proven} proven in their log, ${events.pending} in no checkpoint yet when it was made,`,
        `${events.unchecked} of logs whose keys were not given; ${events.compared} held against what was logged.`,
      ]
    : [];
  const end = ok
    ? complete
      ? ['Everything is as it was signed.']
      : ['What could be checked is as it was signed. Give the keys of the logs too.']
    : differences.map((one) => `DIFFERENCE: ${one}`);
  return [`${kind} about ${about}, ${at}: ${parts} ${parts === 1 ? 'part' : 'parts'}`, ...counted, ...end];
}

export async function verifyBundle(file: string, { keys, json }: VerifyBundleOptions): Promise<number> {
  const bundle = readBundle(file);
  const trusted = readKeys(keys);
  const report = 'manifest' in bundle ? checkWhole(bundle, trusted) : checkDocument(bundle, trusted);
  console.log(json ? JSON.stringify(report, undefined, 2) : describe(report).join('\n'));
  if (!report.ok) return 1;
  return report.complete ? 0 : 4;
}
