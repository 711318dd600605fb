/** The control matrix as the API tells it (A53): that of the sources, to whoever may read about compliance. */
import { expect, test } from 'vitest';
import { SECTIONS } from '../../../../hipaa/safeguards.ts';
import { client } from '../../../dynamodb/api.ts';
import { makeProject } from '../../../dynamodb/world.ts';

interface Told {
  readonly section: string;
  readonly pass: number;
  readonly partial: number;
  readonly not_applicable: number;
  readonly controls: readonly { citation: string; status: string; because: string | null }[];
}

const controls = async () => client((await makeProject()).secret)('GET /v1/compliance/controls');

test('every item of the matrix is told, with its status, and why where it is not PASS', async () => {
  const { status, body } = await controls();
  expect(status).toBe(200);
  const told = (body.sections as Told[]).flatMap((one) => one.controls);
  const rows = SECTIONS.flatMap((section) => section.rows);
  expect(told.map(({ citation, status }) => [citation, status])).toEqual(
    rows.map(({ citation, claim }) => [citation, claim]),
  );
  for (const { status: said, because } of told) expect(because === null).toBe(said === 'PASS');
});

test('the counts are those of the items', async () => {
  const { body } = await controls();
  for (const { controls: items, pass, partial, not_applicable } of body.sections as Told[]) {
    const count = (status: string) => items.filter((one) => one.status === status).length;
    expect([pass, partial, not_applicable]).toEqual([count('PASS'), count('PARTIAL'), count('N/A')]);
  }
});
