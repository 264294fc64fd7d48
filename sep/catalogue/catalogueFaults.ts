/** What a catalogue says that its schema can't judge: doubled names, limits and masks that nobody can meet. */
import type { Catalogue, Provider } from '../../contract/provider.ts';

function doubled(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

function maskFault({ id, mask }: Provider): string | null {
  if (mask.kind !== 'pattern') return null;
  if (!mask.pattern.startsWith('^') || !mask.pattern.endsWith('$')) {
    return `${id}: the pattern ${mask.pattern} is not anchored by ^ and $`;
  }
  try {
    new RegExp(mask.pattern);
    return null;
  } catch {
    return `${id}: the pattern ${mask.pattern} is no regular expression`;
  }
}

function providerFaults(provider: Provider): string[] {
  const { id, minimum, maximum, fee } = provider;
  const faults: string[] = [];
  if (minimum > maximum) faults.push(`${id}: the minimum ${minimum} is above the maximum ${maximum}`);
  if (maximum === 0) faults.push(`${id}: the maximum is 0`);
  if (fee.maximum !== null && fee.minimum > fee.maximum) {
    faults.push(`${id}: the least fee ${fee.minimum} is above the greatest ${fee.maximum}`);
  }
  const mask = maskFault(provider);
  return mask ? [...faults, mask] : faults;
}

/** For people, in English; empty: nothing is wrong. */
export function catalogueFaults({ providers }: Catalogue): string[] {
  return [
    ...doubled(providers.map(({ id }) => id)).map((id) => `provider ${id} stands there twice`),
    ...doubled(providers.map(({ keypadCode }) => keypadCode)).map(
      (code) => `keypad code ${code} is given twice`,
    ),
    ...providers.flatMap(providerFaults),
  ];
}
