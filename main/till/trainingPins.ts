/** PINs of the training set, for the sign-in screen: a real profile has none. */
import { z } from 'zod';
import { Role } from '../../contract/primitives.ts';
import type { LocalStore } from '../store/types.ts';
import { trainingKey } from '../training/trainingSet.ts';

const TrainingPins = z.array(z.object({ name: z.string(), role: Role, pin: z.string() }));
export type TrainingPins = z.infer<typeof TrainingPins>;

/** Null on a real profile. */
export const readTrainingPins = (local: LocalStore): TrainingPins | null =>
  TrainingPins.safeParse(local.setting(trainingKey)).data ?? null;
