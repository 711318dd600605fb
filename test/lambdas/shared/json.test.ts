import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson } from '../../../lambdas/shared/json.ts';

const refused = { ok: false, error: 'malformed_request' };
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const members = (count: number) => `{${Array.from({ length: count }, (_, index) => `"m${index}":0`).join()}}`;

test('depth may be 32', () => {
  expect(parseJson(nested(32)).ok).toBe(true);
  expect(parseJson(nested(33))).toEqual(refused);
});

test('members may be 1,000 in all, objects inside objects counted', () => {
  expect(parseJson(members(1_000)).ok).toBe(true);
  expect(parseJson(members(1_001))).toEqual(refused);
  expect(parseJson(`[${members(600)},${members(600)}]`)).toEqual(refused);
});

test.each([
  ['the same member twice', '{"a":1,"a":2}'],
  ['the same member twice, once escaped', '{"a":1,"\\u0061":2}'],
  ['the same member twice, deep inside', '[{"x":{"a":1,"b":[],"a":2}}]'],
  ['__proto__', '{"__proto__":{"admin":true}}'],
  ['__proto__, escaped', '{"\\u005f_proto__":1}'],
  ['a name that is written with an escape', '{"\\u0061":1}'],
  ['a name with a quote', '{"\\"":1}'],
  ['a name with a backslash', '{"a":{"\\\\":1}}'],
  ['a string without an end', '{"a":"b\\'],
  ['a trailing comma', '{"a":1,}'],
  ['a comment', '{/* */}'],
  ['NaN', '{"a":NaN}'],
  ['half a document', '{"a":"'],
  ['two documents', '{}{}'],
  ['nothing', ''],
  ['the first half of a pair', '{"a":["\\ud83d"]}'],
  ['the second half, in capitals', '{"a":"x\\uDE00"}'],
  ['two halves the wrong way round', '{"a":"\\ude00\\ud83d"}'],
])('%s is refused', (_, text) => {
  expect(parseJson(text)).toEqual(refused);
});

test.each([
  ['brackets inside strings', '{"a":"[[[{{{\\"}}}","b":"]"}'],
  ['the same name in two objects', '[{"a":1},{"a":2},{"b":{"a":3}}]'],
  ['a value that looks like a name', '["a","a","__proto__"]'],
  ['quotes and backslashes in values', '{"a":"\\"","b":["\\\\","\\\\\\""]}'],
  ['names of any letters', '{"é":1,"名":2,"😀":3,"":4}'],
  ['both halves of a pair', '{"a":"\\ud83d\\ude00"}'],
  ['a backslash before what looks like a half', '{"a":"\\\\ud83d"}'],
  ['white space before the colon', '{"a" \n : 1}'],
])('%s is read', (_, text) => {
  expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
});

test('a string as long as a body may be is read', () => {
  const text = JSON.stringify({ a: 'x'.repeat(250_000), b: '\\"'.repeat(60_000) });
  expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
});

test('a quarter megabyte of open brackets or quotes is refused', () => {
  for (const text of ['[', '{"a":', '"\\', '\\"', '"\\"', '{"', '" ', ' '])
    expect(parseJson(text.repeat(262_144 / text.length))).toEqual(refused);
});

test('whatever is within the bounds is read as JSON.parse reads it', () => {
  const name = fc.string({ unit: 'binary' }).filter((text) => {
    return text !== '__proto__' && JSON.stringify(text) === `"${text}"`;
  });
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.string(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      tie('list'),
      tie('object'),
    ),
    list: fc.array(tie('value'), { maxLength: 5 }),
    object: fc.dictionary(name, tie('value'), { maxKeys: 5 }),
  }));
  const property = fc.property(value, fc.constantFrom(0, 2), (given, indent) => {
    const text = JSON.stringify(given, undefined, indent);
    expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
  });
  fc.assert(property, { numRuns: 2_000 });
});

describe('V8 takes an escaped name for one with a backslash that it read before (nodejs/node#63785)', () => {
  const poison = (first: string) => `{"${first}":[],"\\\\":0}`;
  const escaped = (first: string) => `{"${first}":1,"\\"":2}`;

  test('which JSON.parse still does: if not, names need no longer be refused', () => {
    JSON.parse(poison('one'));
    expect(Object.keys(JSON.parse(escaped('one')))).toEqual(['one', '\\']);
  });

  test('so what taught it that is never parsed, and what it would mistake is refused', () => {
    expect(parseJson(poison('two'))).toEqual(refused);
    expect(Object.keys(JSON.parse(escaped('two')))).toEqual(['two', '"']);
    JSON.parse(poison('three'));
    expect(parseJson(escaped('three'))).toEqual(refused);
  });
});
