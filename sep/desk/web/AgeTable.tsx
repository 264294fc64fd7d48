/** How long living requests wait, by kind: the older, the louder. */
import type { DeskOutput } from '../../../contract/desk.ts';
import { adjustmentKinds, adjustmentNames } from '../../../core/adjustment.ts';

type Ages = DeskOutput<'dashboard'>['ages'];

/** From a fresh request to one that waits for days. */
const tones = ['calm', 'calm', 'soon', 'soon', 'late', 'late'] as const;

export function AgeTable({ ages }: { readonly ages: Ages }) {
  const total = (kind: (typeof adjustmentKinds)[number]): number =>
    ages.reduce((sum, bucket) => sum + bucket[kind], 0);
  return (
    <div className="sheet padded wide">
      <div className="heading">
        <h2>Сколько ждут открытые обращения</h2>
      </div>
      <table className="ages">
        <thead>
          <tr>
            <th className="age-name">
              <span className="hidden">Что просят</span>
            </th>
            {ages.map(({ label }) => (
              <th key={label} scope="col" className="age-head">
                {label}
              </th>
            ))}
            <th className="age-sum" data-head>
              Всего
            </th>
          </tr>
        </thead>
        <tbody>
          {adjustmentKinds.map((kind) => (
            <tr key={kind}>
              <th scope="row" className="age-name">
                <a className="plain" href={`#/queue/${kind}`}>
                  {adjustmentNames[kind]}
                </a>
              </th>
              {ages.map((bucket, index) => (
                <td key={bucket.label} className="age-cell">
                  <div className="cell" data-tall data-tone={bucket[kind] > 0 ? tones[index] : undefined}>
                    {bucket[kind] > 0 ? bucket[kind] : <span className="hidden">нет</span>}
                  </div>
                </td>
              ))}
              <td className="age-sum">{total(kind)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
