/** GET /v1/compliance/statement-keys */
import { formatVkey } from '../../log/note.ts';
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { statementKey } from '../sign-statement.ts';
import { listStatementKeysContract } from './contract.ts';

export const handler = http(listStatementKeysContract, async () =>
  ok({ status: 200, body: { keys: [formatVkey(await statementKey())] } }),
);
