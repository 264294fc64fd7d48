/** «Письмо в ЦО» and its outbox, as the window asks for them. */
import { refuse } from '../../contract/failure.ts';
import type { Handlers } from '../door/door.ts';

type LetterCalls = Pick<
  Handlers,
  | 'letter.compose'
  | 'letter.copy'
  | 'letter.openInMail'
  | 'letter.send'
  | 'letter.chooseFile'
  | 'letters.list'
  | 'mail.get'
  | 'mail.set'
>;

export function letterCalls(): LetterCalls {
  const notYet = () => refuse('notEnrolled');
  return {
    'letter.compose': notYet,
    'letter.copy': notYet,
    'letter.openInMail': notYet,
    'letter.send': notYet,
    'letter.chooseFile': notYet,
    'letters.list': notYet,
    'mail.get': notYet,
    'mail.set': notYet,
  };
}
