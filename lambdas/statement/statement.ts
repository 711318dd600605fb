/**
 * Statements: what this deployment says to people outside, under a key that signs nothing else. A statement is a C2SP
 * signed note of five lines that names the kind of a document, its time and its SHA-256 over canonical JSON (RFC 8785);
 * the document travels beside it. Pure: whoever checks one needs this file, `log/note.ts` and the key.
 */
import { createHash } from 'node:crypto';
import type { Json } from '../audit/block.ts';
import { canonical } from '../audit/leaf.ts';
import { type NoteKey, openNote } from '../log/note.ts';

export const STATEMENT_KINDS = [
  'access_log',
  'access_review',
  'accounting',
  'breach_evidence',
  'breach_scope',
  'posture',
  'subject_export',
] as const;
export type StatementKind = (typeof STATEMENT_KINDS)[number];

const HEADER = 'hale/statement/v1';

export interface Statement {
  readonly kind: StatementKind;
  /** RFC 3339. */
  readonly time: string;
  /** Of the canonical document, base64url. */
  readonly hash: string;
}

/** Name under which the key signs. @param issuer origin of the deployment, such as https://auth.example.org */
export const statementKeyName = (issuer: string): string => `${new URL(issuer).host}/statements`;

/** SHA-256 of a document's canonical JSON, base64url. */
export const documentHash = (document: Json): string =>
  createHash('sha256').update(canonical(document)).digest('base64url');

/** What is signed. @param name of the key. */
export const statementText = (name: string, { kind, time, hash }: Statement): string =>
  `${HEADER}\n${name}\n${kind}\n${time}\n${hash}\n`;

/** @throws when the note is malformed, signed by none of the keys, or no statement. */
export function openStatement(note: string, keys: readonly NoteKey[]): Statement & { readonly signer: string } {
  const { text, signers } = openNote(note, keys);
  const [header, name = '', named, time = '', hash = '', ...rest] = text.split('\n');
  const kind = STATEMENT_KINDS.find((one) => one === named);
  if (header !== HEADER || !kind || rest.length !== 1) throw new Error('not a statement');
  if (!signers.some((key) => key.name === name)) throw new Error(`a statement of ${name}, signed by another`);
  return { kind, time, hash, signer: name };
}

/** Whether the note is a statement of that kind about exactly this document. @throws as `openStatement` does. */
export function isStatementOf(kind: StatementKind, document: Json, note: string, keys: readonly NoteKey[]): boolean {
  const statement = openStatement(note, keys);
  return statement.kind === kind && statement.hash === documentHash(document);
}
