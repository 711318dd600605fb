/** The wire form of a redirect URI. */
import * as z from 'zod/mini';
import { id, time } from '../shared/vocabulary.ts';
import { type RedirectUri, USES } from './redirect-uri.ts';

export const redirectUriSchema = z.object({
  id: id('uri'),
  uri: z.string(),
  use: z.enum(USES),
  created_at: time,
});

export const presentRedirectUri = ({ id: uriId, uri, use, createdAt }: RedirectUri) => ({
  id: uriId,
  uri,
  use,
  created_at: createdAt,
});
