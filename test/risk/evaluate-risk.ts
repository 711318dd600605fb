/**
 * `npm run risk:evaluate [-- PEOPLE SEED]`: prints what the risk engine would have stopped in a simulated month. Without
 * arguments it also writes the figures into docs/risk.md and the picture beside it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawCurve } from './curve.ts';
import { evaluateBoth, PUBLISHED } from './evaluate.ts';
import { detectionTable, fillPage, peopleLines, plainText, thresholdTable } from './report.ts';

const DOCS = join(import.meta.dirname, '../../docs');
const [people = PUBLISHED.people, seed = PUBLISHED.seed] = process.argv.slice(2).map(Number);

const figures = evaluateBoth(people, seed);
console.log(peopleLines(figures).join('\n'));
console.log(`\n${plainText(detectionTable(figures))}`);
console.log(`\n${plainText(thresholdTable(figures))}`);
if (process.argv.length === 2) {
  const page = join(DOCS, 'risk.md');
  writeFileSync(page, fillPage(readFileSync(page, 'utf8'), figures));
  writeFileSync(join(DOCS, 'risk-curve.svg'), drawCurve(figures));
  console.log('\nWritten: docs/risk.md, docs/risk-curve.svg');
}
