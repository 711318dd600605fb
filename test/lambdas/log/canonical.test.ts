/** The canonical JSON that leaves are written in, against the vectors of RFC 8785. */
import canonicalize from 'canonicalize';
import { describe, expect, it } from 'vitest';
import { DOCUMENTS, NOT_NUMBERS, NUMBERS } from './vectors/rfc8785.ts';

const double = (bits: string): number => Buffer.from(bits, 'hex').readDoubleBE();

describe('canonical JSON (RFC 8785)', () => {
  it.each(DOCUMENTS)('%s', (_name, input, output) => {
    expect(canonicalize(JSON.parse(input))).toBe(output);
  });

  it.each(NUMBERS)('the double %s is written %s', (bits, text) => {
    expect(canonicalize(double(bits))).toBe(text);
  });

  it.each(NOT_NUMBERS)('the double %s is refused', (bits) => {
    expect(() => canonicalize(double(bits))).toThrow();
  });

  it.each(['\ud83d', '\ude02', 'a\ud800b'])('a lone surrogate is refused, as value and as name', (text) => {
    expect(() => canonicalize({ name: text })).toThrow();
    expect(() => canonicalize({ [text]: 1 })).toThrow();
  });
});
