/** One thing at a time: its buttons wait, its outcome is said, its failure is explained in plain words. */
import { element, make } from './elements.ts';
import { explain } from './words.ts';

const status = element('status', HTMLElement);
const problem = element('problem', HTMLElement);

export interface Task {
  /** Resolves to what is said when it is done. */
  readonly work: () => Promise<string>;
  readonly waiting?: string;
  readonly failed: (cause: unknown) => void;
}

export async function runTask({ work, waiting = 'Working…', failed }: Task): Promise<void> {
  const focused = document.activeElement;
  const buttons = [...document.querySelectorAll('button')];
  for (const button of buttons) button.disabled = true;
  problem.replaceChildren();
  status.textContent = waiting;
  try {
    status.textContent = await work();
  } catch (cause) {
    status.textContent = '';
    const { words, requestId } = explain(cause);
    complain(words, requestId);
    failed(cause);
  } finally {
    for (const button of buttons) button.disabled = false;
    // A disabled button loses the focus, and with it the place of whoever uses a keyboard.
    if (focused instanceof HTMLElement && document.activeElement === document.body) focused.focus();
  }
}

/** Says what is wrong, aloud to a screen reader, with what to quote to someone who can look it up. */
export function complain(words: string, requestId?: string): void {
  const quote = requestId ? [make('p', 'Request id: ', make('code', requestId))] : [];
  problem.replaceChildren(make('p', words), ...quote);
}
