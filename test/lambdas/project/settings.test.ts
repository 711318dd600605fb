import { describe, expect, test } from 'vitest';
import { createProjectRequest } from '../../../lambdas/project/create-project/request.ts';
import {
  changeSettings,
  contradictionIn,
  loosenedSettings,
  type SettingsPatch,
  settingsFacts,
  settingsOf,
} from '../../../lambdas/project/settings.ts';
import { anAgreement } from '../../dynamodb/agreements.ts';

const request = {
  name: 'Clinic',
  environment: 'test',
  relying_party_id: 'localhost',
  relying_party_name: 'Clinic',
  origins: ['http://localhost:4100'],
  sign_up: 'closed',
  operator: 'arn:aws:iam::000000000000:user/test',
};
const messages = (settings: unknown, environment = 'test', more: object = {}) =>
  createProjectRequest
    .safeParse({ ...request, environment, settings, ...more })
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('settings of a project', () => {
  test('what a row does not say has its default: two people in a live project, one in a test project', () => {
    expect(settingsOf(undefined, 'live')).toMatchObject({ two_person: true, passwords: 'off', preset: 'none' });
    expect(settingsOf({}, 'test')).toMatchObject({ two_person: false, sms_countries: ['1'] });
    expect(settingsOf({ passwords: 'on', preset: undefined }, 'test')).toMatchObject({
      passwords: 'on',
      preset: 'none',
    });
  });

  test('a change leaves alone what it does not name', () => {
    const before = settingsOf({ sms_countries: ['44'] }, 'test');
    expect(changeSettings(before, { passwords: 'on', sms_countries: undefined })).toEqual({
      ...before,
      passwords: 'on',
    });
  });

  test('a live project always takes two people', () => {
    expect(contradictionIn(settingsOf({ two_person: false }, 'live'), 'live')).toMatch(/^two_person/);
    expect(contradictionIn(settingsOf({ two_person: true }, 'test'), 'test')).toBeUndefined();
  });

  test('the preset hipaa refuses passwords unless they are wanted all the same', () => {
    const hipaa = settingsOf({ preset: 'hipaa', passwords: 'on' }, 'test');
    expect(contradictionIn(hipaa, 'test')).toMatch(/^passwords/);
    expect(contradictionIn({ ...hipaa, passwords_under_hipaa: true }, 'test')).toBeUndefined();
    expect(contradictionIn({ ...hipaa, preset: 'none' }, 'test')).toBeUndefined();
  });

  test('an event tells that there is an address, and not which', () => {
    const facts = settingsFacts(settingsOf({ notice_email: 'officer@clinic.test' }, 'test'));
    expect(JSON.stringify(facts)).not.toContain('officer');
    expect(facts.notice_email).toBe(true);
  });
});

describe('the request that makes a project', () => {
  test('takes some settings, or none', () => {
    expect(messages(undefined)).toBeUndefined();
    expect(messages({ notice_email: 'officer@clinic.test' })).toBeUndefined();
    expect(messages({ preset: 'hipaa' }, 'test', { agreement: anAgreement() })).toBeUndefined();
  });

  test('takes the preset with an agreement that permits it, and with what the preset asks for', () => {
    const agreement = anAgreement();
    expect(messages({ preset: 'hipaa' })).toEqual([expect.stringMatching(/^agreement: /)]);
    const other = { agreement: anAgreement({ permits_preset: false }) };
    expect(messages({ preset: 'hipaa' }, 'test', other)).toEqual([expect.stringMatching(/^agreement: /)]);
    expect(messages({ preset: 'hipaa', two_person: false }, 'test', { agreement })?.[0]).toMatch(
      /^settings: two_person/,
    );
    expect(messages({ preset: 'hipaa' }, 'test', { agreement, sign_up: 'open' })?.[0]).toMatch(/^settings: sign_up/);
  });

  test('refuses what is misspelt, and what contradicts itself, with its reason', () => {
    expect(messages({ two_persons: true })).toEqual(['settings: Unrecognized key: "two_persons"']);
    expect(messages({ sms_countries: ['+1'] })).toEqual(['settings.sms_countries.0: expected a calling code']);
    expect(messages({ two_person: false }, 'live')?.[0]).toMatch(/^settings: two_person/);
    expect(messages({ preset: 'hipaa', passwords: 'on' })?.[0]).toMatch(/^settings: passwords/);
  });
});

describe('what guards less than before', () => {
  const loosened = (before: SettingsPatch, after: SettingsPatch) =>
    loosenedSettings(settingsOf(before, 'test'), settingsOf({ ...before, ...after }, 'test'));

  test.each<[what: string, from: SettingsPatch, to: SettingsPatch]>([
    ['preset', { preset: 'hipaa', two_person: true }, { preset: 'none' }],
    ['two_person', { two_person: true }, { two_person: false }],
    ['passwords', { passwords: 'off' }, { passwords: 'on' }],
    ['passwords_under_hipaa', { passwords_under_hipaa: false }, { passwords_under_hipaa: true }],
    ['idle_activity', { idle_activity: 'explicit' }, { idle_activity: 'refresh' }],
    ['sms_countries', { sms_countries: ['1'] }, { sms_countries: ['1', '44'] }],
    ['recovery_delay_min', { recovery_delay_min: 60 }, { recovery_delay_min: 59 }],
    ['budgets', { budgets: { mail: 5 } }, { budgets: { mail: 6 } }],
    ['notice_email', { notice_email: 'a@clinic.test' }, { notice_email: '' }],
    ['impersonation_notice', { impersonation_notice: true }, { impersonation_notice: false }],
    ['impersonation_consent', { impersonation_consent: true }, { impersonation_consent: false }],
  ])('%s, one way and not the other', (name, from, to) => {
    expect(loosened(from, to)).toEqual([name]);
    expect(loosened(to, from)).toEqual([]);
  });

  test('a budget that the settings did not name, or name no more, may be higher', () => {
    expect(loosened({}, { budgets: { mail: 5 } })).toEqual(['budgets']);
    expect(loosened({ budgets: { mail: 5 } }, { budgets: {} })).toEqual(['budgets']);
    expect(loosened({ budgets: { mail: 5 } }, { budgets: { mail: 4 } })).toEqual([]);
  });

  test('notices to another address are not those that were agreed on', () => {
    expect(loosened({ notice_email: 'a@clinic.test' }, { notice_email: 'b@clinic.test' })).toEqual(['notice_email']);
  });
});
