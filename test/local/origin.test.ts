/** One origin: the deployed API behind the headers that CloudFront adds. */
import { expect, test } from 'vitest';
import { cloud } from './cloud.ts';

test('the API answers at the origin', async () => {
  const answer = await fetch(`${cloud.apiUrl}/v1/health`);

  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
});

test('every answer carries the headers of the edge, the refusal of an unknown path too', async () => {
  const answer = await fetch(`${cloud.apiUrl}/no/such/path`);

  expect(answer.status).toBe(404);
  expect(answer.headers.get('strict-transport-security')).toMatch(/^max-age=63072000/);
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('x-frame-options')).toBe('DENY');
});
