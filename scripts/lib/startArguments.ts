// What `npm start` was asked for: which profile, and whether on the training set.
import { join, resolve } from 'node:path';

export const startUsage = `Использование:
  npm start              учебная точка продаж (профиль profile/training)
  npm start -- --fresh   первая настройка с пустого места (профиль profile/own)
Рядом с кассой работает учебная СЭП с учебными операторами: её данные лежат в папке с тем же именем и «-sep».
Переменная KASSA_DATA=<папка> задаёт папку профиля.`;

export interface StartRequest {
  readonly profile: string;
  /** СЭП's data, beside the profile. */
  readonly sepFolder: string;
  readonly training: boolean;
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
  const profile = data === undefined || data === '' ? own : resolve(from, data);
  return {
    profile,
    sepFolder: `${profile}-sep`,
    training: !fresh,
    // СЭП gets ready while the till already works: what enrols it comes by stdin.
    programArguments: fresh ? [] : ['--training', '--enrol-from-stdin'],
  };
}
