/** Small things that every screen is made of. */
import type { ReactNode } from 'react';
import { createContext, useContext } from 'react';
import type { DeskPerson } from '../../../contract/desk.ts';
import type { SepStatus } from '../../../contract/status.ts';
import { formatMoney } from '../../../core/money.ts';
import { standingNames } from '../../../core/sepStatus.ts';
import { statusTones, type Tone } from './words.ts';

export type Around = {
  readonly person: DeskPerson;
  /** Names for short ids. */
  readonly providers: ReadonlyMap<string, string>;
};
export const AroundContext = createContext<Around | null>(null);

/** Throws outside of the frame: a fault of ours. */
export function useAround(): Around {
  const around = useContext(AroundContext);
  if (!around) throw new Error('nobody is signed in');
  return around;
}

export const isSenior = ({ role }: DeskPerson): boolean => role !== 'operator';

export const Mark = ({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) => (
  <span className="mark" data-tone={tone}>
    {children}
  </span>
);

export const StatusMark = ({ status }: { readonly status: SepStatus | null }) =>
  status ? (
    <Mark tone={statusTones[status]}>{standingNames[status]}</Mark>
  ) : (
    <Mark tone="plain">не в СЭП</Mark>
  );

export const Money = ({ sum }: { readonly sum: number | null }) => (
  <span className="still">{sum === null ? '—' : formatMoney(sum)}</span>
);

export const Note = ({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) => (
  <div className="note" data-tone={tone} role={tone === 'bad' ? 'alert' : 'status'}>
    {children}
  </div>
);

/** What stands in for a table that has not come or has nothing in it. */
export function Waiting({
  asked,
  empty,
}: {
  readonly asked: { readonly value: unknown; readonly trouble: string | null };
  readonly empty?: string | undefined;
}) {
  if (asked.trouble !== null) return <Note tone="bad">{asked.trouble}</Note>;
  return <div className="empty">{asked.value === null ? 'Загрузка…' : (empty ?? 'Пусто')}</div>;
}

export const Title = ({
  children,
  beside,
}: {
  readonly children: ReactNode;
  readonly beside?: ReactNode;
}) => (
  <div className="title">
    <h1>{children}</h1>
    {beside}
  </div>
);

/** A fact in a list of facts. */
export const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
);
