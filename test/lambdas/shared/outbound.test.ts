/** Calls to addresses that customers give (security.md, row 14): where they may go, and what they may cost. */
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOutbound, type Post } from '../../../lambdas/shared/outbound.ts';
import { isPublicAddress } from '../../../lambdas/shared/public-address.ts';
import { FORBIDDEN_URLS, HOSTS } from '../../forbidden-urls.ts';
import { answerWith, outboundTo, type Receiver, startReceiver } from '../../https-receiver.ts';

let receiver: Receiver;
let post: Post;
/** For those who never answer. */
let hasty: Post;
beforeAll(async () => {
  receiver = await startReceiver('siem.example');
  post = outboundTo([receiver]);
  hasty = outboundTo([receiver], { withinMs: 700 });
});
afterAll(() => receiver.close());

const send = (by: Post, url: string) => by({ url, headers: { 'x-test': '1' }, body: Buffer.from('{}') });
const failure = async (answer: ReturnType<Post>) => {
  const result = await answer;
  return result.ok ? result.value.status : result.error;
};

describe('T23: where a call goes', () => {
  it('is nowhere for each form of an address that is not public', async () => {
    let resolved = 0;
    const curious = createOutbound({
      withinMs: 700,
      resolve: async () => {
        resolved++;
        return ['127.0.0.1'];
      },
    });
    const passed: [string, unknown][] = [];
    for (const url of FORBIDDEN_URLS) {
      const found = await failure(send(curious, url));
      if (found !== 'url_not_allowed' && found !== 'address_not_allowed') passed.push([url, found]);
    }
    const distinct = FORBIDDEN_URLS.length;
    console.log(
      `T23: ${distinct} forms refused, ${passed.length} let through, ${receiver.connections} connections made`,
    );
    expect(passed).toEqual([]);
    expect(distinct).toBeGreaterThanOrEqual(120);
    expect(receiver.connections).toBe(0);
    expect(resolved).toBe(0);
  });

  it('is nowhere for a name that leads to such an address, also beside a public one', async () => {
    const addresses = HOSTS.map((host) => URL.parse(`https://${host}/`)?.hostname.replace(/^\[|\]$/g, '') ?? '').filter(
      (host) => /^[\d.]+$|:/.test(host),
    );
    expect(addresses.length).toBeGreaterThan(80);
    for (const address of [...addresses, 'fe80::1%eth0', 'not an address']) {
      for (const list of [[address], ['93.184.215.14', address], [address, '93.184.215.14']]) {
        const by = createOutbound({ resolve: async () => list });
        expect([address, await failure(send(by, 'https://siem.example:9999/'))]).toEqual([
          address,
          'address_not_allowed',
        ]);
      }
    }
  });

  it.each(['8.8.8.8', '93.184.215.14', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450::1'])(
    'may be %s',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it('is the address that was looked at, though the name leads elsewhere a moment later', async () => {
    let asked = 0;
    const rebinding = outboundTo([receiver], {
      resolve: async () => (asked++ === 0 ? ['127.0.0.1'] : ['127.0.0.99']),
    });
    expect(await failure(send(rebinding, receiver.url))).toBe(200);
    expect(asked).toBe(1);
  });

  it('is not where an answer redirects to', async () => {
    const other = await startReceiver('elsewhere.example');
    const both = outboundTo([receiver, other]);
    for (const status of [301, 302, 303, 307, 308]) {
      receiver.behave(answerWith(status, '', { location: other.url }));
      expect(await failure(send(both, receiver.url))).toBe(status);
    }
    expect(other.connections).toBe(0);
    receiver.behave(answerWith(200));
    await other.close();
  });
});

describe('a call', () => {
  it('brings what was sent, and an answer', async () => {
    receiver.behave(answerWith(202, '{"taken":1}', { 'retry-after': '7' }));
    const answer = await send(post, `${receiver.url}/in?x=1`);
    expect(answer).toEqual({ ok: true, value: { status: 202, body: '{"taken":1}', retryAfter: '7' } });
    expect(receiver.received.at(-1)).toMatchObject({ path: '/in?x=1', headers: { 'x-test': '1' } });
  });

  it('ends in time though the server is silent, drips, or sends nothing but a head', async () => {
    const drip = setInterval(() => {}, 1_000);
    for (const behaviour of [
      () => {},
      (_: unknown, response: import('node:http').ServerResponse) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write('.'), 50);
        response.on('close', () => clearInterval(timer));
      },
      (_: unknown, response: import('node:http').ServerResponse) => {
        response.writeHead(200, { 'content-length': '10' });
        response.flushHeaders();
      },
    ]) {
      receiver.behave(behaviour);
      expect(await failure(send(hasty, receiver.url))).toBe('timed_out');
    }
    clearInterval(drip);
  });

  it('ends in time though the name server or the handshake never answers', async () => {
    const never = createOutbound({ withinMs: 300, resolve: () => new Promise(() => {}) });
    expect(await failure(send(never, 'https://siem.example/'))).toBe('timed_out');
    const mute = createServer(() => {});
    await new Promise<void>((done) => mute.listen(0, '127.0.0.1', done));
    const { port } = mute.address() as { port: number };
    expect(await failure(send(hasty, `https://siem.example:${port}/`))).toBe('timed_out');
    mute.close();
  });

  it('reads no more than it is allowed to', async () => {
    receiver.behave((_, response) => {
      response.writeHead(200);
      const flood = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
        if (!response.destroyed) response.once('drain', flood);
      };
      flood();
    });
    const patient = outboundTo([receiver]);
    expect(await failure(send(patient, receiver.url))).toBe('answer_too_large');
  });

  it('says what was wrong with a connection, and nothing that the server said', async () => {
    receiver.behave((_received, _response, socket) => {
      socket.destroy();
    });
    expect(await failure(send(post, receiver.url))).toBe('answer_broken');
    expect(await failure(send(post, 'https://unknown.example/'))).toBe('name_not_found');
    expect(await failure(send(post, 'https://siem.example:1025/'))).toBe('not_reached');
    receiver.behave(answerWith(200));
    const distrusting = outboundTo([receiver], { certificates: undefined });
    const other = await startReceiver('other.example');
    const confused = outboundTo([other], { resolve: async () => ['127.0.0.1'] });
    expect(await failure(send(distrusting, receiver.url))).toBe('certificate_not_valid');
    // The certificate is trusted, and is of another name.
    expect(await failure(send(confused, other.url.replace('other', 'siem')))).toBe('certificate_not_valid');
    await other.close();
  });
});
