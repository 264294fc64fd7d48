/** Looks behind the window: what main says of the till, and everything on the screen that a key could change. */
import type { Page } from 'playwright-core';
import type { Result } from '../../contract/failure.ts';
import type { CallInput, CallName, CallOutput } from '../../contract/ipc.ts';
import type { TillView } from '../../contract/till.ts';
import type {} from '../../renderer/till/bridge.ts';

/** Asks main through the window's own bridge, as a script in the page could. */
export function ask<N extends CallName>(
  page: Page,
  name: N,
  input: CallInput<N>,
): Promise<Result<CallOutput<N>>> {
  return page.evaluate(([asked, payload]) => window.kassa.call(asked, payload), [
    name,
    input,
  ] as const) as Promise<Result<CallOutput<N>>>;
}

export async function tillOf(page: Page): Promise<TillView> {
  const answer = await ask(page, 'till.view', null);
  if (!answer.ok) throw new Error(answer.failure.code);
  return answer.value;
}

/** The till without the count of its snapshots. */
export async function tillStateOf(page: Page): Promise<Omit<TillView, 'revision'>> {
  const { revision: _, ...state } = await tillOf(page);
  return state;
}

/** What stands in every field, where the focus is, which screen and dialogues are open, which papers came out. */
export function screenStateOf(page: Page) {
  return page.evaluate(() => {
    const name = (element: Element | null) =>
      element === null
        ? null
        : (element.getAttribute('aria-label') ?? element.id.replace(/.*mantine-/, '')) ||
          (element.textContent ?? '').slice(0, 40);
    const fields = [...document.querySelectorAll('input, textarea, select')];
    return {
      title: [...document.querySelectorAll('h1')].map((heading) => heading.textContent),
      fields: fields.map((field) =>
        field instanceof HTMLInputElement && ['checkbox', 'radio'].includes(field.type)
          ? field.checked
          : (field as HTMLInputElement).value,
      ),
      dialogs: [...document.querySelectorAll('[role=dialog] h2')].map((title) => title.textContent),
      focus: name(document.activeElement),
      provider: document.querySelector('[data-spot="provider"]')?.textContent ?? null,
      papers: document.querySelectorAll('[data-paper]').length,
      alerts: [...document.querySelectorAll('[role=alert]')].map((alert) => alert.textContent),
    };
  });
}
