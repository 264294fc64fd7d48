/** What the parts of the central office desk work with. */
import type {
  DeskCall,
  DeskInput,
  DeskOutput,
  DeskPerson,
  DeskRefusal,
  DeskRefusalCode,
} from '../../contract/desk.ts';
import type { SepParts } from '../parts.ts';

export type DeskResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: DeskRefusal };

export const given = <T>(value: T): DeskResult<T> => ({ ok: true, value });

export const refused = (
  code: DeskRefusalCode,
  message: string,
): { readonly ok: false; readonly refusal: DeskRefusal } => ({
  ok: false,
  refusal: { code, message },
});

export type DeskParts = SepParts & {
  readonly training: boolean;
};

/** Calls that only signed-in people ask. */
export type InnerCall = Exclude<
  DeskCall,
  'standing' | 'sign-in' | 'sign-in-code' | 'new-password' | 'sign-out'
>;

export type DeskHandlers = {
  readonly [N in InnerCall]: (input: DeskInput<N>, person: DeskPerson) => Promise<DeskResult<DeskOutput<N>>>;
};
