/** What an accounting of disclosures holds, and what it leaves out (45 CFR 164.528). */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../lambdas/audit/block.ts';
import { CATALOGUE, type EventType } from '../../../lambdas/audit/catalogue.ts';
import type { EventRecord } from '../../../lambdas/audit/event-query.ts';
import { entryOf, inOrder, isAccounted, isFree, periodOf } from '../../../lambdas/dsr/accounting.ts';
import {
  changeList,
  DEFAULT_ACTIONS,
  type DisclosureList,
  listOfDeployment,
  tellsLess,
} from '../../../lambdas/dsr/disclosure-list.ts';
import { newId } from '../../../lambdas/shared/ids.ts';

const PATIENT = 'user_patient';
const NOW = new Date('2026-06-01T12:00:00Z');
const DOCTOR = newId('user', NOW);
const pseudonym = (id: string): string => `other-${id.slice(0, 4)}`;
const BY_DEFAULT = listOfDeployment('default');
const SIX_YEARS = periodOf({ from: undefined, to: undefined }, NOW);

const event = (type: EventType, open: JsonObject = {}, timeMs = NOW.getTime() - 1): EventRecord => ({
  id: 'evt_1',
  scope: 'proj_1',
  type,
  timeMs,
  public: { actor: { type: 'user', id: DOCTOR }, outcome: 'success', ...open },
  blocks: {},
});
const disclosed = (detail: JsonObject = {}, open: JsonObject = {}): EventRecord =>
  event('phi.disclosed', { detail: { purpose: 'PUBHLTH', action: 'disclose', ...detail }, ...open });
const accounted = (record: EventRecord, list: DisclosureList = BY_DEFAULT) =>
  isAccounted(record, PATIENT, list, SIX_YEARS);

describe('the list', () => {
  test('is that of the catalogue, unless the deployer says otherwise', () => {
    expect(BY_DEFAULT).toMatchObject({ version: 0, source: 'default', actions: DEFAULT_ACTIONS });
    expect(DEFAULT_ACTIONS).toEqual(['dsr.subject_keys.exported', 'phi.disclosed']);
    for (const [type, { disclosure }] of Object.entries(CATALOGUE))
      expect([type, disclosure]).toEqual([type, DEFAULT_ACTIONS.some((one) => one === type)]);
    const deployed = listOfDeployment('phi.disclosed, impersonation.started,phi.disclosed');
    expect(deployed).toMatchObject({ source: 'deployment', actions: ['impersonation.started', 'phi.disclosed'] });
  });

  test('of the deployer with a typing mistake stops whoever reads it', () => {
    expect(() => listOfDeployment('phi.disclosd')).toThrow('no events of the log: phi.disclosd');
    expect(() => listOfDeployment('')).toThrow();
  });

  test('tells less where an event is left out or a purpose excepted, and not where one is added', () => {
    const put = (actions: EventType[], except_purposes: string[] = []) =>
      changeList(BY_DEFAULT, { actions, except_purposes });
    expect(tellsLess(BY_DEFAULT, put(['phi.disclosed']))).toBe(true);
    expect(tellsLess(BY_DEFAULT, put([...DEFAULT_ACTIONS], ['TREAT']))).toBe(true);
    expect(tellsLess(BY_DEFAULT, put([...DEFAULT_ACTIONS, 'phi.accessed']))).toBe(false);
    expect(put(['phi.disclosed', 'phi.accessed', 'phi.disclosed'])).toEqual({
      version: 1,
      source: 'project',
      actions: ['phi.accessed', 'phi.disclosed'],
      exceptPurposes: [],
    });
  });
});

describe('the period', () => {
  test.each([
    ['six years', '2026-06-01T12:00:00.000Z', '2020-06-01T12:00:00.000Z'],
    ['six years from a leap day', '2028-02-29T12:00:00.000Z', '2022-02-28T12:00:00.000Z'],
    ['six years to a leap day', '2030-02-28T12:00:00.000Z', '2024-02-28T12:00:00.000Z'],
  ])('%s', (_, now, from) => {
    const period = periodOf({ from: undefined, to: undefined }, new Date(now));
    expect([new Date(period.fromMs), new Date(period.toMs)]).toEqual([new Date(from), new Date(now)]);
  });

  test('may be shorter, and neither begins before the six years nor ends in the future', () => {
    const asked = periodOf({ from: '2025-01-01T00:00:00Z', to: '2025-02-01T00:00:00Z' }, NOW);
    expect(asked).toEqual({ fromMs: Date.UTC(2025, 0, 1), toMs: Date.UTC(2025, 1, 1) });
    expect(periodOf({ from: '2001-01-01T00:00:00Z', to: '2199-01-01T00:00:00Z' }, NOW)).toEqual(SIX_YEARS);
  });
});

