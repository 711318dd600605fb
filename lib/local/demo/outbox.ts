/** What Hale would have sent by mail or as a text message. The local cloud keeps it, and sends nothing. */
import { call } from './api.ts';
import { make } from './elements.ts';

interface Message {
  readonly at: string;
  readonly kind: 'email' | 'sms';
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

const KINDS = { email: 'e-mail', sms: 'text message' } as const;
const LINK = /(https?:\/\/\S+)/;

/** @param to one address or number; all, where it is empty */
export async function showOutbox(list: HTMLElement, to: string): Promise<void> {
  const query = new URLSearchParams(to && { to });
  const { data } = await call<{ data: Message[] }>('GET', `/demo/outbox?${query}`);
  list.replaceChildren(...data.map(row));
  if (data.length === 0) list.append(make('li', to ? `Nothing was sent to ${to}.` : 'Nothing was sent yet.'));
}

function row({ at, kind, to, subject, text }: Message): HTMLElement {
  const time = make('time', new Date(at).toLocaleTimeString());
  time.dateTime = at;
  const title = make('div', '', make('span', subject || text.slice(0, 60)), time);
  title.className = 'heading title';
  const whom = make('p', `${KINDS[kind]} to ${to}`);
  whom.className = 'hint';
  const body = make('pre');
  body.tabIndex = 0;
  body.setAttribute('aria-label', `Text of the ${KINDS[kind]} to ${to}`);
  body.append(...text.split(LINK).map((part) => (LINK.test(part) ? link(part) : part)));
  return make('li', '', title, whom, body);
}

function link(url: string): HTMLElement {
  const made = make('a', url);
  made.href = url;
  return made;
}
