/**
 * `hale verify-bundle <files...>`: checks bundles that this service handed out, or one statement with its document, against
 * trusted keys, offline: the manifest, each part, and of each event that it stands in its log and is shown as it was logged.
 * Bundles that are pages of one set are held against each other.
 */
import { existsSync, readFileSync } from 'node:fs';
import type { Json } from '../../lambdas/audit/block.ts';
import type { NoteKey } from '../../lambdas/log/note.ts';
import { checkBundle, type Manifest } from '../../lambdas/statement/bundle.ts';
import { type CheckedEvents, checkEvents, foreignEvents } from '../../lambdas/statement/proven-event.ts';
import { documentHash, openStatement } from '../../lambdas/statement/statement.ts';
import { type CheckedPages, checkPages, scopeDifference, unprovenRows } from '../verify/bundle-pages.ts';
import { keysOfLog } from '../verify/trust.ts';
import { CommandError } from './command-error.ts';
import { readKeys } from './verify.ts';

export interface VerifyBundleOptions {
  readonly keys: readonly string[];
  readonly json?: boolean;
  /** Events that are in no checkpoint yet are no reason to end with another code than 0. */
  readonly allowPending?: boolean;
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
  /** Rows of a timeline without their event. */
  readonly unproven: number;
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
  const base = { parts: 1, about: name, kind: 'unknown', at: '', unproven: 0 };
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
  const signer = manifest as unknown as Manifest;
  const inside = checked ? [...foreignEvents(parts, signer), ...scopeDifference(parts, signer, keys)] : [];
  const all = [...signed, ...differences, ...inside];
  return {
    ok: all.length === 0,
    complete: (checked?.unchecked ?? 0) === 0,
    kind: String(manifest.kind ?? 'unknown'),
    about,
    at: String(manifest.created_at ?? ''),
    parts: Object.keys(parts).length,
    events: checked && checked.events > 0 ? (events as Report['events']) : undefined,
    unproven: checked ? unprovenRows(parts).length : 0,
    differences: all,
  };
}

const pendingIn = ({ events }: Report): number => events?.pending ?? 0;

function describe(report: Report): string[] {
  const { kind, about, at, parts, events, ok, complete, unproven, differences } = report;
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
  const open = [
    ...(pendingIn(report) > 0 ? ['Of what is in no checkpoint yet the statement is the only proof.'] : []),
    ...(unproven > 0 ? [`${unproven} rows of the timeline have no event here: nothing proves them.`] : []),
  ];
  return [`${kind} about ${about}, ${at}: ${parts} ${parts === 1 ? 'part' : 'parts'}`, ...counted, ...end, ...open];
}

const describePages = ({ differences, missing }: CheckedPages): string[] => [
  ...differences.map((one) => `DIFFERENCE: ${one}`),
  ...(missing.length > 0 ? [`Give the other pages too: ${missing.join(', ')} of this set.`] : []),
];

function statusOf(reports: readonly Report[], pages: CheckedPages, allowPending: boolean): number {
  if (reports.some(({ ok }) => !ok) || pages.differences.length > 0) return 1;
  if (reports.some(({ complete }) => !complete) || pages.missing.length > 0) return 4;
  const unproven = (one: Report): boolean => one.unproven > 0 || (pendingIn(one) > 0 && !allowPending);
  return reports.some(unproven) ? 5 : 0;
}

export async function verifyBundle(
  files: readonly string[],
  { keys, json, allowPending = false }: VerifyBundleOptions,
): Promise<number> {
  const bundles = files.map(readBundle);
  const trusted = readKeys(keys);
  const reports = bundles.map((one) => ('manifest' in one ? checkWhole(one, trusted) : checkDocument(one, trusted)));
  // A manifest that nobody signed tells of no page.
  const manifests = bundles.flatMap(({ manifest }, i) => (isObject(manifest) && reports[i]?.ok ? [manifest] : []));
  const pages = checkPages(manifests as unknown as Manifest[]);
  const [only, ...more] = reports;
  const whole = more.length > 0 ? { bundles: reports, pages } : { ...only, pages };
  console.log(
    json ? JSON.stringify(whole, undefined, 2) : [...reports.flatMap(describe), ...describePages(pages)].join('\n'),
  );
  return statusOf(reports, pages, allowPending);
}
