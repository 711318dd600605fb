// The self-signed certificate of one local cloud. AWS policies that demand TLS are in force here too.
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { LocalPaths } from './paths.ts';

const RENEW_BEFORE_MS = 30 * 24 * 3_600_000;

/** Makes or renews the certificate, and the bundle that child processes trust. */
export function prepareCertificate(paths: LocalPaths, python: string, environment: NodeJS.ProcessEnv): void {
  if (!existsSync(paths.privateKey) || expiresSoon(paths.certificate, new Date())) {
    execFileSync(python, [join(import.meta.dirname, 'certificate.py'), paths.certificate, paths.privateKey]);
  }
  const others = environment.NODE_EXTRA_CA_CERTS;
  const bundle = [paths.certificate, ...(others && existsSync(others) ? [others] : [])];
  writeFileSync(paths.trusted, bundle.map((file) => readFileSync(file, 'utf8')).join('\n'));
}

/** Makes this process trust the certificate; NODE_EXTRA_CA_CERTS is read only when a process starts. */
export function trustCertificate(path: string): void {
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(path, 'utf8')]);
}

function expiresSoon(path: string, now: Date): boolean {
  if (!existsSync(path)) return true;
  return new X509Certificate(readFileSync(path)).validToDate.getTime() - now.getTime() < RENEW_BEFORE_MS;
}
