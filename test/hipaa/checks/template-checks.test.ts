/**
 * Each check over the template: it passes on what this checkout deploys, and fails on each fault that is planted. What the
 * first part finds is left for `npm run hipaa` and `npm test`, which hold the matrix to it.
 */
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { passes } from '../../../hipaa/check.ts';
import { leaveFindings } from '../../../hipaa/findings-folder.ts';
import { synthesize } from '../../../hipaa/template/synthesis.ts';
import type { Templates } from '../../../hipaa/template/templates.ts';
import { TEMPLATE_CHECKS, type TemplateCheckId } from '../../../hipaa/template-checks.ts';
import { readTenants } from '../../../lib/tenant.ts';
import { tenant } from '../../lib/synthesis.ts';
import { PLANTED } from './planted.ts';

const ids = Object.keys(TEMPLATE_CHECKS) as TemplateCheckId[];
const own = readTenants(join(import.meta.dirname, '../../../tenants'));

let templates: Templates;
let deployed: Templates;
beforeAll(() => {
  // Beside those of this checkout another one, so that what must be apart can meet.
  const tenants = [...own, tenant('acme')];
  templates = { ...synthesize(...tenants), tenants };
  const ours = ([stack]: [string, unknown]) => own.some(({ name }) => stack.startsWith(`${name}-`));
  deployed = { stacks: Object.fromEntries(Object.entries(templates.stacks).filter(ours)), tenants: own };
});

/** A copy in which things may be put wrong. */
const copy = ({ stacks, tenants }: Templates): Templates => ({ stacks: structuredClone(stacks), tenants });

describe('what this checkout deploys', () => {
  test.each(ids)('%s', (id) => {
    const { says, look } = TEMPLATE_CHECKS[id];
    const finding = look(deployed);
    leaveFindings('template', { [id]: { says, ...finding } });
    expect(finding.wrong).toEqual([]);
    expect(finding.looked).toBeGreaterThan(0);
  });
});

describe('a planted fault is found by', () => {
  test.each(ids)('%s', (id) => {
    const { look } = TEMPLATE_CHECKS[id];
    expect(look(templates).wrong).toEqual([]);
    expect(PLANTED[id]).not.toEqual([]);
    for (const [number, plant] of PLANTED[id].entries()) {
      const spoilt = copy(templates);
      plant(spoilt);
      expect(look(spoilt).wrong, `fault ${number}: ${plant}`).not.toEqual([]);
    }
  });

  test.each(ids)('%s, where there is nothing to look at', (id) => {
    expect(passes(TEMPLATE_CHECKS[id].look({ stacks: {}, tenants: [] }))).toBe(false);
  });
});
