/** The matrix as the API tells it, `lambdas/compliance/controls.json`: what was claimed when the code was deployed. */
import { claimed } from './claimed.ts';
import { countsOf, judge } from './judge.ts';
import { SECTIONS } from './safeguards.ts';

export function controlsText(): string {
  const sections = judge(SECTIONS, claimed(SECTIONS)).map((judged) => {
    const counts = countsOf(judged);
    return {
      section: judged.section.number,
      name: judged.section.name,
      pass: counts.PASS,
      partial: counts.PARTIAL,
      not_applicable: counts['N/A'],
      controls: judged.verdicts.map(({ row, status }) => {
        return { citation: row.citation, title: row.title, status, because: row.because ?? null };
      }),
    };
  });
  return `${JSON.stringify({ sections }, null, 2)}\n`;
}
