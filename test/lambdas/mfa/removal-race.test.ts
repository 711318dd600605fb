/** Two removals at once, each of which counts on what the other removes: one of them fails, and its owner is not locked out. */
import { expect, test } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { logIn, withPassword, withPasswords } from '../../dynamodb/factors.ts';
import { bearer, rowsOf } from '../../dynamodb/world.ts';

test('the passkey and the password go at the same moment: one of them stays', async () => {
  const clinic = await withPasswords();
  for (let round = 0; round < 5; round++) {
    const person = await withPassword(clinic);
    const headers = bearer(person.envelope.access_token);
    const { body } = await request('GET /v1/me/passkeys', { headers });
    // From another device: two removals by one session would meet at that session.
    const { body: other } = await logIn(clinic, person.email);
    const answers = await Promise.all([
      request('DELETE /v1/me/passkeys/{id}', { headers, params: { id: body.data[0].id } }),
      request('DELETE /v1/me/password', { headers: bearer(other.access_token) }),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const left = (await rowsOf('identity', `USER#${person.userId}`)).filter(({ sk }) =>
      /^(PASSKEY#|PASSWORD$)/.test(String(sk)),
    );
    expect(left).toHaveLength(1);
  }
});
