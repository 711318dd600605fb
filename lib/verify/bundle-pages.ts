/**
 * What a check of one bundle alone does not see: pages of one set that are missing or of another set, a signed document
 * inside of a bundle, and rows that tell of an event which is not there.
 */
import type { Json, JsonObject } from '../../lambdas/audit/block.ts';
import { canonical } from '../../lambdas/audit/leaf.ts';
import type { NoteKey } from '../../lambdas/log/note.ts';
import type { Manifest } from '../../lambdas/statement/bundle.ts';
import { EVENTS } from '../../lambdas/statement/proven-event.ts';
import { documentHash, openStatement, statementKeyName } from '../../lambdas/statement/statement.ts';

type Parts = Readonly<Record<string, Json>>;

const part = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
const idsOf = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.map((one) => String(part(one as Json).id)) : [];

export interface CheckedPages {
  readonly differences: readonly string[];
  /** Numbers of pages that nobody gave. */
  readonly missing: readonly number[];
}

/** @param manifests signed ones, of one set each of which tells its page and how many there are; others are not looked at. */
export function checkPages(manifests: readonly Manifest[]): CheckedPages {
  const paged = manifests.filter(({ facts }) => typeof facts.page === 'number' && typeof facts.pages === 'number');
  const [first] = paged;
  if (!first) return { differences: [], missing: [] };
  const setOf = ({ kind, issuer, project_id, about, facts: { page: _, ...facts } }: Manifest): string =>
    canonical({ kind, issuer, project_id, about, facts } as unknown as Json);
  const numbers = paged.map(({ facts }) => facts.page as number);
  const all = Array.from({ length: first.facts.pages as number }, (_, i) => i + 1);
  return {
    differences: [
      ...paged.filter((one) => setOf(one) !== setOf(first)).map(({ facts }) => `page ${facts.page}: is of another set`),
      ...numbers.filter((page, i) => numbers.indexOf(page) !== i).map((page) => `page ${page}: is there twice`),
    ],
    missing: all.filter((page) => !numbers.includes(page)),
  };
}

/** The scope of a breach is signed for itself; the evidence holds it and its statement. */
export function scopeDifference({ scope }: Parts, { issuer }: Manifest, keys: readonly NoteKey[]): string[] {
  const { document, statement } = part(scope);
  if (document === undefined || typeof statement !== 'string') return [];
  try {
    const { kind, hash, signer } = openStatement(statement, keys);
    const same = kind === 'breach_scope' && hash === documentHash(document) && signer === statementKeyName(issuer);
    return same ? [] : ['scope: is not the one that was signed'];
  } catch (error) {
    return [`scope: ${error instanceof Error ? error.message : String(error)}`];
  }
}

/** Ids of the timeline of a breach for which there is no event in the bundle, and so no proof. */
export function unprovenRows(parts: Parts): string[] {
  const shown = new Set(idsOf(parts[EVENTS]));
  return idsOf(parts.timeline).filter((id) => !shown.has(id));
}
