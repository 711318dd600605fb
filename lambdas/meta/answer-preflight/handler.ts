/** OPTIONS /{proxy+} */
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { answerPreflightContract } from './contract.ts';

const SENT =
  'authorization, content-type, idempotency-key, if-match, x-authio-project, x-authio-session, x-publishable-key';

export const handler = http(answerPreflightContract, async ({ request }) =>
  ok({
    status: 204,
    headers: {
      'access-control-allow-origin': request.headers.origin ?? '*',
      'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers': SENT,
      'access-control-max-age': '600',
      vary: 'Origin',
    },
  }),
);
