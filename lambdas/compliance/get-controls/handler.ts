/** GET /v1/compliance/controls */
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import controls from '../controls.json' with { type: 'json' };
import { getControlsContract } from './contract.ts';

export const handler = http(getControlsContract, async () => {
  const { sections } = getControlsContract.replies[200].parse(controls);
  return ok({ status: 200, body: { sections } });
});
