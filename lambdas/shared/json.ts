/**
 * JSON from strangers: bounded before it is parsed (security.md, row 26).
 * Depth up to 32, up to 1,000 members in all, no duplicate member, no `__proto__`, no escape in a member's name, and no
 * half of a surrogate pair (RFC 7493 section 2.1): what cannot be written as UTF-8 cannot be signed later.
 */
import { err, ok, type Result } from './result.ts';

const MAX_DEPTH = 32;
const MAX_MEMBERS = 1_000;
/**
 * A string with what follows it, a bracket, or what lies between: the outline of a document. Sticky, so that the first
 * place where nothing fits ends the walk, and no text is looked at more than twice.
 */
const OUTLINE = /"((?:[^"\\]|\\.)*)"(\s*:)?|[[\]{}]|[^"[\]{}]+/gsuy;

/**
 * Walks the outline; JSON.parse judges the rest. Names with escapes go no further, because V8 may read one as the name
 * of another object that it parsed before, in another request too (nodejs/node#63785). Ours need none.
 */
function withinBounds(text: string): boolean {
  const open: (Set<string> | undefined)[] = [];
  let members = 0;
  let end = 0;
  for (const [token, name, colon] of text.matchAll(OUTLINE)) {
    end += token.length;
    if (token === '{' || token === '[') {
      open.push(token === '{' ? new Set() : undefined);
      if (open.length > MAX_DEPTH) return false;
    } else if (token === '}' || token === ']') {
      open.pop();
    } else if (colon !== undefined && name !== undefined) {
      const names = open.at(-1);
      members++;
      if (members > MAX_MEMBERS || name.includes('\\') || name === '__proto__' || names?.has(name)) return false;
      names?.add(name);
    }
  }
  return end === text.length;
}

/** Only an escape can bring half a pair: the text itself was UTF-8. */
const SURROGATE_ESCAPE = /\\u[dD][89a-fA-F]/;

function refuseHalves(_name: string, value: unknown): unknown {
  if (typeof value === 'string' && !value.isWellFormed()) throw new SyntaxError('half a surrogate pair');
  return value;
}

export function parseJson(text: string): Result<unknown, 'malformed_request'> {
  if (!withinBounds(text)) return err('malformed_request');
  try {
    const value: unknown = SURROGATE_ESCAPE.test(text) ? JSON.parse(text, refuseHalves) : JSON.parse(text);
    return ok(value);
  } catch {
    return err('malformed_request');
  }
}
