/** The few things the page does to the document. Text only, never markup. */

/** Throws where index.html and the script have come apart. */
export function element<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new Error(`index.html has no ${type.name} #${id}`);
}

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  text = '',
  ...children: readonly HTMLElement[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.textContent = text;
  made.append(...children);
  return made;
}

export function option(value: string, text: string): HTMLOptionElement {
  const made = make('option', text);
  made.value = value;
  return made;
}
