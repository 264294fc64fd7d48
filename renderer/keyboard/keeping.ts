/** What the fields held before a burst of characters, so that a scan can be taken back. */

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** A component whose state a key changes without a form field: it remembers and restores for itself. */
export type Keeper = { keep(): () => void };

const keepers = new Set<Keeper>();

export function addKeeper(keeper: Keeper): () => void {
  keepers.add(keeper);
  return () => keepers.delete(keeper);
}

const isField = (element: Element | null): element is Field =>
  element instanceof HTMLInputElement ||
  element instanceof HTMLTextAreaElement ||
  element instanceof HTMLSelectElement;

function put(field: Field, value: string): void {
  if (field.value === value) return;
  // React overrides `value` on the element itself; the prototype's setter is what a person's typing uses.
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value')?.set?.call(field, value);
  field.dispatchEvent(new Event(field instanceof HTMLSelectElement ? 'change' : 'input', { bubbles: true }));
}

export type Kept = {
  /** Remembers the focused field too, once. */
  also(): void;
  giveBack(): void;
};

/** Remembers the focused field and every keeper's state. */
export function keep(): Kept {
  const focused = document.activeElement;
  const restorers = [...keepers].map((keeper) => keeper.keep());
  const fields = new Map<Field, string>();
  const also = () => {
    const field = document.activeElement;
    if (isField(field) && !fields.has(field)) fields.set(field, field.value);
  };
  also();
  return {
    also,
    giveBack() {
      for (const [field, value] of fields) if (field.isConnected) put(field, value);
      for (const restore of restorers) restore();
      if (focused instanceof HTMLElement && focused.isConnected) focused.focus();
    },
  };
}
