/** The training set: a trade point and people with PINs that the sign-in screen shows. */

import type { Result } from '../../contract/failure.ts';
import { ok } from '../../contract/failure.ts';
import type { CashierId, Role } from '../../contract/primitives.ts';
import type { TradePoint } from '../../contract/settings.ts';
import type { Head, Store } from '../store/types.ts';
import { starterSettings } from './starter.ts';
import { starterRanges } from './starterRanges.ts';

/** The setting that marks a profile as a training one and holds its PINs. */
export const trainingKey = 'training';

export type TrainingPerson = { readonly name: string; readonly role: Role; readonly pin: string };

export const trainingPeople: readonly TrainingPerson[] = [
  { name: 'Анна Соколова', role: 'cashier', pin: '250713' },
  { name: 'Игорь Павлов', role: 'cashier', pin: '384926' },
  { name: 'Марина Котова', role: 'senior', pin: '471508' },
  { name: 'Сергей Орлов', role: 'administrator', pin: '906247' },
];

export const trainingTradePoint: TradePoint = {
  id: 'training',
  name: 'Мира, 12',
  address: 'г. Москва, пр-т Мира, д. 12',
  zone: 'Europe/Moscow',
  agentName: 'ООО «Учебный платёжный агент»',
  // Made up; only its check digit is right.
  agentInn: '7700000009',
  agentPhone: '8 800 000-00-00',
};

/** Which workstation of which trade point a training profile is. */
export type TrainingPlace = { readonly tradePoint: TradePoint; readonly workstation: number };

/** Fills an empty profile with the training set of a till that is alone. */
export const createTrainingSet = (
  store: Store,
  hashPin: (pin: string) => Promise<string>,
): Promise<Result<Head>> => beginTraining(store, hashPin, { tradePoint: trainingTradePoint, workstation: 1 });

/**
 * Fills an empty profile with the training set, as this workstation. The journal comes last: a kill before it leaves a
 * profile that the next start fills again, people who are there already included.
 */
export async function beginTraining(
  store: Store,
  hashPin: (pin: string) => Promise<string>,
  { tradePoint, workstation }: TrainingPlace,
): Promise<Result<Head>> {
  const { local } = store;
  const verifiers = await Promise.all(trainingPeople.map(({ pin }) => hashPin(pin)));
  const known = new Map(local.cashiers.list().map(({ name, id }) => [name, id]));
  const people = trainingPeople.map(({ name, role }, index) => () => {
    const verifier = verifiers[index] ?? '';
    const id = known.get(name);
    if (id) return local.cashiers.setVerifier(id, verifier);
    return local.cashiers.create({ id: store.newId() as CashierId, name, role, verifier });
  });
  const steps = [
    () => local.setTradePoint(tradePoint),
    () => local.setSettings(starterSettings),
    () => local.setCatalogue(local.catalogue()),
    () => local.replaceRanges(starterRanges),
    () => local.setSetting(trainingKey, trainingPeople),
    ...people,
  ];
  for (const step of steps) {
    const done: Result<null> = step();
    if (!done.ok) return done;
  }
  const { id: tradePointId, zone } = tradePoint;
  const begun = store.begin({ workstation, tradePointId, zone });
  return begun.ok ? ok(begun.value) : begun;
}
