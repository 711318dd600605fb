/** In which classes attributes are, and how the compiler asks for the class of one that is new. */

export const CLASSES = {
  identifier: 'tells who somebody is by itself: an identifier of 45 CFR 164.514(b)(2)(i)',
  linked: 'says something of a person who is told by an opaque id',
  secret: 'lets somebody in, or opens what is sealed',
  setting: 'says how an organization, a project or a machine is set up, and nothing of a person',
} as const;
export type Class = keyof typeof CLASSES;
export const CLASS_NAMES = Object.keys(CLASSES) as readonly Class[];

type NameOf<T> = keyof T & string;
/** Names, in lists of lists where they are many. */
type Sorted<T> = { readonly [C in Class]?: readonly (NameOf<T> | readonly NameOf<T>[])[] };
type Each<M> = M extends readonly (infer N)[] ? N : M;
type Listed<S> = { [C in keyof S]: S[C] extends readonly (infer M)[] ? Each<M> : never }[keyof S];
/** Anything where every attribute has a class; else an object that names what was forgotten. */
type Whole<T, S> = [Exclude<NameOf<T>, Listed<S>>] extends [never]
  ? unknown
  : { readonly unclassified: Exclude<NameOf<T>, Listed<S>> };

export interface Kind {
  readonly name: string;
  readonly table: 'identity' | 'ephemeral';
  /** How it is kept inside the encrypted table. */
  readonly kept: string;
  /** When it goes. */
  readonly goes: string;
  readonly classes: { readonly [C in Class]?: readonly string[] };
}

/** @param sorted every attribute of the kind, each in one class. */
export const kind =
  <T>() =>
  <const S extends Sorted<T>>(facts: Omit<Kind, 'classes'>, sorted: S & Whole<T, S>): Kind => {
    const lists = Object.entries<Sorted<T>[Class]>(sorted as Sorted<T>);
    return { ...facts, classes: Object.fromEntries(lists.map(([name, members = []]) => [name, members.flat()])) };
  };
