/** The wire form of a project's list of disclosures. */
import * as z from 'zod/mini';
import { DEFAULT_ACTIONS, type DisclosureList, EVENT_TYPES } from './disclosure-list.ts';

const PURPOSES_MAX = 50;
const action = z.enum(EVENT_TYPES);
const purpose = z.string().check(z.regex(/^[A-Z]{2,12}$/, 'expected a code of HL7 PurposeOfUse'));

export const putListSchema = z.strictObject({
  /** Types of events (docs/events.md). */
  actions: z.array(action).check(z.minLength(1), z.maxLength(EVENT_TYPES.length)),
  /** Of a customer's own events; the individual's own access, PATRQT, is always left out. */
  except_purposes: z.prefault(z.array(purpose).check(z.maxLength(PURPOSES_MAX)), []),
});

export const listSchema = z.object({
  /** 0 where the project never said anything. */
  version: z.int(),
  source: z.enum(['default', 'deployment', 'project']),
  actions: z.array(z.string()),
  except_purposes: z.array(z.string()),
  /** What the catalogue holds for disclosures. */
  default_actions: z.array(z.string()),
});

export const presentList = (list: DisclosureList): z.input<typeof listSchema> => ({
  version: list.version,
  source: list.source,
  actions: [...list.actions],
  except_purposes: [...list.exceptPurposes],
  default_actions: [...DEFAULT_ACTIONS],
});

export const listTag = ({ version }: DisclosureList): string => `"${version}"`;
