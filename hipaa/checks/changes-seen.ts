/** §164.312(b) and (c)(2): whatever happens to a row of the log, a second pair of eyes sees both images of it. */
import { each } from '../check.ts';
import { find, labelOf, named, type TemplateCheck } from '../template/templates.ts';

export const changesSeen: TemplateCheck = {
  says: 'the audit table streams both images, and inserts, changes and removals each wake a function',
  look: (templates) => {
    const patterns = find(templates, 'AWS::Lambda::EventSourceMapping');
    return each(named(templates, 'AWS::DynamoDB::GlobalTable', 'Audit'), (table) => {
      const { StreamSpecification } = table.Properties;
      const name = `table/${table.stack}-${table.id}/stream`;
      const heard = patterns
        .filter(({ Properties }) => String(Properties.EventSourceArn).includes(name))
        .map(({ Properties }) => JSON.stringify(Properties.FilterCriteria));
      return [
        !JSON.stringify(StreamSpecification ?? '').includes('NEW_AND_OLD_IMAGES') &&
          `${labelOf(table)} streams too little`,
        ...['INSERT', 'MODIFY', 'REMOVE'].map(
          (kind) => !heard.some((filter) => filter.includes(kind)) && `nobody hears a ${kind} in ${labelOf(table)}`,
        ),
      ];
    });
  },
};
