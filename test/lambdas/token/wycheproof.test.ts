/**
 * T14: Wycheproof's JSON Web Signatures. With their own keys they go through what stands before every signature check
 * here and the library behind it; and as they are, with the keys of others, they are nobody's token anywhere.
 */
import { readFileSync } from 'node:fs';
import { compactVerify, type JWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { makeClinic } from '../../dynamodb/people.ts';
import { bearer } from '../../dynamodb/world.ts';

const { isCanonical } = await import('../../../lambdas/token/access-token.ts');
const { verifyAccessToken } = await import('../../../lambdas/token/verify-access-token.ts');
const { readRefreshToken } = await import('../../../lambdas/session/refresh-token.ts');
const { hintedSession } = await import('../../../lambdas/oauth/hinted-session.ts');

interface Vector {
  readonly tcId: number;
  readonly comment: string;
  readonly jws: string;
  readonly result: 'valid' | 'invalid';
}
interface Group {
  readonly comment: string;
  readonly key: JWK;
  readonly tests: readonly Vector[];
}
const file = new URL('vectors/json-web-signature.json', import.meta.url);
const { groups } = JSON.parse(readFileSync(file, 'utf8')) as { groups: readonly Group[] };

/** Marked invalid, though they are letter for letter a token that is marked valid: what was wrong with them is lost. */
const SAME_AS_VALID = [367, 370];
/** Marked valid, though they hold letters that are none of base64url. */
const MALFORMED = [372, 373];

const verified = (jws: string, { key }: Group): Promise<boolean> =>
  compactVerify(jws, key, { algorithms: [key.alg ?? 'ES256'] }).then(
    () => true,
    () => false,
  );
const accepts = async (jws: string, group: Group): Promise<boolean> => isCanonical(jws) && verified(jws, group);

const all = groups.flatMap((group) => group.tests.map((vector) => ({ group, vector })));
const judged = all.filter(({ vector }) => !SAME_AS_VALID.includes(vector.tcId));

test('the two that are left out are what they are said to be', () => {
  for (const { group, vector } of all.filter(({ vector: { tcId } }) => SAME_AS_VALID.includes(tcId)))
    expect(group.tests.some(({ jws, result }) => result === 'valid' && jws === vector.jws)).toBe(true);
});

test('with their own keys no invalid one is accepted, and every valid one that is written as it should be', async () => {
  const wrong: number[] = [];
  const missed: number[] = [];
  const theLibraryAlone: number[] = [];
  for (const { group, vector } of judged) {
    const accepted = await accepts(vector.jws, group);
    if (vector.result === 'invalid' && accepted) wrong.push(vector.tcId);
    if (vector.result === 'valid' && !accepted) missed.push(vector.tcId);
    if (vector.result === 'invalid' && (await verified(vector.jws, group))) theLibraryAlone.push(vector.tcId);
  }
  const invalid = judged.filter(({ vector }) => vector.result === 'invalid').length;
  console.log(
    `T14: Wycheproof JWS, ${judged.length} vectors, ${invalid} invalid: ${wrong.length} accepted (the library alone: ${theLibraryAlone.length})`,
  );
  expect(wrong).toEqual([]);
  expect(missed).toEqual(MALFORMED);
  expect(theLibraryAlone.length, 'the check of the spelling is needed').toBeGreaterThan(0);
});

describe('whatever their own keys say, they are nobody’s token', () => {
  test('as access token, refresh token and hint', async () => {
    const { projectId } = await makeClinic();
    for (const { vector } of all) {
      expect((await verifyAccessToken(vector.jws, new Date())).ok).toBe(false);
      expect(readRefreshToken(vector.jws)).toBeUndefined();
      expect(await hintedSession(vector.jws, projectId, new Date())).toBeUndefined();
    }
  });

  test('at a user’s route, an operator’s and a server’s', async () => {
    const codes = new Set<string>();
    for (const { vector } of all) {
      for (const name of ['GET /v1/me', 'GET /v1/operators/me', 'GET /v1/projects/me'] as const) {
        const { status, body } = await request(name, { headers: bearer(vector.jws) });
        codes.add(`${status} ${body.code}`);
      }
    }
    expect([...codes]).toEqual(['401 unauthenticated']);
  });
});
