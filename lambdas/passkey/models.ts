/** What authenticators are called: a public list of names by AAGUID. Its source and licence stand in the file itself. */
import models from './models.json' with { type: 'json' };

const names = new Map<string, string>(Object.entries(models.names));

/** `undefined` for a model that is not listed, and for authenticators that do not tell theirs. */
export const modelOf = (aaguid: string): string | undefined => names.get(aaguid);
