/** The evidence of a run in which everything that is cited ran and passed: what the committed matrix claims. */
import type { Evidence } from './judge.ts';
import type { Section } from './safeguard.ts';

export function claimed(sections: readonly Section[]): Evidence {
  const rows = sections.flatMap((section) => section.rows);
  const ran = new Map<string, { title: string; passed: boolean }[]>();
  for (const { tests = {} } of rows) {
    for (const [file, titles] of Object.entries(tests))
      ran.set(file, [...(ran.get(file) ?? []), ...titles.map((title) => ({ title, passed: true }))]);
  }
  const found = (ids: readonly string[]) =>
    Object.fromEntries(ids.map((id) => [id, { says: '', looked: 1, wrong: [] }]));
  return {
    ran,
    findings: {
      template: found(rows.flatMap(({ template = [] }) => template)),
      live: found(rows.flatMap(({ live = [] }) => live)),
    },
  };
}
