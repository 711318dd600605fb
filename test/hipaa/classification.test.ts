import { describe, expect, expectTypeOf, test } from 'vitest';
import { type Kind, kind } from '../../hipaa/classification-kind.ts';
import { classificationPage, countClasses } from '../../hipaa/classification-page.ts';
import { PEOPLE } from '../../hipaa/classification-people.ts';
import { PROJECTS } from '../../hipaa/classification-projects.ts';

const ALL: readonly Kind[] = [...PEOPLE, ...PROJECTS];

test('hipaa/data-classification.md is these lists: after a change of them, run this with -u', async () => {
  await expect(classificationPage()).toMatchFileSnapshot('../../hipaa/data-classification.md');
});

describe('every attribute', () => {
  test('of a kind has exactly one class', () => {
    for (const { name, classes } of ALL) {
      const names = Object.values(classes).flat();
      expect(new Set(names).size, name).toBe(names.length);
    }
    console.log('Attributes:', JSON.stringify(countClasses(ALL)), 'of', ALL.length, 'kinds');
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
  const plain = ALL.filter(({ classes, kept }) => classes.secret && /^in clear/.test(kept)).map(({ name }) => name);
  expect(plain).toEqual([]);
});
