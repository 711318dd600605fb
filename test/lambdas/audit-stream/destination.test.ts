/** What a destination may be, before anything is sent to it. */
import { describe, expect, it } from 'vitest';
import { judgeDestination } from '../../../lambdas/audit-stream/destination.ts';
import { FORBIDDEN_URLS } from '../../forbidden-urls.ts';

const judge = (destination: Parameters<typeof judgeDestination>[0][0], secret?: string) =>
  judgeDestination([destination, secret], false);

describe('T23: a destination of a stream', () => {
  it('is at no address that is not public, in whatever form and for whatever kind', () => {
    const passed = FORBIDDEN_URLS.filter((url) =>
      [
        judge({ type: 'https', url }),
        judge({ type: 'datadog', site: 'datadoghq.com', url }, 'key'),
        judge({ type: 'splunk_hec', url }, 'token'),
      ].some(({ ok }) => ok),
    );
    console.log(`T23: ${FORBIDDEN_URLS.length} forms × 3 kinds of streams, ${passed.length} let through`);
    expect(passed).toEqual([]);
  });

  it.each(['https://siem.example/in', 'https://siem.example:8443/a/b', 'https://8.8.8.8/'])('may be %s', (url) =>
    expect(judge({ type: 'https', url })).toMatchObject({ ok: true }),
  );
});

describe('a signing secret', () => {
  it('is made for an HTTPS destination that has none', () => {
    expect(judge({ type: 'https', url: 'https://siem.example/' })).toMatchObject({
      value: { secret: expect.stringMatching(/^whsec_/), isNew: true },
    });
    const kept = judgeDestination([{ type: 'https', url: 'https://siem.example/' }, undefined], true);
    expect(kept).toMatchObject({ value: { secret: undefined, isNew: false } });
  });
});
