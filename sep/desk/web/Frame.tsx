/** The frame around every screen: where one can go, what waits there, who is here. */
import { useEffect, useMemo, useState } from 'react';
import type { DeskCounts, DeskPerson, DeskStanding } from '../../../contract/desk.ts';
import { Audit } from './Audit.tsx';
import { Contradictions } from './Contradictions.tsx';
import { call, useAsked } from './call.ts';
import { Dashboard } from './Dashboard.tsx';
import { Discrepancies } from './Discrepancies.tsx';
import { Hung } from './Hung.tsx';
import { PaymentScreen } from './PaymentScreen.tsx';
import { People } from './People.tsx';
import { AroundContext, isSenior } from './parts.tsx';
import { Queue } from './Queue.tsx';
import { RequestScreen } from './RequestScreen.tsx';
import { type Route, useRoute } from './route.ts';
import { Search } from './Search.tsx';
import { Watch } from './Watch.tsx';
import { roleNames } from './words.ts';

type Item = {
  readonly screen: string;
  readonly name: string;
  readonly count?: (counts: DeskCounts) => number;
  readonly loud?: boolean;
  readonly seniors?: boolean;
};

const items: readonly Item[] = [
  { screen: 'queue', name: 'Ждут решения', count: ({ open }) => open, loud: true },
  { screen: 'receipt', name: 'Ждут чек', count: ({ awaitsReceipt }) => awaitsReceipt },
  { screen: 'operator', name: 'У операторов', count: ({ atOperator }) => atOperator },
  { screen: 'ended', name: 'Решённые' },
  { screen: 'search', name: 'Поиск платежа' },
  { screen: 'hung', name: 'Зависшие', count: ({ hung }) => hung, loud: true },
  { screen: 'discrepancies', name: 'Расхождения', count: ({ discrepancies }) => discrepancies },
  {
    screen: 'contradictions',
    name: 'Противоречия касс',
    count: ({ contradictions }) => contradictions,
    loud: true,
  },
  { screen: 'watch', name: 'Точки и журналы', count: ({ troubles }) => troubles, loud: true },
  { screen: 'dashboard', name: 'Сводка' },
  { screen: 'audit', name: 'Журнал действий', seniors: true },
  { screen: 'people', name: 'Сотрудники', seniors: true },
];

function Screen({ route: { screen, rest } }: { readonly route: Route }) {
  switch (screen) {
    case 'request':
      return <RequestScreen key={rest} id={rest} />;
    case 'payment':
      return <PaymentScreen rest={rest} />;
    case 'search':
      return <Search key={rest} text={rest} />;
    case 'hung':
      return <Hung />;
    case 'discrepancies':
      return <Discrepancies />;
    case 'contradictions':
      return <Contradictions />;
    case 'people':
      return <People />;
    case 'watch':
      return <Watch />;
    case 'dashboard':
      return <Dashboard />;
    case 'audit':
      return <Audit />;
    case 'receipt':
      return <Queue key="receipt" part="receipt" title="Ждут чек клиента" />;
    case 'operator':
      return <Queue key="operator" part="operator" title="У операторов и на кассах" />;
    case 'ended':
      return <Queue key="ended" part="ended" title="Решённые" />;
    default:
      return <Queue key={`waiting ${rest}`} part="waiting" title="Ждут решения" first={rest} />;
  }
}

type Props = {
  readonly person: DeskPerson;
  readonly training: boolean;
  readonly onStanding: (standing: DeskStanding) => void;
};

export function Frame({ person, training, onStanding }: Props) {
  const route = useRoute();
  const { value: counts, again } = useAsked('counts', {});
  // Whoever has just decided wants to see it there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew on each screen
  useEffect(again, [route.screen, again]);
  // Null: not told yet. Short ids in their place would only flicker.
  const [providers, setProviders] = useState<ReadonlyMap<string, string> | null>(null);
  useEffect(() => {
    void call('providers', {}).then((answer) => {
      setProviders(new Map(answer.ok ? answer.value.providers.map(({ id, name }) => [id, name]) : []));
    });
  }, []);
  const around = useMemo(() => ({ person, providers: providers ?? new Map() }), [person, providers]);

  const leave = async (): Promise<void> => {
    const answer = await call('sign-out', {});
    if (answer.ok) onStanding(answer.value);
  };

  return (
    <AroundContext.Provider value={around}>
      <div className="frame">
        <aside className="side">
          <div className="brand">
            Центральный офис<small>платёжная система</small>
          </div>
          {training && <div className="training">Учебная СЭП</div>}
          <nav aria-label="Разделы">
            {items
              .filter(({ seniors }) => !seniors || isSenior(person))
              .map(({ screen, name, count, loud }) => {
                const number = counts && count ? count(counts) : 0;
                return (
                  <a
                    key={screen}
                    href={`#/${screen}`}
                    {...(route.screen === screen ? { 'aria-current': 'page' as const } : {})}
                  >
                    {name}
                    {number > 0 && (
                      <span className="count" data-loud={loud || undefined}>
                        {number}
                      </span>
                    )}
                  </a>
                );
              })}
          </nav>
          <div className="who">
            <span className="name">{person.name}</span>
            {roleNames[person.role]}
            <br />
            <button type="button" onClick={() => void leave()}>
              Выйти
            </button>
          </div>
        </aside>
        <main>{providers !== null && <Screen route={route} />}</main>
      </div>
    </AroundContext.Provider>
  );
}
