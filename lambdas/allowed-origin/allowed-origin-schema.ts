/** The wire form of an allowed origin. */
import * as z from 'zod/mini';
import { id, time } from '../shared/vocabulary.ts';
import type { AllowedOrigin } from './allowed-origin.ts';

export const allowedOriginSchema = z.object({ id: id('uri'), origin: z.string(), created_at: time });

export const presentAllowedOrigin = ({ id: originId, origin, createdAt }: AllowedOrigin) => ({
  id: originId,
  origin,
  created_at: createdAt,
});
