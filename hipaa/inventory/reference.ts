/** The template that the inventory is of: a shared tenant as this checkout deploys it, without choices of its own. */
import { join } from 'node:path';
import { readTenants } from '../../lib/tenant.ts';
import { synthesize } from '../template/synthesis.ts';
import type { Templates } from '../template/templates.ts';

const REFERENCE = 'demo';

export function referenceTemplates(): Templates {
  const tenants = readTenants(join(import.meta.dirname, '../../tenants')).filter(({ name }) => name === REFERENCE);
  return { ...synthesize(...tenants), tenants };
}
