/**
 * T22 (security.md, row 19): whatever goes into a key, distinct inputs give distinct keys, within a pattern and between
 * patterns. Keys are compared as DynamoDB keeps them: as UTF-8.
 */
import { expect, test } from 'vitest';
import * as table from '../../../lambdas/shared/table.ts';

const PAIRS = 1_000_000;
/** Keys of so many pairs are also held against each other. */
const REMEMBERED = 250_000;

/** Which parameters are whole numbers; all others are text. */
const NUMBERS: Readonly<Record<string, readonly number[]>> = {
  budgetKey: [3],
  lanePk: [1],
  laneRegistryKey: [1],
  laneBatchesPk: [1],
  laneBatchSk: [0],
  auditStreamReplayKey: [1],
  breachScopeKey: [1],
  breachPaperKey: [2],
};
/** Tables of their own; all other keys must differ wherever they lie. */
const APART: Readonly<Record<string, string>> = { lanePk: 'audit', searchListPk: 'search' };
/** What is no key: a part of one read back, and an index partition that many events share on purpose. */
const NO_KEYS: readonly string[] = ['breachPapers', 'scopeOfLanePk', 'eventShard', 'eventShards', 'indexedEventsPks'];

type Input = string | number;
type Make = (...inputs: Input[]) => string | { readonly pk: string; readonly sk: string | number };
interface Pattern {
  readonly name: string;
  readonly arity: number;
  /** Keys of one space must differ: whole keys, partition keys and parents, or sort keys within a partition. */
  readonly space: string;
  readonly make: Make;
}

const patterns: Pattern[] = Object.entries(table).flatMap(([name, value]) => {
  if (typeof value !== 'function' || NO_KEYS.includes(name)) return [];
  const space = APART[name] ?? (name.endsWith('Key') ? 'key' : name.endsWith('Sk') ? 'sk' : 'pk');
  return [{ name, arity: value.length, space, make: value as Make }];
});

/** Delimiters, escapes, what escapes look like, names that the patterns use, and text that is hard to compare. */
const NASTY = [
  ...['', '#', '##', '%', '%%', '%23', '%25', '%2523', '%2', '2', '3', '23', '25', '%u', '%ud800', 'ud800', '\0', ' '],
  ...['a', 'A', 'b', 'ab', '0', '1', '01', '-1', '1e3', 'undefined', 'null', 'user_01', 'org_01', 'proj_01'],
  ...['é', 'e\u0301', '😀', '\ud83d', '\ude00', '\ud800', '\udfff', '\ufffd', '\u202e', '\uff03', '\uff05', '\u200b'],
  ...['x'.repeat(512), 'x'.repeat(513), `${'x'.repeat(512)}#`, 'sha256', 'sha256#x'],
  ...patterns.flatMap(({ make, arity }) => {
    const key = make(...Array<Input>(arity).fill('x'));
    return (typeof key === 'string' ? key : `${key.pk}#${key.sk}`).split('#');
  }),
];

/** Mulberry32: the same pairs in every run. */
function randomFrom(seed: number) {
  let state = seed;
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
const random = randomFrom(20_260_301);
const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;

const text = (): string => Array.from({ length: random(4) }, () => pick(NASTY)).join(pick(['', '', '#', '%']));
const isNumber = ({ name }: Pattern, index: number): boolean => NUMBERS[name]?.includes(index) === true;
const inputFor = (pattern: Pattern, index: number): Input =>
  isNumber(pattern, index) ? pick([0, 1, 10, 16, 101, random(2 ** 31), Number.MAX_SAFE_INTEGER]) : text();
const inputsFor = (pattern: Pattern): Input[] =>
  Array.from({ length: pattern.arity }, (_, index) => inputFor(pattern, index));

/** Other inputs that are as like the given ones as can be: moved delimiters, swapped and escaped parts. */
function alike(pattern: Pattern, inputs: readonly Input[]): Input[] {
  const at = random(inputs.length);
  const next = (at + 1) % inputs.length;
  const [one, two] = [String(inputs[at]), String(inputs[next])];
  const cut = random(one.length + 1);
  const edits: (() => [string, string])[] = [
    () => [one.slice(0, cut), one.slice(cut) + two],
    () => [`${one}#${two.slice(0, cut)}`, two.slice(cut)],
    () => [one, `#${two}`],
    () => [two, one],
    () => [one.replaceAll('#', '%23'), two],
    () => [one.replaceAll('%23', '#'), two.replaceAll('%25', '%')],
    () => [one.replaceAll('%', '%25'), two],
    () => [one.toWellFormed(), two],
    () => [one.normalize('NFC'), two.normalize('NFD')],
    () => [one.toLowerCase(), two.trim()],
  ];
  const [left, right] = pick(edits)();
  const changed = inputs.slice();
  if (!isNumber(pattern, at)) changed[at] = left;
  if (!isNumber(pattern, next)) changed[next] = right;
  return changed;
}

interface Made {
  readonly identity: string;
  readonly key: string;
}

function keyOf(pattern: Pattern, inputs: readonly Input[]): Made {
  const made = pattern.make(...inputs);
  const parts = typeof made === 'string' ? [made] : [made.pk, String(made.sk)];
  const stored = JSON.stringify(parts.map((part) => part.toWellFormed()));
  return { identity: JSON.stringify([pattern.name, ...inputs]), key: `${pattern.space} ${stored}` };
}

function aPair(): [Made, Made] {
  const pattern = pick(patterns);
  const inputs = inputsFor(pattern);
  const first = keyOf(pattern, inputs);
  const other = random(3) === 0 ? pick(patterns) : pattern;
  if (other !== pattern) {
    const same = Array.from({ length: other.arity }, (_, index) =>
      isNumber(other, index) ? Number.parseInt(`0${inputs[index]}`, 10) : String(inputs[index] ?? text()),
    );
    return [first, keyOf(other, same)];
  }
  return [
    first,
    keyOf(pattern, inputs.length === 0 ? inputs : random(4) === 0 ? inputsFor(pattern) : alike(pattern, inputs)),
  ];
}

test('every exported function makes a key or is named as one that does not', () => {
  expect(patterns.length).toBeGreaterThan(40);
  expect([...Object.keys(NUMBERS), ...Object.keys(APART), ...NO_KEYS].filter((name) => !(name in table))).toEqual([]);
});

test('distinct inputs never give equal keys', () => {
  const known = new Map<string, string>();
  const collisions: string[] = [];
  let pairs = 0;
  const used = new Set<string>();
  while (pairs < PAIRS) {
    const [one, two] = aPair();
    if (one.identity === two.identity) {
      if (one.key !== two.key) collisions.push(`${one.identity} gave two keys`);
      continue;
    }
    pairs++;
    if (one.key === two.key) collisions.push(`${one.identity} and ${two.identity}`);
    if (pairs > REMEMBERED) continue;
    for (const { identity, key } of [one, two]) {
      const earlier = known.get(key);
      if (earlier !== undefined && earlier !== identity) collisions.push(`${identity} and ${earlier}`);
      known.set(key, identity);
      used.add(identity.slice(2, identity.indexOf('"', 2)));
    }
  }
  console.log(`T22: ${pairs} pairs over ${used.size} key patterns, ${collisions.length} collisions`);
  expect(collisions.slice(0, 20)).toEqual([]);
  expect(used.size).toBe(patterns.length);
});
