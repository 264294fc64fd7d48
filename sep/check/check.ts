/** The check before the pre-check: limits, the operator's word, and the same payment taken within the hour. */
import type { PaymentId } from '../../contract/primitives.ts';
import type { CheckAnswer, SepInput } from '../../contract/sep.ts';
import { normaliseAccount } from '../../core/account.ts';
import { readOutcome, troubles } from '../../core/dispatch.ts';
import { formatMoney } from '../../core/money.ts';
import { resultOf } from '../../core/osmp.ts';
import { findProvider, sumsOf } from '../../core/provider.ts';
import { checkIdOf } from '../../core/txnId.ts';
import { readCatalogue } from '../catalogue/catalogue.ts';
import { readGateway } from '../dispatch/gateway.ts';
import { createOsmpClient, type OsmpClient } from '../dispatch/osmpClient.ts';
import type { Caller, SepHandlers, SepParts } from '../parts.ts';
import { answer } from '../parts.ts';
import { sha256 } from '../trust/hashing.ts';

/** The cashier waits: whatever happens, there is an answer within this time, milliseconds. */
const patienceMs = 2_500;
const sameWithinMs = 60 * 60_000;

type Asked = SepInput<'check'>;
type Word = Omit<CheckAnswer, 'same'>;

const notChecked = (reason: string): Word => ({
  operator: 'notChecked',
  resultCode: null,
  reason,
  payer: null,
});
const refused = (reason: string, resultCode: number | null = null): Word => ({
  operator: 'refused',
  resultCode,
  reason: reason.slice(0, 300),
  payer: null,
});

/** What `check` calls the payer, in the wild. */
const payerField = /^(fio|name|payer|client|abonent|фио|имя|плательщик|абонент|клиент)/i;

/** Null: nothing in the catalogue speaks against it. */
async function refusedByCatalogue(parts: SepParts, asked: Asked): Promise<Word | null> {
  const found = findProvider(await readCatalogue(parts.database), asked.providerId);
  if (!found.ok) return refused('СЭП не знает такого поставщика');
  const provider = found.value;
  const account = normaliseAccount(asked.account, provider.mask);
  if (!account.ok || account.value !== asked.account)
    return refused(`Такого номера у поставщика «${provider.name}» не бывает`);
  if (sumsOf(provider, asked.amountCredited).ok) return null;
  return refused(`Сумма — от ${formatMoney(provider.minimum)} до ${formatMoney(provider.maximum)}`);
}

async function askOperator(
  parts: SepParts,
  client: OsmpClient,
  asked: Asked,
  timeoutMs: number,
  gone: AbortSignal,
): Promise<Word> {
  const early = await refusedByCatalogue(parts, asked);
  if (early) return early;
  const [row] = await parts.database.query<{ value: string }>(
    'SELECT value FROM gateway WHERE provider = $1',
    [asked.providerId],
  );
  const known = row ? readGateway(row.value) : null;
  if (!known) return notChecked('Адрес оператора в СЭП не задан');
  const { outcome, answer: said } = await client.ask(
    known.gateway,
    {
      command: 'check',
      txnId: checkIdOf(asked.paymentId as PaymentId, sha256),
      account: asked.account,
      sum: asked.amountCredited,
      txnDate: null,
    },
    Math.min(timeoutMs, known.gateway.timeoutMs),
    gone,
  );
  if (outcome.kind !== 'answered') return notChecked(troubles[outcome.kind]);
  const { dialect } = known.rules;
  const name = resultOf(dialect, outcome.code)?.name ?? 'неизвестный ответ оператора';
  const reason = outcome.comment || name;
  switch (readOutcome(dialect, outcome)) {
    case 'ok': {
      const payer = said?.fields.find((field) => payerField.test(field.name))?.value ?? null;
      return {
        operator: 'confirmed',
        resultCode: outcome.code,
        reason: null,
        payer: payer === null ? null : payer.slice(0, 120),
      };
    }
    case 'fatal':
      return refused(reason, outcome.code);
    default:
      return { ...notChecked(reason.slice(0, 300)), resultCode: outcome.code };
  }
}

/** The same number and sum whose receipt was made within the hour, anywhere; its number only at home. */
async function findSame(parts: SepParts, asked: Asked, caller: Caller): Promise<CheckAnswer['same']> {
  const [row] = await parts.database.query<{
    at: number;
    trade_point: string;
    workstation: number;
    counter: number;
  }>(
    `SELECT taken_at AS at, trade_point, workstation, counter FROM lane
     WHERE account = $1 AND credited = $2 AND taken_at > $3 AND payment <> $4
     ORDER BY trade_point = $5 DESC, taken_at DESC LIMIT 1`,
    [asked.account, asked.amountCredited, parts.clock() - sameWithinMs, asked.paymentId, caller.tradePoint],
  );
  if (!row) return null;
  const number = row.trade_point === caller.tradePoint ? `${row.workstation}-${row.counter}` : null;
  return { at: row.at as NonNullable<CheckAnswer['same']>['at'], number };
}

/** `value`, or `instead` when it takes too long or fails. */
function within<T>(
  value: Promise<T>,
  ms: number,
  instead: () => T,
  failed: (error: unknown) => void,
): Promise<T> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(instead()), ms);
    value
      .catch((error: unknown) => {
        failed(error);
        return instead();
      })
      .then((done) => {
        clearTimeout(timer);
        resolve(done);
      });
  });
}

/** Always answers, within 2.5 s: what could not be learnt is `notChecked`, and says why. */
export function createCheck(
  parts: SepParts,
  client: OsmpClient = createOsmpClient(),
  waitMs: number = patienceMs,
): SepHandlers['check'] {
  const failed = (error: unknown): void =>
    parts.log.warn({ error: String(error) }, 'a check before the pre-check failed');
  return async (asked, caller, gone) => {
    const [word, same] = await Promise.all([
      within(
        // Less than the whole, so that the operator's silence is told as what it is.
        askOperator(parts, client, asked, Math.ceil(waitMs * 0.8), gone),
        waitMs,
        () => notChecked('СЭП не успела проверить номер'),
        failed,
      ),
      within(findSame(parts, asked, caller), waitMs, () => null, failed),
    ]);
    return answer({ ...word, same });
  };
}
