/** P1: what Lambda has to fetch and read for a sign-in. 1 KB is 1,000 bytes. */
import { bytesOf, SIGN_IN, USUAL } from '../bundles.ts';
import type { Row } from '../row.ts';

export const bundleBytes: Row = {
  id: 'P1',
  what: 'minified bundle of a sign-in function, SDK inside',
  unit: 'KB',
  goal: 300,
  digits: 1,
  reached: true,
  async measure({ bundles }) {
    const { ours, usual } = await bundles();
    const baseline = bytesOf(usual, USUAL.signIn) / 1_000;
    return [{ value: bytesOf(ours, SIGN_IN) / 1_000, baseline, baselineName: 'usual stack' }];
  },
};
