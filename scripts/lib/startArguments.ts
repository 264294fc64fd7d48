// What `npm start` was asked for: which profile, and whether on the training set.
import { join, resolve } from 'node:path';

export const startUsage = `Использование:
  npm start              учебная точка продаж (профиль profile/training)
  npm start -- --fresh   первая настройка с пустого места (профиль profile/own)
Переменная KASSA_DATA=<папка> задаёт папку профиля.`;

export interface StartRequest {
  readonly profile: string;
  readonly programArguments: readonly string[];
}

interface Surroundings {
  /** KASSA_DATA, if set. */
  readonly data: string | undefined;
  readonly root: string;
  /** The folder npm was called from; a relative KASSA_DATA means from there. */
  readonly from: string;
}

/** undefined when there is an argument nobody knows: better refused than silently another profile. */
export function parseStart(
  args: readonly string[],
  { data, root, from }: Surroundings,
): StartRequest | undefined {
  if (args.some((argument) => argument !== '--fresh')) return undefined;
  const fresh = args.includes('--fresh');
  const own = join(root, 'profile', fresh ? 'own' : 'training');
  return {
    profile: data === undefined || data === '' ? own : resolve(from, data),
    programArguments: fresh ? [] : ['--training'],
  };
}
