import { describe, expect, test } from 'vitest';
import { isAllowedNumber } from '../../../lambdas/message/destination.ts';
import { render, TEMPLATES, type TemplateName } from '../../../lambdas/message/templates.ts';

const names = Object.keys(TEMPLATES) as TemplateName[];
const VALUES = {
  app: 'Clinic',
  code: '123456',
  minutes: '10',
  link: 'https://a.test/?t=1&x=2',
  when: 'noon',
  what: 'a',
};

describe('a template', () => {
  test.each(names)('%s is filled completely, and speaks of the application', (name) => {
    const { subject, text, html } = render(name, VALUES);
    expect(`${subject ?? ''}${text}${html}`).not.toMatch(/[{}]|undefined/);
    expect(text).toContain('Clinic');
    expect(subject === undefined).toBe(name.startsWith('sms_'));
  });

  test.each(names)('%s loads nothing and runs nothing in a mail reader', (name) => {
    expect(render(name, VALUES).html).not.toMatch(/<(img|script|style|link|iframe)|src=|style=/i);
  });

  test.each(names.filter((name) => name.startsWith('sms_')))('%s fits into one text message', (name) => {
    const { text } = render(name, {
      ...VALUES,
      app: 'A name of thirty characters...',
      what: 'a new passkey was added',
    });
    expect(text).toMatch(/^[\x20-\x7e]{1,160}$/);
  });
});

describe('a value', () => {
  test('is text in HTML, and not a tag', () => {
    const { html, text } = render('email_code', { ...VALUES, app: '<b onclick="x">&\'' });
    expect(text).toContain('<b onclick="x">');
    expect(html).toContain('&lt;b onclick=&quot;x&quot;&gt;&amp;');
  });

  test('starts no line: no header, no paragraph that looks like ours', () => {
    const { subject, text } = render('email_code', { ...VALUES, app: 'A\r\nBcc: x@evil.test\n\nhttps://evil.test' });
    expect(subject).toBe('A Bcc: x@evil.test https://evil.test: your sign-in code');
    expect(text.split('\n\n')).toHaveLength(2);
  });

  test('is not filled in turn', () => {
    expect(render('email_code', { ...VALUES, app: '{{code}}' }).subject).toBe('{{code}}: your sign-in code');
  });
});

describe('a number may be written to', () => {
  test.each([
    ['+12065550100', ['1'], true],
    ['+12065550100', ['+1'], true],
    ['+12065550100', ['44'], false],
    ['+442071838750', ['1', '44'], true],
    ['+442071838750', ['1'], false],
    ['+12065550100', [], false],
    ['+18765550100', ['1'], false],
    ['+18765550100', ['1', '1876'], true],
    ['+19005550100', ['1'], false],
    ['+8801712345678', ['1', '44'], false],
  ])('%s where %j may: %s', (to, allowed, expected) => expect(isAllowedNumber(to, allowed)).toBe(expected));
});
