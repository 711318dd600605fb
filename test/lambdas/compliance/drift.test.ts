/** Since which event something is below the preset, read from the changes that the log has, newest first. */
import { expect, test } from 'vitest';
import { type PolicyEvent, sinceWhen } from '../../../lambdas/compliance/drift.ts';
import { type Guarded, raiseToPreset } from '../../../lambdas/compliance/preset.ts';
import { INHERIT, type Policy } from '../../../lambdas/organization/policy.ts';
import { settingsOf } from '../../../lambdas/project/settings.ts';

const IDLE = 'policy.session_idle_timeout_min';
const STRICT = raiseToPreset<Guarded>({ signUp: 'closed', policy: INHERIT, settings: settingsOf({}, 'live') });
const idle = (minutes: number): Policy => ({ ...STRICT.policy, session_idle_timeout_min: minutes });
/** Below the preset now. */
const NOW: Guarded = { ...STRICT, policy: idle(30) };

let made = 0;
function event(type: string, scope: string, before: object, after: object): PolicyEvent {
  const timeMs = ++made * 1_000;
  return { id: `evt_${made}`, timeMs, scope, type, detail: { before: before as never, after: after as never } };
}
const project = (before: object, after: object) => event('project.updated', 'proj_1', before, after);
const organization = (before: object, after: object, of = 'org_1') => event('org_policy.updated', of, before, after);
const since = (of: string, ...events: PolicyEvent[]) => sinceWhen(NOW, IDLE, of, events.toReversed())?.eventId;

test('the change that took the project below it, and not one that was below already or of another member', () => {
  const began = project({ policy: idle(15) }, { policy: idle(60) });
  const further = project({ policy: idle(60) }, { policy: idle(30) });
  const other = project({ settings: { sms_countries: ['1'] } }, { settings: { sms_countries: ['1', '44'] } });
  expect(since('proj_1', began, further, other)).toBe(began.id);
  expect(sinceWhen(NOW, IDLE, 'proj_1', [began])?.at).toBe(new Date(began.timeMs).toISOString());
});

test('the last of several times', () => {
  const first = project({ policy: idle(15) }, { policy: idle(60) });
  const raised = project({ policy: idle(60) }, { policy: idle(15) });
  const again = project({ policy: idle(15) }, { policy: idle(30) });
  expect(since('proj_1', first, raised, again)).toBe(again.id);
});

test('of an organization its own change, where that came last', () => {
  const loosened = project({ policy: idle(15) }, { policy: idle(30) });
  const own = organization({ ...INHERIT, session_idle_timeout_min: 5 }, INHERIT);
  const others = organization({ ...INHERIT, session_idle_timeout_min: 5 }, INHERIT, 'org_2');
  expect(since('org_1', loosened, own, others)).toBe(own.id);
  expect(since('org_1', own, loosened)).toBe(loosened.id);
  expect(since('proj_1', loosened, own)).toBe(loosened.id);
});

test('none where no event tells', () => {
  expect(since('proj_1')).toBeUndefined();
  expect(since('proj_1', project({ sign_up: 'open' }, { sign_up: 'closed' }))).toBeUndefined();
  expect(since('proj_1', { ...project({}, {}), detail: {} })).toBeUndefined();
});

test('who may register, and a setting, are told of like a limit', () => {
  const now: Guarded = { ...STRICT, signUp: 'open', settings: { ...STRICT.settings, idle_activity: 'refresh' } };
  const opened = project({ sign_up: 'closed' }, { sign_up: 'open' });
  const eased = project({ settings: STRICT.settings }, { settings: now.settings });
  expect(sinceWhen(now, 'sign_up', 'proj_1', [eased, opened])?.eventId).toBe(opened.id);
  expect(sinceWhen(now, 'settings.idle_activity', 'proj_1', [eased, opened])?.eventId).toBe(eased.id);
});
