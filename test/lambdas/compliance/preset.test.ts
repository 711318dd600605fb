/** The preset raises and never lowers, leaves nothing below it, and no organization can go below it by its own policy. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  belowPreset,
  type Guarded,
  MEMBERS,
  organizationBelow,
  organizationDifference,
  projectDifference,
  raiseToPreset,
  turnPresetOn,
} from '../../../lambdas/compliance/preset.ts';
import { effectivePolicy, INHERIT, METHODS, type Policy } from '../../../lambdas/organization/policy.ts';
import { isLooseningProject, type Project } from '../../../lambdas/project/project.ts';
import { contradictionIn, settingsOf } from '../../../lambdas/project/settings.ts';

const minutes = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 43_200 }));
const policies: fc.Arbitrary<Policy> = fc.record({
  require_mfa: fc.boolean(),
  require_passkey: fc.boolean(),
  require_sso: fc.boolean(),
  disabled_methods: fc.subarray([...METHODS]),
  session_idle_timeout_min: minutes,
  session_absolute_max_min: minutes,
  refresh_window_min: minutes,
  ip_allowlist: fc.subarray(['192.0.2.0/24', '198.51.100.0/24']),
  geo_allow: fc.subarray(['US', 'CA']),
  geo_deny: fc.subarray(['RU']),
  allowed_aaguids: fc.constant([]),
  passkey_binding: fc.constantFrom('any', 'device_bound'),
  attestation: fc.constantFrom('none', 'direct'),
});
const projects: fc.Arbitrary<Project> = fc
  .record({
    policy: policies,
    signUp: fc.constantFrom<Project['signUp']>('closed', 'verified', 'open'),
    passwords: fc.constantFrom<'off' | 'on'>('off', 'on'),
    passwords_under_hipaa: fc.boolean(),
    idle_activity: fc.constantFrom<'explicit' | 'refresh'>('explicit', 'refresh'),
    impersonation_notice: fc.boolean(),
    two_person: fc.boolean(),
  })
  .map(({ policy, signUp, ...settings }) => ({ policy, signUp, settings: settingsOf(settings, 'test') }) as Project);

const OPEN: Guarded = {
  signUp: 'open',
  policy: INHERIT,
  settings: settingsOf({ passwords: 'on', idle_activity: 'refresh' }, 'test'),
};

describe('raising a project', () => {
  test('leaves nothing below the preset, contradicts nothing, loosens nothing, and once is enough', () => {
    fc.assert(
      fc.property(projects, (before) => {
        const after = raiseToPreset(before);
        expect(belowPreset(after)).toEqual([]);
        expect(contradictionIn(after.settings, 'test')).toBeUndefined();
        expect(isLooseningProject(before, after)).toBe(false);
        expect(raiseToPreset(after)).toEqual(after);
      }),
    );
  });

  test('then no policy of an organization goes below it', () => {
    fc.assert(
      fc.property(projects, policies, (before, organization) => {
        expect(organizationBelow(raiseToPreset(before), organization)).toEqual([]);
      }),
    );
  });

  test('each thing by which a project is below it is one that a session of some organization notices, or a setting', () => {
    const after = effectivePolicy(raiseToPreset(OPEN).policy);
    expect(after).toMatchObject({
      require_mfa: true,
      require_passkey: true,
      session_idle_timeout_min: 15,
      session_absolute_max_min: 1_440,
    });
    expect(belowPreset(OPEN).map(({ name }) => name)).toEqual([
      'policy.require_mfa',
      'policy.require_passkey',
      'policy.session_idle_timeout_min',
      'policy.session_absolute_max_min',
      'policy.refresh_window_min',
      'settings.passwords',
      'settings.idle_activity',
      'settings.two_person',
      'sign_up',
    ]);
  });

  test('what guards more stays', () => {
    const strict = { ...OPEN, policy: { ...INHERIT, session_idle_timeout_min: 5, require_sso: true } };
    expect(raiseToPreset(strict).policy).toMatchObject({ session_idle_timeout_min: 5, require_sso: true });
  });

  test('whoever wants passwords all the same takes two factors, and no passkey of everybody', () => {
    const wanted = { ...OPEN, settings: { ...OPEN.settings, passwords_under_hipaa: true } };
    expect(raiseToPreset(wanted)).toMatchObject({
      settings: { passwords: 'on' },
      policy: { require_mfa: true, require_passkey: false },
    });
  });
});

describe('a change that turns it on', () => {
  const on = (patch: { policy?: Partial<Policy>; settings?: object; sign_up?: Project['signUp'] }) => {
    const after: Guarded = {
      signUp: patch.sign_up ?? OPEN.signUp,
      policy: { ...OPEN.policy, ...patch.policy },
      settings: { ...OPEN.settings, preset: 'hipaa', ...patch.settings },
    };
    return turnPresetOn(OPEN, after, { ...patch, settings: { preset: 'hipaa', ...patch.settings } });
  };

  test('raises whatever it does not name', () => {
    expect(on({})).toMatchObject({ ok: true, value: { signUp: 'verified', settings: { passwords: 'off' } } });
    expect(on({ policy: { session_idle_timeout_min: 10 } })).toMatchObject({
      value: { policy: { session_idle_timeout_min: 10, require_mfa: true } },
    });
  });

  test('is refused where it names less than the preset asks for', () => {
    expect(on({ policy: { session_idle_timeout_min: 30, require_mfa: false } })).toEqual({
      ok: false,
      error: ['policy.require_mfa', 'policy.session_idle_timeout_min'],
    });
    expect(on({ sign_up: 'open' })).toEqual({ ok: false, error: ['sign_up'] });
    expect(on({ settings: { two_person: false } })).toEqual({ ok: false, error: ['settings.two_person'] });
  });

  test('another change is left as it is', () => {
    const before = raiseToPreset(OPEN);
    const after = { ...before, policy: { ...before.policy, require_mfa: false } };
    expect(turnPresetOn(before, after, { policy: { require_mfa: false } })).toEqual({ ok: true, value: after });
    expect(turnPresetOn(OPEN, OPEN, {})).toEqual({ ok: true, value: OPEN });
  });
});

test('the difference names each member that changes, with its value before and after', () => {
  const after = raiseToPreset(OPEN);
  expect(projectDifference(OPEN, after)).toContainEqual({ member: 'settings.preset', before: 'none', after: 'hipaa' });
  expect(projectDifference(OPEN, after)).toContainEqual({ member: 'settings.passwords', before: 'on', after: 'off' });
  expect(projectDifference(after, raiseToPreset(after))).toEqual([]);
  const loose = { ...INHERIT, session_idle_timeout_min: 60 };
  expect(organizationDifference(OPEN, after, loose)).toEqual([
    { member: 'policy.require_mfa', before: false, after: true },
    { member: 'policy.require_passkey', before: false, after: true },
    { member: 'policy.session_idle_timeout_min', before: 60, after: 15 },
  ]);
});

test('every member cites the rule that it answers to', () => {
  for (const { citation } of MEMBERS) expect(citation).toMatch(/^164\.3(08|12)\(/);
});
