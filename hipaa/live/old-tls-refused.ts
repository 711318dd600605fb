/** §164.312(e)(2)(ii): the API itself speaks TLS 1.2 or newer and nothing older. */
import { isIP } from 'node:net';
import { connect, type SecureVersion } from 'node:tls';
import { each } from '../check.ts';
import { liveCheck, output } from '../deployment/live.ts';

export interface TlsFacts {
  readonly version: SecureVersion;
  /** What was agreed on; nothing where the handshake failed. */
  readonly spoken: string | undefined;
}

const OLD: readonly SecureVersion[] = ['TLSv1', 'TLSv1.1'];
const VERSIONS: readonly SecureVersion[] = [...OLD, 'TLSv1.2'];

/** One handshake in one version. This side permits what OpenSSL calls insecure: else it would be this side that refuses. */
const shake = (url: URL, version: SecureVersion): Promise<string | undefined> =>
  new Promise((resolve) => {
    const { hostname, port } = url;
    const socket = connect({
      host: hostname,
      port: Number(port || 443),
      ...(isIP(hostname) === 0 && { servername: hostname }),
      minVersion: version,
      maxVersion: version,
      ciphers: 'DEFAULT@SECLEVEL=0',
      timeout: 10_000,
      // Only the version is asked about, and nothing is said: whose certificate it is, other checks find by talking to it.
      rejectUnauthorized: false,
    });
    const end = (spoken: string | undefined) => {
      socket.destroy();
      resolve(spoken);
    };
    socket.once('secureConnect', () => end(socket.getProtocol() ?? undefined));
    socket.once('error', () => end(undefined));
    socket.once('timeout', () => end(undefined));
  });

export const oldTlsRefused = liveCheck({
  says: 'the API refuses a handshake of TLS 1.0 and 1.1, and takes one of TLS 1.2',
  read: async (live): Promise<TlsFacts[]> => {
    const url = new URL(live.outputs.ApiAddress ?? output(live, 'ApiUrl'));
    return Promise.all(VERSIONS.map(async (version) => ({ version, spoken: await shake(url, version) })));
  },
  judge: (shakes) =>
    each(shakes, ({ version, spoken }) => [
      OLD.includes(version) && spoken !== undefined && `${version} is spoken`,
      !OLD.includes(version) && spoken !== version && `${version} is not spoken, so the others prove nothing`,
    ]),
});
