/** The dialogue's documents in VoiceXML 2.1: keys in, a phrase and the next step out. */
import { element, type Part, xmlText } from './xml.ts';

/** What a document hands on to the next one: the platform's own words, and what was keyed so far. */
export type Carried = Readonly<Record<string, string>>;

export const voicePaths = {
  begin: '/voice',
  receipt: '/voice/receipt',
  sum: '/voice/sum',
  answer: '/voice/answer',
} as const;

const language = 'ru-RU';
const pause = element('break', { time: '400ms' });

const prompt = (attributes: Readonly<Record<string, string>>, ...parts: readonly Part[]) =>
  element('prompt', attributes, ...parts);
const say = (...parts: readonly Part[]) => prompt({}, ...parts);

/** A literal of ECMAScript; what stands in it was read off keys or is of our own making, and is escaped nevertheless. */
const literal = (value: string): string => `'${value.replace(/[^0-9A-Za-zА-Яа-яЁё+*/ ._~-]/g, '')}'`;

/** `caller`: who calls, as the platform knows it; later documents have it as a literal. */
const callerNow = 'session.connection.remote.uri';

/** Digits, and at one place or none a star: `first` and `rest` say how many before and behind it. */
function keysGrammar(first: string, rest: string | null): Part {
  const digits = (repeat: string) => element('item', { repeat }, element('ruleref', { uri: '#digit' }));
  return element(
    'grammar',
    { mode: 'dtmf', version: '1.0', root: 'keys', type: 'application/srgs+xml' },
    element(
      'rule',
      { id: 'keys', scope: 'public' },
      digits(first),
      rest === null ? null : element('item', { repeat: '0-1' }, element('item', {}, '*'), digits(rest)),
    ),
    element(
      'rule',
      { id: 'digit' },
      element('one-of', {}, ...[...'0123456789'].map((digit) => element('item', {}, digit))),
    ),
  );
}

const choiceGrammar = (choices: string): Part =>
  element(
    'grammar',
    { mode: 'dtmf', version: '1.0', root: 'choice', type: 'application/srgs+xml' },
    element(
      'rule',
      { id: 'choice', scope: 'public' },
      element('one-of', {}, ...[...choices].map((digit) => element('item', {}, digit))),
    ),
  );

const goodbye = 'До свидания.';

/** Silence and wrong keys: told twice, then the call ends; a call of nobody costs money too. */
const patience = (silence: string, wrong: string): Part[] => [
  element('noinput', {}, say(silence), element('reprompt', {})),
  element('noinput', { count: '3' }, say(goodbye), element('exit', {})),
  element('nomatch', {}, say(wrong), element('reprompt', {})),
  element('nomatch', { count: '3' }, say(goodbye), element('exit', {})),
];

/** A whole document around one form; `carried` become its variables. */
function document(carried: Carried, expressions: Carried, ...parts: readonly Part[]): string {
  return xmlText(
    element(
      'vxml',
      { version: '2.1', xmlns: 'http://www.w3.org/2001/vxml', 'xml:lang': language },
      element('property', { name: 'inputmodes', value: 'dtmf' }),
      element('property', { name: 'termchar', value: '#' }),
      element('property', { name: 'timeout', value: '10s' }),
      element('property', { name: 'interdigittimeout', value: '6s' }),
      element('property', { name: 'fetchtimeout', value: '15s' }),
      ...Object.entries(carried).map(([name, value]) =>
        element('var', { name, expr: expressions[name] ?? literal(value) }),
      ),
      element('catch', { event: 'connection.disconnect' }, element('exit', {})),
      // Of the network, of this server, of a platform that reads VoiceXML otherwise: the caller is not left in silence.
      element(
        'error',
        {},
        say('Сейчас не получается ответить. С платежом ничего не случилось. Позвоните позже.'),
        element('exit', {}),
      ),
      ...parts,
    ),
  );
}

