/**
 * About how many passwords are tried before this one: the blocklist (NIST SP 800-63B-4 §3.1.1.2) of 49,000 common ones,
 * what is made of them by repeating, appending and respelling, walks over keyboards, and words of context. Loaded only
 * when a password is set: the list is 400 KB.
 */
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

const estimator = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

export const guessesOf = (password: string, words: readonly string[]): number =>
  estimator.check(password, [...words]).guesses;
