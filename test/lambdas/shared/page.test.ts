import { expect, test } from 'vitest';
import { linkToNext, page, probe } from '../../../lambdas/shared/page.ts';

const rows = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `id${index}` }));

test('one row more than the page holds tells of a next page', () => {
  expect(probe(2)).toBe(3);
  expect(page(rows(3), 2)).toEqual({ items: rows(2), next: 'id1' });
  expect(page(rows(2), 2)).toEqual({ items: rows(2), next: undefined });
  expect(page(rows(0), 2)).toEqual({ items: [], next: undefined });
});

test('the Link header names the next page, and is not there on the last one', () => {
  expect(linkToNext('/v1/things', 2, 'id1')).toEqual({ link: '</v1/things?limit=2&cursor=id1>; rel="next"' });
  expect(linkToNext('/v1/things', 2, undefined)).toEqual({});
});
