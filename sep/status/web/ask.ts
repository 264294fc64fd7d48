/** Asks СЭП, and brings whatever happens into one of three answers. */
import type { PublicAnswer, PublicQuestion, PublicRefusal } from '../../../contract/publicStatus.ts';
import { questionPath } from '../../../core/statusQuestion.ts';

export type Asked =
  | { readonly kind: 'answer'; readonly answer: PublicAnswer }
  /** Nothing was told; why, and what to do, for people. */
  | { readonly kind: 'trouble'; readonly message: string };

/** A phone on a bad network is waited for so long, milliseconds. */
const patience = 20_000;

const silence =
  'Нет связи с платёжной системой. С платежом ничего не случилось: проверьте интернет и попробуйте ещё раз.';

/** «через 40 секунд», «через 7 минут». */
function laterText(seconds: number): string {
  const words = (count: number, one: string, few: string, many: string): string => {
    const last = count % 10;
    const teen = Math.floor(count / 10) % 10 === 1;
    return `через ${count} ${teen || last === 0 || last > 4 ? many : last === 1 ? one : few}`;
  };
  return seconds < 60
    ? words(seconds, 'секунду', 'секунды', 'секунд')
    : words(Math.ceil(seconds / 60), 'минуту', 'минуты', 'минут');
}

export async function ask(question: PublicQuestion): Promise<Asked> {
  // `AbortSignal.timeout` is missing from phones of 2022.
  const giving = new AbortController();
  const timer = setTimeout(() => giving.abort(), patience);
  try {
    const response = await fetch(questionPath, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(question),
      signal: giving.signal,
    });
    // Our own server's word, of the same release: what it is not, shows as trouble below.
    const body = (await response.json()) as PublicAnswer | PublicRefusal;
    if (response.ok && 'kind' in body) return { kind: 'answer', answer: body };
    if (!('message' in body)) return { kind: 'trouble', message: silence };
    if (body.retryAfter === undefined) return { kind: 'trouble', message: body.message };
    // By its QR a receipt is known at once, whoever tried to guess its number.
    const otherWay = question.kind === 'qr' ? '' : ' или покажите QR-код с чека';
    return {
      kind: 'trouble',
      message: `${body.message} Попробуйте ${laterText(body.retryAfter)}${otherWay}.`,
    };
  } catch {
    return { kind: 'trouble', message: silence };
  } finally {
    clearTimeout(timer);
  }
}
