/** §164.312(e)(1): what a browser is told with every answer, so that it comes back by TLS alone and keeps nothing. */
import { each } from '../check.ts';
import { liveCheck } from '../deployment/live.ts';

const PATHS = ['/v1/openapi.json', '/v1/me', '/v1/users', '/no/such/path'];

const WANTED: Readonly<Record<string, RegExp>> = {
  'strict-transport-security': /max-age=(31536000|63072000); includeSubDomains; preload/,
  'x-content-type-options': /^nosniff$/,
};

export interface AnswerFacts {
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

export const answersGuarded = liveCheck({
  says: 'answers carry HSTS with preload and nosniff; what is about a person may not be stored',
  read: ({ address }) =>
    Promise.all(
      PATHS.map(async (path): Promise<AnswerFacts> => {
        const { status, headers } = await fetch(`${address}${path}`, { redirect: 'manual' });
        return { path, status, headers: Object.fromEntries(headers) };
      }),
    ),
  judge: (answers) =>
    each(answers, ({ path, status, headers }) => [
      // API Gateway itself answers for a path that it does not know, without headers of ours, and with nothing to protect.
      ...(status === 404 ? [] : Object.entries(WANTED)).map(
        ([name, value]) => !value.test(headers[name] ?? '') && `${path} is answered without ${name}`,
      ),
      status === 401 && headers['cache-control'] !== 'no-store' && `${path} may be stored`,
    ]),
});
