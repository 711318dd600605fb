/** What a person is shown of an event: all that is theirs, and of others nothing by which they could be known. */
import { createSecretKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../lambdas/audit/block.ts';
import { publicBlock, sealBlock } from '../../../lambdas/audit/block.ts';
import { isOwn, type Person, pseudonymsOf, showEvent, withoutOthers } from '../../../lambdas/dsr/redact.ts';
import { newId } from '../../../lambdas/shared/ids.ts';

const NOW = new Date('2026-11-22T10:00:00Z');
const [me, other, project] = [newId('user', NOW), newId('user', NOW), newId('project', NOW)];
const [session, theirSession, membership] = [newId('session', NOW), newId('session', NOW), newId('membership', NOW)];
const key = createSecretKey(Buffer.alloc(32, 1));
const person: Person = { id: me, projectId: project, own: new Set([me, session, membership]), email: 'me@x.test', key };
const pseudonym = pseudonymsOf(createSecretKey(Buffer.alloc(32, 2)), 'exp_1');

function event(open: JsonObject, sealed: Record<string, JsonObject> = {}) {
  const id = newId('event', NOW);
  const blocks = Object.entries(sealed).map(
    ([subject, content]) => [subject, sealBlock(JSON.stringify(content), key, id, subject)] as const,
  );
  return {
    id,
    scope: project,
    type: 'session.revoked',
    timeMs: NOW.getTime(),
    public: JSON.parse(publicBlock(open)) as JsonObject,
    blocks: Object.fromEntries(blocks),
    leaf: '{}',
  };
}
const by = (id: string, type = 'user') => ({ type, id });

describe('an event that is theirs alone', () => {
  const own = event({ actor: by(me), target: by(session, 'session') }, { [me]: { ip: '192.0.2.7', note: 'hello' } });

  test('is shown opened, and verbatim beside it', () => {
    const shown = showEvent(own, person, pseudonym);
    expect(shown.data).toMatchObject({ actor_id: me, target_id: session, metadata: { ip: '192.0.2.7' } });
    expect(shown.data.metadata).toMatchObject({ subjects: { [me]: { note: 'hello' } } });
    expect(JSON.parse(shown.block?.public ?? '{}')).toEqual(own.public);
    expect(Object.keys(shown.block?.sealed ?? {})).toEqual([me]);
  });

  test('says that something is withheld once the key is gone', () => {
    expect(showEvent(own, { ...person, key: undefined }, pseudonym).data.metadata).toMatchObject({ withheld: true });
  });

  test('names a session or passkey that is gone, where it was sealed for them and nobody else', () => {
    const gone = newId('credential', NOW);
    expect(isOwn(event({ actor: by(me), target: by(gone, 'credential') }, { [me]: {} }), person)).toBe(true);
    expect(isOwn(event({ actor: by(me), target: by(gone, 'credential') }), person)).toBe(false);
  });

  test.each(['membership', 'recovery', 'dsr', 'user'] as const)(
    'but not a %s that is not known to be theirs',
    (kind) => {
      expect(isOwn(event({ actor: by(me), target: by(newId(kind, NOW), kind) }, { [me]: {} }), person)).toBe(false);
    },
  );
});

describe('an event that somebody else is in', () => {
  test.each<[string, JsonObject, Record<string, JsonObject>]>([
    ['who acted', { actor: by(other, 'operator'), session: theirSession, target: by(session, 'session') }, {}],
    ['to whom they did it', { actor: by(me), target: by(other) }, {}],
    ['in its detail', { actor: by(me), target: by(membership, 'membership'), detail: { user_id: other } }, {}],
    ['in a sealed part', { actor: by(me), target: by(me) }, { [other]: { email: 'other@x.test', ip: '198.51.100.9' } }],
  ])('%s: neither an id nor a word of theirs is shown', (_, open, sealed) => {
    const shown = showEvent(event(open, { [me]: {}, ...sealed }), person, pseudonym);
    expect(shown.block).toBeUndefined();
    expect(JSON.stringify(shown)).not.toMatch(new RegExp(`${other}|${theirSession}|other@x|198\\.51`));
  });

  test('has one name in one bundle, and another one in the next', () => {
    const next = pseudonymsOf(createSecretKey(Buffer.alloc(32, 2)), 'exp_2');
    expect(pseudonym(other)).toMatch(/^other-user-[\w-]{12}$/);
    expect(pseudonym(other)).toBe(pseudonym(other));
    expect(next(other)).not.toBe(pseudonym(other));
  });

  test('whoever deployed is told as that, without their name or address', () => {
    const arn = 'arn:aws:iam::000000000000:user/alice';
    const one = event({ actor: by(arn, 'deployer'), from: { ip: '198.51.100.9' }, target: by(me) }, { [me]: {} });
    const shown = JSON.stringify(showEvent(one, person, pseudonym));
    expect(shown).not.toMatch(/alice|198\.51/);
    expect(shown).toContain('"actor_type":"deployer"');
  });
});

describe('what is kept of them otherwise', () => {
  test('is given without the ids of others, at any depth', () => {
    const given = withoutOthers({ a: [{ b: `by ${other}` }, me], c: null, d: 1 }, person, pseudonym);
    expect(given).toEqual({ a: [{ b: `by ${pseudonym(other)}` }, me], c: null, d: 1 });
  });

  test('and without whoever wrote it down for them, unless that is themselves', () => {
    const one = (requested_by: string) => withoutOthers({ requested_by }, person, pseudonym);
    expect(one('alice@hospital.org')).toEqual({ requested_by: 'withheld' });
    expect(one('me@x.test')).toEqual({ requested_by: 'me@x.test' });
  });

  test('nor what they wrote about it, which may name a relative; the words of the person stay', () => {
    const words = { notes: 'her mother Jane Roe, jane@x.test', reasons: { denied: 'Jane Roe objects' } };
    const asked = (requested_by: string) =>
      withoutOthers({ ...words, requested_by, statement: 'I was not there.' }, person, pseudonym);
    const withheld = { requested_by: 'withheld', notes: 'withheld', reasons: 'withheld' };
    expect(asked('alice@hospital.org')).toEqual({ ...withheld, statement: 'I was not there.' });
    expect(asked('me@x.test')).toMatchObject(words);
  });

  test('in the events of a request neither', () => {
    const about = { actor: { type: 'api_key', id: 'key_1' }, target: by(me), reason: 'kept' };
    const [notes, reason] = ['asked by Jane Roe', 'Jane Roe objects'];
    const received = event(about, { [me]: { requested_by: 'alice@hospital.org', notes } });
    const moved = { ...event(about, { [me]: { reason } }), type: 'dsr.request.moved' };
    for (const one of [received, moved]) {
      const { data } = showEvent(one, person, pseudonym);
      expect(JSON.stringify(data)).not.toMatch(/Jane|alice/);
      expect(data.metadata).toMatchObject({ reason: 'kept' });
    }
    const other = showEvent(event(about, { [me]: { reason } }), person, pseudonym);
    expect(other.data.metadata).toMatchObject({ subjects: { [me]: { reason } } });
  });
});
