/** Keys as commands: who answers them now. The screen or dialogue that came last answers first. */
import { createContext, useContext, useEffect, useRef } from 'react';

/** A key's name as the screens speak of it. */
export type Command =
  | 'Enter'
  | 'Escape'
  | 'ArrowUp'
  | 'ArrowDown'
  | 'Plus'
  | 'Minus'
  | 'Star'
  | 'Slash'
  | `F${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12}`;

/** A handler answers false when the key was none of its business; anything else takes it. */
export type CommandMap = Readonly<Partial<Record<Command, () => unknown>>>;

type Layer = { readonly current: CommandMap; readonly modal: boolean; readonly depth: number };

/**
 * How many dialogues something is inside of, twice: what lies under one may be drawn anew while it is open, and must not
 * answer before it. A dialogue's own keys stand between what is under it and what is in it.
 */
export const DepthContext = createContext(0);

const layers: Layer[] = [];

const numpad: Readonly<Record<string, Command>> = {
  NumpadAdd: 'Plus',
  NumpadSubtract: 'Minus',
  NumpadMultiply: 'Star',
  NumpadDivide: 'Slash',
};
const named = new Set(['Enter', 'Escape', 'ArrowUp', 'ArrowDown']);

/**
 * What the field that has the focus takes: signs of its own, `*` among them; letters, where the keypad's own `*` is still a
 * command; or nothing that a `*` could belong to.
 */
export type FieldKind = 'signs' | 'letters' | 'none';

/** The command that a key stands for. `+ − /` only on the keypad: elsewhere they are text. */
export function commandOf(key: string, code: string, field: FieldKind): Command | null {
  const onPad = numpad[code];
  if (onPad === 'Star' && field === 'signs') return null;
  if (onPad !== undefined) return onPad;
  if (key === '*') return field === 'none' ? 'Star' : null;
  if (named.has(key) || /^F([1-9]|1[0-2])$/.test(key)) return key as Command;
  return null;
}

const answering = (command: Command): readonly (() => unknown)[] => {
  const handlers: (() => unknown)[] = [];
  const deepestFirst = layers.toReversed().sort((left, right) => right.depth - left.depth);
  for (const layer of deepestFirst) {
    const handler = layer.current[command];
    if (handler) handlers.push(handler);
    // The screen is locked from wherever the hand leaves it: what was typed is kept.
    if (layer.modal && command !== 'F12') break;
  }
  return handlers;
};

/** Whether somebody would answer the command now. */
export const isAnswered = (command: Command): boolean => answering(command).length > 0;

/** Gives the command to the first who takes it. */
export const perform = (command: Command): boolean =>
  answering(command).some((handler) => handler() !== false);

/** Answers commands while the component is on the screen; a modal one keeps them from everything below. */
export function useCommands(map: CommandMap, modal: boolean): void {
  const depth = useContext(DepthContext) + (modal ? 1 : 0);
  const latest = useRef(map);
  latest.current = map;
  useEffect(() => {
    const layer: Layer = {
      get current() {
        return latest.current;
      },
      modal,
      depth,
    };
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
    };
  }, [modal, depth]);
}
