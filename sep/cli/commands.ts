/** The commands for a running СЭП: which options each takes, what it asks, what it prints. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { exitCodes } from './exitCodes.ts';
import { qrText } from './qrText.ts';

export type Given = Readonly<Record<string, string | boolean | undefined>>;

/** What an answer becomes: lines for stdout, lines for people, the exit code. */
export type Told = { readonly say?: string; readonly note?: string; readonly code: number };

export type AdminCall = {
  readonly takes: readonly string[];
  /** The body; null: the options don't fit. */
  readonly input: (given: Given) => object | null;
  readonly tell: (value: unknown, given: Given) => Told;
};

const text = (given: Given, name: string): string | undefined => {
  const value = given[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
};

function placeIn(given: Given): { readonly tradePoint: string; readonly workstation: number } | null {
  const tradePoint = text(given, 'trade-point');
  const workstation = Number(text(given, 'workstation'));
  return tradePoint && Number.isInteger(workstation) && workstation >= 1 && workstation <= 99
    ? { tradePoint, workstation }
    : null;
}

/** Option → the detail of the trade point that it says. */
const wordOptions = {
  name: 'name',
  address: 'address',
  zone: 'zone',
  'agent-name': 'agentName',
  'agent-inn': 'agentInn',
  'agent-phone': 'agentPhone',
} as const;

const dayIn = (given: Given): { readonly provider: string; readonly day: string } | null => {
  const provider = text(given, 'provider');
  const day = text(given, 'day');
  return provider && day ? { provider, day } : null;
};

/** Each of them changes something; without any of them the command shows what is in force. */
const gatewayOptions = ['url', 'registry-url', 'authority', 'file'] as const;

const Gateway = z.looseObject({ url: z.string() });
const Registry = z.object({ ok: z.boolean(), text: z.string(), found: z.int().optional() });
const Code = z.object({ code: z.string(), expiresAt: z.number() });
const Revoked = z.object({ certificates: z.number(), journals: z.number() });
const Imported = z.object({ version: z.number(), providers: z.number() });
const Credentials = z.object({ password: z.string(), otpauth: z.string() });
const Restored = z.object({ generation: z.number() });

export const adminCalls: Readonly<Record<string, AdminCall>> = {
  'enrol-code': {
    takes: ['trade-point', 'workstation', ...Object.keys(wordOptions)],
    input: (given) => {
      const place = placeIn(given);
      const words = Object.entries(wordOptions).flatMap(([option, word]) => {
        const value = text(given, option);
        return value === undefined ? [] : [[word, value] as const];
      });
      return place && { ...place, words: Object.fromEntries(words) };
    },
    tell: (value) => {
      const { code, expiresAt } = Code.parse(value);
      return {
        say: code,
        note: `Код годится один раз, до ${new Date(expiresAt).toLocaleString('ru-RU')}.`,
        code: exitCodes.done,
      };
    },
  },
  revoke: {
    takes: ['trade-point', 'workstation', 'reason'],
    input: (given) => {
      const place = placeIn(given);
      const reason = text(given, 'reason');
      return place && reason ? { ...place, reason } : null;
    },
    tell: (value) => {
      const { certificates, journals } = Revoked.parse(value);
      return {
        note: `Отозвано: сертификатов — ${certificates}, журналов — ${journals}. Новые события этого места увидит только человек.`,
        code: exitCodes.done,
      };
    },
  },
  gateway: {
    takes: ['provider', ...gatewayOptions],
    input: (given) => {
      const provider = text(given, 'provider');
      const [file, authority] = [text(given, 'file'), text(given, 'authority')];
      return provider
        ? {
            provider,
            url: text(given, 'url'),
            registryUrl: text(given, 'registry-url'),
            ...(authority !== undefined && { authority: readFileSync(authority, 'utf8') }),
            ...(file !== undefined && { file: readFileSync(file, 'utf8') }),
          }
        : null;
    },
    tell: (value, given) => {
      const provider = text(given, 'provider');
      const gateway = Gateway.parse(value);
      const isChange = gatewayOptions.some((name) => text(given, name) !== undefined);
      return isChange
        ? { note: `Платежи ${provider} идут теперь на ${gateway.url}.`, code: exitCodes.done }
        : {
            say: JSON.stringify(gateway, null, 2),
            note: `Так задан шлюз ${provider}. Записанное в файл и изменённое вводится ключом --file.`,
            code: exitCodes.done,
          };
    },
  },
  registry: {
    takes: ['provider', 'day'],
    input: dayIn,
    tell: (value) => {
      const { ok, text: content } = Registry.parse(value);
      return ok
        ? { say: content.trimEnd(), code: exitCodes.done }
        : { note: content, code: exitCodes.refused };
    },
  },
  compare: {
    takes: ['provider', 'day', 'file'],
    input: (given) => {
      const day = dayIn(given);
      const file = text(given, 'file');
      return day && { ...day, ...(file !== undefined && { content: readFileSync(file, 'utf8') }) };
    },
    tell: (value) => {
      const { ok, text: content, found } = Registry.parse(value);
      if (!ok) return { note: content, code: exitCodes.refused };
      return { say: content.trimEnd(), code: found ? exitCodes.found : exitCodes.done };
    },
  },
  catalogue: {
    takes: ['file'],
    input: (given) => {
      const file = text(given, 'file');
      return file ? { content: readFileSync(file, 'utf8') } : null;
    },
    tell: (value) => {
      const { version, providers } = Imported.parse(value);
      return {
        note: `Действует справочник версии ${version}, поставщиков — ${providers}. Рабочие места получат его сами.`,
        code: exitCodes.done,
      };
    },
  },
  'desk-user': {
    takes: ['login', 'name', 'role'],
    input: (given) => {
      const [login, name, role] = [text(given, 'login'), text(given, 'name'), text(given, 'role')];
      return login && name && role ? { login, name, role } : null;
    },
    tell: (value) => {
      const { password, otpauth } = Credentials.parse(value);
      return {
        say: `${password}\n${otpauth}`,
        note: [
          'Первая строка — пароль на один вход, вторая — для приложения с кодами. Больше их не покажут.',
          'Вторую можно снять телефоном (если терминал светлый, удобнее QR-код на экране «Сотрудники»):',
          qrText(otpauth),
        ].join('\n'),
        code: exitCodes.done,
      };
    },
  },
  'desk-close': {
    takes: ['login'],
    input: (given) => {
      const login = text(given, 'login');
      return login ? { login } : null;
    },
    tell: (_, given) => ({
      note: `Учётная запись ${text(given, 'login')} закрыта.`,
      code: exitCodes.done,
    }),
  },
  restored: {
    takes: [],
    input: () => ({}),
    tell: (value) => ({
      note: `Началось поколение ${Restored.parse(value).generation}: рабочие места пришлют заново то, чего нет в копии.`,
      code: exitCodes.done,
    }),
  },
  stop: {
    takes: [],
    input: () => ({}),
    tell: () => ({ note: 'СЭП останавливается.', code: exitCodes.done }),
  },
};
