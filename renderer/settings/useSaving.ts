/** Stores the settings, and remembers how that ended. */
import { useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import type { Settings } from '../../contract/settings.ts';
import { useTurn } from '../parts/useTurn.ts';
import { act } from '../till/till.ts';

export function useSaving(onSaved: (settings: Settings) => void) {
  const [outcome, setOutcome] = useState<Failure | 'saved' | null>(null);
  const { busy, take } = useTurn();
  return {
    busy,
    outcome,
    /** The word of the last saving is out of date. */
    clear: () => setOutcome(null),
    save: (settings: Settings) =>
      take(async () => {
        const refused = await act('settings.set', settings);
        setOutcome(refused ?? 'saved');
        if (refused === null) onSaved(settings);
      }),
  };
}
