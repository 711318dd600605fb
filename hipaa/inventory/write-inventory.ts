/** `npm run inventory`: writes `hipaa/inventory.json` and `hipaa/data-flow.svg` from the template. */
import { writeFileSync } from 'node:fs';
import { dataFlow } from './data-flow.ts';
import { inventoryOf, inventoryText } from './inventory.ts';
import { referenceTemplates } from './reference.ts';

const inventory = inventoryOf(referenceTemplates());
writeFileSync(new URL('../inventory.json', import.meta.url), inventoryText(inventory));
writeFileSync(new URL('../data-flow.svg', import.meta.url), dataFlow(inventory));
console.log(
  `hipaa/inventory.json: ${inventory.functions.length} functions, ${inventory.stores.length} stores in ` +
    `${inventory.stacks.length} stacks; hipaa/data-flow.svg`,
);
