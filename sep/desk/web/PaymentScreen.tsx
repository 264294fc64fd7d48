/** One payment: facts, story, requests about it. */
import { PaymentId } from '../../../contract/primitives.ts';
import { Corrections } from './Corrections.tsx';
import { useAsked } from './call.ts';
import { Note, Title, Waiting } from './parts.tsx';
import { RequestTable } from './Queue.tsx';
import { PaymentFacts, StoryLines } from './Story.tsx';

function Known({ id, chosen }: { readonly id: PaymentId; readonly chosen: string }) {
  const asked = useAsked('payment', { id });
  const payment = asked.value;
  if (!payment) return <Waiting asked={asked} />;
  return (
    <>
      <div className="columns">
        <div>
          <PaymentFacts payment={payment} />
          <Corrections payment={payment} chosen={chosen} />
        </div>
        <StoryLines payment={payment} />
      </div>
      {payment.requests.length > 0 && (
        <>
          <h2>Обращения</h2>
          <RequestTable rows={payment.requests} when="Ждёт или решено" />
        </>
      )}
    </>
  );
}

/** `rest`: the payment's id, and behind a slash the correction whose form is open. */
export function PaymentScreen({ rest }: { readonly rest: string }) {
  const [id, chosen = ''] = rest.split('/');
  const read = PaymentId.safeParse(id);
  return (
    <>
      <Title>Платёж</Title>
      {read.success ? (
        <Known key={read.data} id={read.data} chosen={chosen} />
      ) : (
        <Note tone="bad">Такого платежа нет.</Note>
      )}
    </>
  );
}
