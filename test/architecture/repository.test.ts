/** What is committed works on any machine: exact versions, no address of a registry, no path of one computer. */
import { homedir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { files, read, WRITTEN } from './sources.ts';

const manifest: Record<string, Record<string, string>> = JSON.parse(read(/^package\.json$/)[0]?.text ?? '{}');
const versions = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((group) =>
  Object.entries(manifest[group] ?? {}),
);

describe('versions', () => {
  it('of npm packages are exact', () => {
    expect(versions.length).toBeGreaterThan(10);
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('of Python packages are exact', () => {
    const wanted = read(/requirements\.txt$/).flatMap(({ text }) => text.split('\n'));
    const packages = wanted.filter((line) => line.trim() && !line.startsWith('#'));
    expect(packages.filter((line) => !/^[\w.-]+==\d[\w.]*$/.test(line))).toEqual([]);
  });

  it('are locked, without the address they came from', () => {
    const lock = read(/^package-lock\.json$/)[0]?.text ?? '';
    expect(lock).toContain('"lockfileVersion"');
    expect(lock).not.toContain('"resolved": "http');
  });
});

describe('the lock', () => {
  interface Entry {
    readonly optionalDependencies?: Record<string, string>;
  }
  const { packages }: { packages: Record<string, Entry> } = JSON.parse(read(/^package-lock\.json$/)[0]?.text ?? '{}');

  it('has every platform of an optional package: `npm ci` refuses it otherwise, on all of them', () => {
    const absent = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages),
      ),
    );
    expect(absent).toEqual([]);
  });
});

describe('no file names', () => {
  it('a folder of one computer', () => {
    const HOME = /(^|[^\w.-])\/(home|Users)\/[a-z]/;
    const here = [`${process.cwd()}/`, `${homedir()}/`];
    const bound = read(WRITTEN).filter(({ text }) => HOME.test(text) || here.some((path) => text.includes(path)));
    expect(bound.map(({ file }) => file)).toEqual([]);
  });

  it('a registry to install from', () => {
    const REGISTRY =
      /https?:\/\/[\w.-]*\b(registry|artifactory|nexus|mirrors?)\b[\w.-]*\.[a-z]|--(extra-)?index-url|^registry=/m;
    expect(read(WRITTEN).filter(({ text }) => REGISTRY.test(text))).toEqual([]);
    expect(read(/(^|\/)\.npmrc$/).filter(({ text }) => REGISTRY.test(text))).toEqual([]);
  });
});

it('nothing that is made is committed', () => {
  const MADE = /(^|\/)(node_modules|cdk\.out|dist|coverage|\.hale|__pycache__)\/|\.(log|pyc|tsbuildinfo)$/;
  expect(files.filter((file) => MADE.test(file))).toEqual([]);
});
