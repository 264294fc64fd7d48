/** The page of the simulated operators: what they credited, by provider, and what goes wrong now. */

import { formatMoney } from '../../core/money.ts';
import { writeOsmpTime } from '../../core/osmp.ts';
import { trainingNumbers } from '../../core/starter/trainingNumbers.ts';
import type { Fault, FaultForm } from './faults.ts';
import type { Credited } from './server.ts';

/** Settings that are one press away. */
export const commonFaults: readonly {
  readonly name: string;
  readonly title: string;
  readonly form: FaultForm;
}[] = [
  { name: 'none', title: 'Всё исправно', form: { faults: [] } },
  { name: 'slow', title: 'Медленно: 3 секунды', form: { faults: [{ kind: 'slow', ms: 3_000 }] } },
  {
    name: 'lost',
    title: 'Половина ответов теряется',
    form: { faults: [{ kind: 'loseAfter', command: 'pay', probability: 0.5 }] },
  },
  {
    name: 'lost300',
    title: 'Ответы теряются, на повтор — 300',
    form: { faults: [{ kind: 'loseAfter', command: 'pay', probability: 0.5 }, { kind: 'repeat300' }] },
  },
  {
    name: 'temporary',
    title: 'Временная ошибка (код 1)',
    form: { faults: [{ kind: 'result', code: 1, probability: 0.5 }] },
  },
  { name: 'unknown', title: 'Номер не найден (код 5)', form: { faults: [{ kind: 'result', code: 5 }] } },
  { name: 'http', title: 'Ошибки сервера (503)', form: { faults: [{ kind: 'http', status: 503 }] } },
  { name: 'down', title: 'Не отвечать минуту', form: { faults: [], downMs: 60_000 } },
];

const kindNames: Readonly<Record<Fault['kind'], string>> = {
  slow: 'медленный ответ',
  loseBefore: 'обрыв до приёма платежа',
  loseAfter: 'обрыв после приёма платежа',
  result: 'код результата',
  repeat300: '300 на повтор принятого платежа',
  http: 'ошибка HTTP',
  halfBody: 'ответ обрывается посередине',
  garbage: 'ответ — мусор',
};

const escapeHtml = (text: string): string => text.replace(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

function faultText(fault: Fault): string {
  const what =
    fault.kind === 'slow'
      ? `: ${fault.ms} мс`
      : fault.kind === 'result'
        ? ` ${fault.code}`
        : fault.kind === 'http'
          ? ` ${fault.status}`
          : '';
  const where = [fault.provider, fault.command].filter((one) => one !== undefined).join(', ');
  const often = fault.probability < 1 ? `, вероятность ${Math.round(fault.probability * 100)} %` : '';
  const times = fault.count === undefined ? '' : `, раз: ${fault.count}`;
  return escapeHtml(`${kindNames[fault.kind]}${what}${where ? ` (${where})` : ''}${often}${times}`);
}

const timeText = (at: number): string =>
  writeOsmpTime(at).replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$3.$2.$1 $4:$5:$6');

const style = `body{font:15px/1.5 system-ui,sans-serif;color:#1c2430;background:#f5f6f8;margin:0 auto;max-width:64rem;padding:1.5rem}
h1{font-size:1.4rem;margin:0 0 .25rem}h2{font-size:1.05rem;margin:1.75rem 0 .5rem}p{margin:.25rem 0}
table{border-collapse:collapse;width:100%;background:#fff}th,td{text-align:left;padding:.35rem .7rem;border-bottom:1px solid #e3e6eb}
th{font-weight:600;color:#5b6675}.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
form{display:flex;flex-wrap:wrap;gap:.5rem}button{font:inherit;padding:.35rem .8rem;border:1px solid #c6ccd6;border-radius:.4rem;background:#fff;cursor:pointer}
button:hover{background:#eef2f8}.quiet{color:#5b6675}`;

/** Newest first, so many. */
const mostRows = 100;

/** The whole page; nothing on it comes from elsewhere. */
export function writePage(
  credited: readonly Credited[],
  faults: readonly Fault[],
  training: boolean,
): string {
  const sums = new Map<string, { count: number; sum: number }>();
  for (const { provider, sum } of credited) {
    const one = sums.get(provider) ?? { count: 0, sum: 0 };
    sums.set(provider, { count: one.count + 1, sum: one.sum + sum });
  }
  const total = credited.reduce((sum, one) => sum + one.sum, 0);
  const providers = [...sums]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(
      ([provider, { count, sum }]) =>
        `<tr><td>${escapeHtml(provider)}</td><td class="n">${count}</td><td class="n">${formatMoney(sum)}</td></tr>`,
    );
  const rows = [...credited]
    .sort((left, right) => right.at - left.at)
    .slice(0, mostRows)
    .map(
      ({ at, provider, account, sum, prvTxn, txnId, asked }) =>
        `<tr><td>${timeText(at)}</td><td>${escapeHtml(provider)}</td><td>${escapeHtml(account)}</td><td class="n">${formatMoney(sum)}</td><td class="n">${prvTxn}</td><td class="n">${txnId}</td><td class="n">${asked}</td></tr>`,
    );
  const buttons = commonFaults.map(
    ({ name, title }) => `<button name="common" value="${name}">${escapeHtml(title)}</button>`,
  );
  const numbers = training
    ? `<h2>Учебные номера</h2><table><tbody>${trainingNumbers
        .map(
          ({ ending, tells }) =>
            `<tr><td>900 0${ending.slice(0, 2)}-${ending.slice(2, 4)}-${ending.slice(4)}</td><td>${escapeHtml(tells)}</td></tr>`,
        )
        .join('')}</tbody></table><p class="quiet">Первые четыре цифры могут быть любыми.</p>`
    : '';
  return `<!doctype html><html lang="ru"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Учебные операторы</title><style>${style}</style></head><body>
<h1>Учебные операторы</h1><p class="quiet">Деньги здесь не настоящие. Время московское. Всё зачисленное: <a href="/credited">JSON</a>.</p>
<h2>Что происходит с ответами</h2>${faults.length === 0 ? '<p>Всё исправно.</p>' : `<ul>${faults.map((fault) => `<li>${faultText(fault)}</li>`).join('')}</ul>`}<form method="post" action="/faults">${buttons.join('')}</form>
${numbers}<h2>Зачислено по поставщикам</h2><table><thead><tr><th>Поставщик</th><th class="n">Платежей</th><th class="n">Сумма</th></tr></thead><tbody>${providers.join('')}<tr><th>Всего</th><th class="n">${credited.length}</th><th class="n">${formatMoney(total)}</th></tr></tbody></table>
<h2>Последние зачисления</h2><table><thead><tr><th>Когда</th><th>Поставщик</th><th>Номер</th><th class="n">Сумма</th><th class="n">Номер оператора</th><th class="n">txn_id</th><th class="n">Запросов</th></tr></thead><tbody>${rows.join('')}</tbody></table>
</body></html>
`;
}