describe('is accounted for', () => {
  test.each([
    ['what a customer says was disclosed', disclosed(), true],
    ['what was not done', disclosed({}, { outcome: 'denied' }), false],
    ['what the individual asked for themselves', disclosed({ purpose: 'PATRQT' }), false],
    ['what the individual did', disclosed({}, { actor: { type: 'user', id: PATIENT } }), false],
    [
      'what was done under a grant in their name',
      disclosed({}, { actor: { type: 'operator', id: PATIENT }, grant: { type: 'impersonation', id: 'imp_1' } }),
      true,
    ],
    ['for treatment, unless the list excepts it', disclosed({ purpose: 'TREAT' }), true],
    ['an access inside', event('phi.accessed', { detail: { purpose: 'TREAT' } }), false],
    ['six years ago to the millisecond', disclosed({ occurred_at: '2020-06-01T12:00:00Z' }), true],
    ['a millisecond before', disclosed({ occurred_at: '2020-06-01T11:59:59.999Z' }), false],
  ])('%s: %#', (_, record, expected) => {
    expect(accounted(record)).toBe(expected);
  });

  test('what the list says, with the purposes that it excepts', () => {
    const list: DisclosureList = {
      version: 3,
      source: 'project',
      actions: ['phi.accessed', 'phi.disclosed'],
      exceptPurposes: ['TREAT'],
    };
    expect(accounted(event('phi.accessed', { detail: { purpose: 'HRESCH' } }), list)).toBe(true);
    expect(accounted(event('phi.accessed', { detail: { purpose: 'TREAT' } }), list)).toBe(false);
    expect(accounted(event('dsr.subject_keys.exported'), list)).toBe(false);
  });
});

describe('an entry tells', () => {
  test('date, recipient with address, description and purpose, as the customer told it', () => {
    const record = disclosed({ occurred_at: '2026-05-01T10:00:00-04:00' });
    const disclosure = { recipient: 'County Health', address: '1 Main St', description: 'Immunization record' };
    expect(entryOf(record, { disclosure, resource: { type: 'Immunization', id: '1' } }, pseudonym)).toEqual({
      event_id: 'evt_1',
      event: 'phi.disclosed',
      date: '2026-05-01T14:00:00.000Z',
      recipient: { name: 'County Health', address: '1 Main St' },
      description: 'Immunization record',
      purpose: 'public health (PUBHLTH)',
      organization_id: null,
      withheld: false,
    });
  });

  test('of what Hale handed out what kind of hands it came into, what it was, and in which matter', () => {
    const actor = { type: 'deployer', id: 'arn:aws:iam::000000000000:user/auditor' };
    const record = event('dsr.subject_keys.exported', { actor, detail: { ticket: 'AUDIT-7', count: 1 } });
    expect(entryOf(record, {}, pseudonym)).toMatchObject({
      recipient: { name: 'who runs the service (withheld)', address: null },
      description: CATALOGUE['dsr.subject_keys.exported'].means,
      purpose: 'matter AUDIT-7',
    });
  });

  test('of an access what was done to what, and an unknown purpose as it is', () => {
    const record = event('phi.accessed', { detail: { action: 'print', purpose: 'XYZ' } });
    expect(entryOf(record, { resource: { type: 'Observation', id: '4711' } }, pseudonym)).toMatchObject({
      recipient: { name: 'a user of the service (other-user)' },
      description: 'print of Observation',
      purpose: 'XYZ',
    });
  });

  test('of a key which one it was, for it is nobody', () => {
    const record = event('phi.accessed', { actor: { type: 'api_key', id: 'key_1' }, detail: { purpose: 'XYZ' } });
    expect(entryOf(record, {}, pseudonym).recipient.name).toBe('a server of the service, by its key (key_1)');
  });

  test('that something does not open, where it does not', () => {
    expect(entryOf(disclosed(), undefined, pseudonym)).toMatchObject({
      recipient: { name: null, address: null },
      description: null,
      withheld: true,
    });
  });
});

test('entries stand in the order in which things happened', () => {
  const at = (date: string, event_id: string) => ({ ...entryOf(disclosed(), {}, pseudonym), date, event_id });
  const [a, b, c] = [at('2026-01-02', 'evt_1'), at('2026-01-01', 'evt_3'), at('2026-01-01', 'evt_2')];
  expect(inOrder([a, b, c])).toEqual([c, b, a]);
});

test('the first of twelve months is free', () => {
  expect(isFree([], NOW)).toBe(true);
  expect(isFree(['2025-06-01T12:00:00.000Z'], NOW)).toBe(true);
  expect(isFree(['2025-06-01T12:00:00.001Z'], NOW)).toBe(false);
});
