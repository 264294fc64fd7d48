/**
 * What the printer has in hand at this moment: a payment's pre-check, or a cash move's document by its event's id. Its
 * outcome is not missing but on its way.
 */

export type PrintingNow = ReturnType<typeof createPrintingNow>;

export function createPrintingNow() {
  const runs = new Map<string, number>();
  return {
    has: (id: string): boolean => runs.has(id),
    async during<T>(id: string, print: () => Promise<T>): Promise<T> {
      runs.set(id, (runs.get(id) ?? 0) + 1);
      try {
        return await print();
      } finally {
        const left = (runs.get(id) ?? 1) - 1;
        if (left === 0) runs.delete(id);
        else runs.set(id, left);
      }
    },
  };
}
