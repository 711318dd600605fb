import { describe, expect, expectTypeOf, test } from 'vitest';
import { type Kind, kind } from '../../hipaa/classification-kind.ts';
import { classificationPage, countClasses, KINDS } from '../../hipaa/classification-page.ts';
import { KIND_ROWS, OTHER_ROWS } from '../../hipaa/classification-rows.ts';
import * as table from '../../lambdas/shared/table.ts';

test('hipaa/data-classification.md is these lists: after a change of them, run this with -u', async () => {
  await expect(classificationPage()).toMatchFileSnapshot('../../hipaa/data-classification.md');
});

describe('every attribute', () => {
  test('of a kind has exactly one class', () => {
    for (const { name, classes } of KINDS) {
      const names = Object.values(classes).flat();
      expect(new Set(names).size, name).toBe(names.length);
    }
    console.log('Attributes:', JSON.stringify(countClasses(KINDS)), 'of', KINDS.length, 'kinds');
  });

  test('that a kind has more of than its list is told by the compiler', () => {
    interface Thing {
      readonly id: string;
      readonly diagnosis: string;
    }
    const facts = { name: 'thing', table: 'identity', kept: 'in clear', goes: 'never' } as const;
    const judge = kind<Thing>();
    // @ts-expect-error: `diagnosis` has no class
    judge(facts, { linked: ['id'] });
    // @ts-expect-error: there is no `treatment`
    judge(facts, { linked: ['id', 'diagnosis', 'treatment'] });
    expectTypeOf(judge(facts, { linked: ['id'], identifier: [['diagnosis']] })).toEqualTypeOf<Kind>();
  });
});

test('nothing that lets somebody in is kept in clear', () => {
  const plain = KINDS.filter(({ classes, kept }) => classes.secret && /^in clear/.test(kept)).map(({ name }) => name);
  expect(plain).toEqual([]);
});

describe('every row of the tables', () => {
  test('is of a kind, or is said to hold nothing else', () => {
    const keys = Object.keys(table).filter((name) => name.endsWith('Key') || name === 'SIGNING_KEYS');
    expect(Object.keys({ ...KIND_ROWS, ...OTHER_ROWS }).sort()).toEqual(keys.sort());
    expect(Object.keys(KIND_ROWS).filter((key) => key in OTHER_ROWS)).toEqual([]);
  });

  test('of a kind is classified', () => {
    const names = KINDS.map(({ name }) => name);
    expect(Object.values(KIND_ROWS).filter((name) => !names.includes(name))).toEqual([]);
    const two = ['reset of a password'];
    expect(names.filter((name) => !Object.values(KIND_ROWS).includes(name))).toEqual(two);
  });
});
