/** A telephone and a voice platform in one: walks our VoiceXML over real HTTP, with keys in and spoken words out. */
import type { StatusReply } from '../sep/status/statusGround.ts';
import { type Element, readVoiceXml } from './voiceXml.ts';

export type Send = (
  method: string,
  path: string,
  body?: string,
  headers?: Readonly<Record<string, string>>,
) => Promise<StatusReply>;

const isElement = (child: Element | string): child is Element => typeof child !== 'string';
const elements = (element: Element, name: string): Element[] =>
  element.children.filter(isElement).filter((one) => one.name === name);

/** What is heard of a prompt: its words; a break is a stop. */
const wordsOf = (element: Element): string =>
  element.children
    .map((child) => (typeof child === 'string' ? child : child.name === 'break' ? ' ' : wordsOf(child)))
    .join('')
    .replace(/\s+/g, ' ')
    .trim();

/** An SRGS grammar of keys as a regular expression. */
function patternOf(grammar: Element): RegExp {
  const rules = new Map(elements(grammar, 'rule').map((one) => [one.attributes['id'], one]));
  const inside = (element: Element): string =>
    element.children
      .map((child) => {
        if (typeof child === 'string') {
          if (!/^\s*[0-9*#A-D]?\s*$/.test(child)) throw new Error(`no key: «${child}»`);
          return child.trim().replace('*', '\\*');
        }
        if (child.name === 'one-of') return `(?:${elements(child, 'item').map(inside).join('|')})`;
        if (child.name === 'item') {
          const repeat = child.attributes['repeat'];
          return `(?:${inside(child)})${repeat === undefined ? '' : `{${repeat.replace('-', ',')}}`}`;
        }
        const rule = rules.get(child.attributes['uri']?.slice(1) ?? '');
        if (child.name !== 'ruleref' || !rule) throw new Error(`no rule for <${child.name}>`);
        return `(?:${inside(rule)})`;
      })
      .join('');
  const root = rules.get(grammar.attributes['root'] ?? '');
  if (!root) throw new Error('a grammar without its root');
  return new RegExp(`^${inside(root)}$`);
}

/** Ends the walk through a document: another one comes, or none. */
class Leaving {
  readonly to: { readonly path: string; readonly form: string } | null;
  constructor(to: Leaving['to']) {
    this.to = to;
  }
}

export class VoiceCall {
  /** What was said since the last key, or since the call began. */
  said = '';
  hasEnded = false;
  /** Requests so far: method, path and form. */
  readonly requests: string[] = [];
  readonly #send: Send;
  readonly #session: Readonly<Record<string, string>>;
  #document: Element | null = null;
  #variables: Record<string, string | undefined> = {};
  #field: Element | null = null;
  #counts = new Map<string, number>();
  #visited = new Set<Element>();

  /** `caller` as the platform's session has it, `tel:+79161234567`. */
  constructor(send: Send, caller: string) {
    this.#send = send;
    this.#session = { 'session.connection.remote.uri': caller };
  }

  async dial(path: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
    await this.#fetch('GET', path, undefined, headers);
    return this.said;
  }

  /** Keys as they are pressed; `#` ends them. */
  async press(keys: string): Promise<string> {
    const field = this.#begin();
    const [grammar] = elements(field, 'grammar');
    if (!grammar) throw new Error('nothing may be keyed here');
    const digits = keys.replace(/#$/, '');
    if (!patternOf(grammar).test(digits)) return this.#walk(() => this.#raise(field, 'nomatch'));
    this.#variables[field.attributes['name'] ?? ''] = digits;
    return this.#walk(() => {
      for (const filled of elements(field, 'filled')) this.#run(filled.children);
      return true;
    });
  }

  async silence(): Promise<string> {
    const field = this.#begin();
    return this.#walk(() => this.#raise(field, 'noinput'));
  }

  async hangUp(): Promise<void> {
    this.#begin();
    await this.#walk(() => this.#raiseInDocument('connection.disconnect.hangup'));
  }

  #begin(): Element {
    if (!this.#field || this.hasEnded) throw new Error('nobody waits for keys');
    this.said = '';
    return this.#field;
  }

  #say(words: string): void {
    this.said = `${this.said} ${words}`.trim();
  }

  #valueOf(expression: string): string {
    const literal = /^'([^'\\]*)'$/.exec(expression)?.[1];
    const value = literal ?? this.#session[expression] ?? this.#variables[expression];
    if (value === undefined) throw new Error(`error.semantic: ${expression}`);
    return value;
  }

  #holds(condition: string): boolean {
    const [, left = '', right = ''] = /^(\w+) == ('[^']*')$/.exec(condition) ?? [];
    return this.#valueOf(left) === this.#valueOf(right);
  }

  /** Executable content, in order. */
  #run(children: readonly (Element | string)[]): boolean {
    let reprompts = false;
    for (const child of children.filter(isElement)) {
      const { name, attributes } = child;
      if (name === 'prompt') this.#say(wordsOf(child));
      else if (name === 'exit') throw new Leaving(null);
      else if (name === 'reprompt') reprompts = true;
      else if (name === 'clear') {
        for (const one of (attributes['namelist'] ?? '').split(' ')) this.#variables[one] = undefined;
        this.#counts.clear();
      } else if (name === 'if') reprompts = this.#branch(child) || reprompts;
      else if (name === 'submit') {
        const names = (attributes['namelist'] ?? '').split(' ');
        const form = new URLSearchParams(names.map((one) => [one, this.#valueOf(one)]));
        throw new Leaving({ path: attributes['next'] ?? '', form: form.toString() });
      } else throw new Error(`<${name}> is not walked`);
    }
    return reprompts;
  }

  #branch(element: Element): boolean {
    const branches: { readonly condition: string | null; readonly children: (Element | string)[] }[] = [
      { condition: element.attributes['cond'] ?? '', children: [] },
    ];
    for (const child of element.children) {
      if (isElement(child) && (child.name === 'elseif' || child.name === 'else'))
        branches.push({ condition: child.attributes['cond'] ?? null, children: [] });
      else branches.at(-1)?.children.push(child);
    }
    const taken = branches.find(({ condition }) => condition === null || this.#holds(condition));
    return taken ? this.#run(taken.children) : false;
  }

  /** The handler whose count is the highest that is reached. */
  #raise(field: Element, event: string): boolean {
    const count = (this.#counts.get(event) ?? 0) + 1;
    this.#counts.set(event, count);
    const countOf = ({ attributes }: Element): number => Number(attributes['count'] ?? 1);
    const [handler] = elements(field, event)
      .filter((one) => countOf(one) <= count)
      .sort((left, right) => countOf(right) - countOf(left));
    if (!handler) throw new Error(`nobody handles ${event}`);
    return this.#run(handler.children);
  }

  #raiseInDocument(event: string): boolean {
    const root = this.#document;
    const handler = root?.children
      .filter(isElement)
      .find(
        ({ name, attributes }) =>
          (name === 'error' && event.startsWith('error')) ||
          (name === 'catch' && event.startsWith(attributes['event'] ?? '?')),
      );
    if (!handler) throw new Error(`nobody handles ${event}`);
    return this.#run(handler.children);
  }

  /** One turn of the form's algorithm after another, until keys are awaited or the call is over. */
  async #walk(work: () => boolean): Promise<string> {
    try {
      this.#visit(work());
    } catch (leaving) {
      if (!(leaving instanceof Leaving)) throw leaving;
      this.#field = null;
      if (leaving.to) await this.#fetch('POST', leaving.to.path, leaving.to.form, {});
      else this.hasEnded = true;
    }
    return this.said;
  }

  /** `plays`: the field's prompts are wanted, as they are not after a handler without `<reprompt>`. */
  #visit(plays: boolean): void {
    const [form] = this.#document ? elements(this.#document, 'form') : [];
    for (const item of form?.children.filter(isElement) ?? []) {
      if (item.name === 'block' && !this.#visited.has(item)) {
        this.#visited.add(item);
        this.#run(item.children);
      }
      if (item.name === 'field' && this.#variables[item.attributes['name'] ?? ''] === undefined) {
        this.#field = item;
        if (plays) for (const prompt of elements(item, 'prompt')) this.#say(wordsOf(prompt));
        return;
      }
    }
    // A form without anything left to do ends the call.
    throw new Leaving(null);
  }

  async #fetch(
    method: string,
    path: string,
    form: string | undefined,
    headers: Readonly<Record<string, string>>,
  ): Promise<void> {
    this.requests.push(`${method} ${path} ${form ?? ''}`.trim());
    const reply = await this.#send(method, path, form, {
      ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      ...headers,
    });
    if (reply.status !== 200) {
      if (!this.#document) throw new Error(`error.badfetch.http.${reply.status}`);
      await this.#walk(() => this.#raiseInDocument(`error.badfetch.http.${reply.status}`));
      return;
    }
    if (!String(reply.headers['content-type']).startsWith('application/voicexml+xml'))
      throw new Error(`no VoiceXML: ${reply.headers['content-type']}`);
    this.#document = readVoiceXml(reply.text);
    this.#variables = {};
    this.#counts = new Map();
    this.#visited = new Set();
    for (const { attributes } of elements(this.#document, 'var'))
      this.#variables[attributes['name'] ?? ''] = this.#valueOf(attributes['expr'] ?? '');
    await this.#walk(() => true);
  }
}
