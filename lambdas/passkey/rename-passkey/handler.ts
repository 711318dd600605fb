/** PATCH /v1/me/passkeys/{id} */
import { getAccount } from '../../session/account-store.ts';
import { acting } from '../../session/request.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { renamePasskey } from '../passkey-store.ts';
import { showPasskeys } from '../show-passkeys.ts';
import { renamePasskeyContract } from './contract.ts';

export const handler = http(renamePasskeyContract, async ({ params, body, principal, project, commit }) => {
  const account = await getAccount(project.id, principal.userId);
  const passkey = account?.passkeys.find(({ id }) => id === params.id);
  if (!account || !passkey) return err('not_found');
  if (passkey.name !== body.name) {
    const [person] = acting(account);
    const committed = await commit([renamePasskey(passkey, body.name)], {
      type: 'passkey.renamed',
      organizationId: principal.organizationId,
      target: { type: 'credential', id: passkey.id },
      // People call devices after themselves.
      subjects: person ? [{ ...person, content: { before: passkey.name ?? null, after: body.name } }] : [],
    });
    if (!committed.ok) return committed;
  }
  const [shown] = await showPasskeys(account.user.id, [{ ...passkey, name: body.name }]);
  return shown ? ok({ status: 200, body: shown }) : err('not_found');
});