const submit = (next: string, names: readonly string[]): Part =>
  element('submit', {
    next,
    method: 'post',
    enctype: 'application/x-www-form-urlencoded',
    namelist: names.join(' '),
  });

type Step = {
  readonly field: string;
  readonly carried: Carried;
  readonly next: string;
  /** Said once, before the question. */
  readonly before: string | null;
  readonly question: string;
  readonly grammar: Part;
};

/** One question by keys, then the next document. */
function keysStep({ field, carried, next, before, question, grammar }: Step, expressions: Carried): string {
  return document(
    carried,
    expressions,
    element(
      'form',
      { id: 'ask' },
      before === null ? null : element('block', {}, say(before, pause)),
      element(
        'field',
        { name: field },
        grammar,
        say(question),
        ...patience('Ничего не набрано.', 'Так набрать нельзя.'),
        element('filled', {}, submit(next, [...Object.keys(carried), field])),
      ),
    ),
  );
}

/** Digits of the account. `known` null: who calls is not known yet, the platform says it. */
export function accountStep(carried: Carried, before: string | null): string {
  const { caller, ...rest } = carried;
  return keysStep(
    {
      field: 'account',
      carried: { ...rest, caller: caller ?? '' },
      next: voicePaths.receipt,
      before,
      question:
        'Наберите номер, на который платили. Для телефона это десять цифр, без восьмёрки. В конце нажмите решётку.',
      grammar: keysGrammar('4-20', null),
    },
    caller === undefined ? { caller: callerNow } : {},
  );
}

export const receiptStep = (carried: Carried, before: string | null): string =>
  keysStep(
    {
      field: 'receipt',
      carried,
      next: voicePaths.sum,
      before,
      question:
        'Наберите номер смены, звёздочку и номер чека: они стоят в начале чека. Или только номер фискального документа, он в конце чека. Затем решётку. Чтобы начать сначала, наберите ноль и решётку.',
      grammar: keysGrammar('1-10', '1-9'),
    },
    {},
  );

export const sumStep = (carried: Carried, before: string | null): string =>
  keysStep(
    {
      field: 'sum',
      carried,
      next: voicePaths.answer,
      before,
      question:
        'Наберите сумму, которую приняли, вместе с комиссией: рубли, а если есть копейки, звёздочку и две цифры копеек. Затем решётку. Чтобы начать сначала, наберите ноль и решётку.',
      grammar: keysGrammar('1-7', '2'),
    },
    {},
  );

const menu = 'Повторить — один. Узнать о другом платеже — два. Помощь — ноль.';
const help =
  'Помощь по платежу даёт торговая точка, где вы платили: её адрес и телефон напечатаны на чеке. Возьмите чек с собой.';

/** The answer, as often as it is wanted. */
export const answerStep = (carried: Carried, sentences: readonly string[]): string =>
  document(
    carried,
    {},
    element(
      'form',
      { id: 'answer' },
      element(
        'field',
        { name: 'choice' },
        choiceGrammar('120'),
        say(...sentences.flatMap((sentence) => [sentence, pause])),
        say(menu),
        element('noinput', {}, say(menu)),
        element('noinput', { count: '2' }, say(goodbye), element('exit', {})),
        element('nomatch', {}, say(menu)),
        element('nomatch', { count: '3' }, say(goodbye), element('exit', {})),
        element(
          'filled',
          {},
          element(
            'if',
            { cond: "choice == '2'" },
            submit(voicePaths.begin, Object.keys(carried)),
            element('elseif', { cond: "choice == '0'" }),
            say(help, pause),
            element('clear', { namelist: 'choice' }),
            element('else', {}),
            element('clear', { namelist: 'choice' }),
          ),
        ),
      ),
    ),
  );

/** Something to say, and the end of the call. */
export const endStep = (sentence: string): string =>
  document(
    {},
    {},
    element('form', { id: 'end' }, element('block', {}, say(sentence, pause, goodbye), element('exit', {}))),
  );
