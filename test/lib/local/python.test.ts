import { expect, test } from 'vitest';
import { choosePython, type Python } from '../../../lib/local/python.ts';

const python = (major: number, minor: number, canMakeEnvironments = true): Python => ({
  path: `/usr/bin/python${major}.${minor}`,
  major,
  minor,
  canMakeEnvironments,
});

test('the first that is recent and complete is taken', () => {
  const found = [python(3, 9), python(3, 12, false), python(3, 11), python(3, 13)];

  expect(choosePython(found)).toEqual(python(3, 11));
});

test('without any Python the line says which is needed', () => {
  expect(() => choosePython([])).toThrow('Python 3.10 or newer is needed for the local cloud, and none is on PATH.');
});

test('an old Python is named with its version', () => {
  expect(() => choosePython([python(3, 9)])).toThrow('/usr/bin/python3.9 is 3.9.');
});

test('a Python without venv or ensurepip is named with the package that brings them', () => {
  expect(() => choosePython([python(3, 12, false)])).toThrow(
    '/usr/bin/python3.12 lacks venv or ensurepip: install python3-venv, or put another Python on PATH.',
  );
});
