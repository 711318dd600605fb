/**
 * JSON from strangers: bounded before it is parsed (security.md, row 26).
 * Depth up to 32, up to 1,000 members in all, no duplicate member, no `__proto__`.
 */
import { err, ok, type Result } from './result.ts';

const MAX_DEPTH = 32;
const MAX_MEMBERS = 1_000;
/** A string with what follows it, or a bracket: all that the outline of a document needs. */
const OUTLINE = /"((?:[^"\\]|\\.)*)"(\s*:)?|[[\]{}]/gs;

/** Walks the outline; JSON.parse judges the rest. */
function withinBounds(text: string): boolean {
  const open: (Set<string> | undefined)[] = [];
  let members = 0;
  for (const [token, name, colon] of text.matchAll(OUTLINE)) {
    if (token === '{' || token === '[') {
      open.push(token === '{' ? new Set() : undefined);
      if (open.length > MAX_DEPTH) return false;
    } else if (token === '}' || token === ']') {
      open.pop();
    } else if (colon !== undefined && name !== undefined) {
      const names = open.at(-1);
      const decoded = name.includes('\\') ? (JSON.parse(`"${name}"`) as string) : name;
      members++;
      if (members > MAX_MEMBERS || decoded === '__proto__' || names?.has(decoded)) return false;
      names?.add(decoded);
    }
  }
  return true;
}

export function parseJson(text: string): Result<unknown, 'malformed_request'> {
  try {
    const value: unknown = JSON.parse(text);
    return withinBounds(text) ? ok(value) : err('malformed_request');
  } catch {
    return err('malformed_request');
  }
}
